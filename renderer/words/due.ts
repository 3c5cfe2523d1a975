import type { DueView, TermView } from '../../contract/retention.ts';
import { count, day, duration } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';
import type { StateWord } from './states.ts';

/** Words of what is to be deleted because a contract has ended. */
export const dueText = {
  title: 'To be deleted',
  lead: 'Drives with data of contracts that have ended: kept first, then deleted by their day. The list is out of the log as far as this station has heard it.',
  serial: 'Serial',
  standing: 'Standing',
  by: 'Delete by',
  owner: 'Owner of the data',
  state: 'State',
  place: 'Place',
  noContract: 'No contract has ended.',
  noContractMore:
    'A supervisor says in the registry’s console when one does. This station then lists its drives here, also while it is offline.',
  none: 'Nothing here is to be deleted.',
  noneMore: 'No drive in custody that is known to be of a contract that has ended still holds its data.',
  more: 'There are more. These come first.',
  holdsOld:
    'This station has not read what the registry tells for more than three days. A legal hold may have been placed that is not known here: none of these may be deleted until the line is back.',
  unknown: (drives: number): string =>
    `Of ${count(drives, 'drive', 'drives')} in custody nobody here can tell whose data they hold. Each may have to be kept, or deleted. Say on their pages whose they are.`,
} as const;

const dayMs = 86_400_000;

/** How a drive of an ended contract stands, as shape and words. */
export function dueWord(due: DueView, nowMs: number): StateWord {
  switch (due.kind) {
    case 'overdue':
      return { mark: 'stopped', word: `Overdue by ${span(nowMs - due.by_ms)}` };
    case 'due': {
      const left = `${span(due.by_ms - nowMs)} left`;
      if (due.warning === undefined) return { mark: 'running', word: `To be deleted, ${left}` };
      if (due.warning === 1) return { mark: 'stopped', word: `Overdue tomorrow, ${left}` };
      return { mark: 'disputed', word: `Under ${count(due.warning, 'day', 'days')}, ${left}` };
    }
    case 'held':
      return { mark: 'unknown', word: 'On legal hold, the clock stands' };
    case 'kept':
      return { mark: 'waiting', word: `Kept until ${day(due.until_ms)}` };
  }
}

/** The day by which it has to be gone; empty where no day stands yet. */
export function dueDay(due: DueView): string {
  return due.kind === 'overdue' || due.kind === 'due' ? day(due.by_ms) : '';
}

/** What a drive's own page says of its day; undefined while there is none. */
export function dueSentence(due: DueView, nowMs: number): string | undefined {
  if (due.kind !== 'overdue' && due.kind !== 'due') return undefined;
  return `The contract of its owner has ended. Delete it by ${day(due.by_ms)}: ${lowered(dueWord(due, nowMs).word)}.`;
}

/** What an ended contract keeps a drive from, on its own page. */
export function termSentence(term: TermView): string {
  switch (term.kind) {
    case 'kept':
      return `The contract of its owner has ended, and its data is kept: it is not deleted before ${day(term.until_ms)}.`;
    case 'unread':
      return `A contract has ended, and this station was not told whose. What it keeps is not deleted before ${day(term.until_ms)}.`;
    case 'owner_unknown':
      return `A contract has ended, and nobody has said whose this drive is. Unless it is said, it is not deleted before ${day(term.until_ms)}.`;
    case 'hold_list_old':
      return 'Its contract has ended, and a legal hold may stand that is not known here. It is not deleted until the registry was heard.';
  }
}

const nothing = 'Nothing was recorded. The drive stays as it is, with its data.';

/** Refusals for the sake of a contract that has ended. Closed by type, as all others. */
export const termRefusalWords: Record<'contract_keeps' | 'contract_unread', RefusalWords> = {
  contract_keeps: {
    what: 'The contract of its owner has ended, and its data is still to be kept.',
    data: nothing,
    next: 'Leave the drive where it is until its day has come.',
  },
  contract_unread: {
    what: 'A contract has ended whose data is still to be kept, and this station was not told whose it is.',
    data: nothing,
    next: 'Bring the line to the registry back. If this stays, a supervisor says the end of the contract again in the console.',
  },
};

/** The same with the day from which the act is allowed, where the station told it; undefined for all else. */
export function termRefusal(why: string, detail: string | undefined): RefusalWords | undefined {
  const fromMs = detail === undefined ? Number.NaN : Number(detail);
  if (!Number.isSafeInteger(fromMs)) return undefined;
  if (why === 'contract_keeps')
    return {
      what: `The contract of its owner has ended, and its data is to be kept until ${day(fromMs)}.`,
      data: nothing,
      next: 'Leave the drive where it is. From that day on it may be deleted, unless a legal hold comes in between. If the contract goes on, a supervisor says so in the console.',
    };
  if (why === 'contract_unread')
    return {
      ...termRefusalWords.contract_unread,
      next: `${termRefusalWords.contract_unread.next} Without either, the drive may go from ${day(fromMs)} on.`,
    };
  if (why === 'owner_unknown')
    return {
      what: 'A contract has ended whose data is still to be kept, and nobody has said whose this drive is.',
      data: nothing,
      next: `Say on the drive’s page whose it is. If it belongs to another, it may go; if nobody says it, from ${day(fromMs)} on.`,
    };
  return undefined;
}

/** Days where there are some, hours before. */
function span(ms: number): string {
  return ms >= 2 * dayMs ? count(Math.floor(ms / dayMs), 'day', 'days') : duration(Math.max(0, ms) / 1000);
}

function lowered(word: string): string {
  return `${word.slice(0, 1).toLowerCase()}${word.slice(1)}`;
}
