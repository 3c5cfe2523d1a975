import type { UnreadLabel } from '../../domain/facts/facts.ts';

/** Words of a serial that two people type. */
export const typedText = {
  open: 'Label cannot be read',
  title: 'A label that cannot be read',
  lead: 'Two people type the serial, each without the other’s. If they agree, that is the label. The drive itself has the last word when it is docked.',
  why: 'What is wrong with the label',
  first: 'Serial, as you read it',
  firstHint: 'Letter by letter; O and 0, I and 1 are not the same.',
  handOver: 'Typed: hand over to the second person',
  second: 'Serial, as the second person reads it',
  secondHint: 'From the drive itself, not from memory.',
  take: 'Take into custody',
  startAgain: 'Both type again',
} as const;

export const unreadWords: Readonly<Record<UnreadLabel, string>> = {
  damaged: 'Damaged',
  covered: 'Covered',
  no_code: 'No code on it',
  no_label: 'No label',
};
