import type { Step } from '../../contract/console/reports.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** How long a drive may wait in each step before it is overdue, in ms. */
export type StepLimits = Readonly<Record<Step, number>>;

/** Unless the registry's operator says otherwise. */
export const usualLimits: StepLimits = {
  in_limbo: 4 * hour,
  to_dock: 3 * day,
  to_erase: day,
  erasing: 3 * day,
  to_verify: day,
  to_validate: 2 * day,
  to_release: 14 * day,
  quarantined: 7 * day,
  disputed: 3 * day,
};

/** What is not overdue now and will be by then is tomorrow's. */
export const tomorrowMs = day;
