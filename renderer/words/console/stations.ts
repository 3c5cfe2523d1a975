import type { EpochRow, StationLook, StationRow } from '../../../contract/console/stations.ts';
import { duration } from '../numbers.ts';
import type { Mark, StateWord } from '../states.ts';

type KeyRow = StationLook['keys'][number];

export const stationsPage = {
  title: 'Stations',
  lead: 'Every machine that writes into this log: whether it is heard, how far behind, how far off its clock.',
  name: 'Station',
  site: 'Site',
  state: 'State',
  heard: 'Last fact',
  lag: 'Lag',
  clock: 'Clock',
  epoch: 'Epoch',
  version: 'Version',
  held: 'Held back',
  empty: 'No station yet.',
  emptyMore: 'Make a code, type it at the station, then compare the six words here.',
  add: 'Let a station in',
  codeTitle: 'A code for one station',
  codeWhat: 'Good once, for 24 hours. Whoever has it may ask to be let in; you still compare six words before it is.',
  codeRole: 'What it is for',
  codeDo: 'Make the code',
  codeShown: 'Shown this once',
  codeUntil: 'Good until',
  codeThen: 'Type it at the station. It shows six words; the same six stand here, and you compare them.',
  bench: 'A bench that handles drives',
  reader: 'A reader that only pulls and carries',
  never: 'none yet',
} as const;

export const waitingText = {
  title: 'Waiting for you',
  enrolTitle: (name: string) => `${name} asks to be let in`,
  epochTitle: (name: string) => `${name} asks to begin anew`,
  compare: 'Read these six words aloud to whoever stands at the station, or look at its screen yourself.',
  same: 'All six words stand on the station’s screen, in this order.',
  approve: 'Let it in',
  approveEpoch: 'Open the new epoch',
  refuse: 'Refuse',
  refuseTitle: 'Refuse this station',
  refuseWhat: 'It is told that it was refused, and by whom nothing was let in.',
  refuseEpochWhat: 'The station stays frozen. It keeps its facts on its own disk.',
  asked: 'Asked',
  platform: 'Runs on',
  claims: 'Calls itself',
  after: 'Would continue after',
  differ: 'If one word differs, somebody else asks in its name: refuse, and tell whoever runs the registry.',
  approvedTitle: 'Let this station in',
  approvedWhat: 'From now on its facts are taken into the log under this name and site.',
  epochWhat: 'Its old chain ends where the log has it. What it wrote after that comes again, signed anew.',
} as const;

export const stationPage = {
  keys: 'Keys',
  key: 'Key',
  use: 'Use',
  from: 'From leaf',
  until: 'Until leaf',
  counts: 'Counts',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this key',
  revokeWhat: 'Nothing signed by it later counts. What comes by it goes to quarantine.',
  revokeWhy: 'What happened',
  trust: 'Believed up to',
  trustAll: 'Everything in the log by now',
  trustPlace: 'Only up to a place in its chain',
  trustEpoch: 'Epoch',
  trustSeq: 'Number in the chain',
  forks: 'Forks',
  forksLead: 'The station signed two stories for one place. Its chain is frozen until somebody has found out why.',
  fork: 'Place',
  found: 'Found',
  logged: 'In the log',
  diverging: 'The other',
  days: 'Facts a day',
  days30: 'Facts taken, the last 30 days',
  noKeys: 'The log knows no key of it.',
  seq: 'Facts in this epoch',
  none: 'None.',
} as const;

const revocations = { retired: 'Retired', lost: 'Lost', stolen: 'Stolen' } as const;

export function revocationWord(reason: keyof typeof revocations): string {
  return revocations[reason];
}

export function stationState(state: StationRow['state']): StateWord {
  switch (state) {
    case 'in_step':
      return { mark: 'waiting', word: 'In step' };
    case 'silent':
      return { mark: 'unknown', word: 'Silent' };
    case 'frozen':
      return { mark: 'stopped', word: 'Frozen' };
    case 'waiting':
      return { mark: 'disputed', word: 'Waits for you' };
  }
}

/** What a station's clock is known to be. */
export function clockState({ clock, clock_off_ms: offMs }: Pick<StationRow, 'clock' | 'clock_off_ms'>): StateWord {
  const off = offMs === undefined ? '' : offWords(offMs);
  switch (clock) {
    case 'measured':
      return { mark: 'waiting', word: off };
    case 'wrong':
      return { mark: 'stopped', word: `Wrong: ${off}` };
    case 'unmeasured':
      return { mark: 'unknown', word: 'Not measured' };
    case 'unknown':
      return { mark: 'unknown', word: 'Not known' };
  }
}

function offWords(offMs: number): string {
  const size = Math.abs(offMs);
  if (size < 1) return 'Right';
  return `${size < 1000 ? `${size}\u202fms` : duration(size / 1000)} ${offMs > 0 ? 'behind' : 'ahead'}`;
}

export function lagWords(lagMs: number | undefined): string {
  if (lagMs === undefined) return '';
  return lagMs < 1000 ? `${lagMs}\u202fms` : duration(lagMs / 1000);
}

/** Why a station wants to begin a new epoch, and what to ask before saying yes. */
export function epochWords(reason: EpochRow['reason']): { readonly what: string; readonly ask: string } {
  switch (reason) {
    case 'restored':
      return { what: 'Its disk was put back to an older state.', ask: 'Was it restored from a backup, by whom, and when?' };
    case 'cloned':
      return { what: 'It finds itself on another machine or disk than before.', ask: 'Is the other copy switched off for good?' };
    case 'reinstalled':
      return { what: 'It was set up anew.', ask: 'Was it you who set it up? Its old disk may hold facts that were never sent.' };
    case 'key_lost':
      return { what: 'It has lost its key.', ask: 'Where is the old key? If somebody else may have it, revoke it as stolen.' };
  }
}

/** Why a key counts no more. */
export function endedWord(ended: NonNullable<KeyRow['ended']>): string {
  switch (ended) {
    case 'rotated':
      return 'Rotated';
    case 'replaced':
      return 'Replaced in a new epoch';
    case 'revoked':
      return 'Revoked';
  }
}

/** Only a revoked key is a stop; keys end in the course of things. */
export function endedMark(ended: NonNullable<KeyRow['ended']>): Mark {
  return ended === 'revoked' ? 'stopped' : 'unknown';
}
