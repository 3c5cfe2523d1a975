import type { Event } from './event.ts';
import { controlStation } from './ids.ts';

/** Where a chain stands. `seq` 0 with the hash of the control event that opened the epoch means: nothing yet. */
export interface ChainHead {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
}

/** An event of a chain with its own hash. */
export interface ChainLink {
  readonly event: Pick<Event, 'station' | 'epoch' | 'seq' | 'prev'>;
  readonly hash: string;
}

export type Placement =
  /** The first `known` links are there already, the others go after the head. */
  | { readonly kind: 'accept'; readonly known: number }
  | { readonly kind: 'epoch_closed' }
  | { readonly kind: 'epoch_unknown' }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'gap' }
  /** Link `index` tells another story than what is stored at its place. */
  | { readonly kind: 'fork'; readonly index: number };

/**
 * Decides what a run of links with rising `seq` means to a chain (registry protocol, section 5, step 5 a to d).
 * Pure: the same run against the same chain always gives the same answer, so a repeat changes nothing.
 * `hashAt` tells the stored hash for a seq from 1 to head.seq.
 */
export function placeRun(input: {
  readonly head: ChainHead;
  readonly frozen: boolean;
  readonly epoch: number;
  readonly from: number;
  readonly links: readonly ChainLink[];
  readonly hashAt: (seq: number) => string;
}): Placement {
  const { head, links } = input;
  if (input.epoch < head.epoch) return { kind: 'epoch_closed' };
  if (input.epoch > head.epoch) return { kind: 'epoch_unknown' };
  if (input.frozen) return { kind: 'frozen' };
  if (input.from > head.seq + 1) return { kind: 'gap' };
  const known = links.filter(({ event }) => event.seq <= head.seq).length;
  for (const [index, link] of links.entries()) {
    if (link.event.seq <= head.seq) {
      if (input.hashAt(link.event.seq) !== link.hash) return { kind: 'fork', index };
      continue;
    }
    const before = index > known ? links[index - 1]?.hash : head.hash;
    if (link.event.prev !== before) return { kind: 'fork', index };
  }
  return { kind: 'accept', known };
}

export type ChainFault = { readonly kind: 'wrong_station' | 'wrong_epoch' | 'wrong_seq' | 'wrong_prev'; readonly index: number };

/**
 * Holds a complete run of one chain against the rules: one station, one epoch, seq without gaps, each `prev` the
 * hash before. `start` is the head before the first link. Answers the first fault, or undefined.
 */
export function chainFault(start: ChainHead, station: string, links: readonly ChainLink[]): ChainFault | undefined {
  let before = start;
  for (const [index, { event, hash }] of links.entries()) {
    if (event.station !== station) return { kind: 'wrong_station', index };
    if (event.epoch !== before.epoch) return { kind: 'wrong_epoch', index };
    if (event.seq !== before.seq + 1) return { kind: 'wrong_seq', index };
    if (event.prev !== before.hash) return { kind: 'wrong_prev', index };
    before = { epoch: event.epoch, seq: event.seq, hash };
  }
  return undefined;
}

/** The control chain has no event that opened it; its first `prev` is SHA-256 of nothing. */
export const controlGenesis = { epoch: 1, seq: 0, hash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' } as const satisfies ChainHead;

/** Does this event belong to the registry's own chain? */
export function isControlEvent(event: Pick<Event, 'station'>): boolean {
  return event.station === controlStation;
}
