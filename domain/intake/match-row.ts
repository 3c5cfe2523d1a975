import { compareSerials } from '../drive/serials.ts';
import type { MetBy } from '../facts/expected.ts';
import type { ExpectedList, ListedRow } from './expected.ts';

/** What a list says to a drive that is here. */
export type RowMatch =
  | { readonly kind: 'row'; readonly row: ListedRow; readonly by: MetBy }
  /** Several rows fit, or serial and WWN name two of them: a person looks. */
  | { readonly kind: 'unclear'; readonly rows: readonly number[] }
  | { readonly kind: 'unknown' };

/**
 * Finds the row of a drive: by WWN or exact serial first, by a maker's rule (`compareSerials`) only where neither
 * names one. A drive that several rows fit is never given to one of them.
 */
export function matchRow(
  list: ExpectedList,
  drive: { readonly serial?: string | undefined; readonly wwn?: string | undefined; readonly model?: string | undefined },
): RowMatch {
  const fits: { row: ListedRow; by: MetBy }[] = [];
  const byRule: { row: ListedRow; by: MetBy }[] = [];
  for (const row of list.rows.values()) {
    const word = drive.serial === undefined || row.serial === undefined ? 'differs' : serialsMatch(row.serial, drive.serial, drive);
    if (word === 'equal') fits.push({ row, by: 'serial_equal' });
    else if (row.wwn !== undefined && row.wwn === drive.wwn?.toLowerCase()) fits.push({ row, by: 'wwn_equal' });
    else if (word === 'equal_by_maker_rule') byRule.push({ row, by: 'serial_equal_by_maker_rule' });
  }
  const found = fits.length > 0 ? fits : byRule;
  const [first] = found;
  if (first === undefined) return { kind: 'unknown' };
  return found.length === 1 ? { kind: 'row', ...first } : { kind: 'unclear', rows: found.map(({ row }) => row.row) };
}

/** The first bay without a known number that nobody has emptied: a drive that no row names came out of one of them. */
export function unnamedBay({ rows }: ExpectedList): ListedRow | undefined {
  return [...rows.values()].find(({ unnamed, state }) => unnamed === true && state.kind === 'open');
}

function serialsMatch(listed: string, told: string, drive: { readonly wwn?: string | undefined; readonly model?: string | undefined }) {
  return compareSerials(listed, told, drive.model ?? '', drive.wwn).match;
}
