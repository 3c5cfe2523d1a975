import type { Place } from '../../domain/erase/sampling.ts';
import type { Medium } from '../erase/medium.ts';
import { alignedBytes } from '../transport/aligned.ts';
import { MediumError } from '../transport/transport.ts';

/** A piece of a place, small enough for one buffer. */
export interface Piece {
  /** Which place, counted from zero. */
  readonly place: number;
  readonly offset: number;
  readonly length: number;
}

/** A piece with what was read; `bytes` is undefined when the medium would not give it. Valid until the next piece is asked for. */
export interface ReadPiece extends Piece {
  readonly bytes: Uint8Array | undefined;
}

/** Cuts places into pieces of at most `mostBytes`. */
export function* piecesOf(places: Iterable<Place>, mostBytes: number): Generator<Piece, void, void> {
  let number = 0;
  for (const place of places) {
    for (let done = 0; done < place.length; done += mostBytes) {
      yield { place: number, offset: place.offset + done, length: Math.min(mostBytes, place.length - done) };
    }
    number += 1;
  }
}

/**
 * Reads pieces in order with `depth` reads under way while the caller looks at the one before. Buffers are used
 * again. When it ends or is left early, no read is in flight any more. Throws what is not about the medium.
 */
export async function* readAhead(
  medium: Medium,
  pieces: Iterator<Piece>,
  depth: number,
  mostBytes: number,
): AsyncGenerator<ReadPiece, void, void> {
  const buffers = Array.from({ length: depth + 1 }, () => alignedBytes(mostBytes));
  const ahead: { readonly piece: Piece; readonly bytes: Promise<Uint8Array | undefined> }[] = [];
  let turn = 0;
  const next = (): void => {
    const step = pieces.next();
    const buffer = buffers[turn % buffers.length];
    if (step.done === true || buffer === undefined) return;
    turn += 1;
    const bytes = read(medium, step.value.offset, buffer.subarray(0, step.value.length));
    // Whoever leaves early does not hear of it; the wait at the end does.
    bytes.catch(() => undefined);
    ahead.push({ piece: step.value, bytes });
  };
  try {
    for (let i = 0; i < depth; i++) next();
    for (let first = ahead.shift(); first !== undefined; first = ahead.shift()) {
      const bytes = await first.bytes;
      next();
      yield { ...first.piece, bytes };
    }
  } finally {
    await Promise.allSettled(ahead.map((one) => one.bytes));
  }
}

async function read(medium: Medium, offset: number, into: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    await medium.read(offset, into);
    return into;
  } catch (error) {
    if (error instanceof MediumError) return undefined;
    throw error;
  }
}
