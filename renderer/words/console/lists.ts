import type { Choice } from '../../../contract/console/drives.ts';
import { count } from '../numbers.ts';

export const driveList = {
  title: 'Drives',
  lead: 'Every drive that you may see, the newest change first.',
  serial: 'Serial',
  state: 'State',
  model: 'Model',
  where: 'Where',
  holder: 'Held by',
  tenant: 'Tenant',
  since: 'Since',
  every: 'Any',
  empty: 'No drive yet.',
  emptyMore: 'They come with the first station that sends its facts.',
  emptyFiltered: 'No drive is in this state here.',
  choose: 'Choose',
  chosen: (drives: number) => `${count(drives, 'drive', 'drives')} chosen`,
  takeAway: 'Export them',
  clear: 'Choose none',
  found: (text: string) => `Drives that match ${text}`,
  none: 'No drive matches.',
  noneMore: 'Scan or type the whole serial, WWN, label or container. Drives of other sites or tenants are not shown to you.',
} as const;

export const exportPage = {
  title: 'Exports',
  lead: 'One file for one question: these drives, this quarter, this vendor. What you take away is written into the read log.',
  which: 'Which drives',
  chosen: 'Chosen ones',
  time: 'A time',
  all: 'All that you may see',
  serials: 'Chosen drives',
  serialsNone: 'None is chosen. Choose drives in the list of drives.',
  toList: 'Open the list',
  forget: 'Choose none',
  quarter: 'Quarter',
  from: 'From',
  until: 'Up to and with',
  consignee: 'Vendor or maker',
  consigneeHint: 'As it was written down at the release. Empty means every one.',
  site: 'Site',
  siteHint: 'Empty means every one.',
  tenant: 'Tenant',
  what: 'What you take away',
  bundle: 'Audit bundle',
  bundleMore:
    'Facts, proofs, certificates and keys in one zip, with a checker that runs on Node alone. For whoever trusts neither you nor this registry.',
  csv: 'CSV',
  csvMore: 'One line a drive, for a spreadsheet.',
  json: 'JSON',
  jsonMore: 'The same with all members, for a program.',
  save: 'Save',
  making: 'Making it.',
  saved: (name: string) => `${name} was handed to your browser.`,
  summary: 'You take',
} as const;

/** A choice in one sentence. */
export function choiceWords(choice: Choice, tenant: (id: string) => string, day: (ms: number) => string): string {
  const { subjects, from_ms: fromMs, until_ms: untilMs, site, tenant: owner, consignee } = choice;
  if (subjects !== undefined) return `${count(subjects.length, 'chosen drive', 'chosen drives')}.`;
  const parts = [
    'every drive that you may see',
    fromMs === undefined ? undefined : `with a fact from ${day(fromMs)}`,
    untilMs === undefined ? undefined : `${fromMs === undefined ? 'with a fact ' : ''}up to ${day(untilMs)}`,
    consignee === undefined ? undefined : `released to ${consignee}`,
    site === undefined ? undefined : `at ${site}`,
    owner === undefined ? undefined : `of ${tenant(owner)}`,
  ];
  return `${parts.filter((part) => part !== undefined).join(', ')}.`;
}

export const readsPage = {
  title: 'Read log',
  lead: 'Who looked at drives, when, and at what. It is kept apart from the ledger and shown to nobody else.',
  when: 'When',
  who: 'Who',
  what: 'Looked at',
  about: 'Asked for',
  drives: 'Drives',
  sealed: 'Sealed values',
  opened: 'opened',
  closed: 'closed',
  tenants: 'Tenants',
  empty: 'Nobody has looked at a drive yet.',
  all: 'Everybody',
} as const;

export const quarantinePage = {
  title: 'Quarantine',
  lead: 'Facts that came by a key that is revoked, or by a chain that stands still. They count for nothing until a supervisor decides.',
  empty: 'Nothing waits here.',
  emptyMore: 'Every fact that came was by a key in good standing.',
  station: 'Station',
  place: 'Place in its chain',
  fact: 'Fact',
  when: 'Its own time',
  why: 'Held back because',
  decision: 'Decision',
  admit: 'Let it in',
  dismiss: 'Keep it out',
  admitted: 'Let in',
  dismissed: 'Kept out',
  admitTitle: 'Let this fact into the log',
  admitWhat: 'It counts from now on, for the drive and for everybody who reads its life.',
  dismissTitle: 'Keep this fact out of the log',
  dismissWhat: 'It never counts. The entry itself is kept as evidence.',
  ground: 'Ground',
  drive: 'Drive',
} as const;

const grounds = {
  made_before_loss: 'Made before the key was lost',
  confirmed_by_people: 'Confirmed by the people who did it',
  made_after_loss: 'Made after the key was lost',
  forged: 'Forged',
  recorded_elsewhere: 'Recorded elsewhere',
} as const;

export function groundWord(ground: keyof typeof grounds): string {
  return grounds[ground];
}
