import { expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { hallFor, virtualDrive, whyNot } from '../../kit/station.ts';

/** Behind a dock without registers no sanitize can be shown to end: the policy falls to the enhanced security erase. */
const noRegisters = { kind: 'empty_registers' } as const;

test('a disk whose dock hides the registers is erased by its security commands, and verified', { timeout: 60_000 }, async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_hdd', { erase_s: 2400, faults: [noRegisters] })] });
  await hall.as('technician');
  const drive = await hall.takeIn(0);
  mustBeDone(await hall.start(drive), 'starting');
  const working = await hall.drive(drive.subject, ({ progress }) => progress?.phase === 'erase');
  expect(working.progress).toMatchObject({ can_cancel: false });
  expect(working.progress?.done_ppm).toBeUndefined();
  const done = await hall.drive(drive.subject, ({ state }) => state === 'verified');
  expect(done.erase).toMatchObject({ technique: 'ata_security_erase_enhanced' });
  expect(hall.planted(drive.spec)).toBe(0);
});

test(
  'one that is pulled in the middle comes back locked, is no success, and is opened and erased by the next start',
  { timeout: 60_000 },
  async () => {
    const hall = await hallFor({
      drives: [virtualDrive('sata_hdd', { erase_s: 3600, faults: [noRegisters, { kind: 'unplug_at', fraction: 0.3 }] })],
    });
    await hall.as('technician');
    const drive = await hall.takeIn(0);
    mustBeDone(await hall.start(drive), 'starting');
    const gone = await hall.drive(drive.subject, ({ state }) => state === 'interrupted');
    expect(gone.erase).toMatchObject({ why: 'drive_gone', data: 'partly_erased' });
    await hall.shelf.plug(drive.port, drive.spec.folder);
    await hall.drive(drive.subject, ({ next }) => next?.kind === 'start_again');
    expect(hall.facts(drive.subject)).not.toContain('erase.finished');
    await expect.poll(async () => whyNot(await hall.start(drive)), { timeout: 10_000 }).toBe('done');
    const again = await hall.drive(drive.subject, ({ state }) => state === 'verified');
    expect(again.erase).toMatchObject({ attempt: 2, technique: 'ata_security_erase_enhanced' });
    expect(hall.planted(drive.spec)).toBe(0);
  },
);
