import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_ssd'), virtualDrive('sata_ssd')] });
  await hall.as('technician');
}, 60_000);
afterAll(() => hall.close());

const claim = { reason: 'retired', data_class: 'confidential', place: 'Bench 1' } as const;

async function label(i: number): Promise<void> {
  for (const text of labelOf(hall.spec(i)).toReversed()) await hall.client.bench.scan({ text, source: 'wedge' });
}

test('what no command here makes safe is taken in for destruction alone, and never cleared for an erase', async () => {
  await label(0);
  expect(whyNot(await hall.client.custody.claim({ ...claim, destination: 'reuse', device: 'nvdimm' }))).toBe('bound_for_destruction');
  const done = mustBeDone(await hall.client.custody.claim({ ...claim, destination: 'destruction', device: 'nvdimm' }), 'taking it in');
  const subject = done.subject ?? '';
  const view = await hall.drive(subject, ({ state }) => state === 'quarantined');
  expect(view.record.device).toBe('nvdimm');
  // Even in a bay, with its label scanned and its identity read.
  await hall.client.bench.scan({ text: labelOf(hall.spec(0))[0] ?? '', source: 'wedge' });
  await hall.shelf.plug('virtual/1', hall.spec(0).folder);
  await hall.bay('virtual/1', 'a judged lock', (bay) => bay.lock !== undefined && bay.subject === subject);
  // No policy gives a plan on the way to destruction, and another way it may not take.
  expect(whyNot(await hall.client.erase.start({ subject, port: 'virtual/1' }))).toBe('no_plan');
  await hall.as('custodian');
  expect(whyNot(await hall.client.custody.redirect({ subject, destination: 'maker' }))).toBe('bound_for_destruction');
  expect(hall.facts(subject)).not.toContain('erase.cleared');
});

test('a PCIe card goes to the bench like any drive', async () => {
  await hall.as('technician');
  await label(1);
  const done = mustBeDone(await hall.client.custody.claim({ ...claim, destination: 'reuse', device: 'pcie_card' }), 'taking it in');
  const view = await hall.drive(done.subject ?? '', ({ state }) => state === 'in_custody');
  expect(view.record.device).toBe('pcie_card');
});
