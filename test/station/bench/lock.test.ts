import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyRefOf } from '../../../domain/policy/policy.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

const first = virtualDrive('sata_hdd', { serial: 'ZTWIN001', wwn: '5000c500de350001' });
const drives = [
  virtualDrive('sata_hdd'),
  virtualDrive('sata_hdd', { faults: [{ kind: 'lies_serial', serial: 'DOCK00000042' }] }),
  virtualDrive('sata_hdd', { faults: [{ kind: 'lies_serial', serial: 'DOCK00000043', fabricates_identify: true }] }),
  first,
  virtualDrive('sata_hdd', { serial: 'ZTWIN001', wwn: '5000c500de350002' }),
];

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives, spareBays: 1 });
  await hall.as('technician');
}, 60_000);
afterAll(() => hall.close());

test('a drive under a label that is not its own is stopped before any command, and not one byte of it changes', async () => {
  const before = hall.bytesOf(hall.spec(0));
  const drive = await hall.takeIn(0, { label: ['S/N: ZOTHER99', `Model: ${hall.spec(0).model}`] });
  const bay = await hall.bay(drive.port, 'a lock', ({ lock }) => lock !== undefined);
  expect(bay.state).toBe('mismatch');
  expect(bay.lock).toMatchObject({ verdict: 'shut', findings: expect.arrayContaining(['serial_differs']) as string[] });
  expect(bay.needs).toEqual({ kind: 'quarantine', subject: drive.subject });
  expect(whyNot(await hall.start(drive))).toBe('identity_lock_shut');
  await hall.client.bench.scan({ text: 'CUSTOS-START', source: 'wedge' });
  expect(hall.facts(drive.subject)).not.toContain('erase.cleared');
  const { recorder } = hall.assembled.station.room.parts;
  const actor = await hall.idOf('technician');
  expect(() =>
    recorder.record([{ type: 'erase.cleared', subject: drive.subject, actor, body: clearedBody(drive.port, hall.spec(0).serial) }]),
  ).toThrow(/identity_lock_shut/);
  expect(hall.bytesOf(hall.spec(0))).toBe(before);
});

test('a dock that tells a serial of its own does not stand in for the drive behind it', async () => {
  const drive = await hall.takeIn(1);
  const bay = await hall.bay(drive.port, 'a lock', ({ lock }) => lock !== undefined);
  expect(bay.identity).toMatchObject({ serial: drive.spec.serial, serial_source: 'identify_device' });
  expect(bay.lock?.verdict).toBe('open');
});

test("a dock that forges the drive's own answer opens no lock", async () => {
  const before = hall.bytesOf(hall.spec(2));
  const spec = hall.spec(2);
  const subject = await hall.claim(labelOf(spec).toReversed());
  await hall.client.bench.scan({ text: labelOf(spec)[0] ?? '', source: 'wedge' });
  await hall.shelf.plug('virtual/3', spec.folder);
  await hall.bay(
    'virtual/3',
    'an answer',
    ({ lock, silent, identity }) => lock !== undefined || silent !== undefined || identity !== undefined,
  );
  const receipt = await hall.start({ subject, port: 'virtual/3' });
  expect(receipt.kind).toBe('refused');
  expect(hall.bytesOf(spec)).toBe(before);
});

test('while two bays answer with one serial nothing is erased, and the second drive takes nothing over', async () => {
  const twin = await hall.takeIn(3);
  const other = hall.spec(4);
  const before = hall.bytesOf(other);
  const facts = hall.facts(twin.subject);
  await hall.shelf.plug('virtual/5', other.folder);
  const bay = await hall.bay('virtual/5', 'an identity', ({ identity }) => identity !== undefined);
  expect(bay).not.toHaveProperty('lock');
  expect(bay).not.toHaveProperty('needs');
  expect(whyNot(await hall.start({ subject: twin.subject, port: 'virtual/5' }))).toBe('not_in_a_bay');
  expect(whyNot(await hall.start(twin))).toBe('identity_lock_shut');
  expect(hall.facts(twin.subject)).toEqual(facts);

  await hall.shelf.unplug('virtual/5');
  await hall.bay('virtual/5', 'nothing', ({ occupied }) => !occupied);
  expect(whyNot(await hall.start(twin))).toBe('done');
  await hall.drive(twin.subject, ({ state }) => state === 'verified');
  expect(hall.bytesOf(other)).toBe(before);
});

test('a second drive of the same serial that stays when the first one is taken out is held against the label, and shut', async () => {
  const subject = (await hall.client.drives.find({ query: 'ZTWIN001', limit: 5 }))[0]?.subject ?? '';
  await hall.shelf.plug('virtual/5', hall.spec(4).folder);
  await hall.bay('virtual/5', 'an identity', ({ identity }) => identity !== undefined);
  await hall.shelf.unplug('virtual/4');
  const bay = await hall.bay('virtual/5', 'a lock', ({ lock }) => lock !== undefined);
  expect(bay).toMatchObject({ subject, lock: { verdict: 'shut' } });
  expect(bay.lock?.findings).toContain('wwn_differs');
});

function clearedBody(port: string, serial: string): object {
  return {
    job: `j1_${'a'.repeat(20)}`,
    clearance: 'AAAAAAAAAAAAAAAAAAAAAA',
    port,
    serial,
    order: { technique: 'ata_sanitize_overwrite', method: 'purge', passes: 1, pattern: 'zero', read_back: { kind: 'full' } },
    policy: policyRefOf(hall.assembled.station.room.parts.policy()),
    deadline_ms: Date.now() + 60_000,
    seed_hash: 'A'.repeat(43),
    ruled_out: [],
  };
}
