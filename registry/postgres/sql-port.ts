import { RowsDiffer, type SqlDatabase } from '../sql/port.ts';
import type { Database } from './pool.ts';

/** The narrow port over the store's own pool. */
export function postgresSql({ query, transaction }: Pick<Database, 'query' | 'transaction'>): SqlDatabase {
  return {
    query: async (text, params) => (await query(text, params)).rows,
    apply: (statements) =>
      transaction(async (inside) => {
        for (const { text, params, changes } of statements) {
          const changed = (await inside(text, params)).rowCount ?? 0;
          if (changes !== undefined && changed !== changes) throw new RowsDiffer(text, changed, changes);
        }
      }),
    emptying: (table) => ({ text: `TRUNCATE ${table}` }),
  };
}
