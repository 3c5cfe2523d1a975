import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fsck, type FsckReport } from '../../registry/fsck/fsck.ts';
import { fsckRegistry } from '../../registry/fsck/open.ts';
import type { Guard, GuardRecord } from '../../registry/ports.ts';
import { sqliteSql } from '../../registry/sqlite/sql-port.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { besideRegistry, sweepBeside } from './beside.ts';
import { sqliteBench } from './flips.ts';
import { imageOf, opened } from './image.ts';
import { loggedTables, smallLedger, unsaid } from './ledger.ts';
import { rememberingVerifier } from './remember.ts';
import { sweepCells } from './sweep.ts';
import { counted } from './tally.ts';

const verifier = rememberingVerifier();
const guardOf = (path: string): Pick<Guard, 'read'> => {
  const record: GuardRecord | undefined = openGuardFile(path).read();
  return { read: () => record };
};

test('a whole ledger has no findings, on disk and as it stands', async () => {
  const { dir } = await smallLedger();
  const said: string[] = [];
  const report = await fsckRegistry({ dataDir: dir, progress: (says) => said.push(says) });
  expect(report.findings).toEqual([]);
  expect(report.entries).toBe(26);
  expect(said.length).toBeGreaterThan(3);
});

test('a changed byte in any cell that the log speaks of is found and said', { timeout: 240_000 }, async () => {
  const { file, guard } = await smallLedger();
  const database = opened(imageOf(file));
  const parts = { sql: sqliteSql(database), guard: guardOf(guard), verifier, projections: [] };
  const check = async (): Promise<FsckReport['findings']> => (await fsck(parts)).findings;
  const plan = { tables: loggedTables, stride: 200, every: 4, unsaid, check };
  const { tried, columns, missed, shortest } = await sweepCells(sqliteBench(database), plan);
  expect(await check()).toEqual([]);
  expect(missed).toEqual([]);
  expect(tried).toBeGreaterThan(200);
  expect(columns).toBeGreaterThan(30);
  expect(shortest.length).toBeGreaterThan(12);
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

test('a changed byte of a key or of an attachment is found; data without its keys is no finding', async () => {
  const ledger = await smallLedger();
  const beside = besideRegistry(ledger);
  expect(await beside.check()).toEqual([]);
  for (const name of beside.files.filter((each) => !each.startsWith('guard'))) {
    const tally = await sweepBeside(beside, name, { seed: 1, every: 20 });
    expect(tally.missed, name).toEqual([]);
    expect(counted(tally, name.startsWith('keys') ? 'fsck: keys' : 'fsck: attachment'), name).toBeGreaterThan(0);
  }
  const keys = join(ledger.dir, 'keys');
  renameSync(join(keys, 'ack.json'), join(keys, 'log.json'));
  const { findings } = await fsckRegistry({ dataDir: ledger.dir });
  expect(findings.map(({ check, where }) => `${check} ${where}`)).toEqual([
    `keys ${join(keys, 'log.json')}`,
    `keys ${join(keys, 'ack.json')}`,
  ]);
  rmSync(keys, { recursive: true });
  expect((await fsckRegistry({ dataDir: ledger.dir })).findings).toEqual([]);
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
