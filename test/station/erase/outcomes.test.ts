import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, type InCustody, virtualDrive, whyNot } from '../../kit/station.ts';

/* One bench, one drive for each way in which an erase can go. All of them erase side by side. */

const kinds = {
  fails: virtualDrive('sata_hdd', { faults: [{ kind: 'sanitize_fails', fraction: 0.4 }] }),
  hangs: virtualDrive('sas_hdd', { faults: [{ kind: 'hangs', fraction: 0.3 }] }),
  badSectors: virtualDrive('sas_hdd', { faults: [{ kind: 'bad_sectors', ranges: [{ lba: 4096, blocks: 2048, on: 'both' }] }] }),
  powerLoss: virtualDrive('sata_hdd', { erase_s: 3600, faults: [{ kind: 'power_loss_at', fraction: 0.4, off_ms: 400 }] }),
  slow: virtualDrive('sata_hdd', { erase_s: 7200 }),
} as const;
type Kind = keyof typeof kinds;

let hall: Hall;
const docked = new Map<Kind, InCustody>();
const of = (kind: Kind): InCustody => docked.get(kind) ?? expect.fail(`${kind} is not docked`);

beforeAll(async () => {
  const names = Object.keys(kinds) as Kind[]; // the keys of a constant are known
  hall = await Hall.open({ drives: names.map((name) => kinds[name]) });
  await hall.as('technician');
  for (const [index, name] of names.entries()) {
    docked.set(name, await hall.takeIn(index));
    mustBeDone(await hall.start(of(name)), `starting ${name}`);
  }
}, 90_000);
afterAll(() => hall.close());

test('a drive that erases itself cannot be cancelled, and the refusal writes nothing', async () => {
  const drive = of('slow');
  await hall.drive(drive.subject, ({ progress }) => progress?.phase === 'erase');
  const before = hall.facts(drive.subject);
  expect(whyNot(await hall.client.erase.cancel({ subject: drive.subject }))).toBe('cannot_cancel');
  expect(hall.facts(drive.subject)).toEqual(before);
  expect((await hall.drive(drive.subject)).progress?.can_cancel).toBe(false);
});

test('a drive cannot be started twice while it runs', async () => {
  expect(whyNot(await hall.start(of('slow')))).toBe('job_running');
});

test('a sanitize that fails ends in quarantine bound for destruction, with a failure certificate, and release stays locked', async () => {
  const drive = of('fails');
  const view = await hall.drive(drive.subject, ({ certificate, state }) => state === 'quarantined' && certificate !== undefined);
  expect(view.erase).toMatchObject({ ended: 'failed', why: 'drive_said_failed' });
  expect(view.quarantine).toEqual({ cause: 'sanitization_failed', bound_for: 'destruction' });
  expect(view.certificate?.outcome).toBe('not_sanitized');
  expect(hall.planted(drive.spec)).toBeGreaterThan(0);
  for (const way of view.ways_out.filter(({ way: name }) => name !== 'destroy'))
    expect(way).toMatchObject({ open: false, why: 'bound_for_destruction' });
  await hall.as('supervisor');
  expect(whyNot(await hall.client.custody.release({ subject: drive.subject, way: 'maker' }))).toBe('bound_for_destruction');
  expect(whyNot(await hall.client.custody.readmit({ subject: drive.subject, note: 'it looked fine' }))).toBe('bound_for_destruction');
  const { recorder } = hall.assembled.station.room.parts;
  const actor = await hall.idOf('supervisor');
  const body = { way: 'maker', certificate: view.certificate?.id ?? '', proof: view.life.at(-1)?.hash ?? '' };
  expect(() => recorder.record([{ type: 'custody.released', subject: drive.subject, actor, body }])).toThrow(/bound_for_destruction/);
  expect(hall.facts(drive.subject)).not.toContain('custody.released');
});

test('a drive that hangs in its erase is never called erased, and waits in quarantine for a decision', async () => {
  const view = await hall.drive(of('hangs').subject, ({ state }) => state === 'quarantined', 60_000);
  expect(view.erase).toMatchObject({ ended: 'failed', why: 'drive_hung', data: 'unknown' });
  expect(view.quarantine?.bound_for).toBe('decision');
  expect(view.verdict).toBeUndefined();
});

test('a drive with sectors that cannot be read is not verified', async () => {
  const view = await hall.drive(of('badSectors').subject, ({ verdict, erase }) => verdict !== undefined || erase?.ended === 'failed');
  expect(view.verdict?.kind).not.toBe('verified');
  expect(view.ways_out.find(({ way }) => way === 'maker')?.open).toBe(false);
});

test('a dock that loses power in the middle is asked when it is back, and the drive ends verified', async () => {
  const drive = of('powerLoss');
  const view = await hall.drive(drive.subject, ({ state }) => state === 'verified', 60_000);
  expect(hall.planted(drive.spec)).toBe(0);
  expect(view.life.filter(({ type }) => type === 'erase.started')).toHaveLength(1);
});

test('every drive that is called verified is empty from outside', async () => {
  await hall.drive(of('slow').subject, ({ state }) => state === 'verified');
  for (const { subject, spec } of docked.values()) {
    const { state } = await hall.drive(subject);
    if (state === 'verified') expect(hall.planted(spec)).toBe(0);
  }
});
