import { utf8 } from '../bytes.ts';
import { isCustodyType } from '../custody/story.ts';
import type { ConflictClass } from '../facts/control.ts';
import { hashText, namedHash } from '../ledger/hash.ts';
import { countBefore, firstOf, firstWhere, Groups, joinPasts, type Lane, lanesOf, lastOf } from './groups.ts';
import type { Mark } from './marks.ts';
import { type Node, type Order, restsOn } from './order.ts';
import { handOffFault, samePerson, type Standings } from './single.ts';

/** A conflict with the events in it as they stand in the order. */
export interface Found {
  readonly id: string;
  readonly class: ConflictClass;
  /** What the id is made from: where the stories part. */
  readonly events: readonly Node[];
  /** Every event in it; those that no other rests on are the branch heads. */
  readonly members: readonly Node[];
  /** Claims that know nothing of each other: all that is parallel to one of the members is a member. */
  readonly isParallel: boolean;
}

/** A resolution in force, and what it closed. */
export interface Settled {
  readonly node: Node;
  readonly found: Found;
  readonly members: ReadonlySet<Node>;
}

/** What is looked at: all events, or only those that one resolution rests on. */
export interface Scope {
  readonly order: Order;
  readonly marks: readonly Mark[];
  readonly bound: Uint32Array | undefined;
  readonly settled: readonly Settled[];
  readonly standings: Standings;
  /** Events whose time was flagged (`domain/ledger/bracket.ts`). */
  readonly flagged: ReadonlySet<string>;
}

/** Id of a conflict from its class and the hashes that it is made from, in any order (registry protocol, section Conflicts). */
export function conflictIdOf(kind: ConflictClass, hashes: readonly string[]): string {
  return hashText(namedHash('custody-conflict/v1', utf8(`${kind}\n${[...hashes].sort().join('\n')}`))).slice(0, 22);
}

/** Every conflict that is open in a scope. */
export function findOpen(scope: Scope): readonly Found[] {
  const closed = new Set(scope.settled.map(({ found }) => found.id));
  return [...parallelClaims(scope), ...afterEnd(scope), ...twoPlaces(scope), ...singles(scope)].filter(({ id }) => !closed.has(id));
}

function found(kind: ConflictClass, events: readonly Node[], members: readonly Node[], isParallel = false): Found {
  const hashes = events.map(({ event }) => event.hash);
  return { id: conflictIdOf(kind, hashes), class: kind, events, members, isParallel };
}

function isIn({ bound }: Scope, node: Node): boolean {
  return bound === undefined || (bound[node.chain] ?? 0) > node.nth;
}

function marked({ marks }: Scope, node: Node): Mark {
  return marks[node.position] ?? { fact: undefined };
}

function isEnd(scope: Scope, node: Node): boolean {
  return marked(scope, node).standing?.kind === 'ended';
}

/** What `node` need not be held against any more, by chain: what a resolution of such a conflict looked at together with it. */
function settledFor(scope: Scope, node: Node, isSuch: (conflict: Found) => boolean, start: Uint32Array): Uint32Array {
  return scope.settled
    .filter(({ found: its, members }) => isSuch(its) && members.has(node))
    .reduce<Uint32Array>((past, { node: resolution }) => joinPasts(past, resolution.past), start);
}

/** Two claims that know nothing of each other. When one of them ends the drive's stay, the class is `after_end`. */
function parallelClaims(scope: Scope): readonly Found[] {
  const { order } = scope;
  const lanes = lanesOf(order, (node) => isIn(scope, node) && marked(scope, node).isClaim === true);
  const groups = new Groups(order);
  for (const node of lanes.flatMap((lane) => lane.nodes)) {
    // Not those of what came after an end: they did not look at what was parallel, so either of two could decide.
    const past = settledFor(scope, node, ({ isParallel }) => isParallel, node.past);
    for (const lane of lanes) {
      const to = firstWhere(lane, ({ position }) => position >= node.position);
      groups.join(node, lane, countBefore(lane, past[lane.chain] ?? 0), to);
    }
  }
  const resolutions = new Set(scope.settled.map(({ node }) => node));
  return groups.all().map((group) => {
    // A resolution that was overtaken belongs to the id, so that the conflict does not take up the one it had before.
    const events = [...new Set([...firstOf(group), ...group.filter((node) => resolutions.has(node))])];
    return found(group.some((node) => isEnd(scope, node)) ? 'after_end' : 'double_claim', events, group, true);
  });
}

/** Signs of life that rest on the end of a drive, where no resolution between them took the end back. */
function afterEnd(scope: Scope): readonly Found[] {
  const { order } = scope;
  const ends = lanesOf(order, (node) => isIn(scope, node) && isEnd(scope, node));
  if (ends.length === 0) return [];
  const resolutions = new Set(scope.settled.map(({ node }) => node));
  const revived = scope.settled.filter(({ node }) => !isEnd(scope, node));
  const groups = new Groups(order);
  const signs = order.nodes.filter((node) => {
    const { isClaim, isSight } = marked(scope, node);
    return isIn(scope, node) && !resolutions.has(node) && (isClaim === true || isSight === true);
  });
  for (const node of signs) {
    const between = revived
      .filter((each) => restsOn(node, each.node))
      .reduce<Uint32Array>((past, each) => joinPasts(past, each.node.past), new Uint32Array(node.past.length));
    const past = settledFor(scope, node, (each) => each.class === 'after_end', between);
    for (const lane of ends)
      groups.join(node, lane, countBefore(lane, past[lane.chain] ?? 0), countBefore(lane, node.past[lane.chain] ?? 0));
  }
  return groups.all().map((group) => {
    const over = group.filter((node) => isEnd(scope, node));
    const alive = group.filter((node) => over.some((end) => restsOn(node, end)));
    return found('after_end', [...new Set([...firstOf(over), ...firstOf(alive)])], group);
  });
}

/** The drive in a bay at one site while it is claimed or in a bay at another, and neither can be shown to come first. */
function twoPlaces(scope: Scope): readonly Found[] {
  const { order } = scope;
  const isSight = (node: Node): boolean => isIn(scope, node) && marked(scope, node).isSight === true;
  const isTaking = (node: Node): boolean =>
    isIn(scope, node) &&
    marked(scope, node).isClaim === true &&
    marked(scope, node).standing?.kind === 'held' &&
    node.event.type !== 'custody.withdrawn';
  const sights = lanesOf(order, isSight);
  const takings = lanesOf(order, isTaking);
  const groups = new Groups(order);
  const latest = (node: Node): number => order.beforeIndex[node.position] ?? Number.POSITIVE_INFINITY;
  const hold = (node: Node, against: readonly Lane[]): void => {
    const past = settledFor(scope, node, (each) => each.class === 'same_drive_two_places', node.past);
    for (const lane of against) {
      if (!isElsewhere(node, lane)) continue;
      const from = firstWhere(lane, (other) => latest(other) >= node.afterSize);
      const to = Math.min(
        firstWhere(lane, ({ position }) => position >= node.position),
        firstWhere(lane, (other) => other.afterSize > latest(node)),
      );
      groups.join(node, lane, Math.max(from, countBefore(lane, past[lane.chain] ?? 0)), to);
    }
  };
  for (const lane of sights) for (const node of lane.nodes) hold(node, [...sights, ...takings]);
  for (const lane of takings) for (const node of lane.nodes) hold(node, sights);
  return groups.all().map((group) => found('same_drive_two_places', firstOf(group), group));
}

/** Known to be at two sites: an event without a site says nothing of places. A station has one site. */
function isElsewhere(node: Node, lane: Lane): boolean {
  const there = lane.nodes[0]?.event.site;
  return node.event.site !== undefined && there !== undefined && node.event.site !== there;
}

/** Conflicts of one event with itself or with what it rests on. */
function singles(scope: Scope): readonly Found[] {
  const seen = scope.order.nodes.filter((node) => isIn(scope, node));
  return seen.flatMap((node) => {
    const mark = marked(scope, node);
    const classes: ConflictClass[] = [];
    if (handOffFault(node, mark, scope.standings)) classes.push('no_handoff');
    if (samePerson(node, mark, scope.standings)) classes.push('same_person');
    if (scope.flagged.has(node.event.hash) && isCustodyType(node.event.type)) classes.push('clock');
    return classes.map((kind) => found(kind, [node], [node]));
  });
}

/** The branch heads of a conflict: what a resolution must rest on. */
export function headsOf(conflict: Found): readonly Node[] {
  return lastOf(conflict.members);
}
