import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

const claim = { reason: 'failed', data_class: 'confidential', destination: 'maker', place: 'Bench 1' } as const;
let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_hdd'), virtualDrive('sata_hdd')] });
  await hall.as('technician');
}, 60_000);
afterAll(() => hall.close());

test('without a scan there is nothing to take in, and without a serial it is asked for', async () => {
  expect(whyNot(await hall.client.custody.claim(claim))).toBe('no_intake');
  await hall.client.bench.scan({ text: `Model: ${hall.spec(0).model}`, source: 'wedge' });
  expect(whyNot(await hall.client.custody.claim(claim))).toBe('no_serial');
  await hall.client.bench.clearScan();
});

test('the serial on the label counts, whatever somebody types beside it', async () => {
  const spec = hall.spec(0);
  for (const text of labelOf(spec).toReversed()) await hall.client.bench.scan({ text, source: 'wedge' });
  const { subject } = mustBeDone(await hall.client.custody.claim({ ...claim, serial: 'ZTYPED', host: 'db-07', owner: '' }), 'claiming');
  const view = await hall.drive(subject ?? '');
  expect(view).toMatchObject({
    serial: spec.serial,
    state: 'in_custody',
    record: { host: 'db-07' },
    next: { kind: 'dock_drive', serial: spec.serial },
  });
  expect(view.record).not.toHaveProperty('owner');
  for (const text of labelOf(spec).toReversed()) await hall.client.bench.scan({ text: `${text} `, source: 'typed' });
  expect(whyNot(await hall.client.custody.claim(claim))).not.toBe('done');
  await hall.client.bench.clearScan();
});

test('a serial that was typed because the label could not be read keeps the identity lock shut', async () => {
  const spec = hall.spec(1);
  await hall.client.bench.scan({ text: `Model: ${spec.model}`, source: 'wedge' });
  const { subject } = mustBeDone(await hall.client.custody.claim({ ...claim, serial: spec.serial }), 'claiming');
  await hall.shelf.plug('virtual/2', spec.folder);
  const bay = await hall.bay('virtual/2', 'a lock', ({ lock }) => lock !== undefined);
  expect(bay.lock).toMatchObject({ verdict: 'shut' });
  expect(bay.lock?.findings).toContain('no_label');
  expect(whyNot(await hall.start({ subject: subject ?? '', port: 'virtual/2' }))).toBe('identity_lock_shut');
  expect(hall.planted(spec)).toBeGreaterThan(0);
});

test("a second drive's serial in the same intake stops it, and the last scan can be taken back", async () => {
  await hall.client.bench.scan({ text: 'S/N: ZFIRST01', source: 'wedge' });
  expect((await hall.client.bench.scan({ text: 'S/N: ZSECOND2', source: 'wedge' })).verdict).toBe('label_differs');
  expect(await hall.bench('the intake', ({ intake }) => intake?.label.serial)).toBe('ZFIRST01');
  await hall.client.bench.clearScan();
  expect(await hall.bench('no intake', ({ intake }) => (intake === undefined ? 'none' : undefined))).toBe('none');
});
