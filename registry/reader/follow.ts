import { parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { ReadyReason } from '../../contract/registry.ts';
import type { Published } from '../ledger/integrator.ts';
import { newestReleased } from '../ledger/release.ts';
import { behindMs, uncoveredMs } from '../observe/readiness.ts';
import type { After, RegistryClock, Report } from '../ports.ts';
import type { OpenedToRead } from '../store.ts';

/** How a process that only reads stands, in numbers. */
export interface ReaderMeasures {
  /** Entries in the database that is read. */
  readonly entries: number;
  /** Entries under the checkpoint that is shown. */
  readonly covered: number;
  /** How long the oldest entry has waited for a checkpoint that was released to readers, in ms. */
  readonly uncoveredMs: number;
  /** How long ago the database answered last, in ms. */
  readonly lookAgeMs: number;
  /** Whether the standby that is read is connected to what it follows; undefined where it is none. */
  readonly isFollowing: boolean | undefined;
}

export interface ReleasedLog {
  published(): Published | undefined;
  measures(): ReaderMeasures;
  ready(): Promise<readonly ReadyReason[]>;
  stop(): Promise<void>;
}

/** How often it is looked for a newer checkpoint, in ms. */
const lookMs = 1_000;

/**
 * Follows which checkpoint the writer released last. What is shown only goes forward: a database that was put back to an
 * older state, or says a checkpoint that the log did not sign, changes nothing here and is told of.
 */
export async function followReleased(parts: {
  readonly opened: Pick<OpenedToRead, 'log' | 'store' | 'isFollowing'>;
  readonly verifier: SignatureVerifier;
  readonly clock: Pick<RegistryClock, 'nowMs' | 'monoMs'>;
  readonly after: After;
  readonly report: Report;
}): Promise<ReleasedLog> {
  const { opened, verifier, clock, after, report } = parts;
  const { log, store } = opened;
  const logKey = parseVkey(log.logVkey);
  if (logKey === undefined) throw new RangeError('the log key of this database cannot be read. Nothing was opened.');
  const key = logKey;
  let published: Published | undefined;
  let seen: Omit<ReaderMeasures, 'lookAgeMs'> & { readonly atMs: number };
  let isFailing = false;
  let isStopped = false;
  let running = Promise.resolve();
  let cancel = (): void => undefined;

  async function look(): Promise<void> {
    const newest = await newestReleased(store.sql, log.logId, key, verifier);
    const entries = await store.logSize();
    if (newest !== undefined && newest.size > entries) throw new Error('the database has fewer entries than its newest checkpoint covers');
    if (newest !== undefined && newest.size < (published?.size ?? 0))
      throw new Error('the database stands behind a checkpoint that was shown');
    if (newest !== undefined && newest.size !== published?.size) published = newest;
    const covered = published?.size ?? 0;
    seen = {
      entries,
      covered,
      uncoveredMs: await uncoveredMs(store.sql, log.logId, covered, clock.nowMs()),
      isFollowing: await opened.isFollowing(),
      atMs: clock.monoMs(),
    };
  }
  function run(): void {
    running = look()
      .then(() => {
        isFailing = false;
      })
      .catch((cause: unknown) => {
        if (!isFailing && !isStopped)
          report('The database that is read did not say a newer checkpoint. What was shown is shown further.', cause);
        isFailing = true;
      })
      .finally(() => {
        if (!isStopped) cancel = after(lookMs, run);
      });
  }

  seen = { entries: 0, covered: 0, uncoveredMs: 0, isFollowing: undefined, atMs: clock.monoMs() };
  await look();
  cancel = after(lookMs, run);
  return {
    published: () => published,
    measures: () => {
      const { atMs, ...numbers } = seen;
      return { ...numbers, lookAgeMs: Math.max(0, clock.monoMs() - atMs) };
    },
    ready: () => {
      const isAway = isFailing || clock.monoMs() - seen.atMs > behindMs;
      const isBehind = seen.uncoveredMs > behindMs || seen.isFollowing === false;
      return Promise.resolve([...(isAway ? (['database'] as const) : []), ...(isBehind ? (['behind'] as const) : [])]);
    },
    async stop() {
      isStopped = true;
      cancel();
      await running;
    },
  };
}
