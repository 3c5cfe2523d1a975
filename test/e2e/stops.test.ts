import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countPlanted } from '../../host/demo/planted.ts';
import { driveNow } from '../../host/demo/story.ts';
import { practiceDrives, type PrintedDrive } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser, type Seat } from '../kit/browser.ts';
import { bayWhere, claimed, driveWhere, reseated, signInAt, started, tile } from './bench.ts';
import { type Cast, castOf, signIn } from './cast.ts';
import { fleet, sibling } from './fleet.ts';

const { mislabelled, failing } = practiceDrives;
const pulled = sibling(practiceDrives.sataHdd, 5);
const drives = [mislabelled, failing, pulled];

let app: App;
let browser: OpenBrowser;
let cast: Cast;
let seat: Seat;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice', bench: fleet(drives, 900) }), openBrowser()]);
  cast = await castOf(app.client);
  seat = await browser.sit(app.address());
  await signInAt(seat, cast.supervisor);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const planted = (drive: PrintedDrive): number => countPlanted(join(app.bench?.shelf.dir ?? '', drive.spec.folder, 'medium.img'));

test('a drive whose label is not its own stops at the bench, is not erased, and goes to quarantine', async () => {
  const { page } = seat;
  const before = planted(mislabelled);
  expect(before).toBeGreaterThan(0);
  const subject = await claimed(app.client, mislabelled);
  await reseated(app.client, 'virtual/1');
  await bayWhere(app.client, 'virtual/1', 'judged', (bay) => bay.lock?.verdict === 'shut');
  await tile(seat, 'Bay 1').getByText('Does not match').waitFor();
  await page.locator('.next-sentence').getByText('to quarantine').waitFor();
  // The label once more, and START all the same: both say no, and nothing is sent to the drive.
  await page.waitForTimeout(1100); // sooner, it would be the same pull of the trigger
  await seat.scan(mislabelled.label[0]);
  await page.locator('.scan-line .verdict').getByText('Label differs').waitFor();
  await page.locator('.scan-line').getByText('Nothing was erased.').waitFor();
  await seat.scan('CU-C-START');
  await page.locator('.scan-line .verdict').getByText('Not now').waitFor();
  expect((await app.client.erase.start({ subject, port: 'virtual/1' })).kind).toBe('refused');

  expect(
    await page.locator('.lamp', { hasText: 'Quarantine' }).locator('.lamp-count').innerText(),
    'it counts as bound for quarantine',
  ).toBe('1');
  await page.locator('.lamp', { hasText: 'Quarantine' }).focus();
  await seat.press('Enter');
  await page.locator('.table tbody').getByText(mislabelled.label[0].replace('S/N: ', '')).waitFor();
  await seat.press('Escape');
  await page.locator('.next-sentence').waitFor();

  await seat.scan('CU-C-QUARANTINE');
  await page.getByRole('dialog').getByRole('radio', { name: 'Label does not match' }).and(page.locator(':checked')).waitFor();
  await seat.scan('CU-C-QUARANTINE');
  await page.locator('.drive-word').getByText('Quarantine').waitFor();
  await page.locator('.drive-state').getByText('Label does not match. Waits for a decision.').waitFor();
  await page.locator('.lock-word').getByText('Shut: nothing can be erased').waitFor();
  expect(await page.locator('.lock .char-differs').allInnerTexts(), 'the characters that differ are marked').not.toEqual([]);
  expect((await driveNow(app.client, subject)).erase).toBeUndefined();
  expect(planted(mislabelled)).toBe(before);
  await seat.press('Escape');
});

test('a drive that fails its erase ends in quarantine, bound for destruction, its other ways out locked in words', async () => {
  const { page } = seat;
  const subject = await claimed(app.client, failing);
  await started(app.client, subject, 'virtual/2');
  await driveWhere(app.client, subject, 'quarantined', (drive) => drive.state === 'quarantined');
  await tile(seat, 'Bay 2').locator('.bay-lamp').getByText('Quarantine').waitFor();
  await seat.tabTo(failing.spec.serial);
  await seat.press('Enter');
  await page.locator('.drive-state').getByText('Bound for destruction.').waitFor();
  for (const way of ['Return to the maker', 'Release for reuse', 'Hand to a vendor']) {
    const line = page.locator('.way', { hasText: way });
    await line.getByText('Locked').waitFor();
    expect((await line.locator('.way-why').innerText()).length, `why "${way}" is locked`).toBeGreaterThan(12);
  }
  await page.locator('.way', { hasText: 'Destroy' }).getByText('Open').waitFor();
  expect((await app.client.custody.release({ subject, way: 'maker' })).kind).toBe('refused');
  await seat.press('Escape');
});

test('a drive pulled in the middle of its erase is asked for, and ends verified after it is back', async () => {
  const { page } = seat;
  const subject = await claimed(app.client, pulled);
  await started(app.client, subject, 'virtual/3');
  const bay = tile(seat, 'Bay 3');
  await bay.getByRole('progressbar').waitFor();
  await bayWhere(app.client, 'virtual/3', 'running', (one) => (one.progress?.done_ppm ?? 0) > 0);
  expect((await app.client.practice.unplug({ port: 'virtual/3' })).kind).toBe('done');
  await page.locator('.next-sentence').getByText(`Dock ${pulled.spec.serial} again in Bay 3.`).waitFor();
  expect((await app.client.practice.plug({ port: 'virtual/3' })).kind).toBe('done');
  const back = await bayWhere(
    app.client,
    'virtual/3',
    'back',
    (one) => one.needs?.kind === 'start_again' || one.progress !== undefined || one.state === 'verified',
  );
  if (back.needs?.kind === 'start_again') {
    await page.locator('.next-sentence').getByText('Start it again.').waitFor();
    await seat.scan('CU-C-START');
  }
  await driveWhere(app.client, subject, 'verified', (drive) => drive.state === 'verified');
  await bay.locator('.bay-lamp').getByText('Verified', { exact: true }).waitFor();
  expect(planted(pulled)).toBe(0);
  expect(seat.faults).toEqual([]);
});

test('each lamp opens a list of as many drives as it counts', async () => {
  const { page } = seat;
  for (const name of ['In custody', 'Sanitizing', 'To validate', 'May leave', 'In limbo', 'Quarantine']) {
    const lamp = page.locator('.lamp', { hasText: name });
    const count = Number(await lamp.locator('.lamp-count').innerText());
    await lamp.focus();
    await seat.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await expect.poll(() => page.locator('.table tbody tr').count(), { message: name }).toBe(count);
    await seat.press('Escape');
    await page.locator('.bench').waitFor();
  }
});

test('signed out, the bench takes no step', async () => {
  await seat.scan('CU-C-SIGNOUT');
  await seat.page.locator('.who').getByText('Nobody signed in').waitFor();
  expect(await app.client.custody.quarantine({ subject: `d1_${'0'.repeat(32)}`, cause: 'person' })).toMatchObject({
    kind: 'refused',
    why: 'not_signed_in',
  });
  await signIn(app.client, cast.supervisor);
});
