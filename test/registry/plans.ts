import type { SqlReader, SqlValue } from '../../registry/sql/port.ts';

/** How a store means to answer a statement. */
export interface Plans {
  readonly isSqlite: boolean;
  /** Its plan, a step on each line. */
  of(text: string, params?: readonly SqlValue[]): Promise<string>;
}

/** Plans of this store. Small tables are read whole by PostgreSQL unless it is told that an index is to be used where there is one. */
export async function plansIn(sql: SqlReader): Promise<Plans> {
  const isSqlite = await sql.query('SELECT sqlite_version()').then(
    () => true,
    () => false,
  );
  if (!isSqlite) await sql.query("SELECT set_config('enable_seqscan', 'off', false)");
  return {
    isSqlite,
    async of(text, params = []) {
      const rows = await sql.query(`EXPLAIN ${isSqlite ? 'QUERY PLAN ' : ''}${text}`, params);
      return rows.map((row) => String(row['detail'] ?? row['QUERY PLAN'])).join('\n');
    },
  };
}
