import type { Event } from './event.ts';

/** A clock may be off by this much from what the log can show before an event is flagged, in ms. */
export const clockToleranceMs = 300_000;

/** When a checkpoint was there: by its earliest trusted cosignature, else by the registry's own record, which is weaker. */
export interface CheckpointTime {
  readonly size: number;
  /** Unix ms. */
  readonly atMs: number;
  readonly by: 'cosignature' | 'registry';
}

/** Between which two checkpoints something happened. An end that the log cannot show is absent. */
export interface Bracket {
  /** The newest checkpoint that the station had seen. */
  readonly notBefore?: CheckpointTime;
  /** The first checkpoint that covers the entry. */
  readonly notAfter?: CheckpointTime;
}

/** `before_bracket`, `after_bracket`: what the clock said cannot be. `set_back`: it ran back while the machine ran on. */
export type TimeFlag = 'before_bracket' | 'after_bracket' | 'set_back';

export interface BracketedEvent {
  readonly hash: string;
  readonly bracket: Bracket;
  readonly flags: readonly TimeFlag[];
}

/** An event with its place in the log, if it has one. */
export interface TimedEvent {
  readonly hash: string;
  readonly event: Pick<Event, 'time' | 'seen'>;
  readonly index?: number | undefined;
}

/**
 * Brackets of a complete run of one chain from its start, or of as much of its start as is known (registry protocol,
 * section Time). What a station had seen at one event it had seen at all later ones. `times` are in order of size.
 *
 * The wall clock decides nothing here: it is held against the bracket and flagged, and never moves one.
 */
export function bracketChain(chain: readonly TimedEvent[], times: readonly CheckpointTime[]): readonly BracketedEvent[] {
  let seenSize = 0;
  let before: Event['time'] | undefined;
  return chain.map(({ hash, event, index }) => {
    seenSize = Math.max(seenSize, event.seen.size);
    const bracket = bracketOf(seenSize, index, times);
    const flags = [...outsideBracket(event.time, bracket), ...(isSetBack(before, event.time) ? (['set_back'] as const) : [])];
    before = event.time;
    return { hash, bracket, flags };
  });
}

/** The bracket of one event. `seenSize` is the largest that its chain had seen up to it; 0 is none. */
export function bracketOf(seenSize: number, index: number | undefined, times: readonly CheckpointTime[]): Bracket {
  const below = seenSize === 0 ? undefined : times[firstAbove(times, seenSize) - 1];
  // A size that is not among the times is not guessed from its neighbours.
  const notBefore = below?.size === seenSize ? below : undefined;
  const notAfter = index === undefined ? undefined : times[firstAbove(times, index)];
  return { ...(notBefore === undefined ? {} : { notBefore }), ...(notAfter === undefined ? {} : { notAfter }) };
}

/** What the station's clock said, corrected by its last exchange, in Unix ms. A claim. */
export function claimedMs(time: Event['time']): number {
  return Date.parse(time.wall) + time.off;
}

/** The earliest time that is known of each size, cosignatures before the registry's own word; in order of size. */
export function checkpointTimes(known: readonly CheckpointTime[]): readonly CheckpointTime[] {
  const best = new Map<number, CheckpointTime>();
  for (const each of known) {
    const held = best.get(each.size);
    if (held === undefined || isBetter(each, held)) best.set(each.size, each);
  }
  return [...best.values()].sort((left, right) => left.size - right.size);
}

function isBetter(one: CheckpointTime, other: CheckpointTime): boolean {
  return one.by === other.by ? one.atMs < other.atMs : one.by === 'cosignature';
}

/** What the event's own clock says that cannot be, by its bracket. */
export function outsideBracket(time: Event['time'], { notBefore, notAfter }: Bracket): readonly TimeFlag[] {
  const claimed = claimedMs(time);
  if (notBefore !== undefined && claimed < notBefore.atMs - clockToleranceMs) return ['before_bracket'];
  if (notAfter !== undefined && claimed > notAfter.atMs + clockToleranceMs) return ['after_bracket'];
  return [];
}

/** In one boot the corrected clock may not fall behind what the machine counted. */
function isSetBack(before: Event['time'] | undefined, now: Event['time']): boolean {
  if (before?.boot !== now.boot) return false;
  if (now.mono < before.mono) return true;
  return claimedMs(now) - claimedMs(before) < now.mono - before.mono - clockToleranceMs;
}

/** Place of the first time with a larger size. */
function firstAbove(times: readonly CheckpointTime[], size: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle]?.size ?? 0) > size) high = middle;
    else low = middle + 1;
  }
  return low;
}
