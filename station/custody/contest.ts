import type { StationStore, StoredFact } from '../../contract/ports.ts';
import { type Contest, contestOf, type ToldEvent } from '../../domain/conflicts/conflicts.ts';
import { isLockedByConflict, judgeContested } from '../../domain/conflicts/gate.ts';
import { joinedTo, linkOf } from '../../domain/conflicts/joined.ts';
import { judgeMove } from '../../domain/custody/moves.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { Gate } from '../record/recorder.ts';

/** Events about a drive that other stations wrote, as far as they were pulled. */
export type Elsewhere = (subject: string) => readonly ToldEvent[];

export interface ContestNeeds {
  readonly store: Pick<StationStore, 'shelf' | 'people'>;
  readonly elsewhere?: Elsewhere | undefined;
}

/**
 * The conflicts of a drive and all ids that it was joined with, from what this station wrote and what it was told: the
 * same function that the registry asks.
 */
export function contestAt(needs: ContestNeeds, subject: string): Contest {
  const events = new Map<string, readonly ToldEvent[]>();
  const wanted = new Set([subject]);
  for (const each of wanted) {
    const told = [...needs.store.shelf.ofSubject(each).map(toldOf), ...(needs.elsewhere?.(each) ?? [])];
    events.set(each, told);
    for (const link of told.flatMap((event) => linkOf(event) ?? [])) for (const id of link.ids) wanted.add(id);
  }
  const ids = joinedTo(subject, [...events.values()].flat());
  return contestOf(
    ids.flatMap((id) => events.get(id) ?? []),
    { mayResolve: (event) => mayResolve(needs, event) },
  );
}

/** The last word before a fact about a drive is signed: the rules of custody, and what conflicts lock. */
export function gateOver(needs: ContestNeeds): Gate {
  return (life, proposed) => {
    const verdict = judgeMove(life, proposed);
    if (verdict.kind === 'refused' || life === undefined || !isLockedByConflict(proposed.type)) return verdict;
    return judgeContested(contestAt(needs, life.subject), proposed.type, life.override);
  };
}

/** The registry lets only officers write; a supervisor of this station may resolve here. */
function mayResolve({ store }: ContestNeeds, { station, actor, witness }: ToldEvent): boolean {
  if (actor === undefined || actor === witness) return false;
  return station === 'registry' || store.people.byId(actor)?.roles.includes('supervisor') === true;
}

/** An own fact with what the log knows of it. */
function toldOf({ fact, entry, logIndex }: StoredFact): ToldEvent {
  const opened = openEntry(entry);
  return {
    ...fact,
    ...(opened.kind === 'entry' ? { seen: opened.entry.event.seen.size } : {}),
    ...(logIndex === undefined ? {} : { index: logIndex }),
  };
}
