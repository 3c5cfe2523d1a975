import type { Bytes } from '../../domain/bytes.ts';
import { concat } from '../../domain/bytes.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { hashText, readHash } from '../../domain/ledger/hash.ts';
import { decideAppend, hashesNeeded, headAfter } from '../ledger/placement.ts';
import type { AppendOutcome, CheckedEntry, RegistryStore, StationRow, StoredKey } from '../store.ts';
import type { Query } from './pool.ts';
import { bytes, number, stationRow, text } from './rows.ts';
import { runStatements } from './sql-port.ts';

/** The log that this process writes, as taken at start. */
export interface HeldLog {
  readonly logId: number;
  readonly fence: number;
}

type Push = Parameters<RegistryStore['append']>[0];
type Key = { readonly keyId: string; readonly publicKey: Bytes; readonly use: StoredKey['use'] };

/** A hash in text form that was checked before it came here. */
export function bytesOf(hash: string): Bytes {
  const read = readHash(hash);
  if (read === undefined) throw new Error('not a hash');
  return read;
}

const headColumns = 'station_no, station, epoch, seq, hash, frozen';

/** A chain's head; `lock` holds it until the transaction ends. Heads are locked before the log, always. */
export async function stationNamed(query: Query, name: string, lock?: 'lock'): Promise<StationRow | undefined> {
  const locked = lock === undefined ? '' : 'FOR UPDATE OF heads';
  const { rows } = await query(`SELECT ${headColumns} FROM stations JOIN heads USING (station_no) WHERE station = $1 ${locked}`, [name]);
  return rows[0] === undefined ? undefined : stationRow(rows[0]);
}

/** The run that holds a seq, or the last one before it. */
async function runAt(query: Query, stationNo: number, epoch: number, seq: number) {
  const { rows } = await query(
    `SELECT first_index, first_seq, n FROM runs WHERE station_no = $1 AND epoch = $2 AND first_seq <= $3
      ORDER BY first_seq DESC LIMIT 1`,
    [stationNo, epoch, seq],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return { firstIndex: number(row, 'first_index'), firstSeq: number(row, 'first_seq'), n: number(row, 'n') };
}

export async function chainHashes(query: Query, stationNo: number, epoch: number, from: number, count: number): Promise<readonly string[]> {
  if (count === 0) return [];
  const start = await runAt(query, stationNo, epoch, from);
  if (start === undefined) return [];
  const { rows } = await query(
    `SELECT e.hash8, e.hash24 FROM runs r
       JOIN events e ON e.log_id = r.log_id AND e.log_index BETWEEN r.first_index AND r.first_index + r.n - 1
      WHERE r.station_no = $1 AND r.epoch = $2 AND r.first_seq BETWEEN $3 AND $5 AND e.seq BETWEEN $4 AND $5
      ORDER BY e.seq`,
    [stationNo, epoch, start.firstSeq, from, from + count - 1],
  );
  return rows.map((row) => hashText(concat(bytes(row, 'hash8'), bytes(row, 'hash24'))));
}

export async function keepKey(query: Query, stationNo: number, key: Key, logId: number, index: number): Promise<void> {
  await query(
    'INSERT INTO keys (station_no, keyid, public_key, use, log_id, log_index) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
    [stationNo, key.keyId, key.publicKey, key.use, logId, index],
  );
}

/** One push under the locks: reads what the decision needs, and does what was decided. */
export async function append(query: Query, held: HeldLog, push: Push): Promise<AppendOutcome> {
  try {
    return await appendNow(query, held, push);
  } catch (cause) {
    if (cause instanceof Stale) return { kind: 'stale' };
    throw cause;
  }
}

/** Throws `Stale` before it has changed anything. */
async function appendNow(query: Query, held: HeldLog, push: Push): Promise<AppendOutcome> {
  const row = await stationNamed(query, push.station, 'lock');
  if (row === undefined) return { kind: 'refused', code: 'not_enrolled' };
  const { stationNo } = row;
  const { epoch, from, recvMs } = push;
  const decision = decideAppend(row, push, await chainHashes(query, stationNo, epoch, from, hashesNeeded(row, push)));
  switch (decision.kind) {
    case 'refuse':
      return decision.outcome;
    case 'fork': {
      const { diverging, logged } = decision;
      await lockLog(query, held, push.authority);
      await query(
        `INSERT INTO evidence (station_no, epoch, hash, seq, logged, entry, recv_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT DO NOTHING`,
        [stationNo, epoch, bytesOf(diverging.hash), diverging.event.seq, bytesOf(logged), diverging.bytes, recvMs],
      );
      await query('UPDATE heads SET frozen = true WHERE station_no = $1', [stationNo]);
      return decision.outcome;
    }
    case 'known': {
      const { head, duplicates } = decision;
      const headIndex = await indexAt(query, stationNo, head);
      return { kind: 'accepted', head, accepted: 0, duplicates, ...(headIndex === undefined ? {} : { headIndex }) };
    }
    case 'extend': {
      const { fresh, duplicates } = decision;
      const { head, firstIndex } = await extend(query, held, row, fresh, recvMs, push.authority);
      return { kind: 'accepted', head, accepted: fresh.length, duplicates, firstIndex, headIndex: firstIndex + fresh.length - 1 };
    }
  }
}

/** Gives indexes, keeps the events and moves the head. The caller holds the head and has decided that they belong there. */
export async function extend(
  query: Query,
  held: HeldLog,
  row: StationRow,
  entries: readonly CheckedEntry[],
  recvMs: number,
  authority?: number,
): Promise<{ readonly head: ChainHead; readonly firstIndex: number }> {
  const [first] = entries;
  if (first === undefined) throw new Error('nothing to append');
  const head = headAfter(row.head, entries);
  const firstIndex = await lockLog(query, held, authority);
  await keepEvents(query, { logId: held.logId, firstIndex, row, recvMs }, entries);
  const { epoch, seq } = first.entry.event;
  await query('INSERT INTO runs (log_id, first_index, n, station_no, epoch, first_seq) VALUES ($1, $2, $3, $4, $5, $6)', [
    held.logId,
    firstIndex,
    entries.length,
    row.stationNo,
    epoch,
    seq,
  ]);
  await query('UPDATE heads SET epoch = $1, seq = $2, hash = $3 WHERE station_no = $4', [
    head.epoch,
    head.seq,
    bytesOf(head.hash),
    row.stationNo,
  ]);
  await query('UPDATE logs SET size = $1 WHERE log_id = $2', [firstIndex + entries.length, held.logId]);
  return { head, firstIndex };
}

/** A key has ended since the signatures were checked. */
class Stale extends Error {}

/**
 * Holds the log until the transaction ends; its size. Throws when another process has taken it since, and `Stale` when
 * `authority` has moved.
 */
export async function lockLog(query: Query, { logId, fence }: HeldLog, authority?: number): Promise<number> {
  const { rows } = await query('SELECT size, fence, authority FROM logs WHERE log_id = $1 FOR UPDATE', [logId]);
  const [log] = rows;
  if (log === undefined || number(log, 'fence') !== fence) throw new Error('another writer has taken this log');
  if (authority !== undefined && number(log, 'authority') !== authority) throw new Stale('a key has ended meanwhile');
  return number(log, 'size');
}

interface Place {
  readonly logId: number;
  readonly firstIndex: number;
  readonly row: StationRow;
  readonly recvMs: number;
}

async function keepEvents(query: Query, { logId, firstIndex, row, recvMs }: Place, entries: readonly CheckedEntry[]): Promise<void> {
  const events = entries.map(({ entry }) => entry.event);
  const types = await numbersOf(
    query,
    'types',
    'type',
    events.map(({ type }) => type),
  );
  const subjects = await numbersOf(
    query,
    'subjects',
    'subject',
    events.flatMap(({ subject }) => subject ?? []),
  );
  const indexes = entries.map((_, offset) => firstIndex + offset);
  const subjectNos = events.map(({ subject }) => (subject === undefined ? null : numbered(subjects, subject)));
  const hashes = entries.map(({ entry }) => bytesOf(entry.hash));
  await query(
    `INSERT INTO events (log_id, log_index, station_no, epoch, seq, type_no, subject_no, recv_ms, hash8, hash24, entry)
     SELECT $1, i, $2, $3, seq, type_no, subject_no, $4, hash8, hash24, entry
       FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bytea[], $10::bytea[], $11::bytea[])
         AS e (i, seq, type_no, subject_no, hash8, hash24, entry)`,
    [
      logId,
      row.stationNo,
      row.head.epoch,
      recvMs,
      indexes,
      events.map(({ seq }) => seq),
      events.map(({ type }) => numbered(types, type)),
      subjectNos,
      hashes.map((hash) => asBuffer(hash.subarray(0, 8))),
      hashes.map((hash) => asBuffer(hash.subarray(8))),
      entries.map(({ entry }) => asBuffer(entry.bytes)),
    ],
  );
  for (const [offset, { entry, keys, sealed, also }] of entries.entries()) {
    for (const { field, salt, value } of sealed)
      await query('INSERT INTO sealed (log_id, log_index, field, salt, value) VALUES ($1, $2, $3, $4, $5)', [
        logId,
        firstIndex + offset,
        field,
        salt,
        value,
      ]);
    for (const key of keys) await keepKey(query, row.stationNo, key, logId, firstIndex + offset);
    if (also !== undefined) await runStatements(query, also({ logId, index: firstIndex + offset, hash: entry.hash }));
  }
}

/** The client sends arrays of byte strings only when each is a Buffer. */
function asBuffer(value: Bytes): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

function numbered(numbers: ReadonlyMap<string, number>, word: string): number {
  const no = numbers.get(word);
  if (no === undefined) throw new Error(`no number for ${word}`);
  return no;
}

/** Numbers for words that come back often. Called under the log's lock, so that nobody else gives out the same one. */
async function numbersOf(
  query: Query,
  table: 'types' | 'subjects',
  word: 'type' | 'subject',
  words: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(words)];
  const find = async (): Promise<Map<string, number>> => {
    const { rows } = await query(`SELECT ${word}_no, ${word} FROM ${table} WHERE ${word} = ANY ($1)`, [wanted]);
    return new Map(rows.map((row) => [text(row, word), number(row, `${word}_no`)]));
  };
  const known = await find();
  const fresh = wanted.filter((one) => !known.has(one));
  if (fresh.length === 0) return known;
  await query(
    `INSERT INTO ${table} (${word}_no, ${word})
     SELECT (SELECT coalesce(max(${word}_no), 0) FROM ${table}) + n, w FROM unnest($1::text[]) WITH ORDINALITY AS f (w, n)`,
    [fresh],
  );
  return find();
}

async function indexAt(query: Query, stationNo: number, { epoch, seq }: ChainHead): Promise<number | undefined> {
  const run = await runAt(query, stationNo, epoch, seq);
  return run === undefined || seq >= run.firstSeq + run.n ? undefined : run.firstIndex + seq - run.firstSeq;
}
