import type { Bytes } from '../../domain/bytes.ts';
import { equal } from '../../domain/bytes.ts';
import { type Entry, entrySignatureFault, leafHash, openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';

/** An entry of the log as it was read, and what later checks hold the other tables against. */
export interface ReadEntry {
  readonly index: number;
  readonly entry: Entry;
}

export interface ReadLog {
  readonly entries: readonly ReadEntry[];
  /** Leaf hashes in index order, of the bytes as stored. */
  readonly leaves: readonly Bytes[];
  readonly byHash: ReadonlyMap<string, ReadEntry>;
  /** Last event by station, of its newest epoch. */
  readonly heads: ReadonlyMap<string, ReadEntry>;
}

const page = 500;

/** Reads every entry again: form, columns, chain, signatures. */
export async function readLog(
  sql: SqlReader,
  logId: number,
  verifier: SignatureVerifier,
  find: Find,
  progress: (done: number) => void,
): Promise<ReadLog> {
  const entries: ReadEntry[] = [];
  const leaves: Bytes[] = [];
  const byHash = new Map<string, ReadEntry>();
  const heads = new Map<string, ReadEntry>();
  const keys = await keysById(sql, find);
  for (let from = 0; ; from += page) {
    const rows = await sql.query(
      `SELECT e.log_index, e.epoch, e.seq, e.hash8, e.hash24, e.entry, s.station, t.type, u.subject FROM events e
         LEFT JOIN stations s ON s.station_no = e.station_no LEFT JOIN types t ON t.type_no = e.type_no
         LEFT JOIN subjects u ON u.subject_no = e.subject_no
        WHERE e.log_id = $1 ORDER BY e.log_index LIMIT $2 OFFSET $3`,
      [logId, page, from],
    );
    for (const row of rows) {
      const index = number(row, 'log_index');
      const where = `events ${index}`;
      if (index !== leaves.length) find('log', where, `stands where index ${leaves.length} should stand`);
      const stored = new Uint8Array(bytes(row, 'entry'));
      leaves.push(leafHash(stored));
      const opened = openEntry(stored);
      if (opened.kind === 'refused') {
        find('entry', where, `the entry does not open: ${opened.code}`);
        continue;
      }
      const read = { index, entry: opened.entry };
      columns(row, opened.entry, where, find);
      place(heads, read, where, find);
      const fault = entrySignatureFault(opened.entry, (id) => keys.get(id), verifier);
      if (fault !== undefined) find('signature', where, `signature ${fault} is wrong, or its key is not kept`);
      if (byHash.has(opened.entry.hash)) find('entry', where, `the event of index ${byHash.get(opened.entry.hash)?.index ?? 0} again`);
      byHash.set(opened.entry.hash, read);
      entries.push(read);
    }
    progress(leaves.length);
    if (rows.length < page) return { entries, leaves, byHash, heads };
  }
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
function place(heads: Map<string, ReadEntry>, read: ReadEntry, where: string, find: Find): void {
  const { event } = read.entry;
  const before = heads.get(event.station)?.entry;
  const goesOn = before?.event.epoch === event.epoch;
  const seq = goesOn ? before.event.seq + 1 : 1;
  if (event.seq !== seq || (before !== undefined && event.epoch < before.event.epoch))
    find('chain', where, `${event.station} ${event.epoch} ${event.seq} does not follow what is before it`);
  if (goesOn && event.prev !== before.hash) find('chain', where, `prev is not the hash of the event before it`);
  heads.set(event.station, read);
}

async function keysById(sql: SqlReader, find: Find): Promise<ReadonlyMap<string, Bytes>> {
  const keys = new Map<string, Bytes>();
  for (const row of await sql.query('SELECT keyid, public_key FROM keys')) {
    const [id, key] = [text(row, 'keyid'), new Uint8Array(bytes(row, 'public_key'))];
    if (key.length !== 32 || keyId(key) !== id) find('keys', `keys ${id}`, 'the public key is not the one of this id');
    else keys.set(id, key);
  }
  return keys;
}

export const isControl = ({ entry }: ReadEntry): boolean => entry.event.station === controlStation;
