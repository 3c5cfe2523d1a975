import { shake128 } from '@noble/hashes/sha3.js';
import { bigEndian, type Bytes, concat, utf8 } from '../bytes.ts';
import { type Place, SeededNumbers } from './sampling.ts';

/** How many markers a drive gets, blocks permitting, and how large one is on any drive of 256 MiB and more. */
export const markerCount = 16;
export const markerBytes = 1024 * 1024;

const placesLabel = utf8('custos/marker-places/1');
const contentLabel = utf8('custos/marker/1');

/**
 * Where the markers go: one in each sixteenth of the drive, at a seeded place, block aligned. On small drives they
 * shrink so that all together stay below a sixteenth of the capacity. They overwrite what is there: they are
 * written only after the last guard, on a drive that is about to be erased.
 */
export function markerPlaces(seed: Bytes, capacityBytes: number, blockBytes: number): readonly Place[] {
  const blocks = Math.floor(capacityBytes / blockBytes);
  if (blocks < 1) throw new RangeError('a drive has at least one block');
  const count = Math.min(markerCount, blocks);
  const base = Math.floor(blocks / count);
  const longer = blocks % count;
  const share = Math.floor(capacityBytes / (markerCount * markerCount));
  const length = Math.max(1, Math.floor(Math.min(markerBytes, share) / blockBytes));
  const numbers = new SeededNumbers(seed, placesLabel);
  const places: Place[] = [];
  for (let i = 0; i < count; i++) {
    const start = i * base + Math.min(i, longer);
    const size = base + (i < longer ? 1 : 0);
    const at = start + numbers.below(size - length + 1);
    places.push({ offset: at * blockBytes, length: length * blockBytes });
  }
  return places;
}

/**
 * What marker number `index` holds: SHAKE128(label || seed || index), so that a drive which drops,
 * compresses, repeats or guesses writes cannot show the right bytes. Anyone with the seed can make them again.
 */
export function markerContent(seed: Bytes, index: number, length: number): Bytes {
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes');
  return shake128(concat(contentLabel, seed, bigEndian(index, 4)), { dkLen: length });
}
