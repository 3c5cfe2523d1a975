import type { Bytes } from '../../domain/bytes.ts';

/*
 * The narrow way to a database that everything uses which is written once for SQLite and PostgreSQL: projections
 * and the console. Common SQL only: `$1` placeholders, row keys, ON CONFLICT, row values; no LISTEN, no advisory
 * locks, no serial columns, no triggers. Whole numbers only; a truth value is 0 or 1; `sum` and `avg` are cast to
 * bigint; a prefix is looked for with >= and <, for LIKE means two things. Text that is sorted by is declared
 * COLLATE "C" in PostgreSQL, which is what SQLite does by itself.
 */

/** A value as both databases take it. */
export type SqlValue = number | string | Bytes | null;

/** A row as it came; read its columns with `rows.ts`. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** One statement that changes rows. */
export interface Statement {
  readonly text: string;
  readonly params?: readonly SqlValue[];
  /** It must change exactly so many rows, or nothing of the transaction happens and `apply` throws `RowsDiffer`. */
  readonly changes?: number;
}

export interface SqlReader {
  /** Rows of one SELECT. It sees what was committed when it began. */
  query(text: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
}

export interface SqlDatabase extends SqlReader {
  /** All statements in one transaction, in order; durable when the promise resolves. */
  apply(statements: readonly Statement[]): Promise<void>;
  /**
   * The same for rows that can be made anew from others that are durable: it may answer before this commit is flushed, so
   * the machine may lose it, and nothing else, when it goes down. Any later `apply` that is durable makes this durable too.
   */
  applyUnflushed(statements: readonly Statement[]): Promise<void>;
  /** Empties a table quickly, inside `apply`. */
  emptying(table: string): Statement;
}

/** A statement changed more or fewer rows than it had to: somebody else was there first. Nothing was changed. */
export class RowsDiffer extends Error {
  constructor(text: string, changed: number, wanted: number) {
    super(`${text.slice(0, 80)} changed ${changed} rows instead of ${wanted}; nothing was changed`);
    this.name = 'RowsDiffer';
  }
}

/** Rows of one INSERT; chunks are powers of two, so that few texts are ever prepared. */
const mostRows = 128;

/**
 * Many rows into one table, in few statements. `conflict` is what stands after the values, e.g. `ON CONFLICT DO NOTHING`.
 * Column names come from the code, never from data.
 */
export function insertRows(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  conflict = '',
): readonly Statement[] {
  const statements: Statement[] = [];
  for (let at = 0; at < rows.length;) {
    const size = 2 ** Math.floor(Math.log2(Math.min(mostRows, rows.length - at)));
    const chunk = rows.slice(at, at + size);
    const values = chunk.map((_, row) => `(${columns.map((_name, column) => `$${row * columns.length + column + 1}`).join(', ')})`);
    statements.push({
      text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values.join(', ')} ${conflict}`.trim(),
      params: chunk.flat(),
    });
    at += size;
  }
  return statements;
}

/**
 * Placeholders for `column IN (...)`, and their values. The list is filled up with its last value to a power of two,
 * so that few texts are ever prepared. `from` is the number of the first placeholder.
 */
export function inList<Value extends SqlValue>(
  values: readonly [Value, ...Value[]],
  from: number,
): { readonly list: string; readonly params: readonly Value[] } {
  const size = 2 ** Math.ceil(Math.log2(values.length));
  const last = values[values.length - 1] ?? values[0];
  const params = [...values, ...Array.from({ length: size - values.length }, () => last)];
  return { list: `(${params.map((_, i) => `$${from + i}`).join(', ')})`, params };
}
