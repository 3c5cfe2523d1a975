import type { RefusalWords } from './refusals.ts';

/** Refusals about taking back, photos and stock. Closed by type, as all others. */
export const moveRefusalWords: Record<'undo_over', RefusalWords> = {
  undo_over: {
    what: 'The time to take this back is over, or something came after it.',
    data: 'Everything is as it was recorded.',
    next: 'Open its page and put it right by another step, which is recorded too.',
  },
};
