import { be32, be64, putBe32, putBe64, safeNumber, u8 } from '../transport/fields.ts';
import type { ScsiCommand } from './command.ts';
import { dataIn, dataOut, noData } from './command.ts';

/** Protection information type of a unit: 0 has none. */
export type ProtectionType = 0 | 1 | 2 | 3;

export interface ReadCapacity {
  /** LBA of the last block: the count is one more. */
  readonly lastLba: number;
  readonly blockBytes: number;
  /** log2 of logical blocks per physical block; only READ CAPACITY (16) tells. */
  readonly physicalExponent?: number;
  readonly lbpme?: boolean;
  readonly lbprz?: boolean;
  /** PROT_EN and P_TYPE, from READ CAPACITY (16); absent when not told or reserved. */
  readonly protection?: ProtectionType;
}

/** READ CAPACITY (10), 25h. */
export function readCapacity10(): ScsiCommand {
  return dataIn(Uint8Array.of(0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), 8);
}

/** Undefined when short, or when the last LBA is FFFFFFFFh, which means "ask READ CAPACITY (16)". */
export function parseReadCapacity10(data: Uint8Array): ReadCapacity | undefined {
  if (data.length < 8 || be32(data, 0) === 0xffffffff) return undefined;
  return { lastLba: be32(data, 0), blockBytes: be32(data, 4) };
}

/** READ CAPACITY (16), 9Eh/10h. */
export function readCapacity16(): ScsiCommand {
  const cdb = new Uint8Array(16);
  cdb[0] = 0x9e;
  cdb[1] = 0x10;
  cdb[13] = 32;
  return dataIn(cdb, 32);
}

export function parseReadCapacity16(data: Uint8Array): ReadCapacity | undefined {
  if (data.length < 12) return undefined;
  const lastLba = safeNumber(be64(data, 0));
  if (lastLba === undefined) return undefined;
  const base = { lastLba, blockBytes: be32(data, 8) };
  if (data.length < 15) return base;
  const protection = protectionType(u8(data, 12));
  return {
    ...base,
    physicalExponent: u8(data, 13) & 0x0f,
    lbpme: (u8(data, 14) & 0x80) !== 0,
    lbprz: (u8(data, 14) & 0x40) !== 0,
    ...(protection !== undefined && { protection }),
  };
}

/** PROT_EN is bit 0, P_TYPE bits 3:1 (0 is type 1). */
function protectionType(byte: number): ProtectionType | undefined {
  if ((byte & 1) === 0) return 0;
  const types = [1, 2, 3] as const;
  return types[(byte >> 1) & 7];
}

function blocks16(opcode: number, lba: number, blocks: number): Uint8Array {
  const cdb = new Uint8Array(16);
  cdb[0] = opcode;
  putBe64(cdb, 2, lba);
  putBe32(cdb, 10, blocks);
  return cdb;
}

/** READ (16), 88h. Lengths in blocks of `blockBytes`. */
export function read16(lba: number, blocks: number, blockBytes: number): ScsiCommand {
  return dataIn(blocks16(0x88, lba, blocks), blocks * blockBytes);
}

/** WRITE (16), 8Ah. Throws when the bytes are not whole blocks. */
export function write16(lba: number, bytes: Uint8Array, blockBytes: number): ScsiCommand {
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) throw new RangeError('WRITE takes whole blocks');
  return dataOut(blocks16(0x8a, lba, bytes.length / blockBytes), bytes);
}

/** SYNCHRONIZE CACHE (10), 35h, over the whole medium, IMMED = 0. */
export function synchronizeCache10(): ScsiCommand {
  return noData(0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/** SYNCHRONIZE CACHE (16), 91h, over the whole medium, IMMED = 0. */
export function synchronizeCache16(): ScsiCommand {
  return noData(0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
