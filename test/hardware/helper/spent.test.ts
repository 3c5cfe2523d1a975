import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpentList } from '../../../hardware/helper/spent.ts';

let dir = '';
const path = (): string => join(dir, 'spent');
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'custos-spent-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const id = 'abcdefghijklmnopqrstuv';

test('a clearance is spent once, and its line is on disk when the answer comes', async () => {
  const list = await openSpentList(path());
  expect(await list.spend(id)).toBe(true);
  expect(readFileSync(path(), 'utf8')).toBe(`${id} spent\n`);
  expect(await list.spend(id)).toBe(false);
  expect(await list.spend('other_clearance_______')).toBe(true);
  await list.close();
});

test('two calls at the same moment cannot both spend it', async () => {
  const list = await openSpentList(path());
  expect((await Promise.all([list.spend(id), list.spend(id), list.spend(id)])).filter(Boolean)).toHaveLength(1);
  await list.close();
});

test('another helper on the same file sees it, even when it opened the file before', async () => {
  const early = await openSpentList(path());
  const other = await openSpentList(path());
  await other.spend(id);
  await other.note(id, 'sent');
  expect(await early.spend(id)).toBe(false);
  expect(await early.lastStep(id)).toBe('sent');
  await early.close();
  await other.close();
});

test('a line torn by a crash counts as spent for every clearance that it could be', async () => {
  writeFileSync(path(), `x_____________________ spent\n${id.slice(0, 9)}`);
  const list = await openSpentList(path());
  expect(await list.spend(id)).toBe(false);
  expect(await list.spend('zbcdefghijklmnopqrstuv')).toBe(true);
  await list.close();
});

test('steps only go on: the last one noted is told', async () => {
  const list = await openSpentList(path());
  expect(await list.lastStep(id)).toBeUndefined();
  await list.spend(id);
  expect(await list.lastStep(id)).toBe('spent');
  await list.note(id, 'sent');
  await list.note(id, 'accepted');
  expect(await list.lastStep(id)).toBe('accepted');
  appendFileSync(path(), `${id} nonsense\n`);
  expect(await list.lastStep(id)).toBe('accepted');
  await list.close();
});
