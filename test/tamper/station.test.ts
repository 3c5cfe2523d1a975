import { expect, test } from 'vitest';
import type { StationFsckReport } from '../../db/fsck/fsck.ts';
import { fsckOpened, fsckStationFolder } from '../../host/machine/station-fsck.ts';
import { besideStation, sweepBeside } from './beside.ts';
import { sqliteBench } from './flips.ts';
import { imageOf, opened } from './image.ts';
import { rememberingVerifier } from './remember.ts';
import { smallStation, tablesOf, unsaid } from './station.ts';
import { sweepCells } from './sweep.ts';
import { counted } from './tally.ts';

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
  const plan = { tables: tablesOf(database), stride: 300, every: 25, unsaid, check };
  const { tried, columns, missed, shortest } = await sweepCells(sqliteBench(database), plan);
  expect(await check()).toEqual([]);
  expect(missed).toEqual([]);
  expect(tried).toBeGreaterThan(100);
  expect(columns).toBeGreaterThan(80);
  expect(shortest.length).toBeGreaterThan(12);
});

test('a changed byte of the guard, a key, a photo or an answer is found', { timeout: 60_000 }, async () => {
  const beside = besideStation(await smallStation());
  expect(await beside.check()).toEqual([]);
  expect(beside.files.length).toBeGreaterThan(6);
  for (const name of beside.files) {
    const tally = await sweepBeside(beside, name, { seed: 2, every: 20 });
    expect(tally.missed, name).toEqual([]);
    expect(counted(tally, name.startsWith('keys') ? 'fsck: guard' : 'fsck: attachment'), name).toBeGreaterThan(0);
  }
  expect(await beside.check()).toEqual([]);
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
  // The name of the key that signed it is no part of an event's hash.
  const firsts = opened(image).prepare<[], { n: number; entry: Buffer }>('SELECT min(n) AS n, entry FROM events GROUP BY life').all();
  for (const { n, entry } of firsts) {
    const renamed = entry
      .toString('utf8')
      .replace(/("sigs":\[\{"keyid":"ed25519:)(.)/, (_, head: string, char: string) => head + (char === 'A' ? 'B' : 'A'));
    expect(after(`UPDATE events SET entry = X'${Buffer.from(renamed).toString('hex')}' WHERE n = ${n}`), `event ${n}`).toContain(
      'signature',
    );
  }
});
