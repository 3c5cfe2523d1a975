import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { ProposedMove } from '../../domain/custody/moves.ts';
import { reachedBy } from '../../domain/custody/reached.ts';
import { legal, type MoveVerdict, refused } from '../../domain/custody/verdicts.ts';
import type { WayOut } from '../../domain/custody/ways-out.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { judgePlace } from '../../domain/policy/place.ts';
import { peopleElsewhere } from '../people/elsewhere.ts';
import { adoptedPolicy, isPolicyKnown } from '../policy/adopted.ts';
import { ownName, ownSite } from '../policy/own-site.ts';
import type { Gate } from '../record/recorder.ts';

export interface PlaceNeeds {
  readonly store: Pick<StationStore, 'shelf' | 'people'>;
  /** Whose station is at which site, and who was enrolled where; undefined for a station without a registry. */
  readonly authority?: (() => Authority | undefined) | undefined;
}

/**
 * A gate, and behind it what the policy of this station asks of drives that leave a place: when they are offered to somebody
 * of another site, when somebody of this site signs for one that was offered at another, and when they leave custody.
 */
export function withPlaces(needs: PlaceNeeds, gate: Gate): Gate {
  return (life, proposed) => {
    const verdict = gate(life, proposed);
    if (verdict.kind === 'refused' || life?.record === undefined) return verdict;
    const way = wayOf(needs, life, proposed);
    return way === undefined ? verdict : judgeWay(needs, life, way);
  };
}

/** A way out of custody as the window shows it, with what the policy asks of drives that leave this place. */
export function wayWithin(needs: PlaceNeeds, life: DriveLife, shown: WayOut): WayOut {
  if (!shown.open || shown.way === 'destroy') return shown;
  const verdict = judgeWay(needs, life, { from: here(needs), to: undefined });
  if (verdict.kind === 'legal') return shown;
  const { why, detail } = verdict;
  return { way: shown.way, open: false, why, ...(detail === undefined ? {} : { detail }) };
}

function judgeWay({ store }: PlaceNeeds, life: DriveLife, way: Way): MoveVerdict {
  if (way.from !== undefined && way.from === way.to) return legal;
  // What a policy whose text is not here asks for, nobody knows.
  if (!isPolicyKnown(store)) return refused('stays_here', 'policy_unknown');
  const answer = judgePlace(adoptedPolicy(store), {
    ...way,
    media: life.seen?.identity.media ?? 'unknown',
    dataClass: life.record?.data_class ?? 'unknown',
    reached: reachedBy(life),
  });
  return answer.kind === 'stays' ? refused('stays_here', answer.rule.id) : legal;
}

interface Way {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** From which site to which a fact takes the drive; undefined for facts that take it nowhere. */
function wayOf(needs: PlaceNeeds, life: DriveLife, proposed: ProposedMove): Way | undefined {
  const read = readFact(proposed.type, proposed.body);
  if (read.kind !== 'fact') return undefined;
  switch (read.fact.type) {
    case 'custody.offered':
      return { from: here(needs), to: siteOfPerson(needs, read.fact.body.to) };
    case 'custody.received':
      return { from: siteOfOffer(needs, life), to: here(needs) };
    case 'custody.released':
      return { from: here(needs), to: undefined };
    default:
      return undefined;
  }
}

function here({ store, authority }: PlaceNeeds): string | undefined {
  return ownSite(store, authority?.());
}

/** Whoever was enrolled here works here. Somebody else works where the registry's log says; nowhere that is known otherwise. */
function siteOfPerson(needs: PlaceNeeds, person: string): string | undefined {
  const { store, authority } = needs;
  if (store.people.byId(person) !== undefined) return here(needs);
  const site = peopleElsewhere(authority?.(), ownName(store)?.station).find(({ id }) => id === person)?.site;
  return site === '' ? undefined : site;
}

/** An offer that is not kept yet is one that this station writes together with its receipt. */
function siteOfOffer(needs: PlaceNeeds, { offer }: DriveLife): string | undefined {
  const told = offer === undefined ? undefined : needs.store.shelf.byHash(offer.mark.hash)?.fact.station;
  if (told === undefined || told === ownName(needs.store)?.station) return here(needs);
  return needs.authority?.()?.stations.get(told)?.site;
}
