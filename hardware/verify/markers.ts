import { equal } from '../../domain/bytes.ts';
import { markerPlaces } from '../../domain/erase/markers.ts';
import type { Place } from '../../domain/erase/sampling.ts';
import type { Medium } from '../erase/medium.ts';
import { MediumError } from '../transport/transport.ts';
import { markerBytesOf } from './marker-bytes.ts';
import { piecesOf, readAhead } from './read-ahead.ts';

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
  for await (const { index, bytes } of markersOn(medium, places)) {
    if (written.has(index) && bytes !== undefined && equal(bytes, markerBytesOf(seed, index, bytes.length))) confirmed += 1;
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
  for await (const { index, bytes } of markersOn(medium, markerPlaces(seed, medium.sizeBytes, medium.blockBytes))) {
    if (bytes === undefined) unreadable += 1;
    else if (sharesBlock(bytes, markerBytesOf(seed, index, bytes.length))) surviving += 1;
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

/** What lies at each marker's place; `bytes` is undefined where it cannot be read, and valid until the next one is asked for. */
async function* markersOn(
  medium: Medium,
  places: readonly Place[],
): AsyncGenerator<{ readonly index: number; readonly bytes: Uint8Array | undefined }, void, void> {
  const mostBytes = places.reduce((most, place) => Math.max(most, place.length), medium.blockBytes);
  for await (const piece of readAhead(medium, piecesOf(places, mostBytes), ahead, mostBytes)) {
    yield { index: piece.place, bytes: piece.bytes };
  }
}

/** Markers that are being read while one is compared. */
const ahead = 2;
