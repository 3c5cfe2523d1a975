import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fsckRegistry } from '../../../registry/fsck/open.ts';
import { openReader } from '../../../registry/reader/open.ts';
import { fill } from '../log-suite.ts';
import { enrol, startRegistry, tempDir } from '../kit.ts';
import { holdsForReader, sizeShown, sqliteFile, startReader } from './reader-suite.ts';

test('a reader serves the log of a closed file, refuses all else in words, and writes nothing', async () => {
  const dir = tempDir();
  const registry = await startRegistry(dir, { releaseEveryMs: 1 });
  const { station } = await enrol(registry);
  await fill(registry, station, 20);
  await registry.ledger.integrator.settle();
  // A running registry keeps its file to itself.
  await expect(startReader(dir)).rejects.toMatchObject({ code: 'in_use' });
  await registry.close();
  const before = new Database(sqliteFile(dir), { readonly: true });
  const version = before.pragma('data_version', { simple: true });
  const reader = await startReader(dir);
  await holdsForReader(reader, registry, station);
  expect(before.pragma('data_version', { simple: true })).toBe(version);
  before.close();
  await reader.close();
  // The last checkpoint of the registry that was closed is the one that is shown.
  expect((await reader.measures()).covered).toBe((await reader.measures()).entries);
});

test('a checkpoint that the log did not sign is not shown, and is found by fsck', async () => {
  const dir = tempDir();
  const registry = await startRegistry(dir, { releaseEveryMs: 1 });
  const { station } = await enrol(registry);
  await fill(registry, station, 3);
  await registry.ledger.integrator.settle();
  await registry.close();
  const file = new Database(sqliteFile(dir));
  file.prepare("UPDATE released SET note = replace(note, '— ', '— x')").run();
  file.close();
  await expect(startReader(dir)).rejects.toThrow(/not signed by the log/);
  const { findings } = await fsckRegistry({ dataDir: dir });
  expect(findings.map(({ check, where }) => [check, where])).toEqual([['checkpoint', 'released 1']]);
});

test('a reader of another registry, or of one that never released anything, says so', async () => {
  const dir = tempDir();
  const registry = await startRegistry(dir);
  await registry.ledger.integrator.settle();
  await registry.close();
  const reader = await startReader(dir);
  expect(await sizeShown(reader)).toBeUndefined();
  const parts = { clock: { nowMs: () => 1, monoMs: () => 1, boot: 'b' }, after: () => () => undefined, report: () => undefined };
  await expect(openReader({ ...parts, dataDir: dir, name: 'custos.invalid/other', writer: 'https://x.example' })).rejects.toMatchObject({
    code: 'another_registry',
  });
});
