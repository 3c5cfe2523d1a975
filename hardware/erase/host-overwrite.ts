import { setImmediate as turn } from 'node:timers/promises';
import type { BadRange } from '../../domain/erase/evidence.ts';
import { alignedBytes } from '../transport/aligned.ts';
import { MediumError } from '../transport/transport.ts';
import { type Medium, requestBytesFor, senseOf } from './medium.ts';
import type { Limits } from './limits.ts';
import { type Overwrite, passContent } from './passes.ts';

/** What an overwrite has done so far; read it at any time. */
export interface OverwriteTally {
  readonly writtenBytes: number;
  readonly totalBytes: number;
  readonly bad: readonly BadRange[];
  readonly badCount: number;
  readonly retries: number;
}

export type OverwriteEnd = 'written' | 'stopped' | 'too_many_bad';

/** The bad ranges that are told, from the lowest; further ones are only counted. */
const keptRanges = 32;

/**
 * Writes every addressable byte, `passes` times, several requests at once, and flushes at the end. A request that
 * meets a bad sector is split until single blocks are named; the rest of it is still written. Throws what the
 * medium throws when it is not about the medium (`TransportError`): the drive is gone or hangs.
 */
export class HostOverwrite {
  readonly #medium: Medium;
  readonly #order: Overwrite;
  readonly #limits: Limits;
  /** Sense text by the offset of each block that could not be written in one pass or another. */
  readonly #bad = new Map<number, string>();
  #ranges: readonly BadRange[] = [];
  #written = 0;
  #retries = 0;
  #next = 0;

  constructor(medium: Medium, order: Overwrite, limits: Limits) {
    this.#medium = medium;
    this.#order = order;
    this.#limits = limits;
  }

  tally(): OverwriteTally {
    if (this.#ranges.length === 0 && this.#bad.size > 0) this.#ranges = rangesOf(this.#bad, this.#medium.blockBytes);
    return {
      writtenBytes: this.#written,
      totalBytes: this.#medium.sizeBytes * this.#order.passes,
      bad: this.#ranges.slice(0, keptRanges),
      badCount: this.#ranges.length,
      retries: this.#retries,
    };
  }

  /** Runs to the end. After an abort it stops at the next request: what is written stays written. */
  async run(signal: AbortSignal): Promise<OverwriteEnd> {
    for (let pass = 0; pass < this.#order.passes; pass++) {
      const end = await this.#pass(pass, signal);
      if (end !== 'written') return end;
      await this.#medium.flush();
    }
    return 'written';
  }

  async #pass(pass: number, signal: AbortSignal): Promise<OverwriteEnd> {
    this.#next = 0;
    const failed = new AbortController();
    const writers = Array.from({ length: this.#limits.inFlight }, async () => {
      try {
        return await this.#write(pass, signal, failed.signal);
      } catch (error) {
        failed.abort();
        throw error;
      }
    });
    // All writers end before we answer: nothing is in flight when the caller closes the drive.
    const settled = await Promise.allSettled(writers);
    for (const writer of settled) if (writer.status === 'rejected') throw writer.reason;
    if (this.#tooManyBad()) return 'too_many_bad';
    return signal.aborted ? 'stopped' : 'written';
  }

  #tooManyBad(): boolean {
    return this.#bad.size > this.#limits.badBlocks;
  }

  async #write(pass: number, signal: AbortSignal, failed: AbortSignal): Promise<void> {
    const { sizeBytes } = this.#medium;
    const request = requestBytesFor(this.#medium, this.#limits.requestBytes);
    const buffer = alignedBytes(Math.min(request, sizeBytes));
    const content = passContent(this.#order, pass);
    if (content.kind === 'constant' && content.byte !== 0) buffer.fill(content.byte);
    while (!signal.aborted && !failed.aborted && this.#next < sizeBytes && !this.#tooManyBad()) {
      const offset = this.#next;
      const bytes = buffer.subarray(0, Math.min(request, sizeBytes - offset));
      this.#next = offset + bytes.length;
      if (content.kind === 'stream') content.fill(offset, bytes);
      await this.#place(offset, bytes);
      // A medium that answers within one turn of the event loop must not keep progress and cancel from being heard.
      await turn();
    }
  }

  /** Writes one run; on a bad sector both halves, down to one block. */
  async #place(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      await this.#medium.write(offset, bytes);
      this.#written += bytes.length;
    } catch (error) {
      if (!(error instanceof MediumError)) throw error;
      const blocks = bytes.length / this.#medium.blockBytes;
      if (blocks <= 1) {
        this.#bad.set(offset, senseOf(error));
        this.#ranges = [];
        return;
      }
      if (this.#tooManyBad()) return;
      this.#retries += 1;
      const half = Math.floor(blocks / 2) * this.#medium.blockBytes;
      await this.#place(offset, bytes.subarray(0, half));
      await this.#place(offset + half, bytes.subarray(half));
    }
  }
}

/** Blocks that follow each other with the same sense, as ranges in rising order. A block that is bad in each pass is one block. */
function rangesOf(bad: ReadonlyMap<number, string>, blockBytes: number): readonly BadRange[] {
  const ranges: { offset: number; length: number; sense: string }[] = [];
  for (const [offset, sense] of [...bad].toSorted(([left], [right]) => left - right)) {
    const before = ranges.at(-1);
    if (before !== undefined && before.offset + before.length === offset && before.sense === sense) before.length += blockBytes;
    else ranges.push({ offset, length: blockBytes, sense });
  }
  return ranges;
}
