import type Database from 'better-sqlite3';

/** One changed cell, and what stood there. */
export interface Flip {
  readonly table: string;
  readonly column: string;
  readonly rowid: number;
  readonly before: unknown;
  readonly after: unknown;
}

interface Column {
  readonly name: string;
  readonly pk: number;
}

/** Cells up to this many bytes are flipped four times as densely as larger ones. */
const wholeUpTo = 44;

/** Flips of every cell of these tables, `stride` bytes apart: a bit of a byte, a character of a text, the numbers beside a number. Tables without row ids are left out. */
export function* flipsOf(database: Database.Database, tables: readonly string[], stride: number): Generator<Flip> {
  for (const table of tables) {
    const columns = database.prepare<[], Column>(`SELECT name, pk FROM pragma_table_info('${table}')`).all();
    const hasRowid = !/WITHOUT ROWID/i.test(String(database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table)));
    if (!hasRowid) continue;
    for (const row of database
      .prepare<[], Record<string, unknown> & { tamper_row: number }>(`SELECT rowid AS tamper_row, * FROM ${table}`)
      .all())
      for (const { name } of columns)
        for (const after of othersOf(row[name], stride)) yield { table, column: name, rowid: row.tamper_row, before: row[name], after };
  }
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

/** @returns whether the database takes the change: a rule of the table itself may refuse it */
export function put(database: Database.Database, { table, column, rowid }: Flip, value: unknown, key = rowid): boolean {
  try {
    return database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(value, key).changes === 1;
  } catch {
    return false;
  }
}
