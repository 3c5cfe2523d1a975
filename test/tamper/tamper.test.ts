import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createVerifier } from '../../keys/ed25519.ts';
import { fsck } from '../../registry/fsck/fsck.ts';
import { fsckRegistry } from '../../registry/fsck/open.ts';
import type { Guard, GuardRecord } from '../../registry/ports.ts';
import { sqliteSql } from '../../registry/sqlite/sql-port.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { flipsOf, put } from './flips.ts';
import { smallLedger } from './ledger.ts';

const verifier = createVerifier();
/** What the log says: every cell of these is held against it. */
const tables = ['logs', 'events', 'heads', 'runs', 'keys', 'stations', 'types', 'subjects', 'sealed', 'tiles', 'checkpoints', 'evidence'];
/** What no entry repeats: the registry's own word, and counters of its own. docs/simulation.md names them. */
const unsaid = new Set([
  'logs.fence',
  'logs.authority',
  'events.recv_ms',
  'checkpoints.at_ms',
  'evidence.recv_ms',
  'keys.ended_log',
  'stations.name:0',
  'stations.site:0',
  'stations.platform:0',
  'stations.role:0',
]);

function imageOf(file: string): Buffer {
  const database = new Database(file);
  database.pragma('journal_mode = DELETE');
  const image = database.serialize();
  database.close();
  return image;
}

function opened(image: Buffer): Database.Database {
  const database = new Database(image);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  return database;
}

const guardOf = (path: string): Pick<Guard, 'read'> => {
  const record: GuardRecord | undefined = openGuardFile(path).read();
  return { read: () => record };
};

test('a whole ledger has no findings, on disk and as it stands', async () => {
  const { dir } = await smallLedger();
  const said: string[] = [];
  const report = await fsckRegistry({ dataDir: dir, progress: (says) => said.push(says) });
  expect(report.findings).toEqual([]);
  expect(report.entries).toBe(21);
  expect(said.length).toBeGreaterThan(3);
});

test('a changed byte in any cell that the log speaks of is found and said', { timeout: 240_000 }, async () => {
  const { file, guard } = await smallLedger();
  const database = opened(imageOf(file));
  const parts = { sql: sqliteSql(database), guard: guardOf(guard), verifier, projections: [] };
  const missed: string[] = [];
  const cells = new Set<string>();
  let tried = 0;
  for (const flip of flipsOf(database, tables, 200)) {
    const name = `${flip.table}.${flip.column}`;
    if (unsaid.has(name) || unsaid.has(`${name}:${flip.rowid}`)) continue;
    if (!put(database, flip, flip.after)) continue;
    tried += 1;
    cells.add(name);
    const { findings } = await fsck(parts);
    if (findings.length === 0) missed.push(`${name} of row ${flip.rowid}: ${String(flip.before)} -> ${String(flip.after)}`);
    else for (const { where, says } of findings) expect(`${where} ${says}`.length).toBeGreaterThan(12);
    // A changed rowid is found again under its new number.
    if (!put(database, flip, flip.before)) put(database, flip, flip.before, Number(flip.after));
  }
  expect((await fsck(parts)).findings).toEqual([]);
  expect(missed).toEqual([]);
  expect(tried).toBeGreaterThan(200);
  expect(cells.size).toBeGreaterThan(30);
});

test('a changed byte of the guard file is found', async () => {
  const { file, guard } = await smallLedger();
  const database = opened(imageOf(file));
  const text = readFileSync(guard, 'utf8');
  for (let at = 0; at < text.length; at++) {
    writeFileSync(guard, text.slice(0, at) + (text[at] === '4' ? '5' : '4') + text.slice(at + 1));
    const { findings } = await fsck({ sql: sqliteSql(database), guard: openGuardFile(guard), verifier, projections: [] });
    if (at < text.length - 1)
      expect(
        findings.map(({ check }) => check),
        `byte ${at}`,
      ).toContain('guard');
  }
});

test('rows that are taken away, and tables of what is made from the log, are found too', async () => {
  const { file, guard } = await smallLedger();
  const image = imageOf(file);
  const after = async (sql: string) => {
    const database = opened(image);
    database.exec(sql);
    return (await fsck({ sql: sqliteSql(database), guard: guardOf(guard), verifier })).findings.map(({ check }) => check);
  };
  expect(await after('SELECT 1')).toEqual([]);
  expect(await after('DELETE FROM events WHERE log_index = (SELECT max(log_index) FROM events)')).toContain('log');
  expect(await after('DELETE FROM tiles')).toContain('tree');
  expect(await after('DELETE FROM runs WHERE first_index = 3')).toContain('runs');
  expect(await after('UPDATE events SET subject_no = NULL')).toContain('entry');
  expect(await after('DELETE FROM evidence')).toEqual([]);
  expect(await after('DELETE FROM subject_history')).toContain('projection');
  expect(await after('DELETE FROM checkpoints')).toContain('checkpoint');
});
