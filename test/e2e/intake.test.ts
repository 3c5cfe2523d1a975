import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import type { Seat } from '../kit/browser.ts';
import { temporaryFolder } from '../station/record/bench-kit.ts';
import { bayWhere, claimed, signInAt } from './bench.ts';
import { signIn } from './cast.ts';
import { emptyStage } from './stage.ts';

const folder = temporaryFolder();
const stage = emptyStage();
afterAll(() => folder.remove());

const [first, second, third] = [practiceDrives.sataHdd, practiceDrives.sataSsd, practiceDrives.nvme];

async function pressed(seat: Seat, button: string): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

test('a list from a file counts down: a burst of scans, one find settled, one missing signed for, closed', async () => {
  const csv = join(folder.path, 'pull.csv');
  writeFileSync(csv, `serial,host,slot\n${first.spec.serial},db-07,1\n${second.spec.serial},db-07,2\nZNEVER01,db-07,3\n`);
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await signInAt(seat, stage.cast.supervisor);
  await seat.press('i');
  await page.getByText('Nothing is expected.').waitFor();
  await pressed(seat, 'Make a list');
  await seat.tabTo('Ticket');
  await seat.type('CHG-4711');
  await page.getByLabel('Choose the file').setInputFiles(csv);
  await page.getByText('3 drives in pull.csv').waitFor();
  await pressed(seat, 'Expect 3 drives');
  await page.getByRole('heading', { name: 'CHG-4711' }).waitFor();

  // Place first, then without a look at the screen.
  await seat.scan('CU-P-CAGE-2');
  await page.getByText('Scan the label of each drive, one after another.').waitFor();
  for (const { label } of [first, second, third]) await seat.scan(label[0] ?? '');
  await page.locator('.burst-line').nth(2).waitFor();
  await page.locator('.burst-line').getByText('not on the list: a find').waitFor();
  const [line] = await stage.app.client.expected.lists();
  expect(line).toMatchObject({ ticket: 'CHG-4711', closed: false, counts: { expected: 3, met: 2, open: 1, finds: 1, finds_open: 1 } });
  // The same label again changes nothing.
  await seat.scan(first.label[0] ?? '');
  await page.locator('.burst-line').getByText('scanned before').waitFor();

  await pressed(seat, 'Settle it');
  await seat.tabTo('Taken into custody');
  await seat.press('Space');
  await pressed(seat, 'Settle it');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Close the list' }).isDisabled()).toBe(true);
  await pressed(seat, 'It is missing: ZNEVER01');
  await seat.tabTo('Never in this host');
  await seat.press('Space');
  await pressed(seat, 'Sign');
  await page.getByText('Missing: never in this host').waitFor();
  await pressed(seat, 'Close the list');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  const [after] = await stage.app.client.expected.lists();
  expect(after).toMatchObject({ closed: true, counts: { met: 2, missing: 1, open: 0, finds: 1, finds_open: 0 } });
  const found = await stage.app.client.drives.find({ query: third.spec.serial, limit: 2 });
  expect(found).toMatchObject([{ place: 'CAGE-2', state: 'in_custody' }]);
  await seat.close();
});

test('a file with a row that says nothing makes no list, and says which row', async () => {
  const read = await stage.app.client.expected.read({
    name: 'broken.csv',
    layout: 'csv',
    base64: Buffer.from('serial,host\nZA1B2C3D,db-07\n,db-07\n').toString('base64'),
  });
  expect(read).toEqual({ kind: 'unread', why: 'no_serial', line: 3, more: 0 });
});

test('a drive that is taken in at the bench meets its row in the list that waits for it, and in no other', async () => {
  const drive = practiceDrives.sasSsd;
  const make = (serial: string) => stage.app.client.expected.make({ ticket: serial, rows: [{ serial }] });
  mustBeDone(await make(drive.spec.serial), 'a list');
  mustBeDone(await make('ZELSEWHERE1'), 'another list');
  await claimed(stage.app.client, drive);
  const counts = (await stage.app.client.expected.lists()).flatMap((line) =>
    line.closed ? [] : [[line.ticket, line.counts.met, line.counts.finds]],
  );
  expect(counts).toEqual([
    ['ZELSEWHERE1', 0, 0],
    [drive.spec.serial, 1, 0],
  ]);
});

test('a label that no scanner reads is typed by two people apart, who must agree, and the drive itself confirms it', async () => {
  const { client } = stage.app;
  const drive = practiceDrives.failing;
  await signIn(client, stage.cast.supervisor);
  const witness = { name: 'Witness 1', badge: (await client.setUp.newBadge()).badge, pin: '314159' };
  mustBeDone(await client.people.enrol({ ...witness, roles: ['witness'] }), 'enrolling');
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  const sheet = page.getByRole('dialog');
  const typedBy = async (field: string, serial: string): Promise<void> => {
    await seat.tabTo(field);
    await page.getByLabel(field).fill('');
    await seat.type(serial);
  };
  await page.locator('.who-name').getByText(stage.cast.supervisor.name).waitFor();
  await pressed(seat, 'Type a code');
  await pressed(seat, 'Label cannot be read');
  await sheet.getByRole('radio', { name: 'Damaged' }).press(' ');
  await typedBy('Place', 'CAGE-2');
  await typedBy('Serial, as you read it', drive.spec.serial);
  await pressed(seat, 'Typed: hand over to the second person');
  expect(await sheet.getByText(drive.spec.serial).count(), 'the second person does not see it').toBe(0);
  await seat.scan(witness.badge);
  await sheet.getByText('Badge read').waitFor();
  await typedBy('PIN', witness.pin);
  await typedBy('Serial, as the second person reads it', `${drive.spec.serial.slice(0, -1)}#`);
  await pressed(seat, 'Take into custody');
  await sheet.getByText('The two did not type the same serial.').waitFor();
  expect(await client.drives.find({ query: drive.spec.serial, limit: 2 })).toEqual([]);
  await typedBy('Serial, as the second person reads it', drive.spec.serial.toLowerCase());
  await pressed(seat, 'Take into custody');
  await sheet.waitFor({ state: 'detached' });
  const [found] = await client.drives.find({ query: drive.spec.serial, limit: 2 });
  const { subject = '' } = found ?? {};
  const { life } = await driveNow(client, subject);
  expect(life[0]).toMatchObject({
    type: 'custody.claimed',
    witness: 'Witness 1',
    body: { typed: 'damaged', label: { serial: drive.spec.serial } },
  });

  const seatOf = stage.app.bench?.seats.find((each) => each.drive === drive)?.port ?? '';
  mustBeDone(await client.practice.plug({ port: seatOf }), 'plugging');
  await bayWhere(client, seatOf, 'judged', (bay) => bay.subject === subject && bay.lock?.verdict === 'open');
  // Alone nobody types a label, and not by the bridge either.
  const alone = {
    serial: 'ZTYPED001',
    typed: { why: 'damaged', again: 'ZTYPED001', witness: { badge: stage.cast.supervisor.badge, pin: stage.cast.supervisor.pin } },
  } as const;
  const how = { reason: 'failed', data_class: 'unknown', destination: 'undecided', place: 'CAGE-2' } as const;
  expect(await client.custody.claim({ ...alone, ...how })).toMatchObject({ kind: 'refused', why: 'same_person' });
  await seat.close();
});
