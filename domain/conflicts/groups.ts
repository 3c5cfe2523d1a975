import type { Node, Order } from './order.ts';

/** Some of the events of one chain, by place in it. */
export interface Lane {
  readonly chain: number;
  readonly nodes: readonly Node[];
  /** `counts[n]`: how many of them are among the first n events of the chain. */
  readonly counts: Uint32Array;
}

/** The events that are asked for, chain by chain; chains without any are left out. */
export function lanesOf(order: Order, isAsked: (node: Node) => boolean): readonly Lane[] {
  return order.chains.flatMap((chain, c) => {
    const counts = new Uint32Array(chain.length + 1);
    const nodes = chain.filter(isAsked);
    for (const node of nodes) counts[node.nth + 1] = 1;
    for (let n = 1; n < counts.length; n++) counts[n] = (counts[n] ?? 0) + (counts[n - 1] ?? 0);
    return nodes.length === 0 ? [] : [{ chain: c, nodes, counts }];
  });
}

/** How many of a lane are among the first `nth` events of its chain. */
export function countBefore(lane: Lane, nth: number): number {
  return lane.counts[Math.min(nth, lane.counts.length - 1)] ?? 0;
}

/** The first place in a lane from which on `holds` is true; it must be false before and true after. */
export function firstWhere(lane: Lane, holds: (node: Node) => boolean): number {
  let [low, high] = [0, lane.nodes.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const node = lane.nodes[middle];
    if (node !== undefined && holds(node)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Joins events that are at odds into groups. An event is at odds with a whole run of a lane at once, so that a long
 * history needs a number of steps in proportion to events times chains, never to pairs of events.
 */
export class Groups {
  readonly #nodes: readonly Node[];
  readonly #parent: Uint32Array;
  readonly #joinedTo = new Map<Lane, Uint32Array>();

  constructor(order: Order) {
    this.#nodes = order.nodes;
    this.#parent = Uint32Array.from(order.nodes.keys());
  }

  /** `node` is at odds with `lane.nodes` from `from` up to, and without, `to`. */
  join(node: Node, lane: Lane, from: number, to: number): void {
    const first = lane.nodes[from];
    if (from >= to || first === undefined) return;
    this.#unite(node.position, first.position);
    let joined = this.#joinedTo.get(lane);
    if (joined === undefined) this.#joinedTo.set(lane, (joined = Uint32Array.from(lane.nodes.keys())));
    for (let at = rootOf(joined, from); at < to - 1; at = rootOf(joined, at)) {
      const [here, next] = [lane.nodes[at], lane.nodes[at + 1]];
      if (here === undefined || next === undefined) return;
      this.#unite(here.position, next.position);
      joined[at] = at + 1;
    }
  }

  /** Groups of two and more, each with its ancestors first. */
  all(): readonly (readonly Node[])[] {
    const byRoot = Map.groupBy(this.#nodes, ({ position }) => rootOf(this.#parent, position));
    return [...byRoot.values()].filter((group) => group.length > 1);
  }

  #unite(left: number, right: number): void {
    this.#parent[rootOf(this.#parent, left)] = rootOf(this.#parent, right);
  }
}

function rootOf(parents: Uint32Array, start: number): number {
  let at = start;
  for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
    parents[at] = parents[up] ?? up;
    at = up;
  }
  return at;
}

/** Those of a group that rest on no other of it. */
export function firstOf(group: readonly Node[]): readonly Node[] {
  const earliest = new Map<number, number>();
  for (const { chain, nth } of group) earliest.set(chain, Math.min(earliest.get(chain) ?? nth, nth));
  return group.filter((node) => [...earliest].every(([chain, nth]) => (node.past[chain] ?? 0) <= nth));
}

/** Those of a group that no other of it rests on: the branch heads. */
export function lastOf(group: readonly Node[]): readonly Node[] {
  const known = new Map<number, number>();
  for (const node of group) for (const [chain, count] of node.past.entries()) known.set(chain, Math.max(known.get(chain) ?? 0, count));
  return group.filter(({ chain, nth }) => (known.get(chain) ?? 0) <= nth);
}

/** The larger of both, chain by chain: what either rests on. */
export function joinPasts(left: Uint32Array, right: Uint32Array): Uint32Array {
  return left.map((count, chain) => Math.max(count, right[chain] ?? 0));
}
