import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StationFsckReport } from '../../db/fsck/fsck.ts';
import { fsckOpened, fsckStationFolder } from '../../host/machine/station-fsck.ts';
import { sqliteBench } from './flips.ts';
import { imageOf, opened } from './image.ts';
import { rememberingVerifier } from './remember.ts';
import { smallStation, tablesOf, unsaid } from './station.ts';
import { inSet, sweepCells } from './sweep.ts';

const verifier = rememberingVerifier();

test('a whole store has no findings', async () => {
  const { file, keys } = await smallStation();
  const said: string[] = [];
  const report = fsckStationFolder({ database: file, keys, progress: (says) => said.push(says) });
  expect(report).toMatchObject({ findings: [], left: 0, unchecked: 0 });
  expect(report.events).toBeGreaterThan(8);
  expect(said.length).toBeGreaterThan(2);
});

test('a changed cell of the store is found and said, but for what nobody signed', { timeout: 120_000 }, async () => {
  const { file, keys } = await smallStation();
  const database = opened(imageOf(file));
  const check = (): Promise<StationFsckReport['findings']> => Promise.resolve(fsckOpened(database, keys, undefined, verifier).findings);
  const plan = { tables: tablesOf(database), stride: 300, every: 25, isUnsaid: inSet(unsaid), check };
  const { tried, columns, missed, shortest } = await sweepCells(sqliteBench(database), plan);
  expect(await check()).toEqual([]);
  expect(missed).toEqual([]);
  expect(tried).toBeGreaterThan(100);
  expect(columns).toBeGreaterThan(80);
  expect(shortest.length).toBeGreaterThan(12);
});

test('a changed byte of the guard beside the keys is found', async () => {
  const { file, keys } = await smallStation();
  for (const name of ['guard.json', 'install.json', 'event.json']) {
    const path = join(keys, name);
    const text = readFileSync(path, 'utf8');
    // The last byte is the end of the line, which says nothing.
    for (let at = 0; at < text.length - 1; at += 23) {
      writeFileSync(path, text.slice(0, at) + (text[at] === '4' ? '5' : '4') + text.slice(at + 1));
      const { findings } = fsckStationFolder({ database: file, keys });
      expect(
        findings.map(({ check }) => check),
        `${name}, byte ${at}`,
      ).toContain('guard');
    }
    writeFileSync(path, text);
  }
});

test('rows that are taken away are found', async () => {
  const { file, keys } = await smallStation();
  const image = imageOf(file);
  const after = (sql: string): readonly string[] => {
    const database = opened(image);
    database.exec(sql);
    return fsckOpened(database, keys, undefined, verifier).findings.map(({ check }) => check);
  };
  expect(after('SELECT 1')).toEqual([]);
  expect(after('DELETE FROM events WHERE n = (SELECT max(n) FROM events)')).not.toEqual([]);
  expect(after('DELETE FROM events WHERE n = 2')).toContain('chain');
  expect(after('DELETE FROM drives')).toContain('derived');
  expect(after('DELETE FROM acks')).toContain('receipt');
  expect(after('DELETE FROM certificates')).toContain('certificate');
  expect(after('UPDATE sync SET reg = NULL')).toContain('sync');
  expect(after('DROP INDEX events_subject')).toContain('file');
});
