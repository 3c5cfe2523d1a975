import type Database from 'better-sqlite3';
import type { Chains, HeldLog } from './chains.ts';
import { openChains } from './chains.ts';
import type { SqlitePort } from './sql-port.ts';
import { sqliteSql } from './sql-port.ts';

/** What the parts of the store share: one database, its chains, the log that is written, and two ways to run. */
export interface Base {
  readonly database: Database.Database;
  readonly sql: SqlitePort;
  readonly chains: Chains;
  /** Throws before `hold` was called. */
  log(): HeldLog;
  hold(log: HeldLog): void;
  /** One transaction that takes the write lock at once and is durable when the promise resolves. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Runs now; a throw becomes a rejection. */
  read<Result>(work: () => Result): Promise<Result>;
}

export function openBase(database: Database.Database): Base {
  let held: HeldLog | undefined;
  const sql = sqliteSql(database);
  return {
    database,
    sql,
    chains: openChains(database, sql.run),
    log() {
      if (held === undefined) throw new Error('no log was taken');
      return held;
    },
    hold(log) {
      held = log;
    },
    write: (work) =>
      new Promise((resolve) => {
        resolve(database.transaction(work).immediate());
      }),
    read: (work) =>
      new Promise((resolve) => {
        resolve(work());
      }),
  };
}
