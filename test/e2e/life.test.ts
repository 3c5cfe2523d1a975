import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkCertificate } from '../../certificate/check/check.ts';
import { utf8 } from '../../domain/bytes.ts';
import { countPlanted } from '../../host/demo/planted.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import type { Seat } from '../kit/browser.ts';
import { bayWhere, driveWhere, signInAt, tile } from './bench.ts';
import { emptyStage } from './stage.ts';

const stage = emptyStage();

const drive = practiceDrives.sataHdd;
const port = 'virtual/1';
const medium = (): string => join(stage.app.bench?.shelf.dir ?? '', drive.spec.folder, 'medium.img');

async function saved(seat: Seat, button: string): Promise<Buffer> {
  await seat.tabTo(button);
  const [download] = await Promise.all([seat.page.waitForEvent('download') as Promise<Download>, seat.press('Enter')]);
  return readFileSync(await download.path());
}

async function signOut(seat: Seat): Promise<void> {
  await seat.scan('CU-C-SIGNOUT');
  await seat.page.locator('.who').getByText('Nobody signed in').waitFor();
}

test('a drive goes from its label to its maker with a scanner and a keyboard, and its data is gone', async () => {
  expect(countPlanted(medium()), 'there is something to erase').toBeGreaterThan(0);
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await signInAt(seat, stage.cast.supervisor);

  // The label, in the order in which nobody would plan it.
  const [serial = '', wwn = '', model = ''] = drive.label;
  await seat.scan(model);
  await page.locator('.gathered-serial').getByText('No serial yet').waitFor();
  await seat.scan(wwn);
  await page
    .locator('.gathered-parts')
    .getByText(drive.spec.wwn.toUpperCase(), { exact: false })
    .or(page.locator('.gathered-parts').getByText(drive.spec.wwn))
    .first()
    .waitFor();
  await seat.scan(serial);
  await page.locator('.gathered-serial').getByText(drive.spec.serial, { exact: true }).waitFor();
  await seat.tabTo('Place');
  await seat.type('Bench 1');
  await seat.tabTo('Host');
  await seat.type('db-07');
  await seat.tabTo('Failed');
  await seat.press('Tab');
  await seat.press('ArrowLeft');
  await seat.press('ArrowLeft');
  await page.getByRole('radio', { name: 'Confidential' }).and(page.locator(':checked')).waitFor();
  await seat.tabTo('Undecided');
  await seat.press('ArrowRight');
  await page.getByRole('radio', { name: 'Back to maker' }).and(page.locator(':checked')).waitFor();
  await seat.tabTo('Take into custody');
  await seat.press('Enter');
  await page.locator('.next-sentence').getByText(`Dock drive ${drive.spec.serial}`).waitFor();

  // A hand puts it into the bay.
  expect((await stage.app.client.practice.plug({ port })).kind).toBe('done');
  await page.locator('.next-sentence').getByText('Label, drive and record agree').waitFor();
  await seat.scan('CU-C-START');
  const bay = tile(seat, 'Bay 1');
  await bay.getByRole('progressbar').waitFor();
  await bay.getByText('Sanitizing').waitFor();
  await bay.locator('.bay-lamp').getByText('Verified', { exact: true }).waitFor({ timeout: 40_000 });
  const subject = (await bayWhere(stage.app.client, port, 'bound', (one) => one.subject !== undefined)).subject ?? '';

  // Nobody accepts their own work.
  await page.locator('.next-sentence').getByText('is verified').waitFor();
  await seat.scan('CU-C-VALIDATE');
  await page.getByRole('dialog').waitFor();
  await seat.scan('CU-C-VALIDATE');
  await page.locator('.refused-what').getByText('You started this erase, so you cannot validate it.').waitFor();
  await seat.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await seat.press('Escape');
  await signOut(seat);

  await signInAt(seat, stage.cast.validator);
  await seat.scan(serial);
  await page.locator('.next-sentence').getByText('is verified').waitFor();
  await seat.scan('CU-C-VALIDATE');
  await page.getByRole('dialog').getByText(drive.spec.serial).waitFor();
  await seat.scan('CU-C-VALIDATE');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.drive-word').getByText('Validated').waitFor();

  // The certificate as an outsider gets it, once the log has it.
  await driveWhere(stage.app.client, subject, 'proven', (one) => one.certificate?.safety === 'proven');
  const json = (await saved(seat, 'Save JSON')).toString('utf8');
  expect(checkCertificate({ bytes: utf8(json), verifier: createVerifier() }).verdict).toBe('valid');
  const spoiled = json.replace(drive.spec.serial, 'ZDEMO0A2');
  expect(spoiled).not.toBe(json);
  expect(checkCertificate({ bytes: utf8(spoiled), verifier: createVerifier() }).verdict).toBe('altered');
  expect((await saved(seat, 'Save PDF')).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  await seat.press('Escape');
  await signOut(seat);

  // Handed over by the one who holds it; the other signs with own badge and PIN.
  await signInAt(seat, stage.cast.supervisor);
  await seat.press('h');
  await page.getByRole('heading', { name: 'Hand-over', exact: true }).waitFor();
  await seat.scan('S/N: ZDEMO0Z9');
  await page.getByRole('status').getByText('No drive fits.').waitFor();
  await seat.scan(serial);
  await page.getByRole('dialog').waitFor();
  await seat.tabTo(/Validator|Custodian/);
  await seat.press('Space');
  if (!(await page.getByRole('radio', { name: stage.cast.custodian.name }).isChecked())) await seat.press('ArrowRight');
  await page.getByRole('radio', { name: stage.cast.custodian.name }).and(page.locator(':checked')).waitFor();
  await seat.tabTo('Offer it');
  await seat.press('Enter');
  await page.locator('.drive-word').getByText('In limbo').waitFor();
  await seat.tabTo('Receive');
  await seat.press('Enter');
  await page.getByRole('dialog').waitFor();
  await seat.scan(stage.cast.custodian.badge);
  await page.getByRole('dialog').getByText('Badge read').waitFor();
  await seat.tabTo(/^PIN/);
  await seat.type(stage.cast.custodian.pin);
  await seat.tabTo('Receive it');
  await seat.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText(`Custodian 1`).first().waitFor();
  await seat.press('Escape');
  await signOut(seat);

  await signInAt(seat, stage.cast.custodian);
  await seat.scan(serial);
  await page.locator('.next-sentence').getByText('may leave').waitFor();
  await seat.scan('CU-C-RELEASE');
  await page.getByRole('dialog').getByRole('radio', { name: 'Return to the maker' }).and(page.locator(':checked')).waitFor();
  await seat.scan('CU-C-RELEASE');
  await page.locator('.drive-word').getByText('Released').waitFor();
  // Every fact of the life is told in words, with the names of the people in it.
  expect(await page.getByText('cannot be read').count()).toBe(0);

  const view = await driveWhere(stage.app.client, subject, 'released', (one) => one.state === 'released');
  expect(view.erase?.ended).toBe('finished');
  expect(view.verdict?.kind).toBe('verified');
  expect(view.validation?.accepted).toBe(true);
  expect(countPlanted(medium()), 'no planted record is left in the image').toBe(0);
  expect(seat.faults).toEqual([]);
  await seat.close();
}, 120_000);
