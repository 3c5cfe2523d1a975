/**
 * The retention clock of a contract that has ended: its data is kept for a time, and then deleted within another. A
 * hold stops the clock, so that neither date comes nearer while it stands. All times are Unix ms, all spans days.
 */

export const dayMs = 86_400_000;

/** Days after the end: kept until the first, deleted by the second. Warnings at these days before the second. */
export interface RetentionRule {
  readonly keep_days: number;
  readonly delete_by_days: number;
  readonly warn_days: readonly number[];
}

export const ninetyAndNinety: RetentionRule = { keep_days: 90, delete_by_days: 180, warn_days: [60, 30, 7] };

/** The longest that a list of holds is believed without a newer one. */
export const holdListDays = 3;

/** A hold on all of a tenant, or on one drive when `subject` is there. */
export interface Hold {
  readonly hold: string;
  readonly tenant: string;
  readonly subject?: string;
  readonly placed_ms: number;
  /** Absent: it stands. */
  readonly lifted_ms?: number;
}

export interface EndedContract {
  readonly tenant: string;
  readonly ended_ms: number;
  readonly rule: RetentionRule;
}

/** The time that the clock has run at `now`: what went by since the end, without the time under a hold. */
export function runMs(contract: EndedContract, holds: readonly Hold[], subject: string | undefined, now: number): number {
  const end = contract.ended_ms;
  if (now <= end) return 0;
  return now - end - unionMs(holdsOn(contract.tenant, holds, subject), end, now);
}

/** The hold that stands at this time, if one does; the oldest of several. */
export function holdAt(tenant: string, holds: readonly Hold[], subject: string | undefined, now: number): Hold | undefined {
  return holdsOn(tenant, holds, subject)
    .filter((hold) => hold.placed_ms <= now && (hold.lifted_ms === undefined || now < hold.lifted_ms))
    .toSorted((a, b) => a.placed_ms - b.placed_ms || (a.hold < b.hold ? -1 : 1))[0];
}

export type RetentionStanding =
  | { readonly kind: 'keep'; readonly left_ms: number }
  | { readonly kind: 'delete'; readonly left_ms: number }
  | { readonly kind: 'late'; readonly over_ms: number }
  | { readonly kind: 'held'; readonly hold: string };

/** Where a drive of this contract stands. A hold goes before everything. */
export function standingOf(contract: EndedContract, holds: readonly Hold[], subject: string, now: number): RetentionStanding {
  const hold = holdAt(contract.tenant, holds, subject, now);
  if (hold !== undefined) return { kind: 'held', hold: hold.hold };
  const run = runMs(contract, holds, subject, now);
  const { keep_days: keep, delete_by_days: by } = contract.rule;
  if (run < keep * dayMs) return { kind: 'keep', left_ms: keep * dayMs - run };
  if (run <= by * dayMs) return { kind: 'delete', left_ms: by * dayMs - run };
  return { kind: 'late', over_ms: run - by * dayMs };
}

/** Closed: why a drive may not be deleted now. */
export type KeptWhy = 'contract_runs' | 'kept' | 'held' | 'hold_list_old' | 'tenant_unknown';

export interface DeletionQuestion {
  /** Undefined: nobody knows whose data it is. */
  readonly tenant: string | undefined;
  readonly subject: string;
  readonly contract: EndedContract | undefined;
  readonly holds: readonly Hold[];
  /** When the list of holds was last known to be complete; undefined: never. */
  readonly listed_ms: number | undefined;
  readonly now: number;
}

/**
 * May what is on this drive be deleted at the end of its contract? Fails closed: with a list of holds that is too old,
 * or from the future, nothing is deleted. The old list still runs the clock, so that it puts off no date.
 */
export function whyKept(question: DeletionQuestion): KeptWhy | undefined {
  const { tenant, subject, contract, holds, listed_ms: listed, now } = question;
  if (tenant === undefined) return 'tenant_unknown';
  if (listed === undefined || listed > now || now - listed > holdListDays * dayMs) return 'hold_list_old';
  if (holdAt(tenant, holds, subject, now) !== undefined) return 'held';
  if (contract?.tenant !== tenant || contract.ended_ms > now) return 'contract_runs';
  return runMs(contract, holds, subject, now) < contract.rule.keep_days * dayMs ? 'kept' : undefined;
}

/**
 * The warnings of a contract that are due and were not given, the earliest first. They follow the clock of the tenant,
 * not of one drive; what was given once is not given again, even when a hold that came to light later sets the clock back.
 */
export function warningsDue(contract: EndedContract, holds: readonly Hold[], given: readonly number[], now: number): readonly number[] {
  const run = runMs(contract, holds, undefined, now);
  const { delete_by_days: by, warn_days: days } = contract.rule;
  if (now < contract.ended_ms) return [];
  return days.filter((day) => !given.includes(day) && run >= (by - day) * dayMs).toSorted((a, b) => b - a);
}

function holdsOn(tenant: string, holds: readonly Hold[], subject: string | undefined): readonly Hold[] {
  return holds.filter((hold) => hold.tenant === tenant && (hold.subject === undefined || hold.subject === subject));
}

/** How much of the span from `from` to `to` at least one hold covers. */
function unionMs(holds: readonly Hold[], from: number, to: number): number {
  let covered = 0;
  let reached = from;
  for (const hold of holds.toSorted((a, b) => a.placed_ms - b.placed_ms)) {
    const start = Math.max(reached, hold.placed_ms);
    const stop = Math.min(to, hold.lifted_ms ?? to);
    if (stop <= start) continue;
    covered += stop - start;
    reached = stop;
  }
  return covered;
}
