import { fromHex } from '../../../domain/bytes.ts';
import { putLe16, putLe32, putLe64 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { checksumByte, limitsOf } from './ata-features.ts';
import type { AtaState } from './ata-state.ts';

function putSwapped(data: Uint8Array, word: number, words: number, text: string): void {
  const padded = text.padEnd(words * 2, ' ');
  for (let i = 0; i < words * 2; i += 2) {
    data[word * 2 + i] = padded.charCodeAt(i + 1);
    data[word * 2 + i + 1] = padded.charCodeAt(i);
  }
}

/** Word 89 or 90 in its short form, rounded up to 2 minutes; 508 minutes and more take the long form. */
export function eraseTimeWord(seconds: number): number {
  const units = Math.max(1, Math.ceil(seconds / 120));
  return units < 0xff ? units : 0x8000 | Math.min(units, 0x7ffe);
}

/** A word with these bits set; `false` stands for a bit that is clear just now. */
function flagsOf(...bits: readonly (number | false)[]): number {
  return bits.reduce<number>((word, bit) => (bit === false ? word : word | (1 << bit)), 0);
}

/** 512 bytes of IDENTIFY DEVICE data for the drive's present state, with a right checksum. */
export function identifyData(state: AtaState, spec: DriveSpec): Uint8Array {
  const data = new Uint8Array(512);
  const put = (word: number, value: number): void => putLe16(data, word * 2, value);
  const flash = spec.kind === 'sata_ssd';
  const sec = state.security;
  const { hpa, dco, ama } = limitsOf(spec);
  put(0, 0x0040);
  putSwapped(data, 10, 10, spec.serial);
  putSwapped(data, 23, 4, spec.firmware);
  putSwapped(data, 27, 20, spec.model);
  put(47, 0x8010);
  put(48, 0x4000 | flagsOf(spec.tcg !== undefined && 0));
  put(49, 0x2f00);
  put(50, 0x4000);
  put(53, 0x0006);
  put(63, 0x0007);
  put(64, 0x0003);
  put(59, flagsOf(12, (flash || state.encrypts) && 13, !flash && 14, flash && 15, 10));
  putLe32(data, 120, Math.min(state.max.current, 0x0fffffff));
  put(65, 120);
  put(66, 120);
  put(67, 120);
  put(68, 120);
  put(69, flagsOf(flash && 14, flash && 5, state.encrypts && 4));
  put(75, 0x001f);
  put(76, 0x010e);
  put(80, 0x0ff0);
  put(82, flagsOf(0, 1, 5, 6, hpa && 10, 14));
  put(83, 0x4000 | flagsOf(10, dco && 11, 12, 13));
  put(84, 0x4000 | flagsOf(5, 8));
  put(85, flagsOf(0, sec.enabled && 1, 5, 6, hpa && 10, 14));
  put(86, flagsOf(10, dco && 11, 12, 13, 15));
  put(87, 0x4000 | flagsOf(5, 8));
  put(88, 0x407f);
  put(89, eraseTimeWord(spec.erase_s));
  put(90, eraseTimeWord(spec.erase_s));
  put(92, sec.master_id);
  putLe64(data, 200, state.max.current);
  put(105, flash ? 8 : 0);
  put(106, spec.block_bytes === 512 ? (flash ? 0x4000 : 0x6003) : 0x5000);
  if (spec.block_bytes !== 512) putLe32(data, 234, spec.block_bytes / 2);
  const wwn = fromHex(spec.wwn) ?? new Uint8Array(8);
  for (let i = 0; i < 4; i++) put(108 + i, ((wwn[i * 2] ?? 0) << 8) | (wwn[i * 2 + 1] ?? 0));
  put(119, 0x4000 | flagsOf(ama && 8));
  put(120, 0x4000 | flagsOf(ama && 8));
  put(128, flagsOf(0, sec.enabled && 1, sec.locked && 2, sec.frozen && 3, sec.expired && 4, 5, sec.maximum && 8));
  put(169, flash ? 1 : 0);
  put(209, 0x4000);
  put(217, flash ? 1 : 7200);
  put(222, 0x10ff);
  data[510] = 0xa5;
  data[511] = checksumByte(data);
  return data;
}
