import { be16, be32, putBe16, putBe32, u8 } from '../transport/fields.ts';
import type { ScsiCommand } from './command.ts';
import { dataIn } from './command.ts';

/** REPORT LUNS (A0h), SELECT REPORT 0: the logical units of this target. */
export function reportLuns(allocationLength = 2048): ScsiCommand {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xa0;
  putBe32(cdb, 6, allocationLength);
  return dataIn(cdb, allocationLength);
}

/**
 * How many logical units there are: well known ones (first byte C1h) and "none specified" (FFh) are left out. What lies
 * beyond the bytes that came counts as a unit. Undefined when short.
 */
export function parseLunCount(data: Uint8Array): number | undefined {
  if (data.length < 8) return undefined;
  const listed = Math.floor(be32(data, 0) / 8);
  let others = 0;
  for (let at = 8; at + 8 <= Math.min(data.length, 8 + 8 * listed); at += 8) if ([0xc1, 0xff].includes(u8(data, at))) others += 1;
  return listed - others;
}

/** MODE SENSE (10), 5Ah, all pages, no block descriptors: asked for its header. */
export function modeSense10(): ScsiCommand {
  const cdb = Uint8Array.of(0x5a, 0x08, 0x3f, 0, 0, 0, 0, 0, 0, 0);
  putBe16(cdb, 7, 252);
  return dataIn(cdb, 252);
}

/** WP of the device-specific parameter (SBC); undefined when short. */
export function parseWriteProtect(data: Uint8Array): boolean | undefined {
  return data.length < 8 ? undefined : (u8(data, 3) & 0x80) !== 0;
}

/** READ DEFECT DATA (12), B7h: the grown list in physical sector format, its header alone. */
export function readGrownDefects(): ScsiCommand {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xb7;
  cdb[1] = 0x08 | 0x05;
  putBe32(cdb, 6, 8);
  return dataIn(cdb, 8);
}

/**
 * How many defects the grown list has, from its length: a drive may answer in another format than was asked for. Undefined
 * when it gives no grown list (GLISTV) or one of a format without a known size.
 */
export function parseGrownDefects(data: Uint8Array): number | undefined {
  if (data.length < 8 || (u8(data, 1) & 0x08) === 0) return undefined;
  // Short block 4 bytes; long block, bytes from index and physical sector 8.
  const size = { 0: 4, 3: 8, 4: 8, 5: 8 }[u8(data, 1) & 7];
  return size === undefined ? undefined : Math.floor(be32(data, 4) / size);
}

/** Peripheral device types that hold blocks: 00h direct access, 0Eh simplified direct access, 14h host-managed zoned. */
const blockDevices: readonly number[] = [0x00, 0x0e, 0x14];
export const hostManagedZoned = 0x14;

export function isBlockDevice(peripheralDeviceType: number): boolean {
  return blockDevices.includes(peripheralDeviceType);
}

export interface ZonedCharacteristics {
  /** URSWRZ: reads beyond a write pointer are allowed, and tell nothing of the medium. */
  readonly unrestrictedReads: boolean;
  /** Most open sequential-write-required zones; FFFFFFFFh: no limit. */
  readonly maximumOpenZones: number;
}

/** VPD B6h, zoned block device characteristics (ZBC). */
export function parseZonedCharacteristics(data: Uint8Array): ZonedCharacteristics | undefined {
  if (data.length < 20 || u8(data, 1) !== 0xb6 || be16(data, 2) < 16) return undefined;
  return { unrestrictedReads: (u8(data, 4) & 1) !== 0, maximumOpenZones: be32(data, 16) };
}
