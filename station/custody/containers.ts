import type { Receipt } from '../../contract/bridge.ts';
import type { ContainerBounds } from '../../contract/containment.ts';
import type { StationStore } from '../../contract/ports.ts';
import { contentOf } from '../../domain/containers/content.ts';
import { judgeContainerMove } from '../../domain/containers/moves.ts';
import type { GateWay } from '../../domain/custody/release-gate.ts';
import { type ContainerKind, namedInCount } from '../../domain/facts/containers.ts';
import { containerId } from '../../domain/ledger/ids.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';
import { aroundIn } from './around-in.ts';
import { type Hands, sealedTexts, shortId } from './attempt.ts';
import { isHoldListOld } from './hold-list.ts';

type Parts = Pick<StationParts, 'store' | 'recorder' | 'clock' | 'random'>;

/**
 * Writes facts of which the first is about a container or lot, all or none; `before` are of drives, and are written ahead of it. The recorder asks the same rules again, with
 * each fact of the batch after the one before.
 */
export function recordContained(
  parts: Pick<Parts, 'store' | 'recorder' | 'clock'>,
  hands: Hands,
  [first, ...more]: readonly [Proposal & { readonly subject: string }, ...Proposal[]],
  before: readonly Proposal[] = [],
): Receipt {
  const { store, clock, recorder } = parts;
  const people = hands.witness === undefined ? { actor: hands.actor.id } : { actor: hands.actor.id, witness: hands.witness.id };
  const verdict = judgeContainerMove(
    store.containers.life(first.subject),
    {
      type: first.type,
      body: first.body,
      ...people,
      actorRoles: hands.actor.roles,
      ...(hands.witness === undefined ? {} : { witnessRoles: hands.witness.roles }),
      nowMs: clock.wallMs(),
    },
    aroundIn(store),
  );
  if (verdict.kind === 'refused') return refused(verdict.why, verdict.detail);
  return done(recorder.record([...before, first, ...more].map((each) => ({ ...each, ...people }))), first.subject);
}

export function makeContainer(
  parts: Parts,
  hands: Hands,
  { kind, name }: { readonly kind: ContainerKind; readonly name: string },
): Receipt {
  const container = containerId(parts.random.bytes(16));
  return recordContained(parts, hands, [{ type: 'container.made', subject: container, body: { kind, name } }]);
}

/** Says how a container is looked after from now on; what is left out is not asked for any more. */
export function boundContainer(
  parts: Parts,
  hands: Hands,
  { container, ...bounds }: ContainerBounds & { readonly container: string },
): Receipt {
  const { capacity, count_days: countDays, empty_days: emptyDays } = bounds;
  const body = {
    ...(capacity === undefined ? {} : { capacity }),
    ...(countDays === undefined ? {} : { count_days: countDays }),
    ...(emptyDays === undefined ? {} : { empty_days: emptyDays }),
  };
  return recordContained(parts, hands, [{ type: 'container.bounded', subject: container, body }]);
}

interface Placing {
  readonly container: string;
  readonly item: string;
}

/** Puts a drive, or a sealed container, into a container. */
export function placeItem(parts: Parts, hands: Hands, { container, item }: Placing): Receipt {
  const body = item.startsWith('c1_') ? itemOf(parts.store, item) : { item };
  return recordContained(parts, hands, [{ type: 'item.placed', subject: container, body }]);
}

export function removeItem(parts: Parts, hands: Hands, { container, item }: Placing): Receipt {
  return recordContained(parts, hands, [{ type: 'item.removed', subject: container, body: { item } }]);
}

/** Signs what the record has in it, under a seal number. */
export function sealContainer(
  parts: Parts,
  hands: Hands,
  { container, seal, note }: { readonly container: string; readonly seal: string; readonly note?: string | undefined },
): Receipt {
  const { items } = parts.store.containers.life(container) ?? { items: [] };
  return recordContained(parts, hands, [
    { type: 'container.sealed', subject: container, body: { seal, ...contentOf(items) }, sealed: sealedTexts({ note }) },
  ]);
}

/** Opens a seal, with what was counted in it. A broken seal, or another content, opens a case by itself. */
export function openContainer(
  parts: Parts,
  hands: Hands,
  asked: {
    readonly container: string;
    readonly seal: string;
    readonly intact: boolean;
    readonly items: readonly string[];
    readonly note?: string | undefined;
  },
): Receipt {
  const { container, seal, intact, note } = asked;
  const found = tallyOf(parts.store, asked.items);
  const isAsSealed = parts.store.containers.life(container)?.seal?.content === found.content;
  const opened = {
    type: 'container.opened' as const,
    subject: container,
    body: { seal, intact, ...found },
    sealed: sealedTexts({ note }),
  };
  const kind = !intact ? 'seal_broken' : isAsSealed ? undefined : 'content_differs';
  return recordContained(parts, hands, kind === undefined ? [opened] : [opened, caseOf(parts, container, kind)]);
}

/** Begins a count by two people. Whoever begins it counts first. */
export function startCount(parts: Parts, hands: Hands, { container }: { readonly container: string }): Receipt {
  return recordContained(parts, hands, [{ type: 'count.started', subject: container, body: { count: shortId(parts) } }]);
}

/**
 * Closes a count by two lists that were made apart. Where both agree and the record does not, a case is opened, and one for
 * each drive that is missed.
 */
export function closeCount(
  parts: Parts,
  hands: Hands,
  asked: {
    readonly container: string;
    readonly first: readonly string[];
    readonly second: readonly string[];
    readonly note?: string | undefined;
  },
): Receipt {
  const { container, note } = asked;
  const life = parts.store.containers.life(container);
  const recorded = life?.items.map(({ item }) => item) ?? [];
  const missing = recorded.filter((item) => !asked.second.includes(item));
  const extra = asked.second.filter((item) => !recorded.includes(item));
  const closed = {
    type: 'count.closed' as const,
    subject: container,
    body: {
      count: life?.count?.count ?? '',
      first: tallyOf(parts.store, asked.first),
      second: tallyOf(parts.store, asked.second),
      missing: missing.slice(0, namedInCount),
      extra: extra.slice(0, namedInCount),
    },
    sealed: sealedTexts({ note }),
  };
  if (life?.count === undefined) return refused('not_in_this_state', 'not_being_counted');
  const gap = missing.length + extra.length === 0 ? [] : [caseOf(parts, container, 'count_gap')];
  const missed = missing.filter((item) => isToBeMissed(parts.store, item)).map((item) => caseOf(parts, item, 'missing'));
  return recordContained(parts, hands, [closed, ...gap, ...missed]);
}

function isToBeMissed(store: StationStore, item: string): boolean {
  const life = item.startsWith('d1_') ? store.drives.life(item) : undefined;
  return life?.record !== undefined && life.cases === undefined;
}

function caseOf(parts: Parts, subject: string, kind: 'seal_broken' | 'content_differs' | 'count_gap' | 'missing') {
  return { type: 'case.opened' as const, subject, body: { case: shortId(parts), kind } };
}

/** A sealed container leaves custody. Every drive in it has to be out by then. */
export function releaseContainer(
  parts: Parts,
  hands: Hands,
  asked: {
    readonly container: string;
    readonly way: GateWay;
    readonly consignee?: string | undefined;
    readonly reference?: string | undefined;
    readonly vehicle?: string | undefined;
    readonly note?: string | undefined;
  },
): Receipt {
  const { container, way, ...typed } = asked;
  if (isHoldListOld(parts.store, parts.clock.wallMs())) return refused('hold_list_old');
  const { items } = parts.store.containers.life(container) ?? { items: [] };
  return recordContained(parts, hands, [
    { type: 'container.released', subject: container, body: { way, ...contentOf(items) }, sealed: sealedTexts(typed) },
  ]);
}

/** A container in another one counts with what it was sealed over. */
function itemOf(store: Pick<StationStore, 'containers'>, item: string): { readonly item: string; readonly content?: string } {
  const content = item.startsWith('c1_') ? store.containers.life(item)?.seal?.content : undefined;
  return content === undefined ? { item } : { item, content };
}

function tallyOf(
  store: Pick<StationStore, 'containers'>,
  scanned: readonly string[],
): { readonly items: number; readonly content: string } {
  return contentOf([...new Set(scanned)].map((item) => itemOf(store, item)));
}
