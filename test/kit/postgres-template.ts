import pg from 'pg';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import type { PostgresServer } from './postgres.ts';

const template = 'migrated';
const ready = new WeakMap<PostgresServer, Promise<string>>();

/**
 * An address of the server's database of that name; a new one has every migration of the registry already. Each
 * migration is a commit that waits for the disk: a copy of a database that has them costs a fifth of that.
 */
export async function migratedDatabase(server: PostgresServer, name: string): Promise<string> {
  const migrated = ready.get(server) ?? migrateOnce(server);
  ready.set(server, migrated);
  const client = new pg.Client({ connectionString: await migrated });
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

/** @returns the address of the database that every server has, which is no registry's */
async function migrateOnce(server: PostgresServer): Promise<string> {
  const store = await openPostgresStore(await server.database(template));
  await store.close();
  return server.database('postgres');
}
