import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { planImport } from '../../../exchange/assets/import-file.ts';
import { expectedRowsOf } from '../../../exchange/assets/expected-rows.ts';
import type { PersonRow } from '../../../contract/ports.ts';
import { judgeExpected } from '../../../domain/intake/expected.ts';
import { randomBytes } from '../../../keys/random.ts';
import {
  closeExpected,
  type ExpectedAnswer,
  expectedCount,
  expectedList,
  explainMissing,
  listExpected,
  meetExpected,
  noteFind,
  settleFind,
} from '../../../station/intake/expected.ts';
import { meetOpenLists } from '../../../station/intake/meet.ts';
import { type Bench, claim, driveOf, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterAll(() => {
  for (const bench of open) bench.store.close();
  folder.remove();
});

async function room() {
  const bench = openBench(join(folder.path, `e${open.length}.sqlite`));
  open.push(bench);
  const person = await setUp(bench);
  const actor = bench.store.people.byId(person);
  if (actor === undefined) throw new Error('nobody was enrolled');
  const parts = { store: bench.store, recorder: bench.recorder, random: { bytes: randomBytes } };
  return { bench, person, actor, hands: { actor }, parts };
}

function list(answer: ExpectedAnswer): string {
  if (answer.kind !== 'done') throw new Error(answer.why);
  return answer.list;
}

const why = (answer: ExpectedAnswer): string => (answer.kind === 'done' ? 'done' : answer.why);
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ serial: driveOf(index + 1).serial, host: 'db-07', slot: `${index}` }));

test('a list of 24 counts down: one is missing with a reason, one was not on it, and only then it closes', async () => {
  const { bench, person, hands, parts } = await room();
  const id = list(listExpected(parts, hands, { source: 'ticket', ticket: 'CHG-4711', rows: rowsOf(24) }));
  for (let number = 1; number <= 23; number += 1) {
    bench.recorder.record([claim(person, number)]);
    expect(why(meetExpected(parts, hands, id, driveOf(number).subject))).toBe('done');
  }
  expect(expectedCount(parts, id)).toEqual({ expected: 24, met: 23, missing: 0, open: 1, finds: 0, finds_open: 0 });
  expect(why(closeExpected(parts, hands, id))).toBe('rows_open');

  bench.recorder.record([claim(person, 99)]);
  const found = meetExpected(parts, hands, id, driveOf(99).subject);
  expect(found).toMatchObject({ kind: 'done', facts: [{ type: 'find.unknown', body: { place: 'Bench 1', serial: driveOf(99).serial } }] });
  expect(why(explainMissing(parts, hands, { list: id, row: 24, reason: 'left_in_host', note: 'carrier is stuck' }))).toBe('done');
  expect(why(closeExpected(parts, hands, id))).toBe('finds_open');
  const [find] = [...(expectedList(parts, id)?.finds.keys() ?? [])];
  expect(why(settleFind(parts, hands, { list: id, find: find ?? '', outcome: 'taken_in', drive: driveOf(99).subject }))).toBe('done');
  expect(why(closeExpected(parts, hands, id))).toBe('done');
  expect(expectedList(parts, id)).toMatchObject({ closed: true, breaches: [] });
});

test('a bay of which no number is known is met by a drive that no row names, or signed for: 23 of 24 is no closed list', async () => {
  const { bench, person, hands, parts } = await room();
  const unnamed = { unnamed: true } as const;
  const id = list(listExpected(parts, hands, { source: 'ticket', rows: [...rowsOf(2), unnamed, unnamed] }));
  for (const number of [1, 2, 50]) {
    bench.recorder.record([claim(person, number)]);
    const met = meetExpected(parts, hands, id, driveOf(number).subject);
    expect(met).toMatchObject({ facts: [{ type: 'expected.met', body: number === 50 ? { row: 3, by: 'unnamed_bay' } : { row: number } }] });
  }
  expect(expectedCount(parts, id)).toMatchObject({ expected: 4, met: 3, open: 1 });
  expect(why(closeExpected(parts, hands, id))).toBe('rows_open');
  expect(why(explainMissing(parts, hands, { list: id, row: 4, reason: 'never_in_host' }))).toBe('done');
  bench.recorder.record([claim(person, 51)]);
  // No bay is left: this one is a find, as without bays.
  expect(meetExpected(parts, hands, id, driveOf(51).subject)).toMatchObject({ facts: [{ type: 'find.unknown' }] });
  expect(why(listExpected(parts, hands, { source: 'ticket', rows: [{ ...rowsOf(1)[0], ...unnamed }] }))).toBe('row_named');
});

test('a named row is met by its own drive alone, and a drive taken in elsewhere empties no unnamed bay', async () => {
  const { bench, person, hands, parts } = await room();
  const id = list(listExpected(parts, hands, { source: 'ticket', rows: [...rowsOf(1), { unnamed: true }] }));
  bench.recorder.record([claim(person, 60)]);
  expect(meetOpenLists(parts, hands, driveOf(60).subject)).toEqual([]);
  const known = bench.store.shelf.ofSubject(id).map(({ fact }) => fact);
  expect(judgeExpected(id, known, { type: 'expected.met', body: { row: 1, drive: driveOf(60).subject, by: 'unnamed_bay' } })).toBe(
    'row_named',
  );
});

test('host, slot, ticket and notes are sealed beside the entries and stand in none of them', async () => {
  const { bench, hands, parts } = await room();
  const id = list(listExpected(parts, hands, { source: 'csv', ticket: 'CHG-SECRET', rows: rowsOf(3) }));
  const [stored] = bench.store.shelf.ofSubject(id);
  expect(Buffer.from(stored?.entry ?? []).toString('latin1')).not.toMatch(/CHG-SECRET|db-07/);
  expect(stored?.opened.map(({ field }) => field).toSorted()).toEqual(['origins', 'ticket']);
});

test('a long list is written in parts that fit into events, whole or not at all', async () => {
  const { bench, hands, parts } = await room();
  const serials = Array.from({ length: 1000 }, (_, index) => ({
    serial: `S${'X'.repeat(50)}${index}`,
    model: 'M'.repeat(60),
    wwn: wwn(index),
  }));
  const id = list(listExpected(parts, hands, { source: 'manifest', rows: serials }));
  expect(bench.store.shelf.ofSubject(id)).toHaveLength(25);
  expect(expectedCount(parts, id)).toMatchObject({ expected: 1000, open: 1000 });
  const before = bench.store.shelf.count();
  expect(why(listExpected(parts, hands, { source: 'csv', rows: [...serials, { serial: serials[0]?.serial ?? '' }] }))).toBe(
    'serial_named_twice',
  );
  expect(why(listExpected(parts, hands, { source: 'csv', rows: [] }))).toBe('no_list');
  expect(bench.store.shelf.count()).toBe(before);
});

function wwn(index: number): string {
  return `5000c500${index.toString(16).padStart(8, '0')}`;
}

test('a technician pulls and finds, but does not explain away what is missing', async () => {
  const { actor, hands, parts } = await room();
  const technician: PersonRow = { ...actor, roles: ['technician'] };
  const id = list(listExpected(parts, { actor: technician }, { source: 'csv', rows: rowsOf(1) }));
  expect(why(explainMissing(parts, { actor: technician }, { list: id, row: 1, reason: 'lost' }))).toBe('role_missing');
  expect(why(closeExpected(parts, { actor: technician }, id))).toBe('role_missing');
  expect(why(explainMissing(parts, hands, { list: id, row: 1, reason: 'lost' }))).toBe('done');
});

test('a find without any list is a case of its own, and survives the store being opened again', async () => {
  const { bench, hands, parts } = await room();
  const sha256 = 'A'.repeat(43);
  const noted = noteFind(parts, hands, {
    place: 'Under rack 12',
    label: 'damaged',
    scans: ['??'],
    photo: { name: 'photo', media: 'image/jpeg', sha256, size: 1234 },
  });
  const id = list(noted);
  bench.store.rebuild();
  const [stored] = bench.store.shelf.ofSubject(id);
  expect(stored?.fact).toMatchObject({ type: 'find.unknown', body: { place: 'Under rack 12', label: 'damaged' } });
  expect(expectedList(parts, id)).toBeUndefined();
  const { find = '' } = (stored?.fact.body ?? {}) as { find?: string };
  expect(why(settleFind(parts, hands, { list: id, find, outcome: 'holds_no_data' }))).toBe('done');
  expect(why(settleFind(parts, hands, { list: id, find, outcome: 'holds_no_data' }))).toBe('find_settled');
});

test('nothing is met on a list that is not there, and no drive that has no record', async () => {
  const { hands, parts } = await room();
  expect(why(meetExpected(parts, hands, `c1_${'0'.repeat(32)}`, driveOf(1).subject))).toBe('no_list');
  const id = list(listExpected(parts, hands, { source: 'csv', rows: rowsOf(2) }));
  expect(why(meetExpected(parts, hands, id, driveOf(1).subject))).toBe('drive_unknown');
});

async function* fileOf(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode(text);
}

test('a NetBox export of one host becomes its expected list, and a file with a row that cannot be read becomes none', async () => {
  const { bench, person, hands, parts } = await room();
  const header = 'Name,Device,Label,Part ID,Serial number\n';
  const nothing = { bySerial: () => [], byTag: () => undefined };
  const text = `${header}Disk 0,db-07,Bay 0,X,${driveOf(1).serial}\nDisk 1,db-07,Bay 1,X,${driveOf(2).serial}\n`;
  const plan = await planImport(() => fileOf(text), nothing, { as: 'netbox' });
  if (plan.kind === 'refused') throw new Error(plan.why);
  const read = expectedRowsOf(plan);
  if (read.kind === 'refused') throw new Error('a row was refused');
  const file = { name: 'list', media: 'text/csv', sha256: plan.survey.sha256, size: plan.survey.sizeBytes };
  const id = list(listExpected(parts, hands, { source: 'csv', rows: read.rows, file }));
  expect(bench.store.shelf.ofSubject(id)[0]?.fact.body).toMatchObject({
    file: { sha256: plan.survey.sha256 },
    rows: [{ serial: driveOf(1).serial }, {}],
  });
  bench.recorder.record([claim(person, 2)]);
  expect(why(meetExpected(parts, hands, id, driveOf(2).subject))).toBe('done');
  expect(expectedCount(parts, id)).toMatchObject({ expected: 2, met: 1, open: 1 });

  const broken = await planImport(() => fileOf(`${text}Disk 2,db-07,Bay 2,X,\n`), nothing, { as: 'netbox' });
  if (broken.kind === 'refused') throw new Error(broken.why);
  expect(expectedRowsOf(broken)).toMatchObject({ kind: 'refused', verdicts: [{ line: 4, why: 'no_serial' }] });
});
