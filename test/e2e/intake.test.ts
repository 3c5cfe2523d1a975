import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser, type Seat } from '../kit/browser.ts';
import { temporaryFolder } from '../station/record/bench-kit.ts';
import { claimed, signInAt } from './bench.ts';
import { type Cast, castOf } from './cast.ts';

const folder = temporaryFolder();
let app: App;
let browser: OpenBrowser;
let cast: Cast;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice', keepShelfEmpty: true }), openBrowser()]);
  cast = await castOf(app.client);
});
afterAll(async () => {
  await browser.close();
  await app.close();
  folder.remove();
});

const [first, second, third] = [practiceDrives.sataHdd, practiceDrives.sataSsd, practiceDrives.nvme];

async function pressed(seat: Seat, button: string): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

test('a list from a file counts down: a burst of scans, one find settled, one missing signed for, closed', async () => {
  const csv = join(folder.path, 'pull.csv');
  writeFileSync(csv, `serial,host,slot\n${first.spec.serial},db-07,1\n${second.spec.serial},db-07,2\nZNEVER01,db-07,3\n`);
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await signInAt(seat, cast.supervisor);
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
  const [line] = await app.client.expected.lists();
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
  const [after] = await app.client.expected.lists();
  expect(after).toMatchObject({ closed: true, counts: { met: 2, missing: 1, open: 0, finds: 1, finds_open: 0 } });
  const found = await app.client.drives.find({ query: third.spec.serial, limit: 2 });
  expect(found).toMatchObject([{ place: 'CAGE-2', state: 'in_custody' }]);
  await seat.close();
});

test('a file with a row that says nothing makes no list, and says which row', async () => {
  const read = await app.client.expected.read({
    name: 'broken.csv',
    layout: 'csv',
    base64: Buffer.from('serial,host\nZA1B2C3D,db-07\n,db-07\n').toString('base64'),
  });
  expect(read).toEqual({ kind: 'unread', why: 'no_serial', line: 3, more: 0 });
});

test('a drive that is taken in at the bench meets its row in the list that waits for it, and in no other', async () => {
  const drive = practiceDrives.sasSsd;
  const make = (serial: string) => app.client.expected.make({ ticket: serial, rows: [{ serial }] });
  mustBeDone(await make(drive.spec.serial), 'a list');
  mustBeDone(await make('ZELSEWHERE1'), 'another list');
  await claimed(app.client, drive);
  const counts = (await app.client.expected.lists()).flatMap((line) =>
    line.closed ? [] : [[line.ticket, line.counts.met, line.counts.finds]],
  );
  expect(counts).toEqual([
    ['ZELSEWHERE1', 0, 0],
    [drive.spec.serial, 1, 0],
  ]);
});
