import { decoded, type Encoding, type EncodingRefusal, Surveyor, type Survey } from '../text/encoding.ts';
import { unguarded } from '../text/guard.ts';
import { type CsvBreak, readCsv, TableBroken } from '../text/csv.ts';
import { type JsonRefusal, readJsonRows } from '../text/json.ts';
import type { Separator } from '../text/separator.ts';
import type { AssetField } from './asset.ts';
import { columnKey, type Layout, type LayoutName, type LayoutRefusal, layoutOf } from './layouts.ts';
import { type AssetLookup, countVerdicts, createJudge, type PlanCounts, type RowVerdict, type SourceRow } from './plan.ts';

/** A file that can be read more than once: its pieces from the start, each time. */
export type FileBytes = () => AsyncIterable<Uint8Array>;

export interface ImportOptions {
  readonly as: LayoutName;
  readonly mapping?: Partial<Record<AssetField, string>> | undefined;
  /** Where a person has said it; else it is found. */
  readonly encoding?: Encoding | undefined;
  readonly separator?: Separator | undefined;
  /** Of amounts that name none, ISO 4217. */
  readonly currency?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the rows that are done and the share of the file. */
  readonly progress?: ((rows: number, share: number) => void) | undefined;
}

/** Why a whole file is refused. Nothing of it is taken then. */
export type FileRefusal = EncodingRefusal | CsvBreak | JsonRefusal | LayoutRefusal | 'no_rows' | 'too_large' | 'too_many_rows';

/** What an import would do. Making one writes nothing. */
export interface ImportPlan {
  readonly kind: 'plan';
  readonly as: LayoutName;
  readonly layout: Layout['name'];
  readonly survey: Survey;
  readonly encoding: Encoding;
  /** True when the encoding was taken for want of a better one. */
  readonly assumed: boolean;
  readonly verdicts: readonly RowVerdict[];
  readonly counts: PlanCounts;
}

export type PlanOutcome =
  | ImportPlan
  | {
      readonly kind: 'refused';
      readonly why: FileRefusal;
      readonly line?: number | undefined;
      readonly column?: string | undefined;
      readonly survey: Survey;
    };

export const importLimits = { fileBytes: 256 * 1024 * 1024, jsonBytes: 64 * 1024 * 1024, rows: 500_000 } as const;

const progressEvery = 500;

class Refused extends Error {
  override readonly name = 'Refused';
  readonly why: FileRefusal;
  readonly column: string | undefined;
  constructor(why: FileRefusal, column?: string) {
    super(why);
    this.why = why;
    this.column = column;
  }
}

/**
 * Plans an import: one pass over the file for its hash and encoding, one for its rows. The file may be larger than
 * memory likes; its verdicts may not. Throws the reason of `signal` once that is given.
 */
export async function planImport(file: FileBytes, known: AssetLookup, options: ImportOptions): Promise<PlanOutcome> {
  const found = await surveyed(file, options.signal);
  const { text } = found;
  try {
    if (found.sizeBytes > importLimits.fileBytes) throw new Refused('too_large');
    if (options.encoding === undefined && text.kind === 'refused') throw new Refused(text.why);
    const encoding = options.encoding ?? (text.kind === 'text' ? text.encoding : 'utf-8');
    const counted = countedBytes(file());
    const share = () => (found.sizeBytes === 0 ? 1 : counted.read() / found.sizeBytes);
    const table = await openTable(decoded(counted.pieces, encoding), found.sizeBytes, options);
    const judge = createJudge(table.layout, known, options.currency);
    const verdicts: RowVerdict[] = [];
    for await (const row of table.rows) {
      options.signal?.throwIfAborted();
      if (verdicts.length >= importLimits.rows) throw new Refused('too_many_rows');
      verdicts.push(judge(row));
      if (verdicts.length % progressEvery === 0) options.progress?.(verdicts.length, share());
    }
    if (verdicts.length === 0) throw new Refused('no_rows');
    options.progress?.(verdicts.length, 1);
    const assumed = options.encoding === undefined && text.kind === 'text' && text.assumed;
    return {
      kind: 'plan',
      as: options.as,
      layout: table.layout.name,
      survey: found,
      encoding,
      assumed,
      verdicts,
      counts: countVerdicts(verdicts),
    };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', why: error.why, column: error.column, survey: found };
    if (error instanceof TableBroken) return { kind: 'refused', why: error.why, line: error.line, survey: found };
    // The decoder's word for a byte that the encoding does not have.
    if (error instanceof TypeError && /decode|encoded data/i.test(error.message))
      return { kind: 'refused', why: 'bad_bytes', survey: found };
    throw error;
  }
}

async function surveyed(file: FileBytes, signal: AbortSignal | undefined): Promise<Survey> {
  const surveyor = new Surveyor();
  for await (const piece of file()) {
    signal?.throwIfAborted();
    surveyor.push(piece);
  }
  return surveyor.end();
}

function countedBytes(pieces: AsyncIterable<Uint8Array>): { readonly pieces: AsyncIterable<Uint8Array>; read(): number } {
  let bytes = 0;
  async function* counting(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      bytes += piece.length;
      yield piece;
    }
  }
  return { pieces: counting(), read: () => bytes };
}

interface Table {
  readonly layout: Layout;
  readonly rows: AsyncIterable<SourceRow> | Iterable<SourceRow>;
}

async function openTable(text: AsyncGenerator<string>, sizeBytes: number, options: ImportOptions): Promise<Table> {
  const start = await text.next();
  const first = start.done === true ? '' : start.value;
  const whole = again(first, text);
  return /^\s*[[{]/.test(first) ? jsonTable(whole, sizeBytes, options) : csvTable(whole, options);
}

async function* again(first: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* text;
}

async function jsonTable(text: AsyncIterable<string>, sizeBytes: number, options: ImportOptions): Promise<Table> {
  if (sizeBytes > importLimits.jsonBytes) throw new Refused('too_large');
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  const read = readJsonRows(pieces.join(''));
  if (read.kind === 'refused') throw new Refused(read.why);
  const names = new Set(read.rows.flatMap(({ members }) => [...members.keys()]));
  const layout = layoutFor(options, [...names]);
  const rows = read.rows.map(({ line, members }): SourceRow => {
    const byKey = new Map([...members].map(([name, value]) => [columnKey(name), value]));
    return { line, cell: (key) => byKey.get(key) };
  });
  return { layout, rows };
}

async function csvTable(text: AsyncIterable<string>, options: ImportOptions): Promise<Table> {
  const records = readCsv(text, { separator: options.separator, signal: options.signal });
  const head = await records.next();
  if (head.done === true) throw new Refused('no_rows');
  const header = head.value.cells;
  const layout = layoutFor(options, header);
  const places = new Map(header.map((name, index) => [columnKey(name), index]));
  return { layout, rows: csvRows(records, places, header.length) };
}

async function* csvRows(
  records: AsyncIterable<{ readonly line: number; readonly cells: readonly string[] }>,
  places: ReadonlyMap<string, number>,
  width: number,
): AsyncGenerator<SourceRow> {
  for await (const { line, cells } of records) {
    // A line without anything is no row; spreadsheets leave some at the end.
    if (cells.every((cell) => cell === '')) continue;
    if (cells.length !== width) yield { line, cell: cells.length < width ? 'too_few_cells' : 'too_many_cells' };
    else yield { line, cell: (key) => cellAt(cells, places.get(key)) };
  }
}

function cellAt(cells: readonly string[], place: number | undefined): string | undefined {
  const cell = place === undefined ? undefined : cells[place];
  return cell === undefined ? undefined : unguarded(cell);
}

function layoutFor({ as, mapping }: ImportOptions, header: readonly string[]): Layout {
  const found = layoutOf(as, header, mapping);
  if (found.kind === 'refused') throw new Refused(found.why, found.column);
  return found.layout;
}
