import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { unzipSync } from 'fflate';
import type { Download } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkLoadList } from '../../certificate/lot/file.ts';
import { checkSummary } from '../../certificate/summary/file.ts';
import { jsonSchemaOf } from '../../certificate/schemas.ts';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { type PrintedDrive, practiceDrives } from '../../host/practice/catalogue.ts';
import { fileInside } from '../../host/paper/inside.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { hasTool, run } from '../keys/organisation-kit.ts';
import type { Seat } from '../kit/browser.ts';
import { claimed, driveWhere, signInAt, started } from './bench.ts';
import { signIn } from './cast.ts';
import { emptyStage } from './stage.ts';

const stage = emptyStage();

const { sataHdd: good, nvme: bare, sataSsd: reused } = practiceDrives;

const labelOf = ({ label }: PrintedDrive): string => label[0] ?? '';

async function pressed(seat: Seat, button: string): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

/** In the supervisor's hands: one drive with proof for its maker, one that nobody has erased, one that goes into reuse. */
async function drivesInHand(): Promise<{ readonly proven: string; readonly unproven: string }> {
  const { client } = stage.app;
  await signIn(client, stage.cast.supervisor);
  const proven = await claimed(client, good);
  mustBeDone(await client.practice.plug({ port: 'virtual/1' }), 'plugging');
  await started(client, proven, 'virtual/1');
  await driveWhere(client, proven, 'verified', (drive) => drive.state === 'verified');
  await signIn(client, stage.cast.validator);
  mustBeDone(await client.erase.validate({ subject: proven, accepted: true }), 'validating');
  await signIn(client, stage.cast.supervisor);
  const unproven = await claimed(client, bare);
  await claimed(client, reused, 'reuse');
  mustBeDone(await client.session.signOut(), 'signing out');
  return { proven, unproven };
}

test('a return lot closes when each of its drives may leave, and not while one may not', async () => {
  const { proven, unproven } = await drivesInHand();
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await signInAt(seat, stage.cast.supervisor);
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
  const [line] = await stage.app.client.lots.list({ gone: false });
  const lot = line?.container ?? '';
  expect(await stage.app.client.lots.close({ lot })).toMatchObject({ kind: 'refused', why: 'items_unproven' });
  expect((await stage.app.client.lots.look({ lot })) as unknown).toMatchObject({ state: 'open' });

  await pressed(seat, `Take out: ${(await driveNow(stage.app.client, unproven)).serial}`);
  await page.getByText('1 drive keeps it open.').waitFor({ state: 'detached' });
  await pressed(seat, 'Close the lot');
  await seat.tabTo('Goes to');
  await seat.type('The maker');
  await seat.scan('CU-C-RELEASE');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  await driveWhere(stage.app.client, proven, 'released', (drive) => drive.state === 'released');
  await driveWhere(stage.app.client, unproven, 'still here', (drive) => drive.state !== 'released');

  const rows = readFileSync(await saved(seat, 'Save the list (CSV)'), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(rows[0]).toBe('serial,model,state,outcome,lacking,subject');
  expect(rows.slice(1)).toEqual([expect.stringMatching(new RegExp(`,released,sanitized,,${proven}$`)) as string]);
  await papersOf(seat, proven, unproven);
  await seat.press('o');
  await page.getByRole('heading', { name: 'Ways out' }).waitFor();
  await seat.tabTo('In use');
  await seat.press('ArrowRight');
  await page.getByRole('link', { name: 'RMA 20117' }).waitFor();
  await seat.close();
});

/** What the closed lot gives to its carrier and its maker: checked with other people's tools where they are there. */
async function papersOf(seat: Seat, proven: string, unproven: string): Promise<void> {
  const list = JSON.parse(readFileSync(await saved(seat, 'Save the load list (JSON)'), 'utf8')) as Record<string, unknown>;
  const fits = new Ajv2020({ strict: true, strictRequired: false }).compile(jsonSchemaOf('load-list'));
  fits(list);
  expect(fits.errors ?? 'fits').toBe('fits');
  expect(list['body']).toMatchObject({ kind: 'rma', name: 'RMA 20117', state: 'closed', practice: true, drives: [{ item: proven }] });
  // A drive that was taken out stays in the signed story of the lot, by its id alone; it is no drive of the load.
  expect(JSON.stringify(list['body']).includes(unproven)).toBe(false);

  const pdf = await saved(seat, 'Save the load list (PDF)');
  const report = checkLoadList({ bytes: fileInside(readFileSync(pdf)) ?? new Uint8Array(), verifier: createVerifier() });
  // Until the last of its events is in the log the list says that it is incomplete; nothing else may be wrong with it.
  expect(report.findings.filter(({ verdict }) => verdict !== 'incomplete')).toEqual([]);
  expect(report.list?.body).toEqual(list['body']);
  if (hasTool('qpdf')) expect(run('qpdf', ['--check', pdf])).toContain('No syntax or stream encoding errors found');
  if (hasTool('pdfinfo')) expect(run('pdfinfo', [pdf])).toMatch(/Title:\s+Load list RMA 20117/);

  const summary = checkSummary({ bytes: readFileSync(await saved(seat, 'Save the signed file')), verifier: createVerifier() });
  expect(summary.findings.filter(({ verdict }) => verdict !== 'incomplete')).toEqual([]);
  expect(summary.file?.body).toMatchObject({ name: 'RMA 20117', proven: true, totals: { drives: 1, sanitized: 1 } });

  const proofs = unzipSync(readFileSync(await saved(seat, 'Save the proofs for the maker (ZIP)')));
  expect(JSON.parse(Buffer.from(proofs['contents.json'] ?? []).toString('utf8'))).toMatchObject({
    lot: expect.stringMatching(/^c1_/) as string,
  });
}

async function saved(seat: Seat, button: string): Promise<string> {
  await seat.tabTo(button);
  const [download] = await Promise.all([seat.page.waitForEvent('download') as Promise<Download>, seat.press('Enter')]);
  return download.path();
}
