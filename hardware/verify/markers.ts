import { equal } from '../../domain/bytes.ts';
import { markerPlaces } from '../../domain/erase/markers.ts';
import type { Medium } from '../erase/medium.ts';
import { MediumError } from '../transport/transport.ts';
import { markerBytesOf } from './marker-bytes.ts';

/** What came of writing the markers. `refused` holds the last sense when a write was not taken. */
export interface Marked {
  readonly written: number;
  readonly confirmed: number;
  readonly attempted: number;
  readonly refused?: string;
}

/**
 * Writes the markers of this seed and reads each back. Only after the last guard: this destroys data. A place that
 * cannot be written or does not read back the same is left out of the count, never retried elsewhere.
 */
export async function writeMarkers(medium: Medium, seed: Uint8Array): Promise<Marked> {
  const places = markerPlaces(seed, medium.sizeBytes, medium.blockBytes);
  const written = new Set<number>();
  let refused: string | undefined;
  for (const [index, place] of places.entries()) {
    try {
      await medium.write(place.offset, markerBytesOf(seed, index, place.length));
      written.add(index);
    } catch (error) {
      if (!(error instanceof MediumError)) throw error;
      refused = error.message;
    }
  }
  await medium.flush();
  let confirmed = 0;
  for (const [index, place] of places.entries()) {
    if (!written.has(index)) continue;
    const found = await readOrUndefined(medium, place.offset, place.length);
    if (found !== undefined && equal(found, markerBytesOf(seed, index, place.length))) confirmed += 1;
  }
  return { written: written.size, confirmed, attempted: places.length, ...(refused !== undefined && { refused }) };
}

/** How many markers still show one of their blocks, and how many places could not be read. One surviving block is survival. */
export async function survivingMarkers(
  medium: Medium,
  seed: Uint8Array,
): Promise<{ readonly surviving: number; readonly unreadable: number }> {
  let surviving = 0;
  let unreadable = 0;
  for (const [index, place] of markerPlaces(seed, medium.sizeBytes, medium.blockBytes).entries()) {
    const found = await readOrUndefined(medium, place.offset, place.length);
    if (found === undefined) unreadable += 1;
    else if (sharesBlock(found, markerBytesOf(seed, index, place.length))) surviving += 1;
  }
  return { surviving, unreadable };
}

/** Compared in 512-byte steps whatever the block size: a translating dock may move the block border. */
function sharesBlock(found: Uint8Array, marker: Uint8Array): boolean {
  const left = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  for (let at = 0; at + 512 <= marker.length; at += 512) {
    if (left.compare(marker, at, at + 512, at, at + 512) === 0) return true;
  }
  return false;
}

async function readOrUndefined(medium: Medium, offset: number, length: number): Promise<Uint8Array | undefined> {
  const into = new Uint8Array(length);
  try {
    await medium.read(offset, into);
    return into;
  } catch (error) {
    if (error instanceof MediumError) return undefined;
    throw error;
  }
}
