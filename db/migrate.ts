import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { StoreRefused } from './refused.ts';

/** "Cust": marks the file as a station's store. */
const applicationId = 0x43757374;

export interface Migration {
  /** Steps of ten, rising. */
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
  /** First program version that knows this step. */
  readonly needs: string;
}

/** The steps in a folder, in order. Throws on a file that is none. */
export function readMigrations(folder: URL): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file) => {
    const number = /^([0-9]{3}0)-[a-z0-9-]+\.sql$/.exec(file)?.[1];
    const sql = readFileSync(new URL(file, folder), 'utf8');
    const needs = /^-- needs: ([0-9.]+)\n/.exec(sql)?.[1];
    if (number === undefined || needs === undefined) throw new Error(`${file} is not named or headed as a migration`);
    return { number: Number(number), name: file, sql, sha256: createHash('sha256').update(sql).digest('hex'), needs };
  });
}

/**
 * Brings the file to the newest step, each step in its own transaction. Refuses a file that is no station's
 * store, one that a newer program wrote, and one whose steps are not the ones known here.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[]): void {
  const id = Number(db.pragma('application_id', { simple: true }));
  const isNew = id === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (id !== applicationId && !isNew)
    throw new StoreRefused('not_a_store', 'This file is not the store of a station. It was left as it is.');
  if (isNew) {
    db.transaction(() => {
      db.exec('CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, needs TEXT NOT NULL) STRICT');
      db.pragma(`application_id = ${applicationId}`);
    })();
  }
  const done = db
    .prepare<[], { number: number; sha256: string; needs: string; name: string }>('SELECT * FROM migrations ORDER BY number')
    .all();
  for (const step of done) {
    const known = migrations.find((each) => each.number === step.number);
    if (known === undefined) {
      throw new StoreRefused(
        'from_the_future',
        `A newer Custos wrote this store. It needs version ${done.at(-1)?.needs ?? step.needs} or newer; nothing was changed.`,
      );
    }
    if (known.sha256 !== step.sha256)
      throw new StoreRefused('altered', `Step ${step.name} of this store is not the one this program knows.`);
  }
  const note = db.prepare('INSERT INTO migrations (number, name, sha256, needs) VALUES (?, ?, ?, ?)');
  for (const step of migrations.filter((each) => !done.some(({ number }) => number === each.number))) {
    db.transaction(() => {
      db.exec(step.sql);
      note.run(step.number, step.name, step.sha256, step.needs);
    })();
  }
}
