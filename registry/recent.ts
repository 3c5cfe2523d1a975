import type { Entry } from '../domain/ledger/entry.ts';
import type { LoggedEvent, Position } from './projector/projection.ts';
import type { RegistryStore } from './store.ts';

/** Events that this process has committed a moment ago, as it had them open. */
export interface RecentEvents {
  /** Those that follow each other from a position on, at most `most`; none when the first is not here any more, or came by another process. */
  from(position: Position, most: number): readonly LoggedEvent[];
  /** The same from an index of the log that is written on. */
  after(size: number, most: number): readonly LoggedEvent[];
}

/** Bytes of entries that are remembered: a second of pushes and more. What comes later than that reads the log. */
const mostBytes = 2 * 1024 * 1024;

/**
 * The same store, and a memory of what goes into its log: whoever follows the log right after a commit needs not read and
 * parse again what was in hand just before. Nothing depends on it: the log is what counts, and whoever finds nothing here
 * reads that.
 */
export function rememberRecent(store: RegistryStore, logId: number): { readonly store: RegistryStore; readonly recent: RecentEvents } {
  const kept = new Map<number, LoggedEvent>();
  let keptBytes = 0;

  function keep(index: number, { event, sigs, bytes, hash }: Entry, recvMs: number): void {
    if (kept.has(index)) return;
    kept.set(index, { logId, index, hash, event, sigs, bytes, recvMs });
    keptBytes += bytes.length;
    for (const [oldest, each] of kept) {
      if (keptBytes <= mostBytes) break;
      kept.delete(oldest);
      keptBytes -= each.bytes.length;
    }
  }

  function after(size: number, most: number): readonly LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (let next = kept.get(size); next !== undefined && events.length < most; next = kept.get(next.index + 1)) events.push(next);
    return events;
  }

  return {
    store: {
      ...store,
      async append(push) {
        const outcome = await store.append(push);
        if (outcome.kind !== 'accepted' || outcome.firstIndex === undefined) return outcome;
        const fresh = push.entries.slice(push.entries.length - outcome.accepted);
        for (const [offset, { entry }] of fresh.entries()) keep(outcome.firstIndex + offset, entry, push.recvMs);
        return outcome;
      },
      async appendControl(input) {
        const appended = await store.appendControl(input);
        keep(appended.index, appended.entry, input.recvMs);
        return appended;
      },
    },
    recent: {
      from: (position, most) => (position.logId === logId ? after(position.next, most) : []),
      after,
    },
  };
}
