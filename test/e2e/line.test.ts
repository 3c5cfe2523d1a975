import type { WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser } from '../kit/browser.ts';
import { bayWhere, claimed, driveWhere, started, tile } from './bench.ts';
import { type Cast, castOf, signIn } from './cast.ts';
import { fleet } from './fleet.ts';

const drive = practiceDrives.sataHdd;
const port = 'virtual/1';
const away = 'The station does not answer.';

let app: App;
let browser: OpenBrowser;
let cast: Cast;
let subject: string;
beforeAll(async () => {
  // Two hours in 12 seconds: long enough to close and open a window on the way.
  [app, browser] = await Promise.all([startApp({ mode: 'practice', bench: fleet([drive], 600) }), openBrowser()]);
  cast = await castOf(app.client);
  await signIn(app.client, cast.supervisor);
  subject = await claimed(app.client, drive);
  await started(app.client, subject, port);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

test('a window that is closed and opened again in the middle of an erase shows the erase going on', async () => {
  const first = await browser.sit(app.address());
  await tile(first, 'Bay 1').getByRole('progressbar').waitFor();
  await first.close();
  const second = await browser.sit(app.address());
  const bay = tile(second, 'Bay 1');
  await bay.getByText('Sanitizing').waitFor();
  const done = async (): Promise<number> => Number(await bay.getByRole('progressbar').getAttribute('aria-valuenow'));
  const before = await done();
  await expect.poll(done, { timeout: 10_000 }).toBeGreaterThan(before);
  expect((await bayWhere(app.client, port, 'shown', () => true)).subject).toBe(subject);
  await second.close();
});

test('a line that breaks is told calmly, the last state stays, and the window comes back by itself', async () => {
  const seat = await browser.sit('about:blank');
  const { page } = seat;
  // A line in the test's hands, between the window and its page server.
  const line: { cut: boolean; socket?: WebSocketRoute } = { cut: false };
  await page.routeWebSocket(/bridge$/, (socket) => {
    line.socket = socket;
    if (line.cut) void socket.close();
    else socket.connectToServer();
  });
  await page.goto(app.address());
  await tile(seat, 'Bay 1').getByText(drive.spec.serial).waitFor();
  line.cut = true;
  await line.socket?.close();
  await page.locator('.away').getByText(away).waitFor();
  await page.locator('.away').getByText('last known state').waitFor();
  await tile(seat, 'Bay 1').getByText(drive.spec.serial).waitFor();
  line.cut = false;
  await page.locator('.away').waitFor({ state: 'detached' });
  await seat.press('d');
  await page.locator('.table').getByText(drive.spec.serial).waitFor();
  expect(seat.faults).toEqual([]);
  await seat.close();
});

test('a station stopped and started again is told calmly, goes on with the drive, and the next address shows it', async () => {
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await tile(seat, 'Bay 1').getByText(drive.spec.serial).waitFor();
  await app.stop();
  await page.locator('.away').getByText(away).waitFor();
  await tile(seat, 'Bay 1').getByText(drive.spec.serial).waitFor();
  await app.start();
  await page.goto(app.address());
  await page.locator('.away').waitFor({ state: 'detached' });
  await page.locator('.who').getByText('Nobody signed in').waitFor();
  await signIn(app.client, cast.supervisor);
  await tile(seat, 'Bay 1').getByText(drive.spec.serial).waitFor();
  await driveWhere(app.client, subject, 'verified', (view) => view.state === 'verified');
  await tile(seat, 'Bay 1').locator('.bay-lamp').getByText('Verified', { exact: true }).waitFor();
  await seat.close();
});
