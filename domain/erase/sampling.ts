import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bigEndian, type Bytes, concat, utf8 } from '../bytes.ts';
import type { ReadBack } from './clearance.ts';

/** A run of bytes on a drive; both numbers are multiples of the drive's block size. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** A full read-back is cut into pieces of this size, so that "how many places" means something. */
export const fullPieceBytes = 64 * 1024 * 1024;

const placesLabel = utf8('custos/places/1');
const twoTo53 = 2 ** 53;

/**
 * Numbers that anyone who has the seed can make again: HMAC-SHA-256(seed, label || counter), the counter as
 * eight big-endian bytes, each output cut into four 8-byte numbers of which the low 53 bits count.
 */
export class SeededNumbers {
  readonly #seed: Bytes;
  readonly #label: Bytes;
  #counter = 0;
  #block: Bytes = new Uint8Array(0);

  constructor(seed: Bytes, label: Bytes) {
    if (seed.length !== 32) throw new RangeError('a seed has 32 bytes');
    this.#seed = seed;
    this.#label = label;
  }

  /** A number from 0 to `below` - 1, each as likely as the others (rejection, no modulo bias). */
  below(below: number): number {
    if (!Number.isSafeInteger(below) || below < 1) throw new RangeError('bound must be a positive integer');
    const limit = twoTo53 - (twoTo53 % below);
    for (;;) {
      const value = this.#next53();
      if (value < limit) return value % below;
    }
  }

  #next53(): number {
    if (this.#block.length < 8) {
      this.#block = hmac(sha256, this.#seed, concat(this.#label, bigEndian(this.#counter, 8)));
      this.#counter += 1;
    }
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = this.#block.subarray(1, 8);
    this.#block = this.#block.subarray(8);
    return (a & 0x1f) * 2 ** 48 + b * 2 ** 40 + c * 2 ** 32 + d * 2 ** 24 + e * 2 ** 16 + f * 2 ** 8 + g;
  }
}

/**
 * The places to read back, in rising order within the sections, the first block before and the last block
 * after them. A generator: a 20 TB drive costs no more memory than a 32 MiB one. The shape follows the
 * representative sampling of NIST SP 800-88 Rev. 1 as public excerpts quote it: equal sections,
 * a number of non-overlapping seeded places in each, first and last location always.
 *
 * Sections and places shrink only where the drive has too few blocks for what was asked. Throws RangeError when
 * the capacity is not a positive multiple of the block size.
 */
export function* placesToRead(seed: Bytes, capacityBytes: number, blockBytes: number, readBack: ReadBack): Generator<Place, void, void> {
  checkGeometry(capacityBytes, blockBytes);
  if (readBack.kind === 'full') {
    yield* wholeDrive(capacityBytes, blockBytes);
    return;
  }
  const blocks = capacityBytes / blockBytes;
  const numbers = new SeededNumbers(seed, placesLabel);
  const sections = Math.min(readBack.sections, blocks);
  const base = Math.floor(blocks / sections);
  const longer = blocks % sections;
  yield { offset: 0, length: blockBytes };
  for (let section = 0; section < sections; section++) {
    const start = section * base + Math.min(section, longer);
    const size = base + (section < longer ? 1 : 0);
    const { count, length } = cutOf(size, readBack.per_section, readBack.share_permille);
    for (const at of apart(numbers, size, count, length)) {
      yield { offset: (start + at) * blockBytes, length: length * blockBytes };
    }
  }
  if (blocks > 1) yield { offset: capacityBytes - blockBytes, length: blockBytes };
}

/** How many places and bytes `placesToRead` will give, without drawing one. For progress and for the certificate. */
export function readBackSize(
  capacityBytes: number,
  blockBytes: number,
  readBack: ReadBack,
): { readonly places: number; readonly bytes: number } {
  checkGeometry(capacityBytes, blockBytes);
  if (readBack.kind === 'full') return { places: Math.ceil(capacityBytes / pieceOf(blockBytes)), bytes: capacityBytes };
  const blocks = capacityBytes / blockBytes;
  const sections = Math.min(readBack.sections, blocks);
  const base = Math.floor(blocks / sections);
  const longer = blocks % sections;
  const small = cutOf(base, readBack.per_section, readBack.share_permille);
  const large = cutOf(base + 1, readBack.per_section, readBack.share_permille);
  const ends = blocks > 1 ? 2 : 1;
  return {
    places: ends + (sections - longer) * small.count + longer * large.count,
    bytes: blockBytes * (ends + (sections - longer) * small.count * small.length + longer * large.count * large.length),
  };
}

/**
 * The chance (0 to 1) that at least one of `places` places of `placeBytes` touches one unbroken remnant of
 * `remnantBytes` that lies anywhere with equal chance. Places are taken as independent and uniform: spreading
 * them over sections makes the true odds no worse. It says nothing about a remnant that is hidden from reads.
 */
export function detectionOdds(places: number, placeBytes: number, capacityBytes: number, remnantBytes: number): number {
  if (places <= 0 || placeBytes <= 0 || remnantBytes <= 0 || capacityBytes <= 0) return 0;
  const free = capacityBytes - placeBytes - remnantBytes;
  if (free < 0) return 1;
  // Pairs of positions that do not touch, over all pairs; as two ratios, so that nothing passes 2^53.
  const miss = ((free + 1) / (capacityBytes - placeBytes + 1)) * ((free + 2) / (capacityBytes - remnantBytes + 1));
  return -Math.expm1(places * Math.log(Math.min(1, miss)));
}

function* wholeDrive(capacityBytes: number, blockBytes: number): Generator<Place, void, void> {
  const piece = pieceOf(blockBytes);
  for (let offset = 0; offset < capacityBytes; offset += piece) {
    yield { offset, length: Math.min(piece, capacityBytes - offset) };
  }
}

function pieceOf(blockBytes: number): number {
  return Math.max(blockBytes, fullPieceBytes - (fullPieceBytes % blockBytes));
}

/** How many places of how many blocks fit a section of `size` blocks: the share is reached, never undershot, unless they would overlap. */
function cutOf(size: number, perSection: number, sharePermille: number): { readonly count: number; readonly length: number } {
  const count = Math.min(perSection, size);
  const wanted = Math.max(1, Math.ceil((size * sharePermille) / 1000));
  return { count, length: Math.max(1, Math.min(wanted, Math.floor(size / count))) };
}

/** Positions of `count` runs of `length` in `size` that do not overlap: draw the gaps, then lay the runs between them. */
function apart(numbers: SeededNumbers, size: number, count: number, length: number): readonly number[] {
  const free = size - count * length;
  const gaps: number[] = [];
  for (let i = 0; i < count; i++) gaps.push(numbers.below(free + 1));
  gaps.sort((left, right) => left - right);
  return gaps.map((gap, i) => gap + i * length);
}

function checkGeometry(capacityBytes: number, blockBytes: number): void {
  const whole = Number.isSafeInteger(capacityBytes) && Number.isSafeInteger(blockBytes) && blockBytes > 0 && capacityBytes >= blockBytes;
  if (!whole || capacityBytes % blockBytes !== 0) throw new RangeError('capacity must be a positive multiple of the block size');
}
