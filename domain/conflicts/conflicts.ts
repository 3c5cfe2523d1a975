import { isCustodyType } from '../custody/story.ts';
import type { ConflictClass } from '../facts/control.ts';
import { readFact } from '../facts/facts.ts';
import { findOpen, type Found, headsOf, type Scope, type Settled } from './find.ts';
import { lastOf } from './groups.ts';
import { type Mark, markOf, markOfResolution, type Standing } from './marks.ts';
import { type Node, type Order, orderOf, restsOn, type ToldEvent } from './order.ts';
import { standingsOf } from './single.ts';

export { conflictIdOf } from './find.ts';
export type { Standing } from './marks.ts';
export type { ToldEvent } from './order.ts';

/** A conflict about one drive. */
export interface Conflict {
  /** Changes with the events that it is made from: a story that was told later makes it another conflict. */
  readonly id: string;
  readonly class: ConflictClass;
  /** Hashes that the id is made from, in order: where the stories part. */
  readonly events: readonly string[];
  /** The newest events of each branch, in order of hash. A resolution must rest on all of them. */
  readonly heads: readonly string[];
  /** A custody event that is named and not here yet: when it comes, this conflict may go away. */
  readonly waiting_for?: string;
}

export interface ClosedConflict extends Conflict {
  /** Hash of the `conflict.resolved` that closed it. */
  readonly closed_by: string;
}

/** One of the stories about a drive: how it stands by the newest claim of a branch. */
export interface Branch {
  /** Hash of that claim. */
  readonly head: string;
  readonly type: string;
  readonly station: string;
  readonly site?: string;
  readonly actor?: string;
  readonly standing?: Standing;
  /** RFC 3339; shown, never judged by. */
  readonly wall: string;
}

/** Everything that is in dispute about a drive, and how it stands. */
export interface Contest {
  readonly open: readonly Conflict[];
  readonly closed: readonly ClosedConflict[];
  /** True while a conflict is open other than of class `clock`: no clock decides what may be done to a drive. */
  readonly contested: boolean;
  /** The newest claims that do not know of each other, in order of hash. More than one only while contested. */
  readonly branches: readonly Branch[];
  /** Who has the drive; absent while that is contested or unknown. */
  readonly standing?: Standing;
  /** The newest place that the one branch tells of; absent when that is contested or unknown. */
  readonly place?: string;
}

export interface ContestOptions {
  /** May the author of this `conflict.resolved` close conflicts? Unless told: a named person who is not their own witness. */
  readonly mayResolve?: (event: ToldEvent) => boolean;
  /** Hashes of events whose time was flagged. */
  readonly flagged?: ReadonlySet<string>;
}

/** Facts beside those of custody that a contest is made from. */
const bearing: ReadonlySet<string> = new Set([
  'drive.seen',
  'drive.linked',
  'drive.unlinked',
  'erase.cleared',
  'erase.started',
  'validation.decided',
]);

/** Does an event of this type bear on conflicts and custody? All others may be left out: they are passed over. */
export function bearsOnCustody(type: string): boolean {
  return isCustodyType(type) || bearing.has(type);
}

/**
 * The conflicts of one drive (all ids that were joined to it) as a function of the set of its events: any order of
 * arrival, any batching and any duplicates give the same. Give every event of the drive that is known.
 *
 * A resolution closes a conflict when that very conflict was open in what the resolution rests on; so it must name all
 * branch heads, and a story that it did not know opens the question anew.
 */
export function contestOf(events: Iterable<ToldEvent>, options: ContestOptions = {}): Contest {
  const order = orderOf(bearingOf(events));
  const marks = order.nodes.map(markOf);
  const flagged = options.flagged ?? new Set();
  const settled: Settled[] = [];
  for (const node of order.nodes) {
    const closed = closedBy(node, { order, marks, flagged }, settled, options.mayResolve ?? isNamed);
    if (closed === undefined) continue;
    settled.push(closed.settled);
    marks[node.position] = closed.mark;
  }
  const scope: Scope = { order, marks, flagged, settled, bound: undefined, standings: standingsOf(order, marks) };
  const open = findOpen(scope).map(told).sort(byId);
  const contested = open.some((conflict) => conflict.class !== 'clock');
  const heads = lastOf(order.nodes.filter(({ position }) => marks[position]?.isClaim === true));
  return {
    open,
    closed: settled.map(({ node, found }) => ({ ...told(found), closed_by: node.event.hash })).sort(byId),
    contested,
    branches: heads.map((node) => branchOf(node, scope)).sort((left, right) => (left.head < right.head ? -1 : 1)),
    ...(contested ? {} : standingPart(scope, heads)),
  };
}

/** What a resolution closes, if anything: the conflict of its id among those open in its own past. */
function closedBy(
  node: Node,
  base: Pick<Scope, 'order' | 'marks' | 'flagged'>,
  settled: readonly Settled[],
  mayResolve: (event: ToldEvent) => boolean,
): { readonly settled: Settled; readonly mark: Mark } | undefined {
  if (node.event.type !== 'conflict.resolved' || !mayResolve(node.event)) return undefined;
  const read = readFact(node.event.type, node.event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'conflict.resolved') return undefined;
  const { body } = read.fact;
  const known = settled.filter((each) => restsOn(node, each.node));
  const scope: Scope = { ...base, settled: known, bound: node.past, standings: standingsOf(base.order, base.marks) };
  const found = findOpen(scope).find(({ id, class: kind }) => id === body.conflict && kind === body.class);
  return found === undefined ? undefined : { settled: { node, found, members: new Set(found.members) }, mark: markOfResolution(read.fact) };
}

function* bearingOf(events: Iterable<ToldEvent>): Iterable<ToldEvent> {
  for (const event of events) if (bearsOnCustody(event.type)) yield event;
}

function isNamed({ actor, witness }: ToldEvent): boolean {
  return actor !== undefined && actor !== witness;
}

function told(found: Found): Conflict {
  const heads = headsOf(found).map(({ event }) => event.hash);
  // Of several the same one, whatever order they came in.
  const [missing] = found.events.flatMap((node) => node.missing ?? []).sort();
  return {
    id: found.id,
    class: found.class,
    events: found.events.map(({ event }) => event.hash).sort(),
    heads: heads.sort(),
    ...(missing === undefined ? {} : { waiting_for: missing }),
  };
}

function branchOf(node: Node, { marks }: Scope): Branch {
  const { hash, type, station, site, actor, wall } = node.event;
  const standing = marks[node.position]?.standing;
  return {
    head: hash,
    type,
    station,
    wall,
    ...(site === undefined ? {} : { site }),
    ...(actor === undefined ? {} : { actor }),
    ...(standing === undefined ? {} : { standing }),
  };
}

/** How the drive stands when there is one story: by its newest claim, or by the one offer after it. */
function standingPart({ order, marks }: Scope, heads: readonly Node[]): Pick<Contest, 'standing' | 'place'> {
  const [head, ...more] = heads;
  const claimed = head === undefined ? undefined : marks[head.position]?.standing;
  if (head === undefined || claimed === undefined || more.length > 0) return {};
  const offers = order.nodes.filter((node) => marks[node.position]?.standing?.kind === 'offered' && restsOn(node, head));
  const offer = offers.length === 1 && offers[0] !== undefined ? marks[offers[0].position]?.standing : undefined;
  const place = placeOf(order, marks, head);
  return { standing: offer ?? claimed, ...(place === undefined || claimed.kind === 'ended' || claimed.kind === 'reused' ? {} : { place }) };
}

/** The place that the newest event with a place tells; unknown when two of them do not know of each other. */
function placeOf({ nodes }: Order, marks: readonly Mark[], head: Node): string | undefined {
  const [newest, ...more] = lastOf(
    nodes.filter(
      (node) =>
        marks[node.position]?.fact !== undefined &&
        placeIn(node.event.body) !== undefined &&
        (node === head || restsOn(node, head) || restsOn(head, node)),
    ),
  );
  return newest === undefined || more.length > 0 ? undefined : placeIn(newest.event.body);
}

function placeIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('place' in body)) return undefined;
  return typeof body.place === 'string' ? body.place : undefined;
}

function byId(left: Conflict, right: Conflict): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
