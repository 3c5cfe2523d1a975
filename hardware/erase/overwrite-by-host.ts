import type { Completion } from '../../domain/erase/evidence.ts';
import { HostOverwrite, type OverwriteEnd, type OverwriteTally } from './host-overwrite.ts';
import { MediumError, TransportError } from '../transport/transport.ts';
import { mediumOf, senseOf } from './medium.ts';
import type { EraseMethod, HostWrites, Progress } from './method.ts';

/** The host writes every addressable byte. Clear at most: spare and reallocated areas are out of its reach. */
export const overwriteByHost: EraseMethod = {
  technique: 'host_overwrite',
  async start(target) {
    const { order, seed, limits } = target;
    const medium = await mediumOf(target.open, target.identity, limits);
    const overwrite = new HostOverwrite(medium, { pattern: order.pattern, passes: order.passes, seed }, limits);
    const stopping = new AbortController();
    let end:
      | { readonly kind: 'end'; readonly how: OverwriteEnd }
      | { readonly kind: 'flush_failed'; readonly sense: string }
      | { readonly kind: 'threw'; readonly error: unknown }
      | undefined;
    const settled = overwrite.run(stopping.signal).then(
      (how) => {
        end = { kind: 'end', how };
      },
      (error: unknown) => {
        end = error instanceof MediumError ? { kind: 'flush_failed', sense: senseOf(error) } : { kind: 'threw', error };
      },
    );
    const poll = async (): Promise<Progress> => {
      const tally = overwrite.tally();
      const writes: HostWrites = { writtenBytes: tally.writtenBytes, retries: tally.retries, bad: tally.bad, badCount: tally.badCount };
      if (end === undefined) return { kind: 'running', donePpm: Math.floor((tally.writtenBytes / tally.totalBytes) * 1_000_000), writes };
      switch (end.kind) {
        case 'threw':
          throw withTally(end.error, tally);
        case 'flush_failed':
          return { kind: 'ended', completion: record('failed', `the final flush failed: ${end.sense}`), writes };
        case 'end':
          if (end.how === 'stopped') return { kind: 'cancelled', writes };
          return { kind: 'ended', completion: completionOf(end.how, writes, tally.totalBytes), writes };
      }
    };
    return {
      kind: 'accepted',
      command: new Uint8Array(0),
      running: {
        poll,
        settled,
        stop: () => {
          stopping.abort();
        },
      },
    };
  },
};

/** A drive that went away in the middle: how far the writing had come is told too. Nothing is claimed of it: the last writes were not flushed. */
function withTally(error: unknown, { writtenBytes, totalBytes }: OverwriteTally): unknown {
  if (!(error instanceof TransportError)) return error;
  const words = `${error.message}; ${writtenBytes} of ${totalBytes} bytes had been handed over, the last of them not flushed`;
  return new TransportError(error.code, words, { cause: error });
}

function completionOf(how: OverwriteEnd, writes: HostWrites, totalBytes: number): Completion {
  if (how === 'too_many_bad') return record('failed', `given up: more unwritable blocks than are worth splitting for`);
  if (writes.badCount > 0 || writes.writtenBytes !== totalBytes)
    return record('failed', `${totalBytes - writes.writtenBytes} of ${totalBytes} bytes could not be written`);
  return record('completed', `${totalBytes} bytes written and flushed`);
}

function record(claim: Completion['claim'], reading: string): Completion {
  return { claim, source: 'host_writes', raw: '', reading };
}
