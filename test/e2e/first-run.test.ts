import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser } from '../kit/browser.ts';
import { focused } from '../kit/scanner.ts';

let app: App;
let browser: OpenBrowser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice' }), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

test('a station is set up, a badge made and its owner signed in without a mouse', async () => {
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await page.getByRole('heading', { name: 'Set up this station' }).waitFor();
  expect(await focused(page), 'the first field waits for the hands').toContain('Site');
  await seat.type('Hall 3');
  await seat.tabTo('Bench');
  await seat.type('Bench 1');
  await seat.tabTo('Your name');
  await seat.type('Supervisor 1');
  await seat.tabTo('Make a new badge');
  await seat.press('Enter');
  await page.locator('.badge-paper .bars svg').waitFor();
  const badge = await page.locator('.badge-paper figcaption').innerText();
  expect(badge).toMatch(/^CU-B-/);
  await seat.tabTo('PIN, 6 characters or more');
  await seat.type('271828');
  await seat.tabTo('PIN again');
  await seat.type('271829');
  await page.getByText('The two PINs differ.').waitFor();
  await seat.press('Backspace');
  await seat.type('8');
  await page.getByText('The two PINs differ.').waitFor({ state: 'detached' });
  await seat.tabTo('Start using Custos');
  await seat.press('Enter');

  await page.getByRole('heading', { name: 'Scan your badge.' }).waitFor();
  await seat.scan(badge);
  await page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  expect(await focused(page)).toBe('PIN');
  await seat.type('271828');
  await seat.press('Enter');
  await page.locator('.who-name').getByText('Supervisor 1').waitFor();
  expect(await page.locator('.top-where').innerText()).toMatch(/Bench 1\s+Hall 3/);
  expect(await page.getByText(badge).count(), 'a badge is half of a sign-in and is never shown').toBe(0);
  expect(seat.faults).toEqual([]);
  await seat.close();
});

test('a wrong PIN is refused in words, and the right one works after it', async () => {
  await app.client.session.signOut();
  const { badge } = await app.client.setUp.newBadge();
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await page.getByRole('heading', { name: 'Scan your badge.' }).waitFor();
  await seat.scan(badge);
  await page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  await seat.type('000000');
  await seat.press('Enter');
  await page.locator('.refused').waitFor();
  expect(await page.locator('.refused-what').innerText()).not.toBe('');
  expect(await page.locator('.who').innerText()).toContain('Nobody signed in');
  await seat.close();
});
