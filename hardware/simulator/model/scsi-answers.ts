import type { ScsiAnswer } from '../../transport/transport.ts';
import { putAscii, putBe16, putBe32, putBe64 } from '../../transport/fields.ts';
import { status } from '../../scsi/command.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { fromHex } from '../../../domain/bytes.ts';

const none = new Uint8Array(0);

export function good(data: Uint8Array = none): ScsiAnswer {
  return { status: status.good, sense: none, data };
}

export type Triple = readonly [key: number, asc: number, ascq: number];

export interface SenseExtra {
  readonly progress?: number;
  readonly information?: number;
}

export function check(triple: Triple, extra: SenseExtra = {}): ScsiAnswer {
  return { status: status.checkCondition, sense: fixedSense(triple, extra), data: none };
}

export function fixedSense([key, asc, ascq]: Triple, extra: SenseExtra = {}): Uint8Array {
  const sense = new Uint8Array(18);
  sense[0] = extra.information === undefined ? 0x70 : 0xf0;
  sense[2] = key;
  if (extra.information !== undefined) putBe32(sense, 3, Math.min(extra.information, 0xffffffff));
  sense[7] = 10;
  sense[12] = asc;
  sense[13] = ascq;
  if (extra.progress !== undefined) {
    sense[15] = 0x80;
    putBe16(sense, 16, extra.progress);
  }
  return sense;
}

export function descriptorSense([key, asc, ascq]: Triple, extra: SenseExtra = {}): Uint8Array {
  const sense = new Uint8Array(extra.progress === undefined ? 8 : 16);
  sense.set([0x72, key, asc, ascq]);
  if (extra.progress !== undefined) {
    sense[7] = 8;
    sense.set([0x02, 0x06, 0, 0, 0x80], 8);
    putBe16(sense, 13, extra.progress);
  }
  return sense;
}

/** REQUEST SENSE returns sense as its data, with good status. */
export function senseData(cdb: Uint8Array, triple: Triple, extra: SenseExtra = {}): ScsiAnswer {
  const sense = ((cdb[1] ?? 0) & 1) !== 0 ? descriptorSense(triple, extra) : fixedSense(triple, extra);
  return good(sense.slice(0, cdb[4] ?? 0));
}

export function standardInquiry(vendor: string, product: string, revision: string, deviceType = 0): Uint8Array {
  const data = new Uint8Array(96);
  data[0] = deviceType;
  data[2] = 0x06;
  data[3] = 0x02;
  data[4] = data.length - 5;
  data[7] = 0x02;
  putAscii(data, 8, 8, vendor);
  putAscii(data, 16, 16, product.slice(0, 16));
  putAscii(data, 32, 4, revision.slice(0, 4));
  return data;
}

export function vpd(page: number, body: Uint8Array): Uint8Array {
  const data = new Uint8Array(4 + body.length);
  data[1] = page;
  putBe16(data, 2, body.length);
  data.set(body, 4);
  return data;
}

export function serialPage(serial: string, width: number): Uint8Array {
  const body = new Uint8Array(width);
  putAscii(body, 0, width, serial);
  return vpd(0x80, body);
}

export function identificationPage(spec: DriveSpec): Uint8Array {
  const body = new Uint8Array(12);
  body.set([0x01, 0x03, 0, 8]);
  body.set(fromHex(spec.wwn) ?? none, 4);
  return vpd(0x83, body);
}

/** 1 MiB in one command. */
export const maximumTransferBytes = 1024 * 1024;

export function blockLimitsPage(spec: DriveSpec): Uint8Array {
  const body = new Uint8Array(60);
  putBe32(body, 4, maximumTransferBytes / spec.block_bytes);
  putBe32(body, 8, maximumTransferBytes / spec.block_bytes);
  return vpd(0xb0, body);
}

/** `afterErase`: WABEREQ and WACEREQ, 0 to 3. */
export function characteristicsPage(rotationRate: number, afterErase: number): Uint8Array {
  const body = new Uint8Array(60);
  putBe16(body, 0, rotationRate);
  body[3] = (afterErase << 6) | (afterErase << 4) | (rotationRate === 1 ? 0x03 : 0x02);
  return vpd(0xb1, body);
}

export function provisioningPage(flash: boolean): Uint8Array {
  return vpd(0xb2, Uint8Array.of(0, flash ? 0xe4 : 0, flash ? 0x02 : 0, 0));
}

export function capacity10(blocks: number, blockBytes: number): Uint8Array {
  const data = new Uint8Array(8);
  putBe32(data, 0, Math.min(blocks - 1, 0xffffffff));
  putBe32(data, 4, blockBytes);
  return data;
}

export function capacity16(blocks: number, blockBytes: number, flash: boolean): Uint8Array {
  const data = new Uint8Array(32);
  putBe64(data, 0, blocks - 1);
  putBe32(data, 8, blockBytes);
  data[13] = blockBytes === 512 ? 3 : 0;
  data[14] = flash ? 0xc0 : 0;
  return data;
}

/** LUNs 0, 1 and so on, by the peripheral method. */
export function reportLuns(count = 1): Uint8Array {
  const data = new Uint8Array(8 + 8 * count);
  putBe32(data, 0, 8 * count);
  for (let lun = 0; lun < count; lun++) data[8 + 8 * lun + 1] = lun;
  return data;
}

/** The header of MODE SENSE (10), without a page. */
export function modeHeader10(writeProtected: boolean): Uint8Array {
  return Uint8Array.of(0, 6, 0, writeProtected ? 0x80 : 0, 0, 0, 0, 0);
}

/** The header of READ DEFECT DATA (12): a grown list of so many physical sectors. */
export function grownDefects(count: number): Uint8Array {
  const data = new Uint8Array(8);
  data[1] = 0x08 | 0x05;
  putBe32(data, 4, 8 * count);
  return data;
}

/** VPD B6h of a drive with host-managed zones: at most 8 open ones, no reads beyond a write pointer promised. */
export function zonedPage(): Uint8Array {
  const body = new Uint8Array(60);
  putBe32(body, 12, 8);
  return vpd(0xb6, body);
}
