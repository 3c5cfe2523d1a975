import type { RefusalWords } from './refusals.ts';

const nothingChanged = 'Nothing was changed.';

/** Refusals about badges and PINs. Closed by type, as all others. */
export const badgeRefusalWords: Record<'badge_unknown' | 'pin_wrong' | 'pin_locked' | 'pin_too_short' | 'badge_taken', RefusalWords> = {
  badge_unknown: {
    what: 'Nobody here has this badge.',
    data: nothingChanged,
    next: 'Scan your own badge, or ask a supervisor to enrol you.',
  },
  pin_wrong: {
    what: 'The PIN does not belong to this badge.',
    data: nothingChanged,
    next: 'Enter the PIN again. After several wrong ones it locks for a while.',
  },
  pin_locked: {
    what: 'This PIN is locked after several wrong entries.',
    data: nothingChanged,
    next: 'Wait a few minutes, then try again.',
  },
  pin_too_short: { what: 'The PIN has fewer than 6 characters.', data: nothingChanged, next: 'Choose one with 6 or more.' },
  badge_taken: { what: 'Somebody else has this badge.', data: nothingChanged, next: 'Use another badge, or print a new one.' },
};
