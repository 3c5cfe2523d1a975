import type { RefusalWords } from './refusals.ts';

const stays = 'Nothing was recorded: the drive stays in custody.';

/** Refusals about the machines that drives are destroyed in. */
export const machineRefusalWords: Record<
  | 'machine_missing'
  | 'machine_unknown'
  | 'machine_retired'
  | 'machine_unsuited'
  | 'machine_not_calibrated'
  | 'fragments_too_large'
  | 'answer_unreadable'
  | 'mass_outside',
  RefusalWords
> = {
  machine_missing: {
    what: 'No machine is named, and this station keeps a register of them.',
    data: stays,
    next: 'Scan the card of the machine that destroys the drive.',
  },
  machine_unknown: {
    what: 'No machine of this station’s register has this card.',
    data: stays,
    next: 'Scan the card again, or register the machine on the page of machines (key x).',
  },
  machine_retired: {
    what: 'This machine was taken out of use.',
    data: stays,
    next: 'Use another machine. One that was repaired is registered anew.',
  },
  machine_unsuited: {
    what: 'This machine does not destroy such a drive.',
    data: stays,
    next: 'Use a machine that suits its medium and does what was chosen. A degausser or a crusher alone is never enough: shred it after.',
  },
  machine_not_calibrated: {
    what: 'The calibration of this machine has ended, or nobody has recorded one.',
    data: stays,
    next: 'Use another machine, or have it calibrated and record the new end on the page of machines (key x).',
  },
  answer_unreadable: {
    what: 'This file cannot be read as an answer for a lot.',
    data: 'Nothing was recorded: the lot stands as it did.',
    next: 'Save the table as CSV in UTF-8 with one heading each for serial number, method and date, then choose it again.',
  },
  mass_outside: {
    what: 'What came out of the machine does not weigh what went in.',
    data: 'The lot stays open. Each destruction stands as it was recorded.',
    next: 'Look for what is missing and weigh again. If it can be explained, a supervisor who did not weigh lets it stand.',
  },
  fragments_too_large: {
    what: 'The largest piece is larger than this machine leaves when it works as it should.',
    data: `${stays} Its pieces may still hold data.`,
    next: 'Keep the pieces, put them through again and measure anew. If they stay too large, have the machine looked at.',
  },
};
