import type { SyncView } from '../../contract/views.ts';
import { codeWords, type RefusalWords } from './refusals.ts';
import type { StateWord } from './states.ts';

/** While the station is away, nobody here knows how the line to the registry is. */
export const unknownSync: StateWord = { mark: 'unknown', word: 'Not known' };

/** A station that an officer has not let in yet. */
export const joining: StateWord = { mark: 'waiting', word: 'Waiting for an officer' };

/** The state of the line to the registry. */
export function syncWord(state: SyncView['state']): StateWord {
  switch (state) {
    case 'none':
      return { mark: 'unknown', word: 'No registry' };
    case 'in_step':
      return { mark: 'proven', word: 'In step' };
    case 'sending':
      return { mark: 'running', word: 'Sending' };
    case 'offline':
      return { mark: 'waiting', word: 'Offline' };
    case 'frozen':
      return { mark: 'stopped', word: 'Frozen' };
    case 'refused':
      return { mark: 'stopped', word: 'Refused' };
  }
}

/** What the state means for the person at the bench. */
export function syncMeans(state: SyncView['state']): string {
  switch (state) {
    case 'none':
      return 'This station sends to no registry. Every fact is signed and stays on this disk.';
    case 'in_step':
      return 'Everything written here is with the registry.';
    case 'sending':
      return 'Facts are on their way. Work goes on.';
    case 'offline':
      return 'The registry cannot be reached. Work goes on; every fact is kept here, signed, and is sent when the line is back.';
    case 'frozen':
      return 'Nothing more is sent until an officer of the registry has decided. Every fact is kept here, signed, and work goes on.';
    case 'refused':
      return 'The registry refused what this station sent. Nothing is lost: every fact is kept here. A supervisor has to look.';
  }
}

/** What stands in the way, where it is no reason to freeze. */
export function problemWords(problem: string): string {
  return Object.entries(problems).find(([code]) => code === problem)?.[1] ?? codeWords(problem);
}

const problems = {
  log_went_back: 'The registry showed an older log than before, and it is no part of it. What it showed is kept as evidence.',
  split_view: 'The registry showed two different logs. What it showed is kept as evidence; call the people who run it.',
  bad_ack: 'The answer is not signed by the registry that this station knows. Check the address.',
  feed_not_believed:
    'The registry told of something that its own keys do not bear out. Nothing of it was taken; call the people who run it. Sending goes on.',
  cursor_ahead:
    'The registry has less than it had told before: it was restored from a copy. Everything is read again; what was read is kept.',
  unclear_answer: 'The registry’s answer about other stations could not be read. Sending goes on; it is asked again in a few minutes.',
  auth: 'The registry at this address does not know this station. Check the address.',
  not_enrolled: 'The registry does not know this station. It may be another one, or restored from an old copy.',
  read_only: 'The registry takes nothing until its people have looked at its log.',
  sync_broken: 'The sync stopped on a fault of this computer. Check free space, then try again.',
} as const;

const kept = 'Every fact is kept here, signed. Recording goes on.';
const askNext = 'Ask for a new epoch. An officer compares six words, and what was not sent goes out after that.';

/** Why a chain is frozen, in three sentences; `needsCode` where the registry may not know any key of this station. */
export function frozenWords(problem: string): RefusalWords & { readonly needsCode: boolean } {
  switch (problem) {
    case 'store_moved':
      return {
        what: 'The data of this station lies in another place than before, or was copied.',
        data: `${kept} A second copy may be at work elsewhere.`,
        next: `Make sure that only one copy runs. ${askNext} The old keys count no more then.`,
        needsCode: false,
      };
    case 'store_older':
      return {
        what: 'The data of this station is older than what it had written before: it was restored from a copy.',
        data: `${kept} What is missing here is with the registry, as far as it was sent.`,
        next: askNext,
        needsCode: false,
      };
    case 'keys_differ':
      return {
        what: 'The key that this station signed with is gone; it signs with another one.',
        data: kept,
        next: `Restore the folder of the keys, or ask for a new epoch. Without the old keys it takes a code from the officer.`,
        needsCode: true,
      };
    case 'key_revoked':
      return { what: 'An officer revoked the key of this station.', data: kept, next: `Find out why. ${askNext}`, needsCode: true };
    case 'fork':
    case 'chain_differs':
      return {
        what: 'The registry holds another story of this station than the one on this disk: it was restored or copied.',
        data: `${kept} Both stories are kept.`,
        next: askNext,
        needsCode: false,
      };
    case 'epoch_closed':
      return {
        what: 'The registry has opened a new epoch of this chain that this copy does not know: another copy goes on in it.',
        data: kept,
        next: 'Make sure that only one copy runs, and talk to an officer of the registry before asking for another epoch.',
        needsCode: true,
      };
    default:
      return { what: 'The registry holds this chain until an officer has decided.', data: kept, next: askNext, needsCode: false };
  }
}

/** What an officer was asked. */
export function askedWords({ kind, refused }: NonNullable<SyncView['asked']>): RefusalWords & { readonly title: string } {
  const title = kind === 'enrolment' ? 'Joining a registry' : 'A new epoch';
  const data = 'Every fact is signed and kept here. Work goes on meanwhile.';
  if (refused === undefined)
    return {
      title,
      what: 'An officer of the registry has to decide. The same six words must stand on the officer’s screen, in this order.',
      data,
      next: 'Compare the words on the telephone or side by side. If they differ, somebody has changed the request: the officer refuses it.',
    };
  const why: Record<string, string> = {
    by_officer: 'An officer refused the request.',
    expired: 'Nobody decided in time.',
    bad_code: 'The one-time code is not good, or its time is over.',
    bad_answer: 'The answer did not fit the request, so it was not believed.',
    auth: 'The registry knows none of the keys of this station.',
  };
  const next =
    kind === 'enrolment' ? 'Talk to the officer, then start the station again with a new code.' : 'Talk to the officer, then ask again.';
  return { title, what: why[refused] ?? `The registry refused: ${codeWords(refused)}.`, data, next };
}

export const syncText = {
  title: 'What is safe where',
  registry: 'Registry',
  noRegistry: 'none',
  here: 'On this disk',
  acknowledged: 'Acknowledged',
  proven: 'Proven',
  hereMore: 'signed and written on this computer',
  acknowledgedMore: 'the registry has signed for it',
  provenMore: 'covered by a checkpoint that this station has checked',
  last: 'Last contact',
  never: 'never',
  checkpoint: 'Checkpoint',
  noCheckpoint: 'None seen yet.',
  origin: 'Origin',
  size: 'Size',
  root: 'Root',
  problem: 'Problem',
  facts: 'facts',
  waiting: 'waiting',
  untold: 'facts of an earlier chain are told again to this registry.',
  joiningMeans: 'This station has asked to join a registry. Every fact is signed and kept on this disk, and is sent once it has joined.',
  asksNow: 'An officer of the registry decides now; the six words stand above. Nothing else is to be done here.',
  sixWords: 'Six words to compare',
  frozenTitle: 'Why nothing is sent',
  askEpoch: 'Ask for a new epoch',
  openHere: 'Open a new epoch here',
  openHereMeans:
    'The registry of this station runs on this computer, so nobody elsewhere has to be asked. A supervisor or admin opens a new epoch under their own name; what was not sent goes out after that.',
  code: 'Code from the officer',
  codeHint: 'Only when the registry knows no key of this station any more.',
  bundles: 'Without a network',
  bundlesMean: 'Save what waits into a file, take it to a station of the same registry, and bring its answer back here.',
  bundlesPrivate: 'The file holds names and serials in the clear. Keep it like a paper record. Losing it loses nothing here.',
  exportBundle: 'Save what waits',
  importBundle: 'Open a bundle',
  keys: 'Key of this station',
  keysMean: 'The next key signs from now on. Everything signed before stays good.',
  rotateKey: 'Change the key',
  resume: 'Try again now',
} as const;
