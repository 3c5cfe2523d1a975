import type { StationStore, StoredFact } from '../../contract/ports.ts';
import { type Authority, grantsAt } from '../../domain/authority/authority.ts';
import { type Contest, contestOf, type ToldEvent } from '../../domain/conflicts/conflicts.ts';
import { isLockedByConflict, judgeContested } from '../../domain/conflicts/gate.ts';
import { joinedTo, linkOf } from '../../domain/conflicts/joined.ts';
import { judgeTenantBar } from '../../domain/custody/release-gate.ts';
import { judgeMove } from '../../domain/custody/moves.ts';
import { refused } from '../../domain/custody/verdicts.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Gate } from '../record/recorder.ts';
import { isHoldListOld } from './hold-list.ts';
import { judgeMachineOf } from './machine-register.ts';
import { withFields } from './field-gate.ts';
import { withPlaces } from './places.ts';
import { withDraws } from './recheck-gate.ts';
import { withSeals } from './seal-gate.ts';
import { tenantBarHere } from './tenants.ts';

export interface ContestNeeds {
  readonly store: Pick<StationStore, 'shelf' | 'people'>;
  /** Who may do what by the log, as far as it was pulled. */
  readonly authority?: (() => Authority | undefined) | undefined;
}

/**
 * The conflicts of a drive and all ids that it was joined with, from what this station wrote and what it was told: the
 * same function that the registry asks.
 */
export function contestAt(needs: ContestNeeds, subject: string): Contest {
  const authority = needs.authority?.();
  const events = new Map<string, readonly ToldEvent[]>();
  const wanted = new Set([subject]);
  for (const each of wanted) {
    const told = needs.store.shelf.storyOf(each).map((stored) => toldOf(stored, authority));
    events.set(each, told);
    for (const link of told.flatMap((event) => linkOf(event) ?? [])) for (const id of link.ids) wanted.add(id);
  }
  const ids = joinedTo(subject, [...events.values()].flat());
  return contestOf(
    ids.flatMap((id) => events.get(id) ?? []),
    { mayResolve: (event) => maySettle(needs.store, authority, event) },
  );
}

/** Facts by which a drive leaves. */
const waysOut: ReadonlySet<string> = new Set(['custody.released', 'drive.destroyed']);
/** Facts after which a legal hold, or the word that a contract keeps its data, comes too late. */
const endsData: ReadonlySet<string> = new Set([...waysOut, 'erase.cleared']);

/** The last word before a fact about a drive is signed: what conflicts lock, the rules of custody, what tenants' holds and contracts keep, holds that nobody here can know of, what may not be taken out of a place, what must be written down first, what was drawn for a re-check, and the seal behind which it changes hands. */
export function gateOver(needs: ContestNeeds & { readonly store: Pick<StationStore, 'sync' | 'pull' | 'drives' | 'containers'> }): Gate {
  const judge: Gate = (life, proposed) => {
    if (life === undefined || !isLockedByConflict(proposed.type)) return judgeMove(life, proposed);
    // Who has a drive in dispute is the very question, so that it is in dispute is said before anything about its holder.
    const contested = judgeContested(contestAt(needs, life.subject), proposed.type, life.override);
    if (contested.kind === 'refused') return contested;
    const verdict = judgeMove(life, proposed);
    if (verdict.kind === 'refused' || !endsData.has(proposed.type)) return verdict;
    const held = judgeTenantBar(tenantBarHere(needs, life, proposed.nowMs));
    if (held.kind === 'refused' || !waysOut.has(proposed.type)) return held;
    if (proposed.nowMs === undefined || isHoldListOld(needs.store, proposed.nowMs)) return refused('hold_list_old');
    return proposed.type === 'drive.destroyed' ? judgeMachineOf(needs.store, life, proposed.body, proposed.nowMs) : verdict;
  };
  return withSeals(needs, withDraws(needs, withFields(needs, withPlaces(needs, judge))));
}

/**
 * May the author of a resolution close conflicts? The registry lets only officers write. At a station the registry's
 * grant decides, so that all who read the log see the same conflicts open; where there is no registry, the roles that
 * this station gave.
 */
export function maySettle(
  store: Pick<StationStore, 'people'>,
  authority: Authority | undefined,
  { station, actor, witness, index }: Pick<ToldEvent, 'station' | 'actor' | 'witness' | 'index'>,
): boolean {
  if (actor === undefined || actor === witness) return false;
  if (station === controlStation) return true;
  if (authority === undefined) return store.people.byId(actor)?.roles.includes('supervisor') === true;
  return grantsAt(authority, actor, index ?? authority.next).some(({ role }) => role === 'supervisor');
}

/** A fact with what the log knows of it and of its author. */
function toldOf({ fact, entry, logIndex }: StoredFact, authority: Authority | undefined): ToldEvent {
  const opened = openEntry(entry);
  const site = authority?.stations.get(fact.station)?.site;
  return {
    ...fact,
    ...(opened.kind === 'entry' ? { seen: opened.entry.event.seen.size } : {}),
    ...(logIndex === undefined ? {} : { index: logIndex }),
    ...(site === undefined ? {} : { site }),
  };
}
