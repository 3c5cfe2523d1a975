import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { RegistryRefused } from '../refused.ts';

/** "CuRe": marks the file as a registry's database. */
const applicationId = 0x43755265;
const migrationFolder = new URL('./migrations/', import.meta.url);

/**
 * Opens the registry's database for this process alone and brings it up to date. Every commit is flushed before
 * it answers. Refuses a database that another process holds, that a newer version wrote, or whose past
 * migrations differ from ours.
 */
export function openDatabase(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
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

interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

function migrate(database: Database.Database, path: string): void {
  const marked = database.pragma('application_id', { simple: true });
  if (marked !== 0 && marked !== applicationId)
    throw new RegistryRefused('not_a_registry', `${path} belongs to another program. It was not changed.`);
  database.exec('CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT');
  const done = database.prepare<[], { id: number; name: string; hash: string }>('SELECT id, name, hash FROM migrations ORDER BY id').all();
  const known = readMigrations();
  for (const { id, name, hash } of done) {
    const own = known.find((each) => each.id === id);
    if (own === undefined)
      throw new RegistryRefused(
        'from_the_future',
        `${path} was written by a newer version (it has step ${name}). Start that version; nothing was changed.`,
      );
    if (own.hash !== hash)
      throw new RegistryRefused('changed_migration', `Step ${name} of ${path} is not the one that this version has. Nothing was changed.`);
  }
  const record = database.prepare('INSERT INTO migrations (id, name, hash) VALUES (?, ?, ?)');
  for (const { id, name, sql, hash } of known.slice(done.length)) {
    database.transaction(() => {
      database.exec(sql);
      record.run(id, name, hash);
    })();
  }
  database.pragma(`application_id = ${applicationId}`);
}

function readMigrations(): readonly Migration[] {
  const names = readdirSync(migrationFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name) => {
    const sql = readFileSync(new URL(name, migrationFolder), 'utf8');
    return { id: Number(name.slice(0, 4)), name, sql, hash: createHash('sha256').update(sql).digest('hex') };
  });
}
