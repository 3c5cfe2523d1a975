import { findingWords, stepWords } from '../../../contract/console/report-words.ts';
import type { Finding, Step } from '../../../contract/console/reports.ts';
import { count, duration } from '../numbers.ts';
import { codeWords } from '../refusals.ts';
import type { Mark } from '../states.ts';

export const overviewPage = {
  title: 'Overview',
  today: 'Needs a person today',
  nothing: 'Nothing needs a person now.',
  nothingMore: 'No station waits, nothing is disputed, held back or late.',
  states: 'Drives by state',
  allDrives: 'Drives in custody',
  ageing: 'Waiting by step',
  days: 'In and out, the last 30 days',
  claimed: 'Taken in',
  released: 'Released',
  destroyed: 'Destroyed',
  stations: 'Stations',
  inStep: 'in step',
  silent: 'silent',
  frozen: 'frozen',
  log: 'Log',
  logged: 'facts',
  covered: 'under a signed tree head',
  inTime: 'in time',
  overdue: 'overdue',
  tomorrow: 'overdue tomorrow',
  day: 'Day',
  table: 'The same as a table',
  none: 'No drive waits in any step.',
} as const;

/** What asks for a person, in one line each. */
export const needWords = {
  alarm: (kind: string): string => alarmWords(kind),
  enrolments: (waiting: number): string => `${count(waiting, 'station asks', 'stations ask')} to be let in`,
  epochs: (waiting: number): string => `${count(waiting, 'station asks', 'stations ask')} to begin anew`,
  conflicts: (open: number): string => `${count(open, 'drive has', 'drives have')} two stories`,
  quarantine: (held: number): string => `${count(held, 'fact is', 'facts are')} held back`,
  overdue: (drives: number): string => `${count(drives, 'drive is', 'drives are')} overdue`,
  tomorrow: (drives: number): string => `${count(drives, 'drive is', 'drives are')} overdue by tomorrow`,
  silent: (stations: number): string => `${count(stations, 'station is', 'stations are')} silent`,
  frozen: (stations: number): string => `${count(stations, 'station is', 'stations are')} frozen`,
} as const;

export const needActs = {
  enrolments: 'Compare six words',
  epochs: 'Ask why, then decide',
  conflicts: 'Say which story holds',
  quarantine: 'Let in or keep out',
  overdue: 'See which',
  silent: 'See which',
  frozen: 'Find out why',
  alarm: 'See the log',
} as const;

const alarms: Readonly<Record<string, string>> = {
  log_rollback: 'The database is older than what was signed',
  guard_missing: 'The guard file is missing',
  log_damaged: 'The kept tree does not lead to the signed root',
  signing_failed: 'Signing has stopped',
  split_view: 'A station has seen a tree head that was never signed here',
  break_glass: 'A local account was used although a provider is set up',
};

export function alarmWords(kind: string): string {
  return alarms[kind] ?? codeWords(kind);
}

export function stepWord(step: Step): string {
  return stepWords[step];
}

/** How long a step may take: whole days as days. */
export function limitWords(limitMs: number): string {
  const days = limitMs / 86_400_000;
  return Number.isInteger(days) ? count(days, 'day', 'days') : duration(limitMs / 1000);
}

export const ageingPage = {
  title: 'Overdue',
  lead: 'Drives that have waited longer in a step than they may, and those that will by tomorrow.',
  step: 'Step',
  limit: 'May take',
  drives: 'Drives',
  overdue: 'Overdue',
  tomorrow: 'By tomorrow',
  oldest: 'Oldest since',
  places: 'By place',
  holders: 'By holder',
  tenants: 'By tenant',
  due: 'Due',
  late: (time: string) => `${time} late`,
  left: (time: string) => `${time} left`,
  which: 'First due at the top',
  every: 'Every step',
  empty: 'No drive waits here.',
  nobody: 'nobody',
} as const;

export const readinessPage = {
  title: 'Audit readiness',
  lead: 'What an auditor would write down if one came today, and what to do about each. Read from the log a moment ago.',
  sound: 'would pass',
  of: 'of',
  drives: 'drives',
  none: 'Nothing would fail an audit today.',
  noneMore: 'Every drive that left has its proof, nothing is late, disputed or held back.',
  fix: 'What to do',
  about: 'Newest of them',
  more: (rest: number) => `and ${count(rest, 'more', 'more')}`,
} as const;

const weights: Readonly<Record<Finding['weight'], { readonly mark: Mark; readonly word: string }>> = {
  fails: { mark: 'stopped', word: 'Fails' },
  doubt: { mark: 'disputed', word: 'In doubt' },
  note: { mark: 'unknown', word: 'Note' },
};

export function weightWord(weight: Finding['weight']): { readonly mark: Mark; readonly word: string } {
  return weights[weight];
}

/** What a finding means and what removes it. */
export function findingRule(rule: Finding['rule']): { readonly what: string; readonly fix: string } {
  return findingWords[rule];
}

export const logPage = {
  title: 'Log',
  lead: 'One tree over every fact. Whoever keeps a signed tree head can tell later whether anything was taken away.',
  name: 'Log',
  size: 'Leaves',
  root: 'Root',
  signed: 'Signatures',
  byLog: 'the log itself',
  byWitness: 'a witness',
  byOther: 'a key that this browser does not know',
  note: 'Tree head as signed',
  noNote: 'No tree head is signed yet.',
  noNoteMore: 'The first one comes with the first fact.',
  witnesses: 'Witnesses',
  witnessesLead:
    'Each of them keeps the largest tree it saw and signs only one that grew out of it. Their names and times are as the note has them; this page does not verify their signatures, a trust policy with their keys does.',
  noWitness: 'No witness has signed a tree head of this log.',
  noWitnessMore: 'Until one does, only whoever keeps tree heads can tell whether the log showed different trees to different readers.',
  sawUpTo: (size: string) => `saw the first ${size} leaves,`,
  key: 'The log’s key in this browser',
  keyLead:
    'Proofs are verified here with a key that you chose to trust. A key from this registry alone would prove less: get it from a witness, a colleague or a certificate.',
  keyField: 'Key of the log',
  keyHint: 'A line such as custody.example/acme+1c275fcc+Ae1JK…',
  keyBad: 'This is not a key: a name, eight hex digits and base64, with + in between.',
  keySave: 'Trust this key',
  keyForget: 'Forget it',
  good: 'Signed by the key that you trust',
  bad: 'Not signed by the key that you trust',
  unpinned: 'This browser trusts no key yet',
  waiting: 'Facts not under a tree head yet',
  how: 'How to check us with other tools',
  howLead: 'Everything is in public formats. Nothing below needs this software.',
  steps: [
    { what: 'Fetch the tree head. It is a C2SP signed note.', code: 'curl -s ORIGIN/v1/log/1/checkpoint' },
    {
      what: 'Verify it, and that one head grew out of another, with Go’s golang.org/x/mod/sumdb/note and tlog, over tiles in the C2SP layout.',
      code: 'ORIGIN/v1/log/1/tile/0/000',
    },
    {
      what: 'A proof saved from a drive’s page is a C2SP tlog-proof with the entry in it. Any tlog-proof reader takes it.',
      code: 'c2sp.org/tlog-proof@v1',
    },
    { what: 'Check a whole bundle with Node alone: the checker is inside.', code: 'node verify.mjs' },
  ],
  alarms: 'Alarms',
} as const;
