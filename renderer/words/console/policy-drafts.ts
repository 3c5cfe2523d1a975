import type { ReplayRow } from '../../../contract/console/policies.ts';
import type { Method } from '../../../domain/erase/technique.ts';
import type { ReplayStep } from '../../../domain/policy/replay-life.ts';

export const draftsPage = {
  title: 'Drafts',
  lead: 'Policies that are being written. They judge nothing and no station knows them.',
  empty: 'No draft.',
  emptyMore: 'Begin one from the policy in force, change what you want, and try it on past drives first.',
  name: 'Draft',
  policy: 'Would be',
  saved: 'Saved last',
  by: 'By',
  open: 'Open',
  begin: 'Begin a draft',
  beginTitle: 'Begin a draft',
  beginWhat: 'A copy, one version higher. Nothing that is in force changes until two officers put a draft in force.',
  beginName: 'Name of the draft',
  beginNameHint: 'For your colleagues, so that each finds their own.',
  beginFrom: 'From',
  inForce: 'the policy in force',
  file: 'a file',
  chooseFile: 'Policy as a JSON file',
  badFile: 'This is not JSON.',
} as const;

export const editor = {
  kept: 'Saved',
  notKept: 'Not saved',
  lead: 'A draft judges nothing. Drives are judged by the policy in force.',
  save: 'Save',
  undo: 'Undo',
  keys: 'Ctrl+S saves, Ctrl+Z takes the last edit back. In a list, the arrows go from one to the next; with Alt they move it.',
  discard: 'Throw away',
  discardTitle: (name: string) => `Throw ${name} away`,
  discardWhat: 'The draft is deleted here, with every save of it. Policies that were put in force stay.',
  discarded: 'This draft is not there. Somebody may have thrown it away.',
  copyOf: (name: string) => `${name}, copy`,
  asFile: 'Save as a file',
  parts: 'Parts of the draft',
  restored: 'Edits that were not saved are back, as this tab kept them.',
  notYours: 'You may read this draft and try it. Saving it needs the role of supervisor or admin.',
} as const;

export const partWords = {
  rules: 'Rules',
  ladders: 'Techniques',
  read_back: 'Read-back',
  destroy: 'Destruction',
  places: 'Places',
  returns: 'Returns',
  fields: 'Fields',
  counts: 'Counts',
  about: 'Names',
  difference: 'Difference',
  replay: 'Past drives',
} as const;
export type PartName = keyof typeof partWords;

export const conflictWords = {
  title: 'Somebody saved this draft after you opened it',
  what: (name: string, when: string) => `${name} saved it ${when}. Nothing of yours is lost, and nothing of theirs was changed.`,
  differs: 'From theirs to yours',
  copy: 'Keep mine as a draft of its own',
  theirs: 'Go on with theirs',
  theirsHint: 'Undo brings yours back.',
  over: 'Put mine in the place of theirs',
} as const;

export const ruleForm = {
  lead: 'The first rule that fits a drive decides. A drive that no rule fits stays where it is.',
  one: 'Rule',
  add: 'Add a rule',
  unfinished: 'Not finished: choose media, data and destination.',
  id: 'Short name',
  idHint: 'Stands in what a drive was judged by. Small letters, digits and _.',
  media: 'Media',
  data: 'Data',
  destination: 'Destination',
  least: 'Least method',
  witness: 'A witness has to be there',
  key: 'Changing a key alone is enough',
  origin: 'Where it comes from',
  own: 'Our own choice',
  described: 'The standard, as described',
  originHint: 'What you change counts as your own choice until you say otherwise.',
} as const;

export const partForm = {
  earlier: 'Earlier',
  later: 'Later',
  copy: 'Copy',
  remove: 'Remove',
  all: 'All',
  noMedia: 'Not finished: choose media.',
  noData: 'Not finished: choose data and at least one way.',
} as const;

export const ladderForm = {
  lead: 'Which techniques count, and for how much. The first that a drive offers and that reaches the least method is taken.',
  one: 'Ladder',
  add: 'Add a ladder',
  techniques: 'Techniques in the order of choice',
  none: 'No technique: drives of these media are bound for destruction.',
  addTechnique: 'Add a technique',
  choose: 'Choose one',
  reaches: (technique: string) => `${technique} reaches`,
  passes: 'Passes',
  writes: 'Writes',
  zero: 'zeros',
  random: 'random data',
} as const;

export const readBackForm = {
  lead: 'How much is read after an erase. Where nothing is said, every byte.',
  one: 'Amount',
  add: 'Add an amount',
  how: 'Read',
  full: 'Every byte',
  sample: 'A sample',
  sections: 'Sections',
  perSection: 'Places in each',
  share: 'Share of a section, in thousandths',
} as const;

export const destroyForm = {
  lead: 'How drives may be destroyed, by the data that was on them. What is not named is not allowed.',
  one: 'Way',
  add: 'Add a way',
  techniques: 'Ways to destroy',
} as const;

export const placeForm = {
  lead: 'What may not be taken out of a place before it reached a method. Every one that speaks of a drive is held; without any, drives may go anywhere.',
  one: 'Place',
  add: 'Add a place',
  unfinished: 'Not finished: name the sites, and choose media and data.',
  within: 'Sites that count as one place',
  withinHint: 'As stations name them, with commas between.',
  least: 'Before it leaves',
  key: 'Changing a key alone is enough',
} as const;

export const fieldForm = {
  lead: 'What people write down about drives, beyond what every record has. A drive that lacks a required one is not sanitized, or does not leave.',
  one: 'Field',
  add: 'Add a field',
  unfinished: 'Not finished: give it a name, and say what it takes.',
  label: 'Name',
  kind: 'Takes',
  choices: 'To choose from',
  choicesHint: 'With commas between.',
  unit: 'Unit',
  unitHint: 'As it stands behind the number: g, kg, h.',
  step: 'By when',
  required: 'Required',
  idHint: 'Stands in the record of each drive. Small letters, digits and _.',
} as const;

export const countForm = {
  lead: 'When two people count what lies in containers. Without any, only where a container’s own bounds ask for it. Nothing is barred by it.',
  one: 'Count',
  add: 'Add a count',
  unfinished: 'Not finished: choose kinds of containers.',
  kinds: 'Containers',
  days: 'Days between two counts, at most',
} as const;

export const fieldKindWords = {
  text: 'A text, sealed',
  number: 'A number',
  date: 'A date',
  choice: 'One of a few',
  yes_no: 'Yes or no',
} as const;

export const aboutForm = {
  names: 'Names',
  id: 'Id of the policy',
  idHint: 'Small letters, digits and -. Versions go up within an id.',
  version: 'Version',
  name: 'Name',
  standard: 'Standard on certificates',
  notes: 'Notes',
  notesLead: 'Statements in plain words, each with where it comes from.',
  note: (n: number) => `Note ${n}`,
  add: 'Add a note',
  none: 'No note.',
  formless: 'The text is for some tenants alone. No station holds to that yet.',
  without: 'For all tenants',
  sites: 'For these sites alone',
  sitesHint: 'As stations name them, with commas between. Empty: for every site.',
} as const;

export const toldWords = {
  faults: (n: number) => (n === 1 ? 'One thing is missing before this is a policy.' : `${n} things are missing before this is a policy.`),
  warnings: (n: number) => (n === 1 ? 'One thing to look at again.' : `${n} things to look at again.`),
  sound: 'Nothing is missing, and nothing to look at again.',
  show: 'Show the first',
  more: (n: number) => `and ${n} more`,
  noRule: (cases: string) => `No rule fits: ${cases}. Such drives stay where they are.`,
  unreachable: (method: string, cases: string) => `No technique of its ladder reaches ${method}: ${cases}.`,
  unknownLess: (cases: string) => `Asks less for unknown data than for restricted: ${cases}. Unknown should count as the highest.`,
  neverAsked: 'Never asked: earlier rules decide all of its cases.',
} as const;

export const inWords = {
  returns: 'Returns to makers',
  silence: 'Where no rule fits, nothing is erased and nothing leaves.',
  notes: 'Notes',
} as const;

export const differenceWords = {
  lead: 'What the draft says otherwise than another version, place by place. What is not listed is the same.',
  with: 'Compare with',
  inForce: 'in force',
  brought: 'the version that stations bring',
  order: 'order of rules',
} as const;

export const replayWords = {
  lead: 'Asks the draft of the newest erase of each drive that you may see. Nothing changes: what was judged stays judged by its own version.',
  since: 'Erases of',
  sinceAll: 'all time',
  sinceQuarter: 'the last 90 days',
  sinceYear: 'the last 365 days',
  tenant: 'Tenant',
  site: 'Site',
  everySite: 'every site that you see',
  keep: 'Save the answer',
  everyTenant: 'every tenant that you see',
  run: 'Ask past drives',
  again: 'Ask again',
  stop: 'Stop here',
  notYet: 'Nothing was asked yet.',
  notYetMore: 'The answer says what would change, which drives would not have been done enough, and how long doing them again would take.',
  unfinished: 'The draft is not a policy yet. What is missing stands at its place; then past drives can be asked.',
  running: (walked: string, all: string) => `${walked} of ${all} drives`,
  partial: (walked: string, all: string) =>
    `Stopped: ${walked} of ${all} drives were asked. Their order is by pseudonym, which is as good as drawn by lot, so they stand for all.`,
  old: 'The draft was changed since. These figures are of the text before.',
  judged: 'judged again',
  rework: 'not done enough',
  spared: 'enough only by the draft',
  hours: 'hours to do them again',
  unmeasured: (drives: string) => `${drives} drives are not in the hours: that technique was never measured here.`,
  left: (untouched: string, unknown: string, older: string) =>
    `Left out: ${untouched} drives with no erase, ${unknown} judged by a policy that is not known here, ${older} erased earlier.`,
  why: 'Why they would not have been enough',
  work: 'What they would need',
  hoursOf: (hours: string) => `${hours} h`,
  neverMeasured: 'never measured',
  changes: 'What would be asked otherwise',
  changesLead: 'Of every drive that was judged again, also where its erase is enough all the same.',
  demand: 'Demand',
  before: 'By its own policy',
  after: 'By the draft',
  drives: 'Drives',
  none: 'The draft asks the same of every one of these drives.',
  list: 'Drives that would not have been done enough',
  listMore: 'Show more',
  unnamed: (drives: string) => `${drives} drives are not listed: your roles do not open them, or there are too many for this page.`,
  serial: 'Serial',
  model: 'Model',
  short: 'Why',
  first: 'The draft would take',
  nothing: 'No drive would have to be done again.',
  noDrives: 'There is no drive yet whose erase could be judged again.',
} as const;

export const shortWords: Readonly<Record<ReplayRow['short'], string>> = {
  not_verified: 'Not verified',
  technique: 'Technique is not accepted',
  method: 'Method is too low',
  key_change: 'A key change alone is not enough',
  read_back: 'Too little was read back',
  witness: 'No witness was there',
};

export const stepWords: Readonly<Record<ReplayStep, string>> = {
  method: 'Least method',
  witness: 'Witness',
  key_change: 'Key change alone',
  read_back: 'Read-back',
  rule: 'Rule',
};

const methods: Readonly<Record<Method, string>> = { clear: 'Clear', purge: 'Purge', destroy: 'Destroy' };

/** One side of a changed demand, as the replay gives it. */
export function demandWords(step: ReplayStep, said: string): string {
  if (step === 'method') return methods[said as Method];
  if (step === 'rule') return said === 'none' ? 'no rule fits' : said;
  return said;
}
