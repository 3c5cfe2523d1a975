import type { Bytes } from '../../domain/bytes.ts';
import { equal } from '../../domain/bytes.ts';
import { type Entry, entrySignatureFault, leafHash, openEntry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { pagesOf } from '../sql/pages.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';

/** An entry as it was read. */
export interface ReadRow {
  readonly index: number;
  /** Of the bytes as stored. */
  readonly leaf: Bytes;
  /** Undefined when the bytes do not open. */
  readonly entry: Entry | undefined;
}

/** Takes the log page by page, in index order. */
export interface PageCheck {
  page(rows: readonly [ReadRow, ...ReadRow[]]): Promise<void>;
  /** @param count how many entries there are */
  end(count: number): Promise<void>;
}

/** Where a chain stood last, of its newest epoch. */
export interface LastOf {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
}

/** What is kept of a log that was read. It grows with stations, people and keys, and not with entries. */
export interface Walked {
  readonly count: number;
  readonly first: Entry | undefined;
  readonly heads: ReadonlyMap<string, LastOf>;
  /** Bodies of `station.enrolled` by station. */
  readonly enrolled: ReadonlyMap<string, Event['body']>;
  /** Bodies of `chain.forked`. */
  readonly forks: readonly Event['body'][];
  /** Key ids of `key.revoked`. */
  readonly revoked: ReadonlySet<string>;
  /** Keys that were named as the ones to follow. */
  readonly followers: ReadonlySet<string>;
}

const page = 512;

/** Reads every entry again, in index order: form, columns, chain, signatures; and hands the pages on. */
export async function walkLog(
  {
    sql,
    logId,
    verifier,
    find,
    progress,
  }: { sql: SqlReader; logId: number; verifier: SignatureVerifier; find: Find; progress: (done: number) => void },
  checks: readonly PageCheck[],
): Promise<Walked> {
  const keys = await keysById(sql, find);
  const kept = {
    heads: new Map<string, LastOf>(),
    enrolled: new Map<string, Event['body']>(),
    forks: [] as Event['body'][],
    revoked: new Set<string>(),
    followers: new Set<string>(),
  };
  let count = 0;
  let first: Entry | undefined;
  for (let after = -1; ;) {
    const rows = await sql.query(
      `SELECT e.log_index, e.epoch, e.seq, e.hash8, e.hash24, e.entry, s.station, t.type, u.subject FROM events e
         LEFT JOIN stations s ON s.station_no = e.station_no LEFT JOIN types t ON t.type_no = e.type_no
         LEFT JOIN subjects u ON u.subject_no = e.subject_no
        WHERE e.log_id = $1 AND e.log_index > $2 ORDER BY e.log_index LIMIT $3`,
      [logId, after, page],
    );
    const read = rows.map((row, offset) => readRow(row, count + offset, find));
    for (const [offset, { index, entry }] of read.entries()) {
      const row = rows[offset];
      if (entry === undefined || row === undefined) continue;
      const where = `events ${index}`;
      first ??= index === 0 ? entry : undefined;
      columns(row, entry, where, find);
      place(kept.heads, entry, where, find);
      const fault = entrySignatureFault(entry, (id) => keys.get(id), verifier);
      if (fault !== undefined) find('signature', where, `signature ${fault} is wrong, or its key is not kept`);
      keep(kept, entry.event);
    }
    count += rows.length;
    const [head, ...rest] = read;
    if (head !== undefined) for (const check of checks) await check.page([head, ...rest]);
    if (count % (page * 40) === 0 || rows.length < page) progress(count);
    if (rows.length < page) break;
    after = read.at(-1)?.index ?? after;
  }
  for (const check of checks) await check.end(count);
  await noneTwice(sql, logId, find);
  return { count, first, ...kept };
}

function readRow(row: SqlRow, position: number, find: Find): ReadRow {
  const index = number(row, 'log_index');
  if (index !== position) find('log', `events ${index}`, `stands where index ${position} should stand`);
  const stored = new Uint8Array(bytes(row, 'entry'));
  const opened = openEntry(stored);
  if (opened.kind === 'refused') find('entry', `events ${index}`, `the entry does not open: ${opened.code}`);
  return { index, leaf: leafHash(stored), entry: opened.kind === 'refused' ? undefined : opened.entry };
}

/** The columns repeat what the entry says, so that it can be found. */
function columns(row: SqlRow, { event, hash }: Entry, where: string, find: Find): void {
  const told = readHash(hash);
  const [first, rest] = [bytes(row, 'hash8'), bytes(row, 'hash24')];
  if (told === undefined || !equal(first, told.subarray(0, 8)) || !equal(rest, told.subarray(8)))
    find('entry', where, 'the hash beside the entry is another one');
  if (optionalText(row, 'station') !== event.station) find('entry', where, 'the station beside the entry is another one');
  if (number(row, 'epoch') !== event.epoch || number(row, 'seq') !== event.seq)
    find('entry', where, 'epoch or seq beside the entry are others');
  if (optionalText(row, 'type') !== event.type) find('entry', where, 'the type beside the entry is another one');
  if (optionalText(row, 'subject') !== event.subject) find('entry', where, 'the subject beside the entry is another one');
}

/** I2: 1, 2, 3 with the hash before in `prev`; a new epoch only after the old one. */
function place(heads: Map<string, LastOf>, { event, hash }: Entry, where: string, find: Find): void {
  const before = heads.get(event.station);
  const goesOn = before?.epoch === event.epoch;
  if (event.seq !== (goesOn ? before.seq + 1 : 1) || (before !== undefined && event.epoch < before.epoch))
    find('chain', where, `${event.station} ${event.epoch} ${event.seq} does not follow what is before it`);
  if (goesOn && event.prev !== before.hash) find('chain', where, `prev is not the hash of the event before it`);
  heads.set(event.station, { epoch: event.epoch, seq: event.seq, hash });
}

function keep(
  kept: { enrolled: Map<string, Event['body']>; forks: Event['body'][]; revoked: Set<string>; followers: Set<string> },
  { type, body }: Event,
): void {
  if (type === 'station.enrolled') kept.enrolled.set(String(body['station']), body);
  if (type === 'chain.forked') kept.forks.push(body);
  if (type === 'key.revoked') kept.revoked.add(String(body['keyid']));
  if (typeof body['next'] === 'string') kept.followers.add(body['next']);
}

/** I3: no event twice. The hashes beside the entries were just held against them. */
async function noneTwice(sql: SqlReader, logId: number, find: Find): Promise<void> {
  const rows = await sql.query(
    'SELECT min(log_index) AS first, max(log_index) AS last FROM events WHERE log_id = $1 GROUP BY hash8, hash24 HAVING count(*) > 1 LIMIT 51',
    [logId],
  );
  for (const row of rows) find('entry', `events ${number(row, 'last')}`, `the event of index ${number(row, 'first')} again`);
}

async function keysById(sql: SqlReader, find: Find): Promise<ReadonlyMap<string, Bytes>> {
  const keys = new Map<string, Bytes>();
  for await (const rows of pagesOf(sql, { name: 'keys', key: ['station_no', 'keyid', 'use'] }))
    for (const row of rows) {
      const [id, key] = [text(row, 'keyid'), new Uint8Array(bytes(row, 'public_key'))];
      if (key.length !== 32 || keyId(key) !== id) find('keys', `keys ${id}`, 'the public key is not the one of this id');
      else keys.set(id, key);
    }
  return keys;
}
