import { duration } from './numbers.ts';
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
    next: 'Ask a supervisor for a new badge and PIN, under People.',
  },
  pin_too_short: { what: 'The PIN has fewer than 6 characters.', data: nothingChanged, next: 'Choose one with 6 or more.' },
  badge_taken: { what: 'Somebody else has this badge.', data: nothingChanged, next: 'Use another badge, or print a new one.' },
};

/** What is said of a PIN where the station told how many tries are left, or how long to wait; undefined for all else. */
export function badgeRefusal(why: string, detail: string | undefined): RefusalWords | undefined {
  const told = detail === undefined ? Number.NaN : Number(detail);
  if (!Number.isSafeInteger(told)) return undefined;
  const { pin_locked: locked, pin_wrong: wrong } = badgeRefusalWords;
  if (why === 'pin_locked')
    return { ...locked, next: `Wait ${duration(told)}, then try again. Or ask a supervisor for a new badge and PIN.` };
  if (why === 'pin_wrong' && told === 0) return { ...wrong, next: 'It is locked now. Try again to read how it opens.' };
  if (why === 'pin_wrong' && told <= 3)
    return { ...wrong, next: `Enter the PIN again. ${told === 1 ? 'The next wrong one locks' : `${told} more wrong ones lock`} it.` };
  return undefined;
}
