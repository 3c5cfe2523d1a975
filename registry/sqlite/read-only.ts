import { chmodSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readMigrations, refuseOtherSteps } from '../migrations.ts';
import { RegistryRefused } from '../refused.ts';
import type { Reading } from '../reading.ts';
import { migrationFolder } from './open.ts';
import { sqliteSql } from './sql-port.ts';

/**
 * Opens a registry's file for reading alone: no step of the schema is taken, no page written. What is read is one moment.
 * Throws `RegistryRefused` when a registry runs on it, or when it is of another version than this program.
 */
export function openReadOnly(path: string): Reading {
  let database: Database.Database | undefined;
  try {
    database = openFile(path);
    database.exec('BEGIN');
    refuseOtherSteps(readMigrations(migrationFolder), stepsOf(database), path);
  } catch (cause) {
    database?.close();
    throw refusal(path, cause);
  }
  const opened = database;
  const { query } = sqliteSql(opened);
  return {
    query,
    close: () =>
      new Promise((resolve) => {
        resolve(void opened.close());
      }),
  };
}

/** Opens a registry's file for reading alone, as it is at each query. Throws `RegistryRefused` as `openReadOnly` does. */
export function openFileToRead(path: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = openFile(path);
    refuseOtherSteps(readMigrations(migrationFolder), stepsOf(database), path);
    return database;
  } catch (cause) {
    database?.close();
    throw refusal(path, cause);
  }
}

/** Copies a file that no registry has open to `to`, as one moment of it. Throws `RegistryRefused` when one has. */
export async function copyClosed(path: string, to: string): Promise<void> {
  let database: Database.Database | undefined;
  try {
    database = openFile(path);
    // Held while it is read. Without it a file that is in use would be copied as an empty one, and nobody would say so.
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    await database.backup(to);
  } catch (cause) {
    throw refusal(path, cause);
  } finally {
    database?.close();
  }
}

/** Makes a copy one file that can lie on a medium where nothing is written: no write-ahead log beside it, for this user alone. */
export function oneFile(path: string): void {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
  chmodSync(path, 0o600);
}

function openFile(path: string): Database.Database {
  if (!existsSync(path)) throw new RegistryRefused('not_a_registry', `${path} is not there. Say where the registry keeps its log.`);
  return new Database(path, { readonly: true, timeout: 0 });
}

function stepsOf(database: Database.Database): readonly { readonly id: number; readonly name: string; readonly hash: string }[] {
  return database.prepare<[], { id: number; name: string; hash: string }>('SELECT id, name, hash FROM migrations ORDER BY id').all();
}

function refusal(path: string, cause: unknown): unknown {
  if (!(cause instanceof Database.SqliteError)) return cause;
  if (cause.code.startsWith('SQLITE_BUSY') || cause.code.startsWith('SQLITE_LOCKED'))
    return new RegistryRefused('in_use', `A registry is running on ${path}. Stop it first. Nothing was changed.`, cause);
  return new RegistryRefused(
    'not_a_registry',
    `${path} cannot be read as a registry's database: ${cause.message}. It was not changed.`,
    cause,
  );
}
