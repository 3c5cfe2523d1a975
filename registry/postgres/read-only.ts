import pg from 'pg';
import { readMigrations, refuseOtherSteps } from '../migrations.ts';
import type { Reading } from '../reading.ts';
import { RegistryRefused } from '../refused.ts';
import { number, text } from '../sql/rows.ts';
import type { SqlRow } from '../sql/port.ts';
import { migrationFolder, registryConnection, whole } from './pool.ts';

/**
 * Opens a registry's database for reading alone, a standby too: one moment of it, in a transaction that can write nothing.
 * A registry may be running on it. Throws `RegistryRefused` when it is of another version than this program.
 *
 * @param url as in DATABASE_URL
 */
export async function openReadOnly(url: string): Promise<Reading> {
  const client = new pg.Client({ connectionString: url, application_name: 'custos reader', types: whole });
  // A connection that breaks fails the query it runs; without a listener it would end the process as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<SqlRow>('SELECT id, name, hash FROM migrations ORDER BY id');
    const done = rows.map((row) => ({ id: number(row, 'id'), name: text(row, 'name'), hash: text(row, 'hash') }));
    refuseOtherSteps(readMigrations(migrationFolder), done, 'The database');
  } catch (cause) {
    await client.end().catch(() => undefined);
    if (cause instanceof RegistryRefused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryRefused(
      'unreachable',
      `The database cannot be read: ${why}. Nothing was changed. Check the address and the server.`,
      cause,
    );
  }
  return {
    query: async (sql, params) => (await client.query<SqlRow>(sql, params === undefined ? [] : [...params])).rows,
    close: () => client.end(),
  };
}

/** A connection that was just closed stands in the server's list a moment longer. How often it is looked at again, and after how long, in s. */
const looks = 20;
const betweenLooks = 0.1;

/** Throws `RegistryRefused` when a registry is connected to this database, and goes on being so for two seconds. */
export async function refuseInUse(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'custos reader', types: whole });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (let look = 1; await isInUse(client); look += 1) {
      if (look === looks)
        throw new RegistryRefused('in_use', 'A registry is running on this database. Stop it first. Nothing was changed.');
      await client.query('SELECT pg_sleep($1)', [betweenLooks]);
    }
  } catch (cause) {
    if (cause instanceof RegistryRefused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryRefused(
      'unreachable',
      `The database cannot be used: ${why}. Nothing was changed. Check the address and the server.`,
      cause,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isInUse(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<SqlRow>(
    'SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [registryConnection],
  );
  return rows[0] !== undefined && number(rows[0], 'n') > 0;
}
