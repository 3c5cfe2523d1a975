import type { Report } from '../../contract/helper.ts';
import type { Completion, DataState, EraseRecord } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { hostWrites, runsInDrive } from '../../domain/erase/technique.ts';
import type { Limits } from '../erase/limits.ts';
import type { HostWrites, Progress, RunningErase } from '../erase/method.ts';
import { TransportError } from '../transport/transport.ts';
import type { Clock } from './docks.ts';
import { stopped, type Stopped, whyOf } from './guard.ts';

export interface Followed {
  readonly running: RunningErase;
  readonly technique: Technique;
  /** The command block, hex; empty for host overwrite. */
  readonly command: string;
  readonly startedMs: number;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Aborted when the person cancels or the parent ends. */
  readonly signal: AbortSignal;
}

type Progressed = Extract<Report, { kind: 'progress' }>;
type Ended = Extract<Report, { kind: 'erased' }> | Stopped;

/** After so many looks in a row without a readable status the completion counts as unknown. */
const unknownLooks = 5;

/**
 * Watches a running erase to its end. Says progress on the way; the last report is `erased` or `stopped`. A drive that is
 * silent, stuck or gone ends our watching, never what the drive does.
 */
export async function* followErase(job: Followed): AsyncGenerator<Progressed | Ended, void, void> {
  const watch = new Watch(job);
  for (;;) {
    if (job.signal.aborted) {
      // Nothing stops a drive that erases itself: we only let go of it.
      if (job.running.stop === undefined) return yield stopped('cancelled', 'the drive goes on erasing by itself', 'erasing_in_drive');
      job.running.stop();
    }
    let seen: Progress;
    try {
      seen = await job.running.poll();
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      const end = watch.troubled(error);
      if (end !== undefined) return yield end;
      await job.clock.sleep(job.limits.pollMs);
      continue;
    }
    const end = watch.endOf(seen);
    if (end !== undefined) return yield end;
    const progress = watch.progressOf(seen);
    if (progress !== undefined) yield progress;
    // Looking at our own writes costs nothing; asking a busy drive does.
    const pauseMs = job.running.stop === undefined ? job.limits.pollMs : Math.min(job.limits.pollMs, job.limits.reportMs);
    await Promise.race([
      job.clock.sleep(pauseMs, job.signal.aborted ? undefined : job.signal),
      ...(job.running.settled === undefined ? [] : [job.running.settled]),
    ]);
  }
}

/** What has been seen of one erase, and how long ago. */
class Watch {
  readonly #job: Followed;
  readonly #inDrive: boolean;
  #unknown = 0;
  #silentSinceMs: number | undefined;
  #movedMs: number;
  #ppm: number | undefined;
  #first: { readonly ms: number; readonly ppm: number } | undefined;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #rate: { readonly ms: number; readonly bytes: number } | undefined;

  constructor(job: Followed) {
    this.#job = job;
    this.#inDrive = runsInDrive(job.technique);
    this.#movedMs = job.clock.nowMs();
  }

  /** A poll without an answer: an end when it is one, or undefined when asking again makes sense. */
  troubled(error: TransportError): Ended | undefined {
    const now = this.#job.clock.nowMs();
    if (error.code === 'gone') return stopped('drive_gone', error.message, this.#data());
    const byHost = hostWrites(this.#job.technique);
    if (!this.#inDrive && this.#job.running.byItself !== true)
      return stopped(byHost && error.code === 'io' ? 'write_errors' : whyOf(error), error.message, 'partly_erased');
    this.#silentSinceMs ??= now;
    if (now - this.#silentSinceMs < this.#job.limits.silentMs) return undefined;
    return stopped('drive_hung', `no answer for ${Math.round((now - this.#silentSinceMs) / 1000)} s: ${error.message}`, 'unknown');
  }

  endOf(seen: Progress): Ended | undefined {
    this.#silentSinceMs = undefined;
    switch (seen.kind) {
      case 'running':
        this.#unknown = 0;
        return this.#stuck(seen.donePpm);
      case 'cancelled':
        return {
          ...stopped('cancelled', 'writing was stopped', 'partly_erased'),
          record: this.#record({ claim: 'failed', source: 'host_writes', raw: '', reading: 'stopped by request' }, seen.writes),
        };
      case 'ended':
        return this.#completed(seen.completion, seen.writes);
    }
  }

  #completed(completion: Completion, writes: HostWrites | undefined): Ended | undefined {
    const record = this.#record(completion, writes);
    switch (completion.claim) {
      case 'completed':
        return { kind: 'erased', record };
      case 'failed':
        if (!hostWrites(this.#job.technique)) return { ...stopped('drive_said_failed', completion.reading, 'unknown'), record };
        return { ...stopped('write_errors', completion.reading, 'partly_erased'), record };
      case 'unknown':
        // A reset or a busy bridge can hide one answer; several in a row are the answer.
        this.#unknown += 1;
        if (this.#unknown < unknownLooks) return undefined;
        return { ...stopped('completion_unknown', completion.reading, 'unknown'), record };
    }
  }

  #stuck(ppm: number | undefined): Ended | undefined {
    const now = this.#job.clock.nowMs();
    if (ppm !== this.#ppm) {
      this.#ppm = ppm;
      this.#movedMs = now;
      return undefined;
    }
    const { limits, running } = this.#job;
    const limitMs = ppm === undefined ? Math.max(limits.noProgressMs, running.patienceMs ?? 0) : limits.stuckMs;
    if (now - this.#movedMs < limitMs) return undefined;
    return stopped('drive_hung', `no progress for ${Math.round((now - this.#movedMs) / 1000)} s`, this.#data());
  }

  progressOf(seen: Progress): Progressed | undefined {
    if (seen.kind !== 'running') return undefined;
    const now = this.#job.clock.nowMs();
    if (now - this.#reportedMs < this.#job.limits.reportMs) return undefined;
    this.#reportedMs = now;
    const rate = seen.writes === undefined ? undefined : this.#bytesPerS(now, seen.writes.writtenBytes);
    const left = this.#leftS(now, seen.donePpm);
    return {
      kind: 'progress',
      phase: 'erase',
      ...(seen.donePpm !== undefined && { done_ppm: seen.donePpm }),
      ...(rate !== undefined && { bytes_per_s: rate }),
      ...(left !== undefined && { left_s: left }),
      ...(seen.writes !== undefined && { retries: seen.writes.retries }),
    };
  }

  #bytesPerS(now: number, bytes: number): number | undefined {
    const before = this.#rate;
    this.#rate = { ms: now, bytes };
    return before === undefined || now <= before.ms ? undefined : Math.round(((bytes - before.bytes) * 1000) / (now - before.ms));
  }

  /** From the average since the first progress: what the drive did is a better guess than its own estimate. */
  #leftS(now: number, ppm: number | undefined): number | undefined {
    if (ppm === undefined) return undefined;
    this.#first ??= { ms: now, ppm };
    const done = ppm - this.#first.ppm;
    return done <= 0 ? undefined : Math.round((((now - this.#first.ms) / done) * (1_000_000 - ppm)) / 1000);
  }

  #record(completion: Completion, writes: HostWrites | undefined): EraseRecord {
    const { technique, command, startedMs, clock } = this.#job;
    return {
      technique,
      completion,
      started_ms: startedMs,
      duration_ms: Math.max(0, Math.round(clock.nowMs() - startedMs)),
      written_bytes: writes?.writtenBytes ?? 0,
      bad: [...(writes?.bad ?? [])],
      bad_count: writes?.badCount ?? 0,
      command,
    };
  }

  #data(): DataState {
    return this.#inDrive ? 'erasing_in_drive' : 'partly_erased';
  }
}
