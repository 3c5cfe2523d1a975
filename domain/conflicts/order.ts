import { isCustodyType, type RecordedFact } from '../custody/story.ts';

/** A fact as a log tells it: with the site of its station, and the two numbers that its bracket is made from. */
export interface ToldEvent extends RecordedFact {
  /** Site of the station, from its enrolment. Without one an event says nothing of places. */
  readonly site?: string | undefined;
  /** Index in the log; absent while the event is in no log yet. */
  readonly index?: number | undefined;
  /** Size of the newest checkpoint that its station had verified when it wrote this; only a size that was truly signed. */
  readonly seen?: number | undefined;
}

/** An event in its place among the others of the same drive. */
export interface Node {
  readonly event: ToldEvent;
  /** Number of its chain in this set, and its place in that chain: only events of this drive are counted. */
  readonly chain: number;
  readonly nth: number;
  /** Place in an order in which nothing comes before what it rests on. */
  readonly position: number;
  /** How many events of each chain it rests on, itself not counted: every ancestor by `deps` or chain. */
  readonly past: Uint32Array;
  /** The custody event that it follows: `deps[0]`, else the one before it in its chain. */
  readonly follows: Node | undefined;
  /** Custody event that it names and that is not here, on it or on an ancestor: what is said of it may change. */
  readonly missing: string | undefined;
  /** Log size that was there before this happened. */
  readonly afterSize: number;
}

export interface Order {
  /** Ancestors first. */
  readonly nodes: readonly Node[];
  readonly chains: readonly (readonly Node[])[];
  /** Index of the log under which this had happened at the latest: its own, or an earlier one of an event that rests on it. */
  readonly beforeIndex: readonly number[];
}

/** Does `later` rest on `earlier`? */
export function restsOn(later: Node, earlier: Node): boolean {
  return (later.past[earlier.chain] ?? 0) > earlier.nth;
}

/**
 * Puts the events of one drive in an order, each once, whatever order they came in. Ancestry is followed through the
 * events given, and no others: who holds only the events of this drive must find what the whole log finds.
 * Throws when events rest on each other in a circle, which true hashes cannot.
 */
export function orderOf(events: Iterable<ToldEvent>): Order {
  const chains = chainsOf(events);
  const drafts = new Map(chains.flatMap((chain, c) => chain.map((event, nth) => [event.hash, { event, chain: c, nth }] as const)));
  const children = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const { event, chain, nth } of drafts.values()) {
    const parents = parentsOf(event, chains[chain]?.[nth - 1]).filter((hash) => drafts.has(hash));
    waiting.set(event.hash, parents.length);
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), event.hash]);
  }
  const ready = [...drafts.keys()].filter((hash) => waiting.get(hash) === 0);
  const made = new Map<string, Node>();
  const lastCustody: (Node | undefined)[] = chains.map(() => undefined);
  for (let at = 0; at < ready.length; at++) {
    const hash = ready[at] ?? '';
    const draft = drafts.get(hash);
    if (draft === undefined) continue;
    const before = chains[draft.chain]?.[draft.nth - 1];
    const parents = parentsOf(draft.event, before).flatMap((parent) => made.get(parent) ?? []);
    const node = nodeOf(draft, parents, made, lastCustody[draft.chain], at, chains.length);
    made.set(hash, node);
    if (isCustodyType(draft.event.type)) lastCustody[draft.chain] = node;
    for (const child of children.get(hash) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (made.size !== drafts.size) throw new RangeError('events rest on each other in a circle: their hashes cannot be true');
  const nodes = [...made.values()];
  const inChains = chains.map((chain) => chain.flatMap((event) => made.get(event.hash) ?? []));
  return { nodes, chains: inChains, beforeIndex: latestIndexes(nodes, made, inChains) };
}

/** One list for each (station, epoch), by seq, each event once. */
function chainsOf(events: Iterable<ToldEvent>): readonly (readonly ToldEvent[])[] {
  const known = new Map<string, ToldEvent>();
  for (const event of events) {
    const before = known.get(event.hash);
    // The same event may come once without its place in the log and once with it.
    if (before === undefined || (before.index === undefined && event.index !== undefined)) known.set(event.hash, event);
  }
  const byChain = Map.groupBy(known.values(), ({ station, epoch }) => `${station} ${epoch}`);
  return [...byChain.values()].map((chain) => chain.sort((left, right) => left.seq - right.seq || (left.hash < right.hash ? -1 : 1)));
}

function parentsOf(event: ToldEvent, before: ToldEvent | undefined): readonly string[] {
  return [...new Set(before === undefined ? event.deps : [before.hash, ...event.deps])].filter((hash) => hash !== event.hash);
}

function nodeOf(
  { event, chain, nth }: { readonly event: ToldEvent; readonly chain: number; readonly nth: number },
  parents: readonly Node[],
  made: ReadonlyMap<string, Node>,
  custodyBefore: Node | undefined,
  position: number,
  chainCount: number,
): Node {
  const past = new Uint32Array(chainCount);
  let missing: string | undefined;
  let afterSize = event.seen ?? 0;
  for (const parent of parents) {
    for (let c = 0; c < chainCount; c++) past[c] = Math.max(past[c] ?? 0, parent.past[c] ?? 0);
    past[parent.chain] = Math.max(past[parent.chain] ?? 0, parent.nth + 1);
    missing ??= parent.missing;
    afterSize = Math.max(afterSize, parent.afterSize);
  }
  const named = isCustodyType(event.type) ? event.deps[0] : undefined;
  const follows = named === undefined ? custodyBefore : made.get(named);
  if (named !== undefined && follows === undefined) missing ??= named;
  return { event, chain, nth, position, past, follows, missing, afterSize };
}

function latestIndexes(nodes: readonly Node[], made: ReadonlyMap<string, Node>, chains: readonly (readonly Node[])[]): readonly number[] {
  const latest = nodes.map(({ event }) => event.index ?? Number.POSITIVE_INFINITY);
  for (const node of nodes.toReversed()) {
    for (const hash of parentsOf(node.event, chains[node.chain]?.[node.nth - 1]?.event)) {
      const parent = made.get(hash);
      if (parent !== undefined) latest[parent.position] = Math.min(latest[parent.position] ?? 0, latest[node.position] ?? 0);
    }
  }
  return latest;
}
