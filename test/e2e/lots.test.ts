import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { type PrintedDrive, practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser, type Seat } from '../kit/browser.ts';
import { claimed, driveWhere, signInAt, started } from './bench.ts';
import { type Cast, castOf, signIn } from './cast.ts';

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
});

const { sataHdd: good, nvme: bare, sataSsd: reused } = practiceDrives;

const labelOf = ({ label }: PrintedDrive): string => label[0] ?? '';

async function pressed(seat: Seat, button: string): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

/** In the supervisor's hands: one drive with proof for its maker, one that nobody has erased, one that goes into reuse. */
async function drivesInHand(): Promise<{ readonly proven: string; readonly unproven: string }> {
  const { client } = app;
  await signIn(client, cast.supervisor);
  const proven = await claimed(client, good);
  mustBeDone(await client.practice.plug({ port: 'virtual/1' }), 'plugging');
  await started(client, proven, 'virtual/1');
  await driveWhere(client, proven, 'verified', (drive) => drive.state === 'verified');
  await signIn(client, cast.validator);
  mustBeDone(await client.erase.validate({ subject: proven, accepted: true }), 'validating');
  await signIn(client, cast.supervisor);
  const unproven = await claimed(client, bare);
  await claimed(client, reused, 'reuse');
  mustBeDone(await client.session.signOut(), 'signing out');
  return { proven, unproven };
}

test('a return lot closes when each of its drives may leave, and not while one may not', async () => {
  const { proven, unproven } = await drivesInHand();
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await signInAt(seat, cast.supervisor);
  await seat.press('o');
  await page.getByText('No lot is open.').waitFor();
  await pressed(seat, 'Open a lot');
  await seat.tabTo('Name');
  await seat.type('RMA 20117');
  await pressed(seat, 'Open a lot');
  await page.getByRole('heading', { name: 'RMA 20117' }).waitFor();

  await seat.scan(labelOf(good));
  await page.getByRole('row').getByText('May leave').waitFor();
  await seat.scan(labelOf(bare));
  await page.getByText('1 drive keeps it open.').waitFor();
  await page.getByRole('row').getByText('There is no proof that this drive is sanitized.').waitFor();
  expect(await page.getByRole('button', { name: 'Close the lot' }).isDisabled()).toBe(true);
  // One that goes elsewhere joins no such lot.
  await seat.scan(labelOf(reused));
  await page.locator('.refused-what').waitFor();
  expect(await page.getByRole('row').count()).toBe(3);

  // The bridge is no way around the page.
  const [line] = await app.client.lots.list({ gone: false });
  const lot = line?.container ?? '';
  expect(await app.client.lots.close({ lot })).toMatchObject({ kind: 'refused', why: 'items_unproven' });
  expect((await app.client.lots.look({ lot })) as unknown).toMatchObject({ state: 'open' });

  await pressed(seat, `Take out: ${(await driveNow(app.client, unproven)).serial}`);
  await page.getByText('1 drive keeps it open.').waitFor({ state: 'detached' });
  await pressed(seat, 'Close the lot');
  await seat.tabTo('Goes to');
  await seat.type('The maker');
  await seat.scan('CU-C-RELEASE');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  await driveWhere(app.client, proven, 'released', (drive) => drive.state === 'released');
  await driveWhere(app.client, unproven, 'still here', (drive) => drive.state !== 'released');

  await seat.tabTo('Save the list (CSV)');
  const [download] = await Promise.all([page.waitForEvent('download') as Promise<Download>, seat.press('Enter')]);
  const rows = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(rows[0]).toBe('serial,model,state,outcome,lacking,subject');
  expect(rows.slice(1)).toEqual([expect.stringMatching(new RegExp(`,released,sanitized,,${proven}$`)) as string]);
  await seat.press('o');
  await page.getByRole('heading', { name: 'Ways out' }).waitFor();
  await seat.tabTo('In use');
  await seat.press('ArrowRight');
  await page.getByRole('link', { name: 'RMA 20117' }).waitFor();
  await seat.close();
});
