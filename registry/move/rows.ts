import { createHash } from 'node:crypto';
import { insertRows, type SqlDatabase, type SqlRow, type SqlValue } from '../sql/port.ts';

/** A value that both databases take: a truth value is 0 or 1. */
function valueOf(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  throw new TypeError('a column holds what no table of a registry holds');
}

/** Puts rows as they came into the table of the same name. */
export async function putRows(sql: SqlDatabase, table: string, rows: readonly SqlRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await sql.apply(
    insertRows(
      table,
      columns,
      rows.map((row) => columns.map((column) => valueOf(row[column]))),
    ),
  );
}

/** Rows of a table as one number: their count, and the sum of their SHA-256, which knows no order (databases sort text differently). */
export class Tally {
  #rows = 0;
  #sum = 0n;

  add(rows: readonly SqlRow[]): void {
    for (const row of rows) {
      const hash = createHash('sha256');
      for (const name of Object.keys(row).sort()) {
        const value = valueOf(row[name]);
        if (value instanceof Uint8Array) hash.update(`${name} ${value.length} `).update(value);
        else hash.update(`${name} ${JSON.stringify(value)}\n`);
      }
      this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash.digest('hex')}`));
      this.#rows += 1;
    }
  }

  get text(): string {
    return `${this.#rows} ${this.#sum.toString(16)}`;
  }
}
