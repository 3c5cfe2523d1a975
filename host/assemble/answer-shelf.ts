import type { AnswerShelf, AnswerTable } from '../../contract/answers.ts';
import type { AnswerLine } from '../../domain/containers/answer.ts';
import { readCsv, TableBroken } from '../../exchange/text/csv.ts';
import { survey, textOf } from '../../exchange/text/encoding.ts';
import { keepBytes } from './list-reader.ts';

export interface AnswerColumns {
  readonly serial?: string | undefined;
  readonly method?: string | undefined;
  readonly date?: string | undefined;
}

/** Vendors' answers, kept under their hash in `folder`. */
export function answerShelf(folder: string): AnswerShelf {
  return {
    read: (bytes, columns) => readAnswerTable(bytes, columns ?? {}),
    keep: (bytes, sha256) => keepBytes(folder, bytes, sha256),
  };
}

/** Headings that vendors are known to use are few; any other is named by whoever reads the file. */
const headings = {
  serial: ['serial', 'serialnumber', 'serialno', 'sn'],
  method: ['method', 'technique', 'destructionmethod'],
  date: ['date', 'destroyedon', 'dateofdestruction', 'completed'],
} as const;
type Column = keyof typeof headings;

/**
 * The lines of a vendor's table. Never throws on odd input.
 *
 * @param mend what to do about a column that is not clear
 */
export async function readAnswerTable(
  bytes: Uint8Array,
  columns: AnswerColumns,
  mend: (column: string) => string = (column) => `head one column ${column} in the file`,
): Promise<AnswerTable> {
  const { text: found } = survey(bytes);
  const text = found.kind === 'text' ? textOf(bytes, found.encoding) : undefined;
  if (text === undefined) return { kind: 'unread', says: 'This is not a text file that can be read. Save the table as CSV in UTF-8.' };
  const lines: AnswerLine[] = [];
  let places: Record<Column, number> | undefined;
  try {
    for await (const { line, cells } of readCsv(only(text))) {
      if (places === undefined) {
        const read = placesIn(cells, columns, mend);
        if (typeof read === 'string') return { kind: 'unread', says: read };
        places = read;
        continue;
      }
      const at = (place: number): string => cells[place]?.trim() ?? '';
      // A line that tells nothing at all is the end of a sheet.
      if (cells.every((cell) => cell.trim() === '')) continue;
      lines.push({ line, serial: at(places.serial), method: at(places.method), date: at(places.date) });
    }
  } catch (error) {
    if (error instanceof TableBroken) return { kind: 'unread', says: `This cannot be read as a table: ${error.message}.` };
    throw error;
  }
  return { kind: 'lines', lines };
}

async function* only(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

function placesIn(cells: readonly string[], columns: AnswerColumns, mend: (column: string) => string): Record<Column, number> | string {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
  const places: Partial<Record<Column, number>> = {};
  for (const name of ['serial', 'method', 'date'] as const) {
    const said = columns[name];
    const fits = (cell: string): boolean =>
      said === undefined ? headings[name].some((each) => each === plain(cell)) : cell.trim() === said;
    const [first, second] = cells.flatMap((cell, index) => (fits(cell) ? [index] : []));
    if (first === undefined || second !== undefined)
      return `Which column tells the ${name} is ${first === undefined ? 'not clear' : 'told by two'}: ${mend(name)}. The columns are: ${cells.join(', ')}.`;
    places[name] = first;
  }
  return places as Record<Column, number>; // each of the three was set or we have left
}
