import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { declaredSeparator, type Separator, separatorOf } from './separator.ts';

/** One record of a table. A quoted cell may hold line ends, so records and lines are counted apart. */
export interface CsvRow {
  /** Line of the file where the record begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why the rest of a table cannot be read: what comes after could be cut anywhere. */
export type CsvBreak = 'separator_unclear' | 'quotes_broken' | 'record_too_long' | 'bytes_broken';

/** Thrown by `readCsv` where a table stops being one. */
export class TableBroken extends Error {
  override readonly name = 'TableBroken';
  readonly why: CsvBreak;
  /** Line at which it was noticed, from 1: a quote that does not close is noticed at the end of the file. */
  readonly line: number;

  constructor(why: CsvBreak, line: number, cause?: unknown) {
    super(`${why} at line ${line}`, { cause });
    this.why = why;
    this.line = line;
  }
}

const longestRecordUnits = 200_000;

/**
 * Reads a table record by record (RFC 4180, any of the three line ends, also mixed). Cells stay as they are written.
 * Throws `TableBroken`, and the reason of `signal` once that is given.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  { separator, signal }: { readonly separator?: Separator | undefined; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<CsvRow> {
  const pieces = text[Symbol.asyncIterator]();
  let line = 1;
  let skipped = 0;
  try {
    const start = await firstRecord(pieces);
    const declared = declaredSeparator(start);
    const delimiter = separator ?? declared?.separator ?? separatorOf(start);
    if (delimiter === undefined) throw new TableBroken('separator_unclear', 1);
    if (declared !== undefined) skipped = 1;
    line += skipped;
    const source = Readable.from(rest(start.slice(declared?.lengthUnits ?? 0), pieces));
    const parser = parse({
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: longestRecordUnits,
    });
    source.once('error', (error) => parser.destroy(error));
    source.pipe(parser);
    try {
      for await (const record of parser) {
        signal?.throwIfAborted();
        const cells = record as string[]; // without columns and casts the parser gives texts
        yield { line, cells };
        line += 1 + cells.reduce((sum, cell) => sum + lineEnds(cell), 0);
      }
    } finally {
      source.destroy();
      parser.destroy();
    }
  } catch (error) {
    throw brokenBy(error, line, skipped);
  }
}

/** Enough of the text to see the first record. */
async function firstRecord(pieces: AsyncIterator<string>): Promise<string> {
  let start = '';
  while (start.length < longestRecordUnits) {
    const next = await pieces.next();
    if (next.done === true) break;
    start += next.value;
    if (/[\r\n]./s.test(start)) break;
  }
  return start;
}

async function* rest(start: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  if (start !== '') yield start;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return;
    if (next.value !== '') yield next.value;
  }
}

function lineEnds(cell: string): number {
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** @param skipped lines before what the parser was given */
function brokenBy(error: unknown, line: number, skipped: number): unknown {
  if (error instanceof CsvError) {
    // Records that the parser had read and nobody had taken yet are gone with it, so its own count of lines is the better one.
    const itsLine = /at line (\d+)/.exec(error.message)?.[1];
    const at = itsLine === undefined ? line : Number(itsLine) + skipped;
    return new TableBroken(error.code === 'CSV_MAX_RECORD_SIZE' ? 'record_too_long' : 'quotes_broken', at, error);
  }
  return error instanceof TypeError ? new TableBroken('bytes_broken', line, error) : error;
}
