import type { SqlReader, SqlRow, SqlValue } from './port.ts';

/** A table with the columns of its primary key, by which it is walked. */
export interface WalkedTable {
  readonly name: string;
  readonly key: readonly [string, ...string[]];
}

const page = 1_000;

/** All rows of a table, in pages that follow its primary key: never more than one page in memory. */
export async function* pagesOf(sql: SqlReader, { name, key }: WalkedTable): AsyncGenerator<readonly SqlRow[]> {
  const columns = key.join(', ');
  const marks = key.map((_, i) => `$${i + 1}`).join(', ');
  for (let after: readonly SqlValue[] | undefined; ;) {
    const where = after === undefined ? '' : `WHERE (${columns}) > (${marks})`;
    const rows = await sql.query(`SELECT * FROM ${name} ${where} ORDER BY ${columns} LIMIT ${page}`, after ?? []);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = key.map((column) => last[column] as SqlValue); // a key column, which both databases give as one
  }
}
