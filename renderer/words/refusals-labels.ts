import type { RefusalWords } from './refusals.ts';

const nothing = 'Nothing was recorded.';

/** Refusals about labels of ours. Closed by type, as all others. */
export const labelRefusalWords: Record<
  'label_no_printer' | 'label_queue_full' | 'label_for_nothing' | 'label_waits' | 'label_gone' | 'label_on_its_way' | 'label_not_printed',
  RefusalWords
> = {
  label_no_printer: {
    what: 'No label printer is set up here.',
    data: nothing,
    next: 'Set one up on the page Labels (key l), and print a test label.',
  },
  label_queue_full: {
    what: 'Too many labels wait for the printer.',
    data: 'Those that wait are kept.',
    next: 'Look at the printer, or take labels back on the page Labels (key l).',
  },
  label_for_nothing: {
    what: 'There is nothing here to stick this label on.',
    data: nothing,
    next: 'Take the drive into custody first. What has left needs no label.',
  },
  label_waits: {
    what: 'A label for this one waits for the printer already.',
    data: 'It is kept and printed once.',
    next: 'Look at the printer, or at the page Labels (key l).',
  },
  label_gone: { what: 'This label does not wait any more.', data: 'It was printed or taken back.', next: 'Look at the list again.' },
  label_on_its_way: {
    what: 'This label is on its way to the printer.',
    data: 'It is recorded when the printer has it.',
    next: 'Wait a moment, then look again.',
  },
  label_not_printed: {
    what: 'No station has recorded the printing of this label.',
    data: nothing,
    next: 'Take it off, print a new one, and scan that.',
  },
};
