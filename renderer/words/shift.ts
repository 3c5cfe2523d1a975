import type { ShiftItem } from '../../contract/shift.ts';
import { count } from './numbers.ts';
import { reasonWords } from './refusals.ts';

/** Labels and sentences of the hand-over of a shift. */
export const shiftText = {
  title: 'Hand over the shift',
  open: 'Hand over the shift',
  lead: 'Everything that is in your hands goes to the next person in one act. Both of you sign with badge and PIN. Scan a drive to show that it is here.',
  mine: 'In your hands',
  none: 'Nothing is in your hands. You can sign out.',
  signIn: 'Sign in to see what is in your hands.',
  more: 'There are more than 500. Hand these over first.',
  waiting: 'Offered to you, not signed for',
  running: 'Erases in these drives go on, whoever holds them.',
  counting: 'Counts that you began',
  countingMore: 'Only you can close them. Close them before you go.',
  stays: 'Stays with you',
  goes: 'Goes',
  left: 'You keep it',
  keep: 'Keep it',
  include: 'Hand it over',
  seen: 'Seen here',
  notYours: 'is not in your hands.',
  giver: 'You give',
  giverMore: 'The one who gives scans their own badge and enters their PIN.',
  giverDone: 'Next: the one who takes over',
  receiver: 'You take over',
  receiverMore: 'The one who takes over scans their own badge and enters their PIN. From then on these drives are in their hands.',
  serial: 'Serial',
  state: 'State',
  time: 'Time left',
  place: 'Place',
  fate: 'Goes or stays',
  handOver: (drives: number): string => `Hand over ${count(drives, 'drive', 'drives')}`,
  sign: (drives: number): string => `Sign for ${count(drives, 'drive', 'drives')}`,
  done: (drives: number): string => `${count(drives, 'drive has', 'drives have')} changed hands.`,
  kept: (drives: number): string => `${count(drives, 'drive stays', 'drives stay')} with the one who gave:`,
} as const;

const details: Readonly<Record<string, string>> = {
  already_offered: 'It was offered to somebody. Take the offer back first, or let them sign.',
};

/** Why a drive cannot be handed over as it stands; undefined when it can. */
export function keptWords({ why, detail }: Pick<ShiftItem, 'why' | 'detail'>): string | undefined {
  return why === undefined ? undefined : (details[detail ?? ''] ?? reasonWords(why));
}
