import type { Report } from '../../contract/helper.ts';
import { fromBase64url } from '../../domain/bytes.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import type { EraseRecord } from '../../domain/erase/evidence.ts';
import type { StampRegion } from '../../domain/stamp/stamp.ts';
import { mediumOf } from '../erase/medium.ts';
import { TransportError } from '../transport/transport.ts';
import { readBack } from '../verify/read-back.ts';
import { asRecorded } from '../verify/stamp-place.ts';
import { type Bench, seedOf } from './erase-job.ts';
import { guardDrive, stopped, whyOf } from './guard.ts';
import { leaveMediaVerification } from './leave-verification.ts';

export interface ReadingOrder {
  readonly clearance: Clearance;
  readonly record: EraseRecord;
  /** How many markers were confirmed before the erase. */
  readonly markers: number;
  /** Seed of other places than those of the clearance, base64url. */
  readonly places?: string | undefined;
  /** What may lie at the beginning because the drive was stamped since. */
  readonly stamp?: StampRegion | undefined;
}

/**
 * Reads the seeded places of a clearance back. It writes nothing, so it needs no fresh clearance, but the same
 * guard: evidence about another drive would be worse than none. An NVMe drive that was sanitized into its Media
 * Verification state is led out of it when everything is read; until then it is asked for again.
 */
export async function* runVerify(
  bench: Bench,
  { clearance, record, markers, places, stamp }: ReadingOrder,
  signal: AbortSignal,
): AsyncGenerator<Report, void, void> {
  yield { kind: 'progress', phase: 'guard' };
  if (record.technique !== clearance.order.technique)
    return yield stopped('command_refused', 'the record is of another technique than the clearance', 'erased_unverified');
  const placesSeed = fromBase64url(places ?? clearance.seed);
  if (fromBase64url(clearance.seed)?.length !== 32 || placesSeed?.length !== 32)
    return yield stopped('command_refused', 'the clearance has a malformed seed', 'erased_unverified');
  const guarded = await guardDrive(bench.sources, clearance, 'erased_unverified');
  if (guarded.kind === 'stopped') return yield guarded;
  const { open, identity, limits } = guarded;
  // Reading is one long call; what it says on the way waits here until we look.
  let done = { bytes: 0, total: 1 };
  try {
    const medium = await mediumOf(open, identity, limits);
    const excluded = stamp === undefined ? undefined : await asRecorded(medium, stamp);
    const stop = new AbortController();
    const reading = readBack({
      medium,
      order: clearance.order,
      seed: seedOf(clearance),
      placesSeed,
      markers,
      leaveOut: excluded,
      limits,
      nowMs: () => bench.clock.nowMs(),
      signal: AbortSignal.any([signal, stop.signal]),
      onProgress: (bytes, total) => {
        done = { bytes, total };
      },
    }).then((evidence) => ({ evidence }));
    const startedMs = bench.clock.nowMs();
    try {
      for (;;) {
        const first = await Promise.race([reading, bench.clock.sleep(limits.reportMs, signal)]);
        if (first !== undefined) {
          if (first.evidence === undefined) return yield stopped('cancelled', 'reading was stopped', 'erased_unverified');
          const stays = await leaveMediaVerification(guarded, bench.clock);
          if (stays !== undefined) return yield { ...stays, data: 'erased_unverified' };
          return yield { kind: 'verified', evidence: first.evidence, ...(excluded === undefined ? {} : { excluded }) };
        }
        yield progress(done, bench.clock.nowMs() - startedMs);
      }
    } finally {
      // Nobody listens any more: stop, and let the last read come back before the drive is closed.
      stop.abort();
      await reading.catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    yield stopped(whyOf(error), error.message, 'erased_unverified');
  } finally {
    await open.close();
  }
}

function progress(done: { readonly bytes: number; readonly total: number }, elapsedMs: number): Report {
  const rate = elapsedMs > 0 ? (done.bytes * 1000) / elapsedMs : 0;
  return {
    kind: 'progress',
    phase: 'verify',
    done_ppm: Math.min(1_000_000, Math.floor((done.bytes / done.total) * 1_000_000)),
    bytes_per_s: Math.round(rate),
    ...(rate > 0 && { left_s: Math.round((done.total - done.bytes) / rate) }),
  };
}
