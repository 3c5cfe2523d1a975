import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import type { DriveView } from '../../../contract/views.ts';
import { type Hall, hallFor, virtualDrive, whyNot } from '../../kit/station.ts';

test(
  'a drive that is pulled while it sanitizes and comes back into another bay is asked, goes on, and ends verified',
  { timeout: 60_000 },
  async () => {
    const hall = await hallFor({ drives: [virtualDrive('sata_hdd', { erase_s: 7200 })], spareBays: 1 });
    await hall.as('technician');
    const drive = await hall.takeIn(0);
    mustBeDone(await hall.start(drive), 'starting');
    await hall.drive(drive.subject, ({ progress }) => progress?.phase === 'erase' && (progress.done_ppm ?? 0) > 0);
    await hall.shelf.unplug(drive.port);
    const gone = await hall.drive(drive.subject, ({ state, next }) => state === 'interrupted' && next?.kind === 'reconnect');
    expect(gone.erase).toMatchObject({ why: 'drive_gone', data: 'erasing_in_drive' });
    expect(gone.next).toEqual({ kind: 'reconnect', subject: drive.subject, port: drive.port });

    await hall.shelf.plug('virtual/2', drive.spec.folder);
    const back = await hall.drive(drive.subject, ({ state }) => state === 'verified');
    expect(back.verdict?.kind).toBe('verified');
    expect(hall.planted(drive.spec)).toBe(0);
    expect(hall.facts(drive.subject).filter((type) => type === 'erase.started')).toHaveLength(1);
    expect(hall.facts(drive.subject)).toContain('erase.resumed');
  },
);

/** An overwrite may be over before anyone can get in its way: then a larger image has its turn. */
const sizesMiB = [512, 1536, 6144];

test(
  'an overwrite that the station left in the middle is interrupted, and is verified after a second start',
  { timeout: 120_000 },
  async () => {
    const hall = await hallFor({ imagesMiB: sizesMiB });
    const { image, left } = await leftInTheMiddle(hall);
    expect(left.erase).toMatchObject({ why: 'station_died', data: 'partly_erased' });

    // The drive has nothing to tell about an overwrite: it is asked once, and then left alone until a person decides.
    await hall.drive(image.subject, ({ next }) => next?.kind === 'start_again');
    const { jobs } = hall.assembled.station.room;
    let asked = 0;
    for (let i = 0; i < 60; i++) {
      if (jobs.isRunning(image.subject)) asked += 1;
      await pause(25);
    }
    expect(asked).toBeLessThan(30);

    await hall.as('technician');
    await expect.poll(async () => whyNot(await hall.start(image)), { timeout: 10_000 }).toBe('done');
    const again = await hall.drive(image.subject, ({ state }) => state === 'verified');
    expect(again.erase?.attempt).toBe(2);
  },
);

test('a drive that sanitizes while the station is closed is taken up when it is opened again', { timeout: 60_000 }, async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_hdd', { erase_s: 7200 })] });
  await hall.as('technician');
  const drive = await hall.takeIn(0);
  mustBeDone(await hall.start(drive), 'starting');
  await hall.drive(drive.subject, ({ progress }) => progress?.phase === 'erase');
  await hall.restart();
  await hall.drive(drive.subject, ({ state }) => state === 'verified');
  expect(hall.planted(drive.spec)).toBe(0);
  const facts = hall.facts(drive.subject);
  expect(facts.filter((type) => type === 'erase.started' || type === 'erase.marked' || type === 'erase.finished')).toEqual([
    'erase.started',
    'erase.marked',
    'erase.finished',
  ]);
});

test('a window that goes away and comes back changes nothing about a running erase', { timeout: 60_000 }, async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_hdd', { erase_s: 3600 })] });
  await hall.as('technician');
  const drive = await hall.takeIn(0);
  mustBeDone(await hall.start(drive), 'starting');
  await hall.drive(drive.subject, ({ progress }) => progress?.phase === 'erase');
  hall.newWindow();
  await hall.drive(drive.subject, ({ state }) => state === 'verified');
  const facts = hall.facts(drive.subject);
  expect(facts).not.toContain('erase.interrupted');
  expect(facts).not.toContain('erase.cancelled');
  expect(await hall.bench('the session', ({ session }) => session?.person.name)).toBe(hall.cast.technician.name);
});

test(
  'an overwrite that somebody cancels stops, says that part of the data is gone, and names who did it',
  { timeout: 120_000 },
  async () => {
    const hall = await hallFor({ imagesMiB: sizesMiB });
    const image = await cancelledInTheMiddle(hall, 'wrong shelf');
    const view = await hall.drive(image.subject, ({ erase }) => erase?.ended === 'cancelled');
    expect(view.erase).toMatchObject({ ended: 'cancelled', data: 'partly_erased' });
    expect(view.verdict).toBeUndefined();
    const line = view.life.find(({ type }) => type === 'erase.cancelled');
    expect(line).toMatchObject({ actor: hall.cast.technician.name, opened: { note: 'wrong shelf' } });
    expect(view.life.filter(({ type }) => type === 'erase.marked')).toHaveLength(1);
    expect(view.ways_out.filter(({ way }) => way !== 'destroy').every(({ open }) => !open)).toBe(true);
    await expect.poll(async () => whyNot(await hall.start(image)), { timeout: 10_000 }).toBe('done');
    await hall.drive(image.subject, ({ state }) => state === 'verified');
  },
);

type Image = Awaited<ReturnType<Hall['takeInImage']>>;

async function started(hall: Hall, index: number): Promise<Image> {
  await hall.as('technician');
  const image = await hall.takeInImage(index);
  mustBeDone(await hall.start(image), 'starting');
  return image;
}

async function leftInTheMiddle(hall: Hall): Promise<{ readonly image: Image; readonly left: DriveView }> {
  for (const index of sizesMiB.keys()) {
    const image = await started(hall, index);
    await hall.drive(
      image.subject,
      ({ progress, state }) => state === 'verified' || (progress?.phase === 'erase' && (progress.done_ppm ?? 0) > 0),
    );
    await hall.restart();
    const left = await hall.drive(image.subject, ({ state }) => state === 'interrupted' || state === 'verified');
    if (left.state === 'interrupted') return { image, left };
  }
  throw new Error('every overwrite was over before the station could leave it');
}

async function cancelledInTheMiddle(hall: Hall, note: string): Promise<Image> {
  for (const index of sizesMiB.keys()) {
    const image = await started(hall, index);
    await hall.drive(image.subject, ({ progress, state }) => state === 'verified' || (progress?.phase === 'erase' && progress.can_cancel));
    const receipt = await hall.client.erase.cancel({ subject: image.subject, note });
    const after = await hall.drive(image.subject, ({ erase, state }) => erase?.ended === 'cancelled' || state === 'verified');
    if (receipt.kind === 'done' && after.erase?.ended === 'cancelled') return image;
  }
  throw new Error('every overwrite was over before anybody could cancel it');
}
