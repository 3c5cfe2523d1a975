import type { RetentionCounts } from '../../../contract/console/retention.ts';
import type { StateWord } from '../states.ts';

export const retentionPage = {
  title: 'Retention',
  lead: 'Contracts that have ended: what is kept, what has to be gone by when, and what a legal hold stops.',
  tenant: 'Tenant',
  ended: 'Ended',
  day: 'Day',
  state: 'Clock',
  by: 'Gone by',
  still: 'Not gone',
  held: 'Held',
  gone: 'In time',
  wrong: 'Not in time',
  end: 'A contract has ended',
  endTitle: 'A contract has ended',
  endWhat:
    'From its last day the data is kept for 90 days and then deleted within 90 more. Until its day no station that has heard of it erases, releases or destroys a drive of this tenant that still holds data, nor one of which nobody has said whose it is. The log keeps who said so; said again with another day, the newest counts.',
  endDo: 'Start the clock',
  lastDay: 'Last day of the contract',
  choose: 'Choose a tenant',
  open: 'Report',
  opened: (name: string) => `Report of ${name}`,
  openedWhat:
    'Every drive of this tenant with what became of it until now, and every drive in custody of nobody. Saving it is written into the read log.',
  resume: 'The contract goes on',
  resumeTitle: (name: string) => `The contract of ${name} goes on`,
  resumeWhat:
    'The clock is taken away, and stations keep nothing for its sake any more. What was deleted stays deleted; the log keeps both words.',
  csv: 'Save as CSV',
  json: 'Save as JSON',
  saved: (name: string) => `${name} was saved.`,
  empty: 'No contract has ended.',
  emptyMore: 'A supervisor who sees a tenant at every site says here when its contract ends.',
  unknown: (drives: string) =>
    `${drives} in custody belong to nobody that is known. Each may be anybody’s: no report is met while they are there.`,
  aDrive: (count: number, words: string) => (count === 1 ? 'One drive' : `${words} drives`),
  holdsOld:
    'A station was not heard for more than three days. A legal hold may be on its way from it: delete nothing for the sake of a contract until it was heard.',
  holdsKnown: 'Every hold is known up to',
  holds: 'Legal holds on whole tenants',
  holdsNone: 'No tenant is on legal hold.',
  ground: 'Because of',
  since: 'Since',
  chooseGround: 'Choose a reason',
  placedBy: 'By',
  hold: 'Put a tenant on legal hold',
  holdWhat:
    'No drive of this tenant is erased, released or destroyed at any station that has heard of it, and its clock stops. A drive of which nobody has said whose it is stays too. A station that is away hears of it when it is back; after three days away it lets nothing go.',
  holdDo: 'Put on hold',
  lift: 'Lift',
  liftTitle: (name: string) => `Lift the hold on ${name}`,
  liftWhat: 'Its drives may go again where nothing else holds them, and the clock goes on. Not by whoever placed the hold.',
  note: 'Matter',
} as const;

/** What the clock asks for: nothing left, a late drive, a warning, or waiting. */
export function clockState(row: {
  readonly counts: RetentionCounts;
  readonly warning?: number | undefined;
  readonly day: number;
  readonly keep_days: number;
}): StateWord {
  const { kept, due, overdue, held } = row.counts;
  if (overdue > 0) return { mark: 'stopped', word: 'Too late' };
  if (kept + due + held === 0) return { mark: 'proven', word: 'All gone' };
  if (kept + due === 0) return { mark: 'unknown', word: 'Held' };
  if (row.warning !== undefined) return { mark: 'disputed', word: `Under ${row.warning} days left` };
  if (row.day < row.keep_days) return { mark: 'waiting', word: 'Kept' };
  return { mark: 'running', word: 'To be deleted' };
}

export function notGone({ kept, due, overdue, held }: RetentionCounts): number {
  return kept + due + overdue + held;
}
