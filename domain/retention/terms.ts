import { dayMs, type EndedContract, type Hold, runMs, standingOf } from './clock.ts';
import { isAbout, type MarkedWord, ownerTerm } from './tenant-mark.ts';

/*
 * What contracts that have ended say of one drive at a station, which knows the contracts by their marks alone. It fails
 * closed: while a contract keeps its data, whatever may be of it is kept (decision 0391). All times are Unix ms.
 */

/** An ended contract as a station was told it. One without a mark was said before there were marks: it may be anybody's. */
export interface ToldContract extends EndedContract {
  readonly word: MarkedWord | undefined;
}

/** A hold on one drive; whose the drive is does not matter to it. */
export type DriveHold = Pick<Hold, 'hold' | 'placed_ms' | 'lifted_ms'>;

export interface TermQuestion {
  readonly subject: string;
  /** All that were ever said of the drive. */
  readonly owners: readonly string[];
  readonly contracts: readonly ToldContract[];
  /** Holds on whole tenants, also those that were lifted. */
  readonly tenantHolds: readonly Hold[];
  readonly driveHolds: readonly DriveHold[];
  readonly now: number;
}

/**
 * Why a drive may not lose its data now. `until_ms` is the first moment at which it may, if no hold comes in between; of a
 * drive that may be of several contracts, the last such moment.
 */
export type TermBar =
  /** Its contract has ended, and keeps it. */
  | { readonly kind: 'kept'; readonly until_ms: number }
  /** A contract that keeps its data may be its own: the mark cannot be read here, or nobody has said whose the drive is. */
  | { readonly kind: 'unread' | 'owner_unknown'; readonly until_ms: number }
  /** It may be deleted for the end of its contract, but holds may stand of which nobody here can know. */
  | { readonly kind: 'hold_list_old' };

/** What ended contracts forbid of a drive now; undefined when they forbid nothing. */
export function termBarOf(question: TermQuestion, isHoldListOld: boolean): TermBar | undefined {
  const said = question.owners.filter((owner) => ownerTerm(owner) !== '');
  const told = question.contracts.map((contract) => ({ contract, about: aboutOf(contract, said) }));
  const keeping = (about: boolean | undefined): number | undefined =>
    latest(told.filter((each) => each.about === about).flatMap(({ contract }) => keptUntil(contract, question) ?? []));
  const own = keeping(true);
  if (own !== undefined) return { kind: 'kept', until_ms: own };
  const maybe = keeping(undefined);
  if (maybe !== undefined) return { kind: said.length === 0 ? 'owner_unknown' : 'unread', until_ms: maybe };
  return isHoldListOld && told.some(({ about }) => about === true) ? { kind: 'hold_list_old' } : undefined;
}

/** How a drive of an ended contract stands. The last day of a clock that runs is `by_ms`; a hold in between puts it off. */
export type DueStanding =
  | { readonly kind: 'overdue'; readonly by_ms: number }
  /** `warning`: the least of the rule's days before the end that has begun; 1 on the last day, so that nobody is surprised tomorrow. */
  | { readonly kind: 'due'; readonly by_ms: number; readonly warning?: number | undefined }
  | { readonly kind: 'held' }
  | { readonly kind: 'kept'; readonly until_ms: number };

/** How a drive stands that is surely of an ended contract; undefined when it is of none. Of several contracts, one that keeps it counts first. */
export function dueOf(question: TermQuestion): DueStanding | undefined {
  const said = question.owners.filter((owner) => ownerTerm(owner) !== '');
  const all = question.contracts
    .filter((contract) => aboutOf(contract, said) === true)
    .map((contract) => dueOfContract(contract, question))
    .toSorted((a, b) => firmness[a.kind] - firmness[b.kind] || whenOf(a) - whenOf(b));
  return all[0];
}

const firmness: Readonly<Record<DueStanding['kind'], number>> = { held: 0, kept: 1, overdue: 2, due: 3 };
const urgency: Readonly<Record<DueStanding['kind'], number>> = { overdue: 0, due: 1, held: 2, kept: 3 };

/** The order of a list of what is to be deleted: what is overdue first, the longest before the rest, then by the last day. */
export function byUrgency(a: DueStanding, b: DueStanding): number {
  return urgency[a.kind] - urgency[b.kind] || whenOf(a) - whenOf(b);
}

function whenOf(due: DueStanding): number {
  return due.kind === 'held' ? 0 : due.kind === 'kept' ? due.until_ms : due.by_ms;
}

function dueOfContract(contract: ToldContract, question: TermQuestion): DueStanding {
  const { subject, now } = question;
  const standing = standingOf(contract, holdsOf(contract, question), subject, now);
  switch (standing.kind) {
    case 'held':
      return { kind: 'held' };
    case 'keep':
      return { kind: 'kept', until_ms: Math.max(now, contract.ended_ms) + standing.left_ms };
    case 'late':
      return { kind: 'overdue', by_ms: now - standing.over_ms };
    case 'delete': {
      const days = [...contract.rule.warn_days, 1].filter((day) => standing.left_ms <= day * dayMs);
      const by = { kind: 'due', by_ms: now + standing.left_ms } as const;
      return days.length === 0 ? by : { ...by, warning: Math.min(...days) };
    }
  }
}

/** Is the contract that of one of these owners? Undefined: nobody here can tell. */
function aboutOf({ word }: ToldContract, owners: readonly string[]): boolean | undefined {
  if (word === undefined || owners.length === 0) return undefined;
  const about = owners.map((owner) => isAbout(word, owner));
  return about.includes(true) ? true : about.includes(undefined) ? undefined : false;
}

/** Until when a contract keeps its data, if it keeps it now. Under a hold the clock stands, so that the day moves on with it. */
function keptUntil(contract: ToldContract, question: TermQuestion): number | undefined {
  const { subject, now } = question;
  const leftMs = contract.rule.keep_days * dayMs - runMs(contract, holdsOf(contract, question), subject, now);
  return leftMs > 0 ? Math.max(now, contract.ended_ms) + leftMs : undefined;
}

function holdsOf({ tenant }: EndedContract, { subject, tenantHolds, driveHolds }: TermQuestion): readonly Hold[] {
  return [...tenantHolds, ...driveHolds.map((hold) => ({ ...hold, tenant, subject }))];
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times);
}
