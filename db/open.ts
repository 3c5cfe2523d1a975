import Database from 'better-sqlite3';
import type { StationStore } from '../contract/ports.ts';
import { learnPolicies } from '../domain/policy/policies.ts';
import { openCertificates } from './certificates.ts';
import { openContainers } from './containers.ts';
import { openDrives } from './drives.ts';
import { openFacts } from './facts.ts';
import { foldAnewOnce } from './fold.ts';
import { openLives } from './lives.ts';
import { openProjections } from './projections.ts';
import { migrate, readMigrations } from './migrate.ts';
import { openPeople } from './people.ts';
import { openPull, policiesIn } from './pull.ts';
import { StoreRefused } from './refused.ts';
import { openSecrets } from './secrets.ts';
import { openShelf } from './shelf.ts';
import { openSync } from './sync.ts';

/**
 * Opens the station's file, made on first use. One process only: a second one gets `in_use`. A commit that
 * returned is on disk (WAL, synchronous=FULL). Throws `StoreRefused`.
 */
export function openStationStore(path: string): StationStore {
  const db = openFile(path);
  try {
    migrate(db, readMigrations(new URL('./migrations/', import.meta.url)));
    const store = stationStoreOver(db);
    foldAnewOnce(db, store);
    return store;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** The store over a database that is open and up to date. Closing the store closes it. */
export function stationStoreOver(db: Database.Database): StationStore {
  const projections = openProjections(db);
  const secrets = openSecrets(db);
  const certificates = openCertificates(db);
  const lives = openLives(db);
  // Before anything is folded: drives may have been judged by what the registry's log set.
  learnPolicies(policiesIn(db));
  return {
    facts: openFacts(db, projections, { secrets, certificates, lives }),
    shelf: openShelf(db),
    drives: openDrives(db),
    containers: openContainers(db),
    people: openPeople(db),
    secrets,
    certificates,
    sync: openSync(db, lives),
    pull: openPull(db, projections),
    rebuild: projections.rebuild,
    close: () => db.close(),
  };
}

function openFile(path: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    // Before the first access: with it SQLite takes the whole file for this process and needs no shared memory.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // 16 MB of pages: copying them back into the file costs a commit several flushes, so it is done seldom.
    db.pragma('wal_autocheckpoint = 4000');
    // What is erased is overwritten, not only let go of.
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    // The library's own default is weaker, and a commit that is not on disk is no record.
    const isDurable = db.pragma('journal_mode', { simple: true }) === 'wal' && db.pragma('synchronous', { simple: true }) === 2;
    if (!isDurable) throw new StoreRefused('unreadable', `${path} lies on a disk where commits cannot be made durable.`);
    return db;
  } catch (cause) {
    db?.close();
    throw refusalOf(path, cause);
  }
}

/** What a fault of SQLite means to people. */
export function refusalOf(path: string, cause: unknown): unknown {
  if (!(cause instanceof Database.SqliteError)) {
    return cause instanceof TypeError ? new StoreRefused('unreadable', `The folder of ${path} is not there.`, cause) : cause;
  }
  if (cause.code.startsWith('SQLITE_BUSY'))
    return new StoreRefused('in_use', `${path} is in use by another station process. Close it first.`, cause);
  if (cause.code === 'SQLITE_NOTADB')
    return new StoreRefused('not_a_store', `${path} is not the store of a station. It was left as it is.`, cause);
  return new StoreRefused('unreadable', `${path} cannot be opened (${cause.code}).`, cause);
}
