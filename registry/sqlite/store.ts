import type { Bytes } from '../../domain/bytes.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { tileWidth } from '../../domain/ledger/tiles.ts';
import type { ControlEffect, EnrolmentRow, Fork, LogRow, RegistryStore, StoredKey } from '../store.ts';
import type { HeldLog } from './chains.ts';
import { bytesOf, openChains } from './chains.ts';
import { openDatabase } from './open.ts';

const controlNo = 0;

interface ForkRow {
  readonly station_no: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly logged: Bytes;
  readonly entry: Bytes;
}

/**
 * The store in one SQLite file. Every function is synchronous inside: nothing can run between its statements, so
 * the event loop is the lock. Answers are promises because the port is made for stores with a network between.
 */
export function openSqliteStore(path: string): RegistryStore {
  const database = openDatabase(path);
  const chains = openChains(database);
  let held: HeldLog | undefined;
  const log = (): HeldLog => {
    if (held === undefined) throw new Error('no log was taken');
    return held;
  };
  const immediate = <Result>(work: () => Result): Promise<Result> =>
    new Promise((resolve) => {
      resolve(database.transaction(work).immediate());
    });
  const read = <Result>(work: () => Result): Promise<Result> =>
    new Promise((resolve) => {
      resolve(work());
    });

  const selectKeys = database.prepare<[string], { station_no: number; station: string; public_key: Bytes; use: StoredKey['use'] }>(
    'SELECT station_no, station, public_key, use FROM keys JOIN stations USING (station_no) WHERE keyid = ?',
  );
  const selectEntries = database.prepare<[number, number, number], { entry: Bytes }>(
    'SELECT entry FROM events WHERE log_id = ? AND log_index >= ? AND log_index < ? ORDER BY log_index',
  );
  const selectIndex = database.prepare<[Bytes, Bytes, number], { log_index: number }>('SELECT log_index FROM events WHERE hash8 = ? AND hash24 = ? AND log_id = ?');
  const selectTile = database.prepare<[number, number, number, number], { bytes: Bytes }>(
    'SELECT bytes FROM tiles WHERE log_id = ? AND level = ? AND n = ? AND width >= ? ORDER BY width LIMIT 1',
  );
  const insertTile = database.prepare('INSERT INTO tiles (log_id, level, n, width, bytes) VALUES (?, ?, ?, ?, ?)');
  const dropNarrower = database.prepare(`DELETE FROM tiles WHERE log_id = ? AND level = ? AND n = ? AND width < ${tileWidth}`);
  const insertCheckpoint = database.prepare('INSERT INTO checkpoints (log_id, size, root, at_ms) VALUES (?, ?, ?, ?)');
  const selectEnrolment = database.prepare<[Bytes], { expires_ms: number; request: string | null; station: string | null; entry: Bytes | null }>(
    `SELECT expires_ms, request, station, entry FROM enrolments LEFT JOIN stations USING (station_no)
       LEFT JOIN keys ON keys.station_no = enrolments.station_no AND keys.use = 'event'
       LEFT JOIN events ON events.log_id = keys.log_id AND events.log_index = keys.log_index WHERE code_hash = ?
      ORDER BY keys.log_index LIMIT 1`,
  );

  return {
    takeLog: () =>
      immediate(() => {
        const row = database
          .prepare<[], { log_id: number; name: string; size: number; log_vkey: string; ack_vkey: string; fence: number }>('SELECT * FROM logs ORDER BY log_id DESC LIMIT 1')
          .get();
        if (row === undefined) return undefined;
        database.prepare('UPDATE logs SET fence = fence + 1 WHERE log_id = ?').run(row.log_id);
        held = { logId: row.log_id, fence: row.fence + 1 };
        return { logId: row.log_id, name: row.name, size: row.size, logVkey: row.log_vkey, ackVkey: row.ack_vkey } satisfies LogRow;
      }),
    logSize: () => read(() => database.prepare<[number], { size: number }>('SELECT size FROM logs WHERE log_id = ?').get(log().logId)?.size ?? 0),
    createLog: ({ logId, name, logVkey, ackVkey, controlKey }) =>
      immediate(() => {
        database.prepare('INSERT INTO logs (log_id, name, size, log_vkey, ack_vkey, fence) VALUES (?, ?, 0, ?, ?, 0)').run(logId, name, logVkey, ackVkey);
        database.prepare('INSERT INTO stations (station_no, station, name, site, platform) VALUES (?, ?, ?, ?, ?)').run(controlNo, controlStation, controlStation, '', '');
        database.prepare('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES (?, ?, 0, ?, 0)').run(controlNo, controlGenesis.epoch, bytesOf(controlGenesis.hash));
        chains.keepKey(controlNo, { ...controlKey, use: 'event' }, logId, 0);
      }),

    station: (station) => read(() => chains.station(station)),
    keys: (keyIds) =>
      read(
        () =>
          new Map(
            keyIds.map((keyId) => [
              keyId,
              selectKeys.all(keyId).map((row) => ({ stationNo: row.station_no, station: row.station, publicKey: row.public_key, use: row.use })),
            ]),
          ),
      ),
    chainHashes: (stationNo, epoch, from, count) => read(() => chains.hashes(stationNo, epoch, from, count)),

    append: (push) => immediate(() => chains.append(log(), push)),
    appendControl: ({ make, effect, recvMs }) =>
      immediate(() => {
        const row = chains.station(controlStation);
        if (row === undefined) throw new Error('the log has no control chain');
        const entry = make(row.head);
        const { firstIndex } = chains.extend(log(), row, [{ entry, keys: [], sealed: [] }], recvMs);
        apply(effect, entry.hash, firstIndex);
        return { entry, index: firstIndex };
      }),
    unreportedForks: () =>
      read(() =>
        database
          .prepare<[], ForkRow>('SELECT station_no, station, epoch, seq, hash, logged, entry FROM evidence JOIN stations USING (station_no) WHERE control_index IS NULL ORDER BY recv_ms, station_no')
          .all()
          .map((row): Fork => ({ ...row, stationNo: row.station_no, hash: hashText(row.hash), logged: hashText(row.logged) })),
      ),
    evidence: (hash) => read(() => database.prepare<[Bytes], { entry: Bytes }>('SELECT entry FROM evidence WHERE hash = ?').get(bytesOf(hash))?.entry),

    entries: (from, count) => read(() => selectEntries.all(log().logId, from, from + count).map((row) => row.entry)),
    indexOf: (eventHash) =>
      read(() => {
        const hash = bytesOf(eventHash);
        return selectIndex.get(hash.subarray(0, 8), hash.subarray(8), log().logId)?.log_index;
      }),
    tile: (level, index, width) => read(() => selectTile.get(log().logId, level, index, width)?.bytes.subarray(0, width * 32)),
    newestCheckpoint: () =>
      read(() => database.prepare<[number], { size: number; root: Bytes }>('SELECT size, root FROM checkpoints WHERE log_id = ? ORDER BY size DESC LIMIT 1').get(log().logId)),
    checkpointRoot: (size) => read(() => database.prepare<[number, number], { root: Bytes }>('SELECT root FROM checkpoints WHERE log_id = ? AND size = ?').get(log().logId, size)?.root),
    saveCheckpoint: ({ size, root }, tiles, atMs) =>
      immediate(() => {
        const { logId } = log();
        for (const { level, index, bytes } of tiles) {
          dropNarrower.run(logId, level, index);
          insertTile.run(logId, level, index, bytes.length / 32, bytes);
        }
        insertCheckpoint.run(logId, size, root, atMs);
      }),

    addCode: (codeHash, expiresMs) => immediate(() => void database.prepare('INSERT INTO enrolments (code_hash, expires_ms) VALUES (?, ?)').run(codeHash, expiresMs)),
    enrolment: (codeHash) =>
      read((): EnrolmentRow | undefined => {
        const row = selectEnrolment.get(codeHash);
        if (row === undefined) return undefined;
        if (row.request === null || row.station === null || row.entry === null) return { expiresMs: row.expires_ms };
        return { expiresMs: row.expires_ms, request: row.request, station: row.station, entry: row.entry };
      }),

    raiseAlarm: (kind, detail, atMs) =>
      immediate(
        () => void database.prepare('INSERT INTO alarms (alarm_no, kind, at_ms, detail) SELECT coalesce(max(alarm_no), 0) + 1, ?, ?, ? FROM alarms').run(kind, atMs, detail),
      ),
    alarms: () => read(() => database.prepare<[], { kind: string }>('SELECT DISTINCT kind FROM alarms ORDER BY kind').all().map((row) => row.kind)),
    close: () => read(() => void database.close()),
  };

  function apply(effect: ControlEffect, hash: string, index: number): void {
    switch (effect.kind) {
      case 'none':
        return;
      case 'fork_reported': {
        const { stationNo, epoch, hash: diverging } = effect.fork;
        database.prepare('UPDATE evidence SET control_index = ? WHERE station_no = ? AND epoch = ? AND hash = ?').run(index, stationNo, epoch, bytesOf(diverging));
        return;
      }
      case 'station_enrolled': {
        const { station, name, site, platform, keys } = effect.station;
        const no = database.prepare<[], { no: number }>('SELECT max(station_no) + 1 AS no FROM stations').get()?.no;
        if (no === undefined) throw new Error('no number for a station');
        database.prepare('INSERT INTO stations (station_no, station, name, site, platform) VALUES (?, ?, ?, ?, ?)').run(no, station, name, site, platform);
        database.prepare('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES (?, 1, 0, ?, 0)').run(no, bytesOf(hash));
        for (const key of keys) chains.keepKey(no, key, log().logId, index);
        const used = database.prepare('UPDATE enrolments SET request = ?, station_no = ? WHERE code_hash = ? AND station_no IS NULL').run(effect.request, no, effect.codeHash);
        if (used.changes !== 1) throw new Error('an enrolment code was used twice');
        return;
      }
    }
  }
}
