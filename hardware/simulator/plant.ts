import { toHex, utf8 } from '../../domain/bytes.ts';
import { putLe16, putLe32, putLe64 } from '../transport/fields.ts';
import { TransportError } from '../transport/transport.ts';
import { takeLock } from '../transport/lock.ts';
import { openFileMedium } from './file-medium.ts';
import type { Medium } from './model/medium.ts';
import { lockPath, mediumPath, readDrive } from './shelf-file.ts';

/** What was written: enough to look for it in the image file. */
export interface Planted {
  readonly records: number;
  /** Byte offsets of the runs of records. */
  readonly places: readonly number[];
  /** Every record begins with it. */
  readonly mark: string;
}

const mark = 'CUSTOMER RECORD ';
const runBytes = 4096;
const everyBytes = 128 * 1024;

/**
 * Writes what a customer's drive could hold straight into its image: a protective MBR, a GPT header, a FAT boot
 * sector, and lines like `CUSTOMER RECORD 000001 ...` every 128 KiB, in the first, middle and last blocks too. The
 * drive must not be open.
 */
export async function plantCustomerData(dir: string, folder: string, seedText: string): Promise<Planted> {
  const lock = await takeLock(lockPath(dir, folder));
  if (lock === undefined) throw new TransportError('busy', 'another program has the drive open');
  const medium = openFileMedium(mediumPath(dir, folder));
  try {
    const { block_bytes: blockBytes } = readDrive(dir, folder).spec;
    const half = Math.floor(medium.sizeBytes / 2 / runBytes) * runBytes;
    const last = medium.sizeBytes - runBytes;
    const places = new Set<number>([half, last]);
    for (let at = everyBytes; at < last; at += everyBytes) places.add(at);
    const sorted = [0, ...[...places].toSorted((a, b) => a - b)];
    const counter = { next: 1 };
    for (const place of sorted)
      medium.write(place, place === 0 ? firstBlocks(seedText, blockBytes, medium.sizeBytes, counter) : run(runBytes, seedText, counter));
    return { records: counter.next - 1, places: sorted, mark };
  } finally {
    medium.close();
    await lock.release();
  }
}

function run(length: number, seedText: string, counter: { next: number }): Uint8Array {
  let text = '';
  for (;;) {
    const number = String(counter.next).padStart(6, '0');
    const line = `${mark}${number} ${seedText} account ${toHex(utf8(number))} balance ${counter.next * 17}.50\n`;
    if (text.length + line.length > length) break;
    text += line;
    counter.next += 1;
  }
  const bytes = new Uint8Array(length);
  bytes.set(utf8(text).subarray(0, length));
  return bytes;
}

/** Boot code with a record in it, the partition entry, the GPT header in block 1, and a FAT boot sector behind. */
function firstBlocks(seedText: string, blockBytes: number, sizeBytes: number, counter: { next: number }): Uint8Array {
  const bytes = new Uint8Array(Math.max(runBytes, blockBytes * 2) + 512);
  bytes.set(run(400, seedText, counter), 0);
  bytes.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  putLe32(bytes, 454, 1);
  putLe32(bytes, 458, Math.min(sizeBytes / blockBytes - 1, 0xffffffff));
  bytes.set([0x55, 0xaa], 510);
  bytes.set(utf8('EFI PART'), blockBytes);
  putLe32(bytes, blockBytes + 8, 0x00010000);
  putLe32(bytes, blockBytes + 12, 92);
  putLe64(bytes, blockBytes + 24, 1);
  putLe64(bytes, blockBytes + 32, sizeBytes / blockBytes - 1);
  const fat = bytes.length - 512;
  bytes.set([0xeb, 0x58, 0x90], fat);
  bytes.set(utf8('MSDOS5.0'), fat + 3);
  putLe16(bytes, fat + 11, 512);
  bytes.set(utf8('CUSTOMERS  FAT32   '), fat + 71);
  bytes.set([0x55, 0xaa], fat + 510);
  return bytes;
}

/** Bytes of a medium where the mark of a planted record begins, at most `limit` of them. Reads the whole image. */
export function findMarks(medium: Medium, limit = 100): readonly number[] {
  const wanted = Buffer.from(mark);
  const found: number[] = [];
  const window = 1024 * 1024;
  for (let at = 0; at < medium.sizeBytes && found.length < limit; at += window) {
    const piece = Buffer.alloc(Math.min(window + wanted.length - 1, medium.sizeBytes - at));
    medium.read(at, piece);
    for (let hit = piece.indexOf(wanted); hit !== -1 && found.length < limit; hit = piece.indexOf(wanted, hit + 1)) found.push(at + hit);
  }
  return found;
}
