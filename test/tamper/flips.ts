import type Database from 'better-sqlite3';

/** One changed cell, and what stood there. */
export interface Flip {
  readonly table: string;
  readonly column: string;
  /** Names and values of the columns that find the row. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly before: unknown;
  readonly after: unknown;
}

/** A table as both databases describe it. */
export interface Cells {
  readonly table: string;
  /** Columns that find a row; they are cells as well. */
  readonly key: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Cells up to this many bytes are flipped four times as densely as larger ones. */
const wholeUpTo = 44;

/** Every row of a table of SQLite; by its row id where it has one, by its primary key where not. */
function cellsOf(database: Database.Database, table: string): Cells {
  const columns = database.prepare<[], { name: string; pk: number }>(`SELECT name, pk FROM pragma_table_info('${table}')`).all();
  const hasRowid = !/WITHOUT ROWID/i.test(String(database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table)));
  const key = hasRowid
    ? ['tamper_row']
    : columns
        .filter(({ pk }) => pk > 0)
        .sort((left, right) => left.pk - right.pk)
        .map(({ name }) => name);
  const rows = database.prepare<[], Record<string, unknown>>(`SELECT ${hasRowid ? 'rowid AS tamper_row, ' : ''}* FROM ${table}`).all();
  return { table, key, rows };
}

/** Flips of every cell, `stride` bytes apart: a bit of a byte, a character of a text, the numbers beside a number. */
export function* flipsOf({ table, key, rows }: Cells, stride: number): Generator<Flip> {
  for (const row of rows)
    for (const [column, before] of Object.entries(row))
      if (column !== 'tamper_row')
        for (const after of othersOf(before, stride))
          yield { table, column, key: Object.fromEntries(key.map((name) => [name, row[name]])), before, after };
}

function* othersOf(value: unknown, stride: number): Generator<unknown> {
  if (typeof value === 'number') {
    yield value + 1;
    if (value > 0) yield value - 1;
    return;
  }
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return;
  const step = value.length <= wholeUpTo ? Math.max(1, Math.floor(stride / 4)) : stride;
  for (let at = 0; at < value.length; at += step) {
    if (typeof value === 'string') yield value.slice(0, at) + (value[at] === 'x' ? 'y' : 'x') + value.slice(at + 1);
    else {
      const bytes = Buffer.from(value);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      yield bytes;
    }
  }
}

/** A database whose cells are changed. */
export interface Bench {
  cells(table: string): Promise<Cells>;
  /** @returns whether the database takes the change: a rule of the table itself may refuse it */
  put(flip: Flip, value: unknown, key?: Flip['key']): Promise<boolean>;
}

/** SQLite with its rules of columns out of the way while a cell is changed. */
export function sqliteBench(database: Database.Database): Bench {
  return {
    cells: (table) => Promise.resolve(cellsOf(database, table)),
    put(flip, value, key = flip.key) {
      const names = Object.keys(key);
      const where = names.map((name) => `${name === 'tamper_row' ? 'rowid' : name} = ?`).join(' AND ');
      database.pragma('ignore_check_constraints = ON');
      try {
        const change = database.prepare(`UPDATE ${flip.table} SET ${flip.column} = ? WHERE ${where}`);
        return Promise.resolve(change.run(value, ...names.map((name) => key[name])).changes === 1);
      } catch {
        return Promise.resolve(false);
      } finally {
        database.pragma('ignore_check_constraints = OFF');
      }
    },
  };
}

/** Puts a changed cell back. A row whose key was changed is found under its new one. */
export async function putBack(bench: Bench, flip: Flip): Promise<void> {
  const isKey = flip.column in flip.key;
  if (await bench.put(flip, flip.before, isKey ? { ...flip.key, [flip.column]: flip.after } : flip.key)) return;
  // The row id itself, under the name of a column.
  if (!(await bench.put(flip, flip.before, { tamper_row: flip.after }))) throw new Error(`${flip.table}.${flip.column} cannot be put back`);
}

/** Where a flip was, for a list of what was missed. */
export function told({ table, column, key, before, after }: Flip): string {
  return `${table}.${column} of ${JSON.stringify(key)}: ${String(before)} -> ${String(after)}`;
}
