import { fieldRefusalWords } from './fields.ts';
import { labelRefusalWords } from './refusals-labels.ts';
import type { RefusalWords } from './refusals.ts';
import { stampRefusalWords } from './stamp.ts';

const nothing = 'Nothing was recorded.';

/** Refusals about taking back, photos, stock and stamps. Closed by type, as all others. */
export const moveRefusalWords: Record<
  | 'hold_unread'
  | 'owner_unknown'
  | 'stays_here'
  | 'undo_over'
  | 'photo_not_kept'
  | 'photo_unreadable'
  | 'photo_changed'
  | 'photo_not_here'
  | keyof typeof fieldRefusalWords
  | keyof typeof labelRefusalWords
  | keyof typeof stampRefusalWords,
  RefusalWords
> = {
  ...fieldRefusalWords,
  ...labelRefusalWords,
  ...stampRefusalWords,
  hold_unread: {
    what: 'A whole tenant is on legal hold, and this station was not told which one.',
    data: `${nothing} The drive stays as it is.`,
    next: 'Bring the line to the registry back. If this stays, tell a supervisor: the hold has to be placed anew in the console.',
  },
  owner_unknown: {
    what: 'A whole tenant is on legal hold, and nobody has said whose this drive is.',
    data: `${nothing} The drive stays as it is.`,
    next: 'Say on the drive’s page whose it is. If it belongs to another, it may go.',
  },
  stays_here: {
    what: 'By the policy in force, this drive may not be taken out of this place as it is.',
    data: `${nothing} The drive stays where it is.`,
    next: 'Erase it here as the policy asks, have the result accepted, and try again. Unknown media and data count as the strictest.',
  },
  undo_over: {
    what: 'The time to take this back is over, or something came after it.',
    data: 'Everything is as it was recorded.',
    next: 'Open its page and put it right by another step, which is recorded too.',
  },
  photo_not_kept: { what: 'This station keeps no photos.', data: nothing, next: 'Go on without one, or use another station.' },
  photo_unreadable: {
    what: 'This is no JPEG picture, or it is too large.',
    data: nothing,
    next: 'Take the photo with the station’s camera.',
  },
  photo_changed: {
    what: 'The picture that came is not the one that was taken.',
    data: nothing,
    next: 'Take the photo again. If it happens again, tell a supervisor.',
  },
  photo_not_here: {
    what: 'The picture is not at this station, or is not the one that was recorded any more.',
    data: 'The record with its hash stands.',
    next: 'Look for it at the station that took it.',
  },
};
