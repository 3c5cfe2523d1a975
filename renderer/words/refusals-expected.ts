import type { ExpectedRefusal } from '../../domain/intake/expected.ts';
import type { RefusalWords } from './refusals.ts';

const nothingChanged = 'Nothing was changed.';
const nothingTaken = 'Nothing of the list was taken.';

/** Refusals about expected lists and finds. Closed by type, as all others. */
export const expectedRefusalWords: Record<ExpectedRefusal | 'row_unclear', RefusalWords> = {
  no_list: { what: 'This station has no such list.', data: nothingChanged, next: 'Look under Intake, or make the list.' },
  list_incomplete: { what: 'A part of this list has not come yet.', data: nothingChanged, next: 'Wait for the registry, then try again.' },
  list_complete: { what: 'This list is whole already.', data: nothingTaken, next: 'Make a new list for other drives.' },
  list_closed: { what: 'This list is closed.', data: nothingChanged, next: 'Make a new list for what comes now.' },
  part_out_of_order: { what: 'The parts of this list came in another order.', data: nothingTaken, next: 'Make the list again.' },
  row_named_twice: { what: 'Two rows have one number.', data: nothingTaken, next: 'Make the list again.' },
  row_named: {
    what: 'This row names a drive of its own.',
    data: nothingTaken,
    next: 'Scan the drive that it names, or sign that it is missing.',
  },
  row_without_name: { what: 'A row has neither serial nor WWN.', data: nothingTaken, next: 'Put the serial in, then make the list again.' },
  serial_named_twice: { what: 'Two rows name one drive.', data: nothingTaken, next: 'Take one of them out, then make the list again.' },
  row_unknown: { what: 'The list has no such row.', data: nothingChanged, next: 'Look at the list again.' },
  row_met: { what: 'The drive of this row is here already.', data: nothingChanged, next: 'Go on with the next one.' },
  row_missing_already: { what: 'This row has its reason already.', data: nothingChanged, next: 'Go on with the next one.' },
  drive_met_another_row: { what: 'This drive is here by another row of the list.', data: nothingChanged, next: 'Go on with the next one.' },
  rows_open: {
    what: 'Rows of the list are neither here nor explained.',
    data: nothingChanged,
    next: 'Find the drives, or sign a reason for each.',
  },
  finds_open: { what: 'Something was found that nobody has settled.', data: nothingChanged, next: 'Settle each find first.' },
  counts_differ: { what: 'The list has moved on meanwhile.', data: nothingChanged, next: 'Look at it again, then close it.' },
  find_unknown: { what: 'There is no such find.', data: nothingChanged, next: 'Look at the list again.' },
  find_known: { what: 'This find is noted already.', data: nothingChanged, next: 'Go on with the next one.' },
  find_settled: { what: 'This find is settled already.', data: nothingChanged, next: 'Go on with the next one.' },
  row_unclear: {
    what: 'Several rows could be this drive.',
    data: nothingChanged,
    next: 'Scan its WWN too, or correct the list.',
  },
};
