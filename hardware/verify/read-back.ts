import { setImmediate as turn } from 'node:timers/promises';
import { toBase64url } from '../../domain/bytes.ts';
import type { Order } from '../../domain/erase/clearance.ts';
import type { ReadBackEvidence } from '../../domain/erase/evidence.ts';
import { placesToRead, readBackSize } from '../../domain/erase/sampling.ts';
import type { Limits } from '../erase/limits.ts';
import type { StampRegion } from '../../domain/stamp/stamp.ts';
import { type Medium, requestBytesFor } from '../erase/medium.ts';
import { MediumError } from '../transport/transport.ts';
import { type Check, expectationOf } from './expectation.ts';
import { survivingMarkers } from './markers.ts';
import { type Piece, piecesOf, readAhead } from './read-ahead.ts';
import { structureAmong, structuresIn, usualBeginnings, windows } from './structures.ts';

export interface ReadBackTask {
  readonly medium: Medium;
  readonly order: Order;
  /** Of the erase: its markers, and the pattern it left. */
  readonly seed: Uint8Array;
  /** Which places are read. */
  readonly placesSeed: Uint8Array;
  /** How many markers were confirmed before the erase. */
  readonly markers: number;
  /** A stamp that lies there as it is on record: its bytes, and no others, are not held against what the technique leaves. */
  readonly leaveOut?: StampRegion | undefined;
  readonly limits: Limits;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** After so much reading the event loop gets a turn: a medium that answers at once must not keep cancel from being heard. */
const turnBytes = 1024 * 1024;

/**
 * Reads the seeded places back, looks for the markers and for known structures, and counts. It writes nothing and
 * judges nothing. Unreadable places are counted and passed over. Undefined when aborted. Throws TransportError when the drive is
 * gone or hangs.
 */
export async function readBack(task: ReadBackTask): Promise<ReadBackEvidence | undefined> {
  const { medium, order, seed, placesSeed } = task;
  const startedMs = task.nowMs();
  const found = await readPlaces(task);
  if (found === undefined) return undefined;
  const survived = await survivingMarkers(medium, seed);
  const structures = await structuresOn(medium);
  return {
    seed: toBase64url(placesSeed),
    kind: order.read_back.kind,
    ...found,
    markers: { written: task.markers, confirmed: task.markers, ...survived },
    structures: structures.slice(0, 16),
    duration_ms: Math.max(0, Math.round(task.nowMs() - startedMs)),
  };
}

type Found = Pick<ReadBackEvidence, 'places' | 'read_bytes' | 'unexpected' | 'first_unexpected' | 'unreadable' | 'first_unreadable'>;

async function readPlaces(task: ReadBackTask): Promise<Found | undefined> {
  const { medium, order, seed, placesSeed, limits, signal, onProgress } = task;
  const total = readBackSize(medium.sizeBytes, medium.blockBytes, order.read_back);
  const check = leavingOut(task.leaveOut, expectationOf(order, seed));
  const mostBytes = requestBytesFor(medium, limits.requestBytes);
  const pieces = piecesOf(placesToRead(placesSeed, medium.sizeBytes, medium.blockBytes, order.read_back), mostBytes);
  const unexpected: Tally = { places: 0 };
  const unreadable: Tally = { places: 0 };
  let readBytes = 0;
  let turnedAt = 0;
  for await (const piece of readAhead(medium, pieces, limits.inFlight, mostBytes)) {
    if (signal.aborted) return undefined;
    if (piece.bytes === undefined) note(unreadable, piece);
    else if (!check(piece.offset, piece.bytes)) note(unexpected, piece);
    readBytes += piece.bytes?.length ?? 0;
    onProgress(readBytes, total.bytes);
    if (readBytes - turnedAt >= turnBytes) {
      turnedAt = readBytes;
      await turn();
    }
  }
  return {
    places: total.places,
    read_bytes: readBytes,
    unexpected: unexpected.places,
    ...(unexpected.first !== undefined && { first_unexpected: unexpected.first }),
    unreadable: unreadable.places,
    ...(unreadable.first !== undefined && { first_unreadable: unreadable.first }),
  };
}

/** The same check of everything behind the region, which begins where the drive does. */
function leavingOut(region: StampRegion | undefined, check: Check): Check {
  if (region === undefined) return check;
  return (offset, bytes) => {
    const skipped = Math.max(0, region.length - offset);
    return bytes.length <= skipped || check(offset + skipped, bytes.subarray(skipped));
  };
}

/** Counts places, not pieces: a place with two bad pieces is one bad place. */
interface Tally {
  places: number;
  first?: number;
  last?: number;
}

function note(tally: Tally, piece: Piece): void {
  if (tally.last === piece.place) return;
  tally.places += 1;
  tally.first ??= piece.offset;
  tally.last = piece.place;
}

/** Looks for boot records, partition tables and superblocks where they usually lie, and for the spare GPT header at the end. */
export async function structuresOn(medium: Medium): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const beginning of usualBeginnings) {
    for (const [number, window] of windows.entries()) {
      const bytes = await readWindow(medium, beginning + window.offset, window.length);
      if (bytes !== undefined) for (const name of structuresIn(number, bytes)) names.add(name);
    }
  }
  const end = await readWindow(medium, medium.sizeBytes - medium.blockBytes, medium.blockBytes);
  const spare = end === undefined ? undefined : structureAmong(end);
  if (spare !== undefined) names.add(spare);
  return [...names];
}

/** Whole blocks around the window, cut to it; a window beyond the end, or one that cannot be read, gives nothing. */
async function readWindow(medium: Medium, offset: number, length: number): Promise<Uint8Array | undefined> {
  const { blockBytes, sizeBytes } = medium;
  const from = offset - (offset % blockBytes);
  const to = Math.min(sizeBytes, Math.ceil((offset + length) / blockBytes) * blockBytes);
  if (to <= offset) return undefined;
  const into = new Uint8Array(to - from);
  try {
    await medium.read(from, into);
  } catch (error) {
    if (error instanceof MediumError) return undefined;
    throw error;
  }
  return into.subarray(offset - from, offset - from + length);
}
