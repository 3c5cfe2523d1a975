import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { readMigrations, stepsLeft } from '../migrations.ts';
import { RegistryRefused } from '../refused.ts';

/** "CuRe": marks the file as a registry's database. */
const applicationId = 0x43755265;
export const migrationFolder = new URL('./migrations/', import.meta.url);

/**
 * Opens the registry's database for this process alone and brings it up to date. Every commit is flushed before
 * it answers. Refuses a database that another process holds, that a newer version wrote, or whose past
 * migrations differ from ours.
 */
export function openDatabase(path: string, use: 'kept' | 'scratch' = 'kept'): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // Nothing in a scratch file outlives the work that it is for.
    database.pragma(`synchronous = ${use === 'kept' ? 'FULL' : 'OFF'}`);
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    // What is deleted is overwritten: personal values must be gone, not only unlinked.
    database.pragma('secure_delete = ON');
    // Rows of projections go to all places of their tables: what a busy registry touches stays in memory, 64 MiB of it.
    database.pragma('cache_size = -65536');
    // The write-ahead log is carried over each 16 MiB, not each 4: pages that change often are then written once.
    database.pragma('wal_autocheckpoint = 4096');
    // A write takes the lock, which EXCLUSIVE then keeps until the process ends.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    migrate(database, path);
    return database;
  } catch (cause) {
    database.close();
    if (cause instanceof Database.SqliteError && (cause.code.startsWith('SQLITE_BUSY') || cause.code.startsWith('SQLITE_LOCKED'))) {
      throw new RegistryRefused(
        'in_use',
        `Another registry is running on ${path}. Stop it first, or start this one with another data folder.`,
        cause,
      );
    }
    if (cause instanceof Database.SqliteError && cause.code === 'SQLITE_NOTADB') {
      throw new RegistryRefused('not_a_registry', `${path} is not a registry's database. It was not changed.`, cause);
    }
    throw cause;
  }
}

function migrate(database: Database.Database, path: string): void {
  const marked = database.pragma('application_id', { simple: true });
  if (marked !== 0 && marked !== applicationId)
    throw new RegistryRefused('not_a_registry', `${path} belongs to another program. It was not changed.`);
  database.exec('CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT');
  const done = database.prepare<[], { id: number; name: string; hash: string }>('SELECT id, name, hash FROM migrations ORDER BY id').all();
  const record = database.prepare('INSERT INTO migrations (id, name, hash) VALUES (?, ?, ?)');
  for (const { id, name, sql, hash } of stepsLeft(readMigrations(migrationFolder), done, path)) {
    database.transaction(() => {
      database.exec(sql);
      record.run(id, name, hash);
    })();
  }
  database.pragma(`application_id = ${applicationId}`);
}
