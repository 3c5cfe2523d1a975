import type { ReturnWindow } from './maker-rule.ts';

const dayMs = 86_400_000;

/** What is left of a return window. `left` is below zero once it is over; the day it begins with does not count. */
export interface WindowLeft {
  readonly left: number;
  readonly of: number;
  readonly count: ReturnWindow['count'];
  readonly over: boolean;
  /** The end of its last day, Unix ms. */
  readonly until_ms: number;
}

/**
 * How many days of a window are left. Days are those of UTC: makers name no time zone. Saturdays, Sundays and the days on which
 * the rule says that the maker is closed are no business days; public holidays that no rule names are counted as days.
 */
export function windowLeft(window: ReturnWindow, startMs: number, nowMs: number): WindowLeft {
  const last = lastDay(window, Math.floor(startMs / dayMs));
  const today = Math.floor(nowMs / dayMs);
  const over = today > last;
  const left = over ? -daysIn(window, last, today) : daysIn(window, today, last);
  return { left, of: window.days, count: window.count, over, until_ms: (last + 1) * dayMs };
}

function lastDay(window: ReturnWindow, start: number): number {
  let day = start;
  for (let counted = 0; counted < window.days;) {
    day += 1;
    if (counts(window, day)) counted += 1;
  }
  return day;
}

/** Days that count after `from`, up to and with `to`. */
function daysIn(window: ReturnWindow, from: number, to: number): number {
  if (window.count === 'calendar') return to - from;
  let found = 0;
  // Beyond a few years it no longer matters how many they are.
  for (let day = from + 1; day <= Math.min(to, from + 3660); day += 1) if (counts(window, day)) found += 1;
  return found;
}

function counts({ count, closed }: ReturnWindow, day: number): boolean {
  if (count === 'calendar') return true;
  // 1 January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekday !== 0 && weekday !== 6 && closed?.includes(new Date(day * dayMs).toISOString().slice(0, 10)) !== true;
}
