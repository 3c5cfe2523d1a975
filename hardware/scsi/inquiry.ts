import { toHex } from '../../domain/bytes.ts';
import { asciiField, be16, be32, u8 } from '../transport/fields.ts';
import type { ScsiCommand } from './command.ts';
import { dataIn, noData } from './command.ts';

/** TEST UNIT READY (00h). */
export function testUnitReady(): ScsiCommand {
  return noData(0x00, 0, 0, 0, 0, 0);
}

/** INQUIRY (12h), standard data. */
export function inquiry(allocationLength = 96): ScsiCommand {
  return dataIn(Uint8Array.of(0x12, 0, 0, allocationLength >> 8, allocationLength & 0xff, 0), allocationLength);
}

/** Vital product data pages that are read here. */
export const vpdPage = {
  supported: 0x00,
  unitSerialNumber: 0x80,
  deviceIdentification: 0x83,
  ataInformation: 0x89,
  blockLimits: 0xb0,
  blockDeviceCharacteristics: 0xb1,
  logicalBlockProvisioning: 0xb2,
} as const;

/** INQUIRY (12h) with EVPD = 1. */
export function inquiryVpd(page: number, allocationLength = 252): ScsiCommand {
  return dataIn(Uint8Array.of(0x12, 1, page, allocationLength >> 8, allocationLength & 0xff, 0), allocationLength);
}

export interface StandardInquiry {
  /** 00h direct access, 14h host-managed zoned. */
  readonly peripheralDeviceType: number;
  readonly removable: boolean;
  /** `ATA` means that a SATL answers. */
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** Reads standard INQUIRY data; undefined when shorter than 36 bytes or when no device is at this LUN (qualifier 3). */
export function parseInquiry(data: Uint8Array): StandardInquiry | undefined {
  if (data.length < 36 || u8(data, 0) >> 5 === 3) return undefined;
  return {
    peripheralDeviceType: u8(data, 0) & 0x1f,
    removable: (u8(data, 1) & 0x80) !== 0,
    vendor: asciiField(data, 8, 8),
    product: asciiField(data, 16, 16),
    revision: asciiField(data, 32, 4),
  };
}

/** The page's own bytes after its 4-byte header, or undefined when it is another page or cut short before its header ends. */
function pageBody(data: Uint8Array, page: number): Uint8Array | undefined {
  if (data.length < 4 || u8(data, 1) !== page) return undefined;
  return data.subarray(4, Math.min(data.length, 4 + be16(data, 2)));
}

/** VPD 00h: the pages the device has. */
export function parseSupportedPages(data: Uint8Array): readonly number[] | undefined {
  const body = pageBody(data, vpdPage.supported);
  return body === undefined ? undefined : [...body];
}

/** VPD 80h: trimmed at both ends; an empty serial is undefined. */
export function parseUnitSerialNumber(data: Uint8Array): string | undefined {
  const body = pageBody(data, vpdPage.unitSerialNumber);
  if (body === undefined) return undefined;
  const serial = asciiField(body, 0, body.length);
  return serial === '' ? undefined : serial;
}

export interface Designator {
  readonly codeSet: number;
  /** 0 logical unit, 1 target port, 2 target device. */
  readonly association: number;
  /** 1 T10 vendor id, 2 EUI-64, 3 NAA, 8 SCSI name string. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** VPD 83h: every designator that came whole. */
export function parseDeviceIdentification(data: Uint8Array): readonly Designator[] | undefined {
  const body = pageBody(data, vpdPage.deviceIdentification);
  if (body === undefined) return undefined;
  const found: Designator[] = [];
  let at = 0;
  while (at + 4 <= body.length) {
    const length = u8(body, at + 3);
    if (at + 4 + length > body.length) break;
    found.push({
      codeSet: u8(body, at) & 0x0f,
      association: (u8(body, at + 1) >> 4) & 3,
      type: u8(body, at + 1) & 0x0f,
      bytes: body.slice(at + 4, at + 4 + length),
    });
    at += 4 + length;
  }
  return found;
}

/** The logical unit's NAA (8 or 16 bytes) or else EUI-64 in lower-case hex, from VPD 83h designators. */
export function worldWideName(designators: readonly Designator[]): string | undefined {
  const ofUnit = designators.filter((one) => one.association === 0 && (one.bytes.length === 8 || one.bytes.length === 16));
  const chosen = ofUnit.find((one) => one.type === 3) ?? ofUnit.find((one) => one.type === 2);
  return chosen === undefined ? undefined : toHex(chosen.bytes);
}

export interface BlockLimits {
  /** Blocks in one READ or WRITE; 0 = not reported. */
  readonly maximumTransferBlocks: number;
  readonly optimalTransferBlocks: number;
  readonly maximumUnmapBlocks: number;
}

/** VPD B0h. */
export function parseBlockLimits(data: Uint8Array): BlockLimits | undefined {
  if (data.length < 16 || u8(data, 1) !== vpdPage.blockLimits) return undefined;
  return {
    maximumTransferBlocks: be32(data, 8),
    optimalTransferBlocks: be32(data, 12),
    maximumUnmapBlocks: data.length >= 24 ? be32(data, 20) : 0,
  };
}

/** What a read gives after a sanitize (WABEREQ for block erase, WACEREQ for cryptographic erase). */
export type WriteAfterErase = 'not_specified' | 'reads_complete' | 'medium_error' | 'medium_error_write_required';
const writeAfterErase = [
  'not_specified',
  'reads_complete',
  'medium_error',
  'medium_error_write_required',
] as const satisfies readonly WriteAfterErase[];

export interface BlockDeviceCharacteristics {
  /** 0 not reported, 1 non-rotating, else revolutions per minute. */
  readonly rotationRate: number;
  readonly writeAfterBlockErase: WriteAfterErase;
  readonly writeAfterCryptographicErase: WriteAfterErase;
  /** 0 not reported, 1 host aware, 2 device managed. */
  readonly zoned: number;
}

/** VPD B1h. */
export function parseBlockDeviceCharacteristics(data: Uint8Array): BlockDeviceCharacteristics | undefined {
  if (data.length < 9 || u8(data, 1) !== vpdPage.blockDeviceCharacteristics) return undefined;
  return {
    rotationRate: be16(data, 4),
    writeAfterBlockErase: writeAfterErase[(u8(data, 7) >> 6) & 3] ?? 'not_specified',
    writeAfterCryptographicErase: writeAfterErase[(u8(data, 7) >> 4) & 3] ?? 'not_specified',
    zoned: (u8(data, 8) >> 4) & 3,
  };
}

export interface LogicalBlockProvisioning {
  readonly lbpu: boolean;
  readonly lbpws: boolean;
  readonly lbpws10: boolean;
  /** 3-bit LBPRZ: b0 = unmapped blocks read as zeros. */
  readonly lbprz: number;
}

/** VPD B2h. */
export function parseLogicalBlockProvisioning(data: Uint8Array): LogicalBlockProvisioning | undefined {
  if (data.length < 6 || u8(data, 1) !== vpdPage.logicalBlockProvisioning) return undefined;
  const flags = u8(data, 5);
  return { lbpu: (flags & 0x80) !== 0, lbpws: (flags & 0x40) !== 0, lbpws10: (flags & 0x20) !== 0, lbprz: (flags >> 2) & 7 };
}
