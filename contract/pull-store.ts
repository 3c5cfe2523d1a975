import type { Entry } from '../domain/ledger/entry.ts';
import type { SealedValue } from './ports.ts';

/* What a station keeps of what others wrote: the part of the log that concerns it. */

/** An entry of the log that was checked here. */
export interface PulledEntry {
  readonly index: number;
  readonly entry: Entry;
  /** It brings, changes or ends keys or rights. */
  readonly authority: boolean;
  /** Sealed values that came with it and fit their commitments; only those that are kept here. */
  readonly told?: readonly SealedValue[];
}

export interface PullStore {
  /** Log index that was read last; -1 before the first. */
  cursor(): number;
  /** When the feed was last read to its end, Unix ms; undefined before that, and while everything is read again. */
  readMs(): number | undefined;
  problem(): string | undefined;
  /** Checked entries of others, new places of own ones, the cursor and the lives of the drives they are about, in one transaction. */
  take(step: {
    readonly entries: readonly PulledEntry[];
    /** The new cursor; left out when these are the history of one subject. */
    readonly next?: number;
    /** When the page was asked for, Unix ms, if it was the last one. */
    readonly readMs?: number;
    /** Subjects that came into view: their histories are due. */
    readonly due?: readonly string[];
    /** The subject whose history this completes. */
    readonly fetched?: string;
  }): void;
  /** Subjects whose past is still to be fetched. */
  due(limit: number): readonly string[];
  /** Entries that bear on keys and rights, in log order. */
  authority(): Iterable<{ readonly index: number; readonly entry: Uint8Array }>;
  stop(problem: string | undefined): void;
  /** The registry lost what was read: reads from the beginning again. What is here stays. */
  restart(problem: string): void;
}
