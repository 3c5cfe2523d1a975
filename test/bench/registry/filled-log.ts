import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { type Bytes, utf8 } from '../../../domain/bytes.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import type { Entry } from '../../../domain/ledger/entry.ts';
import { type Event, hashOfEventBytes, nothingSeen } from '../../../domain/ledger/event.ts';
import { readHash } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { usePlatformHash } from '../../../keys/platform-hash.ts';
import { subjectKey, subjectsProjection } from '../../../registry/projections/subjects.ts';
import { openDatabase } from '../../../registry/sqlite/open.ts';
import { sqliteStoreOver } from '../../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../../registry/store.ts';
import { registryName } from './rig.ts';

/** What the log tells of each drive. Its events stand as far from each other as they can: a page for each. */
export const eventsOfADrive = 60;
export const perPush = 1000;
const perCommit = 20_000;
const stationNo = 1;
export const station = 'st_00000000000000000000000000000001';
const genesis = hashOfEventBytes(utf8('bench'));
const sigs = [{ keyid: 'ed25519:AAAAAAAAAAAAAAAAAAAAAA', sig: 'A'.repeat(86) }];

export function driveAt(no: number): string {
  return driveId({ kind: 'wwn', value: `5000c500${no.toString(16).padStart(8, '0')}` });
}

/** The drives that a log of so many events tells of. */
export function drivesIn(events: number): number {
  return Math.ceil(events / eventsOfADrive);
}

/** A store on SQLite with a log and one station whose chain is empty. */
export async function openEmptyLog(file: string): Promise<{ readonly store: RegistryStore; readonly database: Database.Database }> {
  usePlatformHash();
  const database = openDatabase(file);
  const store = sqliteStoreOver(database);
  const { publicKey, keyId } = generateSigner();
  await store.createLog({ logId: 1, name: registryName, logVkey: 'none', ackVkey: 'none', controlKey: { publicKey, keyId } });
  await store.takeLog();
  await store.sql.apply([
    {
      text: 'INSERT INTO stations (station_no, station, name, site, platform) VALUES ($1, $2, $3, $4, $5)',
      params: [stationNo, station, 'Bench', 'Bench', 'linux'],
    },
    {
      text: 'INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES ($1, 1, 0, $2, 0)',
      params: [stationNo, bytesOf(genesis)],
    },
  ]);
  return { store, database };
}

/**
 * A store on SQLite with a log of so many events. Rows are put straight into the tables, without the checks and the
 * flushes of a registry, and indexes are made at the end: the same rows as a registry makes, which a test holds them to,
 * in a tenth of the time. What is left out is what a reader of histories never sees: no signature is good, no checkpoint
 * covers them, and of the projections there is the one that finds histories.
 */
export async function fillLog(folder: string, events: number): Promise<RegistryStore> {
  const { store, database } = await openEmptyLog(join(folder, `log-${events}.sqlite`));
  for (const unsafe of ['foreign_keys = OFF', 'journal_mode = MEMORY', 'synchronous = OFF']) database.pragma(unsafe);
  const remake = withoutIndexes(database, ['events_by_hash', 'subject_history_in_log']);
  await fillEvents(database, events);
  await fillHistory(database, events);
  remake();
  for (const safe of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) database.pragma(safe);
  return store;
}

/** Drops indexes. @returns what makes them again */
function withoutIndexes(database: Database.Database, names: readonly string[]): () => void {
  const made = names.map((name) => {
    const sql = database.prepare<[string], string>("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?").pluck().get(name);
    if (sql === undefined) throw new Error(`there is no index ${name}`);
    database.exec(`DROP INDEX ${name}`);
    return sql;
  });
  return () => {
    for (const sql of made) database.exec(sql);
  };
}

async function fillEvents(database: Database.Database, events: number): Promise<void> {
  const drives = drivesIn(events);
  const subject = database.prepare('INSERT INTO subjects (subject_no, subject) VALUES (?, ?)');
  const run = database.prepare('INSERT INTO runs (log_id, first_index, n, station_no, epoch, first_seq) VALUES (1, ?, ?, ?, 1, ?)');
  const event = database.prepare(
    `INSERT INTO events (log_id, log_index, station_no, epoch, seq, type_no, subject_no, recv_ms, hash8, hash24, entry)
     VALUES (1, ?, ?, 1, ?, 1, ?, ?, ?, ?, ?)`,
  );
  const subjects: string[] = [];
  let prev = genesis;
  const part = database.transaction((from: number, to: number) => {
    for (let at = from; at < to; at++) {
      const no = at % drives;
      if (at < drives) {
        subjects.push(driveAt(no));
        subject.run(no + 1, subjects[no]);
      }
      if (at % perPush === 0) run.run(at, Math.min(perPush, events - at), stationNo, at + 1);
      const { hash, text } = hashedAt(at, prev, subjects[no] ?? '');
      const key = bytesOf(hash);
      event.run(at, stationNo, at + 1, no + 1, at - (at % perPush), key.subarray(0, 8), key.subarray(8), utf8(text));
      prev = hash;
    }
  });
  database.prepare('INSERT INTO types (type_no, type) VALUES (1, ?)').run('custody.moved');
  for (let at = 0; at < events; at += perCommit) {
    // Signals are heard between commits.
    await nextTurn();
    part(at, Math.min(at + perCommit, events));
  }
  database.prepare('UPDATE heads SET seq = ?, hash = ? WHERE station_no = ?').run(events, bytesOf(prev), stationNo);
  database.prepare('UPDATE logs SET size = ? WHERE log_id = 1').run(events);
}

/** In the order of the table's key, so that its pages are filled one after another. */
async function fillHistory(database: Database.Database, events: number): Promise<void> {
  const drives = drivesIn(events);
  const inOrder = Array.from({ length: drives }, (_, no) => ({ no, key: subjectKey(driveAt(no)) })).sort((left, right) =>
    Buffer.compare(left.key, right.key),
  );
  const insert = database.prepare('INSERT INTO subject_history (log_id, subject, log_index, custody) VALUES (1, ?, ?, 1)');
  const part = database.transaction((some: typeof inOrder) => {
    for (const { no, key } of some) for (let at = no; at < events; at += drives) insert.run(key, at);
  });
  const perPart = Math.ceil(perCommit / eventsOfADrive);
  for (let at = 0; at < drives; at += perPart) {
    await nextTurn();
    part(inOrder.slice(at, at + perPart));
  }
  const { name, version } = subjectsProjection;
  database.prepare('INSERT INTO projections (name, version, log_id, next_index) VALUES (?, ?, 1, ?)').run(name, version, events);
}

/** The entry at an index of the log. */
export function entryAt(index: number, prev: string, subject: string): Entry {
  const { text, ...hashed } = hashedAt(index, prev, subject);
  return { event: eventAt(index + 1, prev, subject), sigs, bytes: utf8(text), ...hashed };
}

/** What is between the members that differ from entry to entry, which spares composing each. */
const marks = { prev: 'PREV', subject: 'SUBJECT', seq: 7_777_777 } as const;
const pieces = canonicalText({ event: eventAt(marks.seq, marks.prev, marks.subject), sigs }).split(/PREV|SUBJECT|7777777/);
const beforeEvent = '{"event":'.length;

function hashedAt(index: number, prev: string, subject: string) {
  const [a = '', b = '', c = '', d = '', e = ''] = pieces;
  const text = `${a}${prev}${b}${index + 1}${c}${subject}${d}${index + 1}${e}`;
  const eventBytes = utf8(text.slice(beforeEvent, text.lastIndexOf(',"sigs":[')));
  return { text, eventBytes, hash: hashOfEventBytes(eventBytes) };
}

function bytesOf(hash: string): Bytes {
  const bytes = readHash(hash);
  if (bytes === undefined) throw new Error('not a hash');
  return bytes;
}

/** Members in the order of canonical JSON, which saves the sorting. */
function eventAt(seq: number, prev: string, subject: string): Event {
  const holder = 'tc_0123456789abcdef0123456789abcdef';
  return {
    actor: holder,
    body: { holder, place: 'Cage 7' },
    deps: [],
    epoch: 1,
    prev,
    reg: registryName,
    seen: { root: nothingSeen.root, size: nothingSeen.size },
    seq,
    station,
    subject,
    time: { age: 310, boot: 'b1', hlc: '01a203989d530000', mono: seq, off: -12, src: 'registry', wall: '2026-11-22T14:11:03.123Z' },
    type: 'custody.moved',
    v: 1,
  };
}
