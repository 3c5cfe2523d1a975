import { closeSync, openSync, readSync } from 'node:fs';

/** What every planted record begins with. */
export const plantedMark = 'CUSTOMER RECORD ';

const pieceBytes = 1 << 20;

/** Counts planted records by reading the image file itself, from outside of everything that Custos says of it. */
export function countPlanted(path: string, mark: string = plantedMark): number {
  const wanted = Buffer.from(mark);
  const overlap = wanted.length - 1;
  const buffer = Buffer.alloc(pieceBytes + overlap);
  const file = openSync(path, 'r');
  let found = 0;
  let kept = 0;
  try {
    for (;;) {
      const read = readSync(file, buffer, kept, pieceBytes, null);
      if (read === 0) return found;
      const piece = buffer.subarray(0, kept + read);
      for (let at = piece.indexOf(wanted); at !== -1; at = piece.indexOf(wanted, at + wanted.length)) found += 1;
      kept = Math.min(overlap, piece.length);
      piece.copy(buffer, 0, piece.length - kept);
    }
  } finally {
    closeSync(file);
  }
}
