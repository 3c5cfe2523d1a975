import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser, type Seat } from '../kit/browser.ts';
import { type Cast, castOf, signIn } from './cast.ts';

let app: App;
let browser: OpenBrowser;
let cast: Cast;
let seat: Seat;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice', keepShelfEmpty: true }), openBrowser()]);
  cast = await castOf(app.client);
  seat = await browser.sit(app.address());
  await seat.page.getByRole('heading', { name: 'Scan your badge.' }).waitFor();
});
beforeEach(async () => {
  await app.client.bench.clearScan();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const codes = ['S/N: ZDEMO0D4', 'WWN: 5000C500DE3000D4', 'Model: ST4000NM000A-2HZ100'] as const;

/** What the station understood last, once it is this. */
async function heard(text: string): Promise<void> {
  await seat.page.locator('.scan-text').getByText(text, { exact: true }).waitFor();
}

async function bare(field: Locator, was: string): Promise<void> {
  expect(await field.inputValue(), 'the field is as it was before the scan').toBe(was);
}

test('a scan does not land in the PIN field, and typing does', async () => {
  const { page } = seat;
  await seat.scan(cast.supervisor.badge);
  await page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  const pin = page.getByLabel('PIN', { exact: true }).and(page.locator('input'));
  await seat.type('271');
  await bare(pin, '271');
  await seat.scan(cast.supervisor.badge);
  await page.waitForTimeout(300);
  expect(await pin.inputValue(), 'a new badge starts a new PIN').toBe('');
  await seat.type('271828');
  await seat.press('Enter');
  await page.locator('.who-name').waitFor();
});

test('a scan with the focus in a field reaches the station, with and without a suffix, and typing stays', async () => {
  const { page } = seat;
  await seat.scan(codes[0]);
  await page.locator('.gathered-serial').getByText('ZDEMO0D4').waitFor();
  await seat.tabTo('Host');
  await seat.type('db-07');
  const host = page.getByLabel('Host');
  await bare(host, 'db-07');
  await seat.scan(codes[1], 'none');
  await heard(codes[1]);
  await bare(host, 'db-07');
  await seat.scan(codes[2], 'enter');
  await heard(codes[2]);
  await bare(host, 'db-07');
  // The caret is where it was, too.
  await seat.press('ArrowLeft');
  await seat.type('x');
  await bare(host, 'db-0x7');
  expect((await app.client.drives.find({ query: 'ZDEMO0D4', limit: 5 })).length, 'the Enter of a scan presses no button').toBe(0);
});

test('a scan with the focus on a button does not press it', async () => {
  const { page } = seat;
  await seat.scan(codes[0]);
  await page.locator('.gathered-serial').waitFor();
  await seat.tabTo('Place');
  await seat.type('Bench 1');
  await seat.tabTo('Take into custody');
  await seat.scan(codes[1]);
  await heard(codes[1]);
  await page.waitForTimeout(300);
  expect((await app.client.drives.find({ query: 'ZDEMO0D4', limit: 5 })).length).toBe(0);
});

test('a scan in a dialog is heard and fills no field of it', async () => {
  const { page } = seat;
  await page.goto(`${new URL(page.url()).origin}/#/people`);
  await page.getByRole('heading', { name: 'People' }).waitFor();
  await seat.tabTo('Enrol a person');
  await seat.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await seat.tabTo('Name');
  await seat.type('Ola');
  await bare(name, 'Ola');
  const { badge } = await app.client.setUp.newBadge();
  await seat.scan(badge, 'none');
  await dialog.getByText('Badge read').waitFor();
  await bare(name, 'Ola');
  await seat.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await seat.press('Escape');
  await page.locator('.bench').waitFor();
});

test('a code typed slowly into its field counts as typed, not as a scan', async () => {
  const { page } = seat;
  await seat.press('/');
  await page.getByLabel('Code from the label').waitFor();
  await seat.type('S/N: ZDEMO0D9');
  await bare(page.getByLabel('Code from the label'), 'S/N: ZDEMO0D9');
  await seat.press('Enter');
  await heard('S/N: ZDEMO0D9');
});

test('the first scan right after the window is loaded works', async () => {
  await app.client.session.signOut();
  const fresh = await browser.sit(app.address());
  await fresh.page.locator('.scan-line').waitFor();
  await fresh.scan(cast.supervisor.badge);
  await fresh.page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  expect(fresh.faults).toEqual([]);
  await fresh.close();
  await signIn(app.client, cast.supervisor);
  expect(seat.faults).toEqual([]);
});
