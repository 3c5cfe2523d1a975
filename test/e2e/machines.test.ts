import { expect, test } from 'vitest';
import { machineCode } from '../../domain/label/codes.ts';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import type { Seat } from '../kit/browser.ts';
import { claimed, driveWhere, signInAt } from './bench.ts';
import { signIn } from './cast.ts';
import { emptyStage } from './stage.ts';

const stage = emptyStage();

const { nvme } = practiceDrives;

/** Registers a machine with the keyboard; its id. */
async function registered(
  seat: Seat,
  asked: { readonly name: string; readonly kind: string; readonly suits: string; readonly until?: string },
): Promise<string> {
  const { page } = seat;
  await seat.tabTo('Register a machine');
  await seat.press('Enter');
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: asked.kind, exact: true }).press(' ');
  await sheet.getByRole('radio', { name: asked.suits, exact: true }).press(' ');
  await seat.tabTo('Name');
  await seat.type(asked.name);
  await seat.tabTo('Largest piece that it leaves, mm');
  await seat.type('6');
  if (asked.until !== undefined) {
    await seat.tabTo('Calibrated until (year-month-day)');
    await seat.type(asked.until);
  }
  await seat.tabTo('Register a machine');
  await seat.press('Enter');
  await sheet.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: asked.name }).waitFor();
  return (
    (await stage.app.client.machines.list()).find(({ name }) => name === asked.name)?.machine ?? expect.fail('it is not in the register')
  );
}

test('machines are registered by keyboard, and a drive is destroyed only in one that may be used', async () => {
  const { client } = stage.app;
  await signIn(client, stage.cast.supervisor);
  const witness = { name: 'Witness 1', badge: (await client.setUp.newBadge()).badge, pin: '314159' };
  mustBeDone(await client.people.enrol({ ...witness, roles: ['witness'] }), 'enrolling');
  const subject = await claimed(client, nvme);
  mustBeDone(await client.session.signOut(), 'signing out');

  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await signInAt(seat, stage.cast.supervisor);
  await seat.press('x');
  await page.getByText('No machine is registered here.').waitFor();
  const uncalibrated = await registered(seat, { name: 'Grinder', kind: 'Disintegrator', suits: 'Disks and solid state' });
  const disksOnly = await registered(seat, { name: 'Old mill', kind: 'Disintegrator', suits: 'Disks', until: '2099-12-31' });
  // The card opens its machine, where the calibration is recorded.
  await seat.scan(machineCode(uncalibrated));
  await page.getByRole('dialog').getByText('No calibration recorded').waitFor();
  await seat.press('Escape');

  await page.goto(`http://127.0.0.1:${stage.app.port}/#/drive/${subject}/destroy`);
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Scan the card of the machine.').waitFor();
  await seat.scan(machineCode(uncalibrated));
  await sheet.getByText('Grinder: No calibration recorded').waitFor();
  await seat.scan(witness.badge);
  await sheet.getByText('Badge read').waitFor();
  await seat.tabTo('PIN');
  await seat.type(witness.pin);
  await seat.scan(nvme.label[0] ?? '');
  await sheet.getByText('Scanned').waitFor();
  await seat.tabTo('Sign the destruction');
  await seat.press('Enter');
  await sheet.getByText('The calibration of this machine has ended, or nobody has recorded one.').waitFor();
  await seat.scan(machineCode(disksOnly));
  await sheet.getByText('Old mill: May be used').waitFor();
  await seat.tabTo('Sign the destruction');
  await seat.press('Enter');
  await sheet.getByText('This machine does not destroy such a drive.').waitFor();
  expect((await driveNow(client, subject)).state).not.toBe('destroyed');

  mustBeDone(await client.machines.calibrate({ machine: uncalibrated, until_ms: Date.UTC(2099, 11, 31) }), 'calibrating');
  await seat.scan(machineCode(uncalibrated));
  await sheet.getByText('Grinder: May be used').waitFor();
  await seat.tabTo('Largest piece measured, mm');
  await seat.type('4');
  await seat.tabTo('Sign the destruction');
  await seat.press('Enter');
  await sheet.waitFor({ state: 'detached' });
  await driveWhere(client, subject, 'destroyed', ({ state }) => state === 'destroyed');
  await seat.close();
});
