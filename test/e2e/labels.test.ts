import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelCode } from '../../domain/label/codes.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser } from '../kit/browser.ts';
import { LabelSocket } from '../kit/label-socket.ts';
import { claimed, driveWhere, signInAt } from './bench.ts';
import { type Cast, castOf } from './cast.ts';

let app: App;
let browser: OpenBrowser;
let cast: Cast;
let printer: LabelSocket;
beforeAll(async () => {
  [app, browser, printer] = await Promise.all([startApp({ mode: 'practice', keepShelfEmpty: true }), openBrowser(), LabelSocket.open()]);
  cast = await castOf(app.client);
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await printer.close();
});

/** What the printer drew as a symbol: the code that a scanner reads off the last label. */
function lastCode(): string {
  const [, code = ''] = /\^BC[^]*?\^FD([A-Z0-9-]+)\^FS/.exec(printer.labels.at(-1) ?? '') ?? [];
  return code;
}

test('by scanner alone: one scan prints one label, and it counts when it is scanned on the drive that it is for', async () => {
  const seat = await browser.sit(app.address());
  const { page } = seat;
  await signInAt(seat, cast.supervisor);
  const way = { is: 'network', host: '127.0.0.1', port: printer.port } as const;
  mustBeDone(
    await app.client.labels.setPrinter({ way, as: 'zpl', size: '76x38', symbology: 'code128', dots_per_mm: 8 }),
    'setting the printer',
  );
  const [first, second] = Object.values(practiceDrives);
  if (first === undefined || second === undefined) throw new Error('practice has fewer than two drives');
  const subject = await claimed(app.client, first);
  const other = await claimed(app.client, second);

  await seat.press('l');
  await page.getByRole('heading', { name: 'Labels', exact: true }).waitFor();
  await page.getByText('Every printed label was scanned.').waitFor();
  await seat.scan(first.label[0] ?? '');
  await page.getByText('Sent to the printer. Stick it on, then scan it.').waitFor();
  await expect.poll(() => lastCode()).toBe(labelCode(subject, 1));
  await seat.scan(second.label[0] ?? '');
  await expect.poll(() => lastCode()).toBe(labelCode(other, 1));

  // The second drive is in hand, the label of the first is not for it.
  await seat.scan(labelCode(subject, 1));
  await page.getByText('Whose label?').waitFor();
  await seat.scan(labelCode(other, 1));
  await page.getByText('Label reads').waitFor();

  // Its own label again prints no copy: its printed one lies about, so the drive is taken in hand.
  await seat.scan(first.label[0] ?? '');
  await page.getByText('Its label was printed. Stick it on, then scan ours.').waitFor();
  await seat.scan(labelCode(subject, 1));
  await page.getByText('Every printed label was scanned.').waitFor();
  expect(printer.labels).toHaveLength(2);
  const { life } = await driveWhere(app.client, subject, 'labelled', (drive) => drive.life.some(({ type }) => type === 'label.applied'));
  expect(life.filter(({ type }) => type.startsWith('label.')).map(({ type }) => type)).toEqual(['label.printed', 'label.applied']);

  await page.goto(`http://127.0.0.1:${app.port}/#/drive/${subject}`);
  await page.getByText('Label 1: scanned on it').waitFor();
  await seat.tabTo('Print a copy');
  await seat.press('Enter');
  await page.getByText('Label 2, copy: not scanned yet').waitFor();
  expect(printer.labels.at(-1)).toContain('COPY');
  expect(seat.faults).toEqual([]);
  await seat.close();
});
