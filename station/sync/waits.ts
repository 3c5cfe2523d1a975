import { facts } from '../../domain/facts/facts.ts';

/** Every wait, size and limit of the sync, in ms unless named otherwise. Who decides: the station; `retry_ms` of the registry overrides the back-off. */
export const syncWaits = {
  /** A whole call, connecting included. A lost answer is normal. */
  callMs: 60_000,
  /** Back-off: full jitter below this, doubling. */
  firstBackOffMs: 1_000,
  lastBackOffMs: 300_000,
  /** Between looks at the log while facts wait to be covered, and when nothing waits. */
  lookWhileWaitingMs: 2_000,
  lookWhenIdleMs: 60_000,
  /** Between two looks whether an officer has decided about a request. */
  askEveryMs: 3_000,
  /** Between two time exchanges, and samples in each. */
  timeEveryMs: 600_000,
  timeSamples: 4,
  /** Events in a push: first, and the most that a push may have. */
  firstBatch: 100,
  /** Proofs fetched in one go before facts are pushed again. */
  proofsAtOnce: 50,
  /** Body of a push, in bytes; the registry takes 4 MiB. */
  pushBytes: 3_500_000,
} as const;
export type SyncWaits = { readonly [Name in keyof typeof syncWaits]: number };

/** Full jitter (a random share of a doubling span): many stations that lost the registry at once come back spread out. `share` is 0 to 1. */
export function backOffMs(tries: number, share: number, waits: Pick<SyncWaits, 'firstBackOffMs' | 'lastBackOffMs'> = syncWaits): number {
  const span = Math.min(waits.lastBackOffMs, waits.firstBackOffMs * 2 ** Math.min(tries, 30));
  return Math.ceil(span * share);
}

/** Facts that a certificate can rest on: each gets an inclusion proof of its own. The end of a session is none of them. */
export const provenTypes: readonly string[] = Object.keys(facts).filter((type) => type !== 'session.closed');
