import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { noLogThere, refuseStanding } from '../standing.ts';
import type { LogRow, OpenedToRead, RegistryStore, StoredKey } from '../store.ts';
import type { Base } from './base.ts';
import { openBase } from './base.ts';
import { bytesOf } from './chains.ts';
import { controlPart } from './control-part.ts';
import { openDatabase } from './open.ts';
import { openFileToRead } from './read-only.ts';
import { treePart } from './tree-part.ts';

const controlNo = 0;

/**
 * The store in one SQLite file. Every function is synchronous inside: nothing can run between its statements, so
 * the event loop is the lock. Answers are promises because the port is made for stores with a network between.
 */
export function openSqliteStore(path: string): RegistryStore {
  return sqliteStoreOver(openDatabase(path));
}

/** The store over a database that is open and up to date. Closing the store closes it. */
export function sqliteStoreOver(opened: Database.Database): RegistryStore {
  const base = openBase(opened);
  const { database, sql, chains, log, read, write } = base;
  return {
    sql,
    ...logPart(base),
    ...keysPart(base),
    ...controlPart(base),
    ...treePart(base),
    append: (push) => write(() => chains.append(log(), push)),
    raiseAlarm: (kind, detail, atMs) =>
      write(
        () =>
          void database
            .prepare('INSERT INTO alarms (alarm_no, kind, at_ms, detail) SELECT coalesce(max(alarm_no), 0) + 1, ?, ?, ? FROM alarms')
            .run(kind, atMs, detail),
      ),
    alarms: () =>
      read(() =>
        database
          .prepare<[], { kind: string }>('SELECT DISTINCT kind FROM alarms ORDER BY kind')
          .all()
          .map((row) => row.kind),
      ),
    // `secure_delete` has overwritten the rows; this takes their old pages out of the write-ahead log.
    forget: () => read(() => void database.pragma('wal_checkpoint(TRUNCATE)')),
    copyTo: async (file) => void (await database.backup(file)),
    close: () => read(() => void database.close()),
  };
}

/**
 * Opens a log for reading alone, in a file that no registry has open: a running one keeps its file to itself. Nothing is
 * written, no step of the schema is taken. Throws `RegistryRefused`.
 */
export function openSqliteToRead(path: string): OpenedToRead {
  const database = openFileToRead(path);
  try {
    const base = openBase(database);
    const row = database
      .prepare<[], { log_id: number; name: string; size: number; log_vkey: string; ack_vkey: string; standing: unknown }>(
        'SELECT log_id, name, size, log_vkey, ack_vkey, standing FROM logs ORDER BY log_id DESC LIMIT 1',
      )
      .get();
    if (row === undefined) throw noLogThere(path);
    refuseStanding(row.standing);
    const log: LogRow = { logId: row.log_id, name: row.name, size: row.size, logVkey: row.log_vkey, ackVkey: row.ack_vkey };
    // No fence was taken: this store writes nothing.
    base.hold({ logId: log.logId, fence: -1 });
    const store = { sql: base.sql, ...logPart(base), ...keysPart(base), ...controlPart(base), ...treePart(base) };
    return {
      log,
      store,
      isFollowing: () => Promise.resolve(undefined),
      close: () => base.read(() => void database.close()),
    };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function logPart(base: Base): Pick<RegistryStore, 'takeLog' | 'logSize' | 'createLog'> {
  const { database, chains, log, read, write } = base;
  return {
    takeLog: () =>
      write(() => {
        const row = database
          .prepare<
            [],
            { log_id: number; name: string; size: number; log_vkey: string; ack_vkey: string; fence: number; standing: unknown }
          >('SELECT * FROM logs ORDER BY log_id DESC LIMIT 1')
          .get();
        if (row === undefined) return undefined;
        refuseStanding(row.standing);
        database.prepare('UPDATE logs SET fence = fence + 1 WHERE log_id = ?').run(row.log_id);
        base.hold({ logId: row.log_id, fence: row.fence + 1 });
        return { logId: row.log_id, name: row.name, size: row.size, logVkey: row.log_vkey, ackVkey: row.ack_vkey } satisfies LogRow;
      }),
    logSize: () =>
      read(() => database.prepare<[number], { size: number }>('SELECT size FROM logs WHERE log_id = ?').get(log().logId)?.size ?? 0),
    createLog: ({ logId, name, logVkey, ackVkey, controlKey }) =>
      write(() => {
        database
          .prepare('INSERT INTO logs (log_id, name, size, log_vkey, ack_vkey, fence) VALUES (?, ?, 0, ?, ?, 0)')
          .run(logId, name, logVkey, ackVkey);
        database
          .prepare('INSERT INTO stations (station_no, station, name, site, platform) VALUES (?, ?, ?, ?, ?)')
          .run(controlNo, controlStation, controlStation, '', '');
        database
          .prepare('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES (?, ?, 0, ?, 0)')
          .run(controlNo, controlGenesis.epoch, bytesOf(controlGenesis.hash));
        chains.keepKey(controlNo, { ...controlKey, use: 'event' }, logId, 0);
      }),
  };
}

interface KeyRow {
  readonly station_no: number;
  readonly station: string;
  readonly public_key: Bytes;
  readonly use: StoredKey['use'];
  readonly next: string | null;
  readonly ended: NonNullable<StoredKey['ended']> | null;
}

function keysPart({ database, chains, log, read }: Base): Pick<RegistryStore, 'station' | 'keys' | 'authority' | 'chainHashes'> {
  const selectKeys = database.prepare<[string], KeyRow>(
    'SELECT station_no, station, public_key, use, next, ended FROM keys JOIN stations USING (station_no) WHERE keyid = ?',
  );
  return {
    station: (station) => read(() => chains.station(station)),
    keys: (keyIds) =>
      read(
        () =>
          new Map(
            keyIds.map((keyId) => [
              keyId,
              selectKeys.all(keyId).map(({ station_no: stationNo, station, public_key: publicKey, use, next, ended }): StoredKey => ({
                stationNo,
                station,
                publicKey,
                use,
                ...(next === null ? {} : { next }),
                ...(ended === null ? {} : { ended }),
              })),
            ]),
          ),
      ),
    authority: () => read(() => chains.authority(log())),
    chainHashes: (stationNo, epoch, from, count) => read(() => chains.hashes(stationNo, epoch, from, count)),
  };
}
