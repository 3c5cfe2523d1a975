import pg from 'pg';
import { openForReading } from '../../registry/reading.ts';
import type { Bench } from './flips.ts';

/** A database of PostgreSQL whose foreign keys are out of the way; rules of columns stay. To be closed. */
export async function postgresBench(url: string): Promise<Bench & { close(): Promise<void> }> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("SET session_replication_role = 'replica'");
  return {
    async cells(table) {
      const key = await client.query<{ name: string }>(
        `SELECT a.attname AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
          WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int[], a.attnum::int)`,
        [table],
      );
      // Read as the registry reads them: whole numbers as numbers.
      const reading = await openForReading(url);
      const rows = await reading.query(`SELECT * FROM ${table} ORDER BY ${key.rows.map(({ name }) => name).join(', ')}`);
      await reading.close();
      return { table, key: key.rows.map(({ name }) => name), rows };
    },
    async put(flip, value, key = flip.key) {
      const names = Object.keys(key);
      const where = names.map((name, index) => `${name} = $${index + 2}`).join(' AND ');
      try {
        const change = `UPDATE ${flip.table} SET ${flip.column} = $1 WHERE ${where}`;
        return (await client.query(change, [value, ...names.map((name) => key[name])])).rowCount === 1;
      } catch {
        return false;
      }
    },
    close: () => client.end(),
  };
}
