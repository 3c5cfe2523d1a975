import { controlGenesis } from '../../domain/ledger/chain.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { noLogThere, refuseStanding } from '../standing.ts';
import type { LogRow, OpenedToRead, RegistryStore, StoredKey } from '../store.ts';
import { bytesOf, chainHashes, type HeldLog, keepKey, stationNamed } from './chains.ts';
import { controlPart } from './control-part.ts';
import { type Database, openDatabase, openDatabaseToRead } from './pool.ts';
import { bytes, number, type Row, text } from './rows.ts';
import { postgresSql } from './sql-port.ts';
import { optionalText } from '../sql/rows.ts';
import { appendShared } from './shared-commit.ts';
import { treePart } from './tree-part.ts';

const controlNo = 0;

/** What the parts of the store share. */
export interface Base extends Database {
  /** Throws before the log was taken. */
  log(): HeldLog;
}

/**
 * The store in a PostgreSQL database. Row locks keep two requests apart, always a chain's head before the log; the
 * fence of the log keeps two registries apart.
 *
 * @param url as in DATABASE_URL
 * @throws RegistryRefused
 */
export async function openPostgresStore(url: string): Promise<RegistryStore> {
  const database = await openDatabase(url);
  let held: HeldLog | undefined;
  const base: Base = {
    ...database,
    log() {
      if (held === undefined) throw new Error('no log was taken');
      return held;
    },
  };
  return {
    sql: postgresSql(base),
    ...logPart(base, (taken) => (held = taken)),
    ...keysPart(base),
    ...controlPart(base),
    ...treePart(base),
    append: appendShared(base, () => base.log()),
    raiseAlarm: (kind, detail, atMs) =>
      base.transaction(async (query) => {
        // The log's row keeps two alarms from taking one number; whoever holds the log now, this must be said.
        await query('SELECT log_id FROM logs WHERE log_id = $1 FOR UPDATE', [base.log().logId]);
        await query('INSERT INTO alarms (alarm_no, kind, at_ms, detail) SELECT coalesce(max(alarm_no), 0) + 1, $1, $2, $3 FROM alarms', [
          kind,
          atMs,
          detail,
        ]);
      }),
    alarms: async () => (await base.query('SELECT DISTINCT kind FROM alarms ORDER BY kind')).rows.map((row) => text(row, 'kind')),
    // Frees the deleted rows for reuse; the server's own write-ahead log and backups keep them until their term.
    forget: async () => {
      await base.query('VACUUM sealed, quarantine');
    },
    pool: () => base.pool(),
    close: () => base.close(),
  };
}

/**
 * Opens a log for reading alone: the database of a running registry, or a standby of it. Every transaction is read-only by
 * the server's own word. Throws `RegistryRefused`.
 *
 * @param url as in DATABASE_URL
 */
export async function openPostgresToRead(url: string): Promise<OpenedToRead> {
  const database = await openDatabaseToRead(url);
  try {
    const { rows } = await database.query('SELECT log_id, name, size, log_vkey, ack_vkey, standing FROM logs ORDER BY log_id DESC LIMIT 1');
    const [row] = rows;
    if (row === undefined) throw noLogThere('The database');
    refuseStanding(row['standing']);
    const log: LogRow = {
      logId: number(row, 'log_id'),
      name: text(row, 'name'),
      size: number(row, 'size'),
      logVkey: text(row, 'log_vkey'),
      ackVkey: text(row, 'ack_vkey'),
    };
    // No fence was taken: this store writes nothing.
    const base: Base = { ...database, log: () => ({ logId: log.logId, fence: -1 }) };
    const store = {
      sql: postgresSql(base),
      ...logPart(base, () => undefined),
      ...keysPart(base),
      ...controlPart(base),
      ...treePart(base),
    };
    return { log, store, isFollowing: () => isFollowing(base), close: () => database.close() };
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

/** A standby without a receiver gets nothing new, and answers all the same. */
async function isFollowing({ query }: Base): Promise<boolean | undefined> {
  const { rows } = await query('SELECT pg_is_in_recovery() AS standby, (SELECT count(*) FROM pg_stat_wal_receiver) AS receivers');
  const [row] = rows;
  return row === undefined || row['standby'] !== true ? undefined : number(row, 'receivers') > 0;
}

function logPart(base: Base, hold: (log: HeldLog) => void): Pick<RegistryStore, 'takeLog' | 'logSize' | 'createLog'> {
  return {
    takeLog: () =>
      base.transaction(async (query) => {
        const { rows } = await query(
          `UPDATE logs SET fence = fence + 1 WHERE log_id = (SELECT max(log_id) FROM logs)
           RETURNING log_id, name, size, log_vkey, ack_vkey, fence, standing`,
        );
        const [row] = rows;
        if (row === undefined) return undefined;
        refuseStanding(row['standing']);
        hold({ logId: number(row, 'log_id'), fence: number(row, 'fence') });
        return {
          logId: number(row, 'log_id'),
          name: text(row, 'name'),
          size: number(row, 'size'),
          logVkey: text(row, 'log_vkey'),
          ackVkey: text(row, 'ack_vkey'),
        } satisfies LogRow;
      }),
    async logSize() {
      const { rows } = await base.query('SELECT size FROM logs WHERE log_id = $1', [base.log().logId]);
      return rows[0] === undefined ? 0 : number(rows[0], 'size');
    },
    createLog: ({ logId, name, logVkey, ackVkey, controlKey }) =>
      base.transaction(async (query) => {
        await query('INSERT INTO logs (log_id, name, size, log_vkey, ack_vkey, fence) VALUES ($1, $2, 0, $3, $4, 0)', [
          logId,
          name,
          logVkey,
          ackVkey,
        ]);
        await query('INSERT INTO stations (station_no, station, name, site, platform) VALUES ($1, $2, $2, $3, $3)', [
          controlNo,
          controlStation,
          '',
        ]);
        await query('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES ($1, $2, 0, $3, false)', [
          controlNo,
          controlGenesis.epoch,
          bytesOf(controlGenesis.hash),
        ]);
        await keepKey(query, controlNo, { ...controlKey, use: 'event' }, logId, 0);
      }),
  };
}

function keysPart({ query, log }: Base): Pick<RegistryStore, 'station' | 'keys' | 'authority' | 'chainHashes'> {
  return {
    station: (station) => stationNamed(query, station),
    async keys(keyIds) {
      const { rows } = await query(
        'SELECT keyid, station_no, station, public_key, use, next, ended FROM keys JOIN stations USING (station_no) WHERE keyid = ANY ($1)',
        [keyIds],
      );
      return new Map(keyIds.map((keyId) => [keyId, rows.filter((row) => row['keyid'] === keyId).map(storedKey)]));
    },
    async authority() {
      const { rows } = await query('SELECT authority FROM logs WHERE log_id = $1', [log().logId]);
      return rows[0] === undefined ? 0 : number(rows[0], 'authority');
    },
    chainHashes: (stationNo, epoch, from, count) => chainHashes(query, stationNo, epoch, from, count),
  };
}

function storedKey(row: Row): StoredKey {
  const [next, ended] = [optionalText(row, 'next'), optionalText(row, 'ended')];
  return {
    stationNo: number(row, 'station_no'),
    station: text(row, 'station'),
    publicKey: bytes(row, 'public_key'),
    use: text(row, 'use') as StoredKey['use'], // the table's own check
    ...(next === undefined ? {} : { next }),
    ...(ended === undefined ? {} : { ended: ended as NonNullable<StoredKey['ended']> }), // the same
  };
}
