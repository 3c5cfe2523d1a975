import pg from 'pg';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import type { PostgresServer } from './postgres.ts';

const template = 'migrated';
const ready = new WeakMap<Databases, Promise<void>>();

type Databases = Pick<PostgresServer, 'database'>;

/**
 * An address of the server's database of that name; a new one has every migration of the registry already. Each
 * migration is a commit that waits for the disk: a copy of a database that has them costs a fifth of that.
 */
export async function migratedDatabase(server: Databases, name: string): Promise<string> {
  const migrated = ready.get(server) ?? makeTemplate(server);
  ready.set(server, migrated);
  await migrated;
  const client = new pg.Client({ connectionString: await server.database('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    // Copied page by page through the log: the other way begins and ends with a checkpoint of the whole server.
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}" TEMPLATE ${template} STRATEGY wal_log`);
  } finally {
    await client.end();
  }
  return server.database(name);
}

/** Makes the database that migrated ones are copied from. Nobody may be connected to it while one is copied. */
export async function makeTemplate(server: Databases): Promise<void> {
  const store = await openPostgresStore(await server.database(template));
  await store.close();
}

/** Says that another process has made the template of this server. */
export function hasTemplate(server: Databases): void {
  ready.set(server, Promise.resolve());
}
