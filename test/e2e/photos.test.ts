import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { claimed, driveWhere, signInAt } from './bench.ts';
import { emptyStage } from './stage.ts';

const stage = emptyStage();

test('a photo is shot with the camera of the station, hashed when it is taken, and shown on the page of its drive', async () => {
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await page.context().grantPermissions(['camera']);
  await signInAt(seat, stage.cast.supervisor);
  const [drive] = Object.values(practiceDrives);
  if (drive === undefined) throw new Error('practice has no drive');
  const subject = await claimed(stage.app.client, drive);
  await page.goto(`http://127.0.0.1:${stage.app.port}/#/drive/${subject}`);
  await page.getByText('No photo of this drive.').waitFor();
  await seat.tabTo('Take a photo');
  await seat.press('Enter');
  await page.getByRole('button', { name: 'Shoot', exact: true }).and(page.locator(':enabled')).waitFor();
  await seat.tabTo('Shoot');
  await seat.press('Enter');
  const shown = (await page.locator('figure.photo figcaption .mono').textContent()) ?? '';
  await seat.tabTo('What it shows');
  await seat.type('The label is torn');
  await seat.tabTo('Keep this photo');
  await seat.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('img', { name: 'The label is torn' }).waitFor();
  const kept = (await driveWhere(stage.app.client, subject, 'with a photo', ({ life }) => life.some(({ type }) => type === 'photo.kept')))
    .life;
  const body = kept.find(({ type }) => type === 'photo.kept')?.body;
  expect(body).toMatchObject({ from: 'camera', sha256: shown });
  const read = await stage.app.client.photos.read({ subject, sha256: shown });
  if (read.kind !== 'file') throw new Error(`not here: ${read.kind}`);
  const bytes = Buffer.from(read.base64, 'base64');
  expect(createHash('sha256').update(bytes).digest('base64url')).toBe(shown);
  // The camera's own picture, not an empty one.
  const size = await page
    .getByRole('img', { name: 'The label is torn' })
    .evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]);
  expect(Math.min(...size)).toBeGreaterThan(200);
  expect(seat.faults).toEqual([]);
  await seat.close();
});
