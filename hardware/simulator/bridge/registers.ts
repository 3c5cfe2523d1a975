import { putAscii, u8 } from '../../transport/fields.ts';
import { status } from '../../scsi/command.ts';
import { parseSense } from '../../scsi/sense.ts';
import type { ScsiAnswer } from '../../transport/transport.ts';
import { fixedSense } from '../model/scsi-answers.ts';

/** True for the descriptor sense in which the virtual drive returns its registers. */
export function isAtaReturn(answer: ScsiAnswer): boolean {
  return answer.status === status.checkCondition && parseSense(answer.sense)?.ataStatusReturn !== undefined;
}

/** The ATA information code over registers of zeros. */
export function emptyRegisters(): Uint8Array {
  const sense = new Uint8Array(22);
  sense.set([0x72, 0x01, 0x00, 0x1d, 0, 0, 0, 14, 0x09, 0x0c]);
  return sense;
}

/** The same registers in fixed format: COUNT 15:8 and LBA 47:24 become one bit each. */
export function fixedFromDescriptor(sense: Uint8Array): Uint8Array {
  const fixed = fixedSense([u8(sense, 1) & 0x0f, 0x00, 0x1d]);
  const at = (index: number): number => u8(sense, 8 + index);
  const upperCount = at(4) !== 0 ? 0x40 : 0;
  const upperLba = at(6) !== 0 || at(8) !== 0 || at(10) !== 0 ? 0x20 : 0;
  fixed.set([at(3), at(13), at(12), at(5)], 3);
  fixed.set([((at(2) & 1) << 7) | upperCount | upperLba, at(7), at(9), at(11)], 8);
  return fixed;
}

/** IDENTIFY data with another serial in words 10 to 19. `seals` makes the checksum right again. */
export function withSerial(identify: Uint8Array, serial: string, seals: boolean): Uint8Array {
  const data = identify.slice();
  const text = new Uint8Array(20);
  putAscii(text, 0, 20, serial);
  for (let i = 0; i < 20; i += 2) data.set([u8(text, i + 1), u8(text, i)], 20 + i);
  if (!seals) return data;
  let sum = 0;
  for (const byte of data.subarray(0, 511)) sum += byte;
  data[511] = (0x100 - (sum & 0xff)) & 0xff;
  return data;
}
