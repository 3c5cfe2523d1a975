import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { refusalOf } from '../open.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { StoreRefused } from '../refused.ts';
import type { Find } from './findings.ts';

/** Opens a station's file for reading alone: no step of the schema is taken, no page written. What is read is one moment. Throws `StoreRefused`. */
export function openForReading(path: string): Database.Database {
  if (!existsSync(path)) throw new StoreRefused('not_a_store', `${path} is not there. Say with --data where the station keeps its data.`);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, timeout: 0 });
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (cause) {
    db?.close();
    throw refusalOf(path, cause);
  }
}

/** A mark of the file as a station's store, and the shape of its tables. */
interface Shape {
  readonly mark: number;
  readonly schema: string;
  readonly steps: string;
}

function shapeOf(db: Database.Database): Shape {
  const rows = db.prepare<[], object>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();
  return {
    mark: Number(db.pragma('application_id', { simple: true })),
    schema: JSON.stringify(rows),
    steps: JSON.stringify(db.prepare('SELECT * FROM migrations ORDER BY number').all()),
  };
}

/** How many faults SQLite is asked for. */
const faults = 20;

/**
 * Is the file whole, and has it the tables of this program? SQLite walks every page, every index and every rule of a
 * column. Of a damaged file nothing else is asked: what it says cannot be relied on.
 *
 * @returns whether the rest can be looked at
 */
export function checkFile(db: Database.Database, find: Find): boolean {
  try {
    const said = db.prepare<[], string>(`PRAGMA integrity_check(${faults})`).pluck().all();
    for (const line of said) if (line !== 'ok') find('file', 'station.db', `SQLite finds the file damaged: ${line}`);
    const loose = db.prepare<[], { table: string }>('SELECT DISTINCT "table" FROM pragma_foreign_key_check').all();
    for (const { table } of loose) find('file', table, 'it has rows that belong to nothing');
    const [is, should] = [shapeOf(db), shapeAnew()];
    if (is.mark !== should.mark) find('file', 'station.db', 'its mark is not that of a station');
    if (is.schema !== should.schema || is.steps !== should.steps)
      find(
        'file',
        'station.db',
        'its tables are not those of this version of Custos; if an older version wrote it, start the station once',
      );
    return said.every((line) => line === 'ok') && is.schema === should.schema;
  } catch (cause) {
    find('file', 'station.db', `SQLite cannot read the file: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
}

let anew: Shape | undefined;

function shapeAnew(): Shape {
  if (anew !== undefined) return anew;
  const db = new Database(':memory:');
  try {
    migrate(db, readMigrations(new URL('../migrations/', import.meta.url)));
    anew = shapeOf(db);
    return anew;
  } finally {
    db.close();
  }
}
