import type { ExpectedLine } from '../../contract/expected.ts';
import type { FindOutcome, MissingReason } from '../../domain/facts/expected.ts';
import type { Mark } from './states.ts';
import { codeWords } from './refusals.ts';
import { count } from './numbers.ts';

/** Words of the page of expected lists. */
export const listText = {
  title: 'Intake',
  lead: 'Lists of drives that are to come, counted down as they are scanned. A drive taken in anywhere meets its row.',
  none: 'Nothing is expected.',
  noneMore: 'Make a list from a ticket or a file. Without one, drives are taken in at the bench one by one.',
  make: 'Make a list',
  ticket: 'Ticket',
  typed: 'Serials, one on each line',
  typedHint: 'Typed or pasted. A comma divides serial, host and slot.',
  unnamed: 'Bays without a known number',
  unnamedHint: 'A server of 24 bays of which 20 numbers are known has 4 more. Each is met by a drive that no row names, or signed for.',
  unnamedBad: 'A whole number from 0 to 500.',
  bay: 'a bay, number not known',
  file: 'Or a file',
  fileHint: 'CSV or JSON, at most 4 MiB; larger ones by custos import.',
  layout: 'Written by',
  layouts: { csv: 'our columns', netbox: 'NetBox', 'snipe-it': 'Snipe-IT' },
  choose: 'Choose the file',
  read: (n: number, name: string): string => `${count(n, 'drive', 'drives')} in ${name}`,
  unread: (why: string, line: number | undefined, more: number): string =>
    `The file cannot be taken: ${codeWords(why)}${line === undefined ? '' : ` in line ${line}`}${more === 0 ? '' : `, and ${more} more`}. Nothing was taken.`,
  go: (n: number): string => `Expect ${count(n, 'drive', 'drives')}`,
  expected: 'Expected',
  left: 'Left',
  met: 'Here',
  missing: 'Missing',
  finds: 'Not on it',
  since: 'Made',
  state: 'State',
  row: 'Row',
  serial: 'Serial',
  from: 'From',
  howTaken: 'How drives are taken in',
  place: 'Place',
  placeHint: 'Scan the label of a place, then drives.',
  data: 'Data',
  way: 'Goes',
  scan: 'Scan the label of each drive, one after another.',
  scanNeedsPlace: 'Scan or type the place first.',
  last: 'Last scanned',
  met1: 'expected, and here',
  find1: 'not on the list: a find',
  again: 'scanned before',
  miss: 'It is missing',
  missTitle: 'Sign for a missing drive',
  reason: 'Why',
  note: 'Note',
  sign: 'Sign',
  settle: 'Settle it',
  settleTitle: 'Settle a find',
  outcome: 'What it was',
  findsTitle: 'Found, named by no list',
  rows: 'Rows',
  close: 'Close the list',
  closed: 'Closed',
  open: 'Open',
  noSerial: 'No serial on its label',
  breaches: (n: number): string => `${count(n, 'fact about it is', 'facts about it are')} against the rules and had no effect.`,
} as const;

export const missingReasonWords: Record<MissingReason, string> = {
  never_in_host: 'Never in this host',
  left_in_host: 'Left in the host',
  pulled_before: 'Pulled before',
  with_somebody_else: 'Somebody else has it',
  list_wrong: 'The list is wrong',
  lost: 'Lost',
};

export const findOutcomeWords: Record<FindOutcome, string> = {
  taken_in: 'Taken into custody',
  belongs_elsewhere: 'Belongs elsewhere',
  holds_no_data: 'Holds no data',
  list_wrong: 'The list was wrong',
};

/** Where a list stands. */
export function listState({ closed, counts }: Pick<ExpectedLine, 'closed' | 'counts'>): { readonly mark: Mark; readonly word: string } {
  if (closed) return { mark: 'proven', word: listText.closed };
  if (counts.finds_open > 0) return { mark: 'disputed', word: `${listText.open}, ${count(counts.finds_open, 'find', 'finds')} to settle` };
  return { mark: 'waiting', word: listText.open };
}
