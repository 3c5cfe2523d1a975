import { RowsDiffer, type SqlDatabase, type Statement } from '../sql/port.ts';
import type { Database, Query } from './pool.ts';

/** The narrow port over the store's own pool. */
export function postgresSql({ query, transaction }: Pick<Database, 'query' | 'transaction'>): SqlDatabase {
  return {
    query: async (text, params) => (await query(text, params)).rows,
    apply: (statements) => transaction((inside) => runStatements(inside, statements)),
    applyUnflushed: (statements) => transaction((inside) => runStatements(inside, statements), 'unflushed'),
    emptying: (table) => ({ text: `TRUNCATE ${table}` }),
  };
}

/** Statements inside a transaction that is open already. */
export async function runStatements(query: Query, statements: readonly Statement[]): Promise<void> {
  for (const { text, params, changes } of statements) {
    const changed = (await query(text, params)).rowCount ?? 0;
    if (changes !== undefined && changed !== changes) throw new RowsDiffer(text, changed, changes);
  }
}
