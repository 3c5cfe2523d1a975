import type { SyncView } from '../../contract/views.ts';
import { codeWords } from './refusals.ts';
import type { StateWord } from './states.ts';

/** While the station is away, nobody here knows how the line to the registry is. */
export const unknownSync: StateWord = { mark: 'unknown', word: 'Not known' };

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
      return 'The registry’s log contradicts what this station saw before. Nothing more is sent until a person has looked. Every fact is kept here.';
    case 'refused':
      return 'The registry refused what this station sent. Nothing is lost: every fact is kept here. A supervisor has to look.';
  }
}

export function problemWords(problem: string): string {
  return codeWords(problem);
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
} as const;
