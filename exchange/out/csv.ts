import { guarded } from '../text/guard.ts';

/** One value of a list that goes out. */
export type Cell = string | number | boolean | undefined;

/** One line of a table by RFC 4180, with its line end. A value that a spreadsheet would run as a formula is guarded. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(typeof cell === 'string' ? guarded(cell) : String(cell ?? ''))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n;\t|]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A list with fixed columns, each row by the columns' names. */
export interface OutList<Column extends string> {
  readonly columns: readonly Column[];
  readonly rows: Iterable<{ readonly [C in Column]?: Cell }>;
}

/** The list as CSV, line by line: UTF-8 without a mark, CRLF. */
export function* csvOf<Column extends string>({ columns, rows }: OutList<Column>): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(columns.map((column) => row[column]));
}

/** The list as a JSON array, an object a line; what is not told is left out. */
export function* jsonOf<Column extends string>({ columns, rows }: OutList<Column>): Generator<string> {
  let before = '[\n';
  for (const row of rows) {
    yield `${before}${JSON.stringify(Object.fromEntries(columns.flatMap((column) => (row[column] === undefined ? [] : [[column, row[column]]]))))}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
