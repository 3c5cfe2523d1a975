import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';
import { concat } from '../../domain/bytes.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { placeRun } from '../../domain/ledger/chain.ts';
import { hashText, readHash } from '../../domain/ledger/hash.ts';
import type { AppendOutcome, CheckedEntry, RegistryStore, StationRow, StoredKey } from '../store.ts';

/** The log that this process writes, as taken at start. */
export interface HeldLog {
  readonly logId: number;
  readonly fence: number;
}

type Push = Parameters<RegistryStore['append']>[0];

interface HeadRow {
  readonly station_no: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly frozen: number;
}

/** Chains and the log that they end up in. All functions here are to be called inside a transaction. */
export interface Chains {
  station(name: string): StationRow | undefined;
  hashes(stationNo: number, epoch: number, from: number, count: number): readonly string[];
  extend(held: HeldLog, row: StationRow, entries: readonly CheckedEntry[], recvMs: number): { readonly head: ChainHead; readonly firstIndex: number };
  append(held: HeldLog, push: Push): AppendOutcome;
  keepKey(stationNo: number, key: { readonly keyId: string; readonly publicKey: Bytes; readonly use: StoredKey['use'] }, logId: number, index: number): void;
}

export function openChains(database: Database.Database): Chains {
  const selectHead = database.prepare<[string], HeadRow>('SELECT station_no, station, epoch, seq, hash, frozen FROM stations JOIN heads USING (station_no) WHERE station = ?');
  const updateHead = database.prepare('UPDATE heads SET epoch = ?, seq = ?, hash = ? WHERE station_no = ?');
  const freeze = database.prepare('UPDATE heads SET frozen = 1 WHERE station_no = ?');
  const insertEvent = database.prepare(
    'INSERT INTO events (log_id, log_index, station_no, epoch, seq, type_no, subject_no, recv_ms, hash8, hash24, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRun = database.prepare('INSERT INTO runs (log_id, first_index, n, station_no, epoch, first_seq) VALUES (?, ?, ?, ?, ?, ?)');
  const insertSubjectEvent = database.prepare('INSERT INTO subject_events (log_id, subject_no, log_index) VALUES (?, ?, ?)');
  const insertSealed = database.prepare('INSERT INTO sealed (log_id, log_index, field, salt, value) VALUES (?, ?, ?, ?, ?)');
  const insertKey = database.prepare('INSERT INTO keys (station_no, keyid, public_key, use, log_id, log_index) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const selectSize = database.prepare<[number], { size: number }>('SELECT size FROM logs WHERE log_id = ?');
  const growLog = database.prepare('UPDATE logs SET size = ? WHERE log_id = ? AND fence = ? AND size = ?');
  const insertEvidence = database.prepare(
    'INSERT INTO evidence (station_no, epoch, hash, seq, logged, entry, recv_ms) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const selectRun = database.prepare<[number, number, number], { first_index: number; first_seq: number; n: number }>(
    'SELECT first_index, first_seq, n FROM runs WHERE station_no = ? AND epoch = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  );
  const selectHashes = database.prepare<[{ stationNo: number; epoch: number; from: number; to: number; start: number }], { hash8: Bytes; hash24: Bytes }>(
    `SELECT e.hash8, e.hash24 FROM runs r
       JOIN events e ON e.log_id = r.log_id AND e.log_index BETWEEN r.first_index AND r.first_index + r.n - 1
      WHERE r.station_no = @stationNo AND r.epoch = @epoch AND r.first_seq BETWEEN @start AND @to AND e.seq BETWEEN @from AND @to
      ORDER BY e.seq`,
  );
  const typeNo = dictionary(database, 'types', 'type');
  const subjectNo = dictionary(database, 'subjects', 'subject');

  const keepKey: Chains['keepKey'] = (stationNo, key, logId, index) => {
    insertKey.run(stationNo, key.keyId, key.publicKey, key.use, logId, index);
  };

  function station(name: string): StationRow | undefined {
    const row = selectHead.get(name);
    if (row === undefined) return undefined;
    return { stationNo: row.station_no, station: row.station, head: { epoch: row.epoch, seq: row.seq, hash: hashText(row.hash) }, frozen: row.frozen === 1 };
  }

  function indexAt(stationNo: number, epoch: number, seq: number): number | undefined {
    const run = selectRun.get(stationNo, epoch, seq);
    return run === undefined || seq >= run.first_seq + run.n ? undefined : run.first_index + seq - run.first_seq;
  }

  function hashes(stationNo: number, epoch: number, from: number, count: number): readonly string[] {
    const start = selectRun.get(stationNo, epoch, from)?.first_seq;
    if (start === undefined || count === 0) return [];
    return selectHashes.all({ stationNo, epoch, from, to: from + count - 1, start }).map((row) => hashText(concat(row.hash8, row.hash24)));
  }

  /** Gives indexes, keeps the events and moves the head. The caller has decided that they belong there. */
  function extend(held: HeldLog, row: StationRow, entries: readonly CheckedEntry[], recvMs: number): { readonly head: ChainHead; readonly firstIndex: number } {
    const firstIndex = selectSize.get(held.logId)?.size;
    const [first] = entries;
    if (firstIndex === undefined || first === undefined) throw new Error('nothing to append, or no log to append to');
    let head = row.head;
    for (const [offset, { entry, keys, sealed }] of entries.entries()) {
      const { event } = entry;
      const index = firstIndex + offset;
      const hash = bytesOf(entry.hash);
      if (event.epoch !== head.epoch || event.seq !== head.seq + 1 || event.prev !== head.hash) throw new Error('an event that does not continue its chain reached the log');
      const subject = event.subject === undefined ? null : subjectNo(event.subject);
      insertEvent.run(held.logId, index, row.stationNo, event.epoch, event.seq, typeNo(event.type), subject, recvMs, hash.subarray(0, 8), hash.subarray(8), entry.bytes);
      if (subject !== null) insertSubjectEvent.run(held.logId, subject, index);
      for (const { field, salt, value } of sealed) insertSealed.run(held.logId, index, field, salt, value);
      for (const key of keys) keepKey(row.stationNo, key, held.logId, index);
      head = { epoch: event.epoch, seq: event.seq, hash: entry.hash };
    }
    insertRun.run(held.logId, firstIndex, entries.length, row.stationNo, first.entry.event.epoch, first.entry.event.seq);
    updateHead.run(head.epoch, head.seq, bytesOf(head.hash), row.stationNo);
    if (growLog.run(firstIndex + entries.length, held.logId, held.fence, firstIndex).changes !== 1) throw new Error('another writer has taken this log');
    return { head, firstIndex };
  }

  /** Registry protocol, section 5, step 5: everything that is decided under the lock. */
  function append(held: HeldLog, { station: name, epoch, from, entries, recvMs }: Push): AppendOutcome {
    const row = station(name);
    if (row === undefined) return { kind: 'refused', code: 'not_enrolled' };
    const { head, stationNo, frozen } = row;
    const stored = epoch === head.epoch ? hashes(stationNo, epoch, from, Math.min(entries.length, Math.max(0, head.seq - from + 1))) : [];
    const hashAt = (seq: number): string => {
      const hash = stored[seq - from];
      if (hash === undefined) throw new Error('the chain in the log has a hole');
      return hash;
    };
    const links = entries.map(({ entry }) => entry);
    const placement = placeRun({ head, frozen, epoch, from, links, hashAt });
    if (placement.kind === 'fork') {
      const { index } = placement;
      const diverging = links[index];
      if (diverging === undefined) throw new Error('a fork without its event');
      const logged = diverging.event.seq <= head.seq ? hashAt(diverging.event.seq) : head.hash;
      insertEvidence.run(stationNo, epoch, bytesOf(diverging.hash), diverging.event.seq, bytesOf(logged), diverging.bytes, recvMs);
      freeze.run(stationNo);
      return { kind: 'refused', code: 'fork', head, index };
    }
    if (placement.kind !== 'accept') return { kind: 'refused', code: placement.kind, head };
    const fresh = entries.slice(placement.known);
    if (fresh.length === 0) {
      const headIndex = indexAt(stationNo, head.epoch, head.seq);
      return { kind: 'accepted', head, accepted: 0, duplicates: placement.known, ...(headIndex === undefined ? {} : { headIndex }) };
    }
    const extended = extend(held, row, fresh, recvMs);
    const headIndex = extended.firstIndex + fresh.length - 1;
    return { kind: 'accepted', head: extended.head, accepted: fresh.length, duplicates: placement.known, firstIndex: extended.firstIndex, headIndex };
  }

  return { station, hashes, extend, append, keepKey };
}

/** A hash in text form that was checked before it came here. */
export function bytesOf(hash: string): Bytes {
  const bytes = readHash(hash);
  if (bytes === undefined) throw new Error('not a hash');
  return bytes;
}

/** Numbers for words that come back often; explicit numbers, so that no engine's serial columns are needed. */
function dictionary(database: Database.Database, table: 'types' | 'subjects', word: 'type' | 'subject'): (text: string) => number {
  const select = database.prepare<[string], { no: number }>(`SELECT ${word}_no AS no FROM ${table} WHERE ${word} = ?`);
  const insert = database.prepare<[string], { no: number }>(`INSERT INTO ${table} (${word}_no, ${word}) SELECT coalesce(max(${word}_no), 0) + 1, ? FROM ${table} RETURNING ${word}_no AS no`);
  return (text) => {
    const no = (select.get(text) ?? insert.get(text))?.no;
    if (no === undefined) throw new Error(`no number for a ${word}`);
    return no;
  };
}
