import { type ChainHead, placeRun } from '../../domain/ledger/chain.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { AppendOutcome, CheckedEntry, RegistryStore, StationRow } from '../store.ts';

/*
 * What a push means to a chain, decided from what the store has read under the lock. Both stores ask here, so that
 * they cannot answer differently.
 */

type Push = Parameters<RegistryStore['append']>[0];

/** What the store has to do. */
export type Decision =
  | { readonly kind: 'refuse'; readonly outcome: Extract<AppendOutcome, { kind: 'refused' }> }
  /** Keep the branch as evidence, freeze the chain, then refuse. */
  | {
      readonly kind: 'fork';
      readonly diverging: Entry;
      /** Hash of what the log holds at that seq, or before it. */
      readonly logged: string;
      readonly outcome: Extract<AppendOutcome, { kind: 'refused' }>;
    }
  /** Everything is in the log already. */
  | { readonly kind: 'known'; readonly head: ChainHead; readonly duplicates: number }
  | { readonly kind: 'extend'; readonly fresh: readonly CheckedEntry[]; readonly duplicates: number };

/** How many stored hashes the decision needs, from `push.from` on. */
export function hashesNeeded({ head }: StationRow, { epoch, from, entries }: Push): number {
  return epoch === head.epoch ? Math.min(entries.length, Math.max(0, head.seq - from + 1)) : 0;
}

/** Decides a push against the chain's head and its stored hashes (docs/registry-protocol.md, Chain). */
export function decideAppend(row: StationRow, push: Push, stored: readonly string[]): Decision {
  const { head, frozen } = row;
  const { epoch, from, entries } = push;
  const hashAt = (seq: number): string => {
    const hash = stored[seq - from];
    if (hash === undefined) throw new Error('the chain in the log has a hole');
    return hash;
  };
  const links = entries.map(({ entry }) => entry);
  const placement = placeRun({ head, frozen, epoch, from, links, hashAt });
  if (placement.kind === 'fork') {
    const diverging = links[placement.index];
    if (diverging === undefined) throw new Error('a fork without its event');
    const { seq } = diverging.event;
    const outcome = { kind: 'refused', code: 'fork', head, index: placement.index } as const;
    return { kind: 'fork', diverging, logged: seq <= head.seq ? hashAt(seq) : head.hash, outcome };
  }
  if (placement.kind !== 'accept') return { kind: 'refuse', outcome: { kind: 'refused', code: placement.kind, head } };
  const fresh = entries.slice(placement.known);
  if (fresh.length === 0) return { kind: 'known', head, duplicates: placement.known };
  return { kind: 'extend', fresh, duplicates: placement.known };
}

/** The head after these entries. Throws when one does not continue the chain: nothing wrong may reach the log. */
export function headAfter(head: ChainHead, entries: readonly CheckedEntry[]): ChainHead {
  let moved = head;
  for (const { entry } of entries) {
    const { event, hash } = entry;
    if (event.epoch !== moved.epoch || event.seq !== moved.seq + 1 || event.prev !== moved.hash)
      throw new Error('an event that does not continue its chain reached the log');
    moved = { epoch: event.epoch, seq: event.seq, hash };
  }
  return moved;
}
