import type { DriveState } from '../../domain/custody/words.ts';

/** The six shapes of state. A shape always stands beside its word. */
export type Mark = 'waiting' | 'running' | 'proven' | 'stopped' | 'disputed' | 'unknown';

export interface StateWord {
  readonly mark: Mark;
  readonly word: string;
}

/** Shape and word for where a drive is in its life. */
export function stateWord(state: DriveState): StateWord {
  switch (state) {
    case 'in_custody':
      return { mark: 'waiting', word: 'In custody' };
    case 'offered':
      return { mark: 'waiting', word: 'In limbo' };
    case 'identified':
      return { mark: 'waiting', word: 'Identified' };
    case 'mismatch':
      return { mark: 'stopped', word: 'Does not match' };
    case 'cleared':
      return { mark: 'waiting', word: 'Cleared to erase' };
    case 'sanitizing':
      return { mark: 'running', word: 'Sanitizing' };
    case 'interrupted':
      return { mark: 'stopped', word: 'Interrupted' };
    case 'sanitized_unverified':
      return { mark: 'unknown', word: 'Not verified' };
    case 'verified':
      return { mark: 'waiting', word: 'Verified' };
    case 'validated':
      return { mark: 'proven', word: 'Validated' };
    case 'quarantined':
      return { mark: 'stopped', word: 'Quarantine' };
    case 'released':
      return { mark: 'proven', word: 'Released' };
    case 'destroyed':
      return { mark: 'proven', word: 'Destroyed' };
    case 'disputed':
      return { mark: 'disputed', word: 'Disputed' };
  }
}

/** One sentence on what a state says of the data on the drive. */
export function stateMeans(state: DriveState): string {
  switch (state) {
    case 'in_custody':
      return 'Someone holds this drive. Its data is as it was pulled.';
    case 'offered':
      return 'One side has signed the hand-over, the other has not yet.';
    case 'identified':
      return 'Label, drive and record agree. Its data is untouched.';
    case 'mismatch':
      return 'Label, drive and record do not agree. Nothing can be erased.';
    case 'cleared':
      return 'A clearance is out for this drive in this bay.';
    case 'sanitizing':
      return 'The data is being removed now.';
    case 'interrupted':
      return 'The work stopped before its end. Treat the drive as full of data.';
    case 'sanitized_unverified':
      return 'The drive says it is erased. Nobody has shown that yet.';
    case 'verified':
      return 'The read-back agrees with the erase. A person has yet to accept it.';
    case 'validated':
      return 'Erased, read back and accepted. The proof exists.';
    case 'quarantined':
      return 'Set aside. Treat it as full of data.';
    case 'released':
      return 'It left custody with its proof.';
    case 'destroyed':
      return 'It was destroyed before a witness.';
    case 'disputed':
      return 'Two stations tell different stories. Both are kept; a person has to decide.';
  }
}

/** Words for a bay with no drive that has a record. */
export const bayWords = {
  empty: { mark: 'unknown', word: 'Empty' },
  guarded: { mark: 'waiting', word: 'Protected' },
  reading: { mark: 'running', word: 'Reading' },
  noRecord: { mark: 'unknown', word: 'No record' },
  silent: { mark: 'stopped', word: 'No answer' },
} as const satisfies Record<string, StateWord>;

/** Why a bay's drive could not be asked who it is. */
export function silentWords(silent: 'empty' | 'no_answer' | 'busy' | 'no_serial' | 'not_permitted'): string {
  switch (silent) {
    case 'empty':
      return 'No drive in this bay.';
    case 'no_answer':
      return 'The drive does not answer.';
    case 'busy':
      return 'The drive is busy with something else.';
    case 'no_serial':
      return 'The drive gives no serial of its own.';
    case 'not_permitted':
      return 'This station may not talk to the bay.';
  }
}
