import { hasEnded } from '../custody/custody-rules.ts';
import { gateOf, type GateWay, releaseGate } from '../custody/release-gate.ts';
import type { DriveLife } from '../custody/story.ts';
import { firstOf, type Hands, legal, type MoveRefusal, type MoveVerdict, refused } from '../custody/verdicts.ts';
import type { LotKind } from '../facts/containers.ts';
import type { Fact } from '../facts/facts.ts';
import { keptBack } from '../returns/decide.ts';
import { keptItems, lateItems } from './returning.ts';
import { judgeHanded, limboOf } from './whole.ts';
import { type ContainerFact, type ContainerLife, hasLeft } from './story.ts';

/** What is known here of everything beside the container that a fact is about. */
export interface Around {
  drive(subject: string): DriveLife | undefined;
  container(subject: string): ContainerLife | undefined;
  /** The container and the lot that the item is in now, of those that have not left. */
  inside(item: string): { readonly container?: string | undefined; readonly lot?: string | undefined };
}

/** Where the drives of a lot go. */
export const wayOfLot: Readonly<Record<LotKind, GateWay>> = { rma: 'maker', vendor: 'vendor', destruction: 'destruction' };

/** What nobody does to a container between its offer and its receipt. A case may be opened: it is the truth that the seal was for. */
const touches: ReadonlySet<string> = new Set(['item.placed', 'item.removed', 'container.opened', 'container.released', 'count.started']);

/** What other subjects forbid. Asked by who writes; what comes by sync is held against them by `lotStanding` and `unprovenIn`. */
export function judgeAround(life: ContainerLife | undefined, fact: ContainerFact, hands: Hands, around: Around): MoveVerdict {
  if (life === undefined) return legal;
  if (touches.has(fact.type) && limboOf(life, around) !== undefined) return refused('handed_whole');
  switch (fact.type) {
    case 'item.placed':
      return notNested(life, around) ?? judgeItem(fact.body, hands, around);
    case 'item.removed': {
      const drive = around.drive(fact.body.item);
      const isOthers = drive !== undefined && !hasEnded(drive) && drive.holder !== hands.actor;
      return notNested(life, around) ?? firstOf([isOthers, 'not_the_holder']);
    }
    case 'container.opened':
      return notNested(life, around) ?? legal;
    case 'container.handed':
      return judgeHanded(life, fact.body, around);
    case 'lot.item_added':
      return judgeJoining(life, fact.body, hands, around);
    case 'container.released':
      return provenOr(unprovenIn(life, fact.body.way, around, hands.nowMs));
    case 'lot.closed': {
      const [kept] = keptItems(life, around.drive);
      if (kept !== undefined) return refused('kept_back', kept);
      const [late] = lateItems(life, around.drive, hands.nowMs);
      const proven = provenOr(unprovenIn(life, undefined, around, hands.nowMs));
      return proven.kind === 'legal' && late !== undefined ? refused('return_late', late) : proven;
    }
    default:
      return legal;
  }
}

/** What lies in another container is not touched there. This also keeps a container from lying in itself. */
function notNested(life: ContainerLife, around: Around): MoveVerdict | undefined {
  return around.inside(life.subject).container === undefined ? undefined : refused('not_in_this_state', 'in_another_container');
}

function judgeItem({ item, content }: Fact<'item.placed'>, hands: Hands, around: Around): MoveVerdict {
  if (around.inside(item).container !== undefined) return refused('item_elsewhere');
  if (item.startsWith('c1_')) {
    const nested = around.container(item);
    return firstOf(
      [nested?.what?.is !== 'container', 'container_unknown'],
      [nested !== undefined && hasLeft(nested), 'not_in_this_state', 'released'],
      [nested?.seal === undefined, 'not_in_this_state', 'not_sealed'],
      [nested?.seal?.content !== content, 'content_differs'],
      [nested !== undefined && limboOf(nested, around) !== undefined, 'handed_whole'],
    );
  }
  const drive = around.drive(item);
  return firstOf(
    [drive?.record === undefined, 'drive_unknown'],
    [drive !== undefined && hasEnded(drive), 'already_ended'],
    [drive?.holder !== hands.actor, 'not_the_holder'],
  );
}

/** A drive joins the one open lot of its destination. One that must be destroyed joins no lot that goes out. */
function judgeJoining(life: ContainerLife, { item }: Fact<'lot.item_added'>, hands: Hands, around: Around): MoveVerdict {
  const drive = around.drive(item);
  if (drive?.record === undefined) return refused('drive_unknown');
  if (life.what?.is !== 'lot') return refused('container_unknown');
  const way = wayOfLot[life.what.kind];
  const kept = way === 'maker' ? keptBack(drive, life.back?.rule) : undefined;
  const condemned = drive.must_be_destroyed || drive.quarantine?.bound_for === 'destruction';
  return firstOf(
    [hasEnded(drive), 'already_ended'],
    [around.inside(item).lot !== undefined, 'item_elsewhere'],
    [drive.disputed, 'disputed'],
    [drive.holds !== undefined, 'on_hold'],
    [drive.cases !== undefined, 'drive_missing'],
    [drive.holder !== hands.actor, 'not_the_holder'],
    [way !== 'destruction' && condemned, 'bound_for_destruction'],
    [kept !== undefined, 'kept_back', kept ?? ''],
    [drive.record.destination !== way && !(way === 'destruction' && condemned), 'illegal_move', 'way_is_not_destination'],
  );
}

export interface Unproven {
  readonly item: string;
  readonly why: MoveRefusal;
  readonly detail?: string;
}

/**
 * The drives that have not left as they must have before the lot is closed or the container leaves: each by a legal fact of
 * its own, which rested on a proof, a named exception or a witness. With `way` in any lot; without it in this very lot.
 */
export function unprovenIn(life: ContainerLife, way: GateWay | undefined, around: Around, nowMs: number | undefined): readonly Unproven[] {
  const found: Unproven[] = [];
  const open = new Set<string>();
  const look = (inner: ContainerLife): void => {
    open.add(inner.subject);
    for (const { item } of inner.items) {
      const nested = item.startsWith('c1_') ? around.container(item) : undefined;
      if (nested !== undefined && !open.has(item)) look(nested);
      else if (item.startsWith('c1_')) found.push({ item, why: 'container_unknown' });
      else found.push(...unprovenDrive(item, life, way, around.drive(item), nowMs));
    }
  };
  look(life);
  return found;
}

function unprovenDrive(
  item: string,
  life: ContainerLife,
  way: GateWay | undefined,
  drive: DriveLife | undefined,
  nowMs: number | undefined,
): readonly Unproven[] {
  if (drive === undefined) return [{ item, why: 'drive_unknown' }];
  const isOut = way === undefined ? drive.lots?.includes(life.subject) === true : hasGone(drive, way);
  if (isOut) return [];
  if (hasEnded(drive)) return [{ item, why: 'already_ended', detail: 'not_in_this_lot' }];
  const lotWay = life.what?.is === 'lot' ? wayOfLot[life.what.kind] : undefined;
  const gate = releaseGate(gateOf(drive, way ?? lotWay ?? 'destruction', nowMs));
  if (gate.kind !== 'refused') return [{ item, why: 'items_unproven', detail: 'not_released' }];
  return [gate.detail === undefined ? { item, why: gate.why } : { item, why: gate.why, detail: gate.detail }];
}

function hasGone(drive: DriveLife, way: GateWay): boolean {
  return way === 'destruction' ? drive.destroyed !== undefined : drive.destroyed === undefined && drive.released?.way === way;
}

function provenOr([first]: readonly Unproven[]): MoveVerdict {
  if (first === undefined) return legal;
  return refused('items_unproven', `${first.item} ${first.detail ?? first.why}`);
}

/** A lot that somebody closed is closed only when every drive of it is out: anything else is shown as what it is. */
export function lotStanding(life: ContainerLife, around: Around): 'open' | 'closed' | 'closed_unproven' {
  if (life.closed === undefined) return 'open';
  return unprovenIn(life, undefined, around, undefined).length === 0 ? 'closed' : 'closed_unproven';
}
