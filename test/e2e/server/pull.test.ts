import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkCertificate } from '../../../certificate/check/check.ts';
import { checkMakerProof } from '../../../certificate/maker/check.ts';
import { makeMakerProof } from '../../../certificate/maker/make.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { countPlanted } from '../../../host/demo/planted.ts';
import { mustBeDone, untilBench } from '../../../host/demo/window.ts';
import { practiceDrives, type PrintedDrive } from '../../../host/practice/catalogue.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { type App, startApp } from '../../kit/app.ts';
import { openBrowser, type OpenBrowser, type Seat } from '../../kit/browser.ts';
import { temporaryFolder } from '../../station/record/bench-kit.ts';
import { bayWhere, driveWhere, signInAt } from '../bench.ts';
import { type Cast, castOf, type Player, signIn } from '../cast.ts';
import { rackOf, serverDisk } from './rack.ts';

/*
 * One server's drives, from its list to their ways out, with a scanner and a keyboard: 24 are expected, one never comes,
 * one comes that nobody expected, one has a label that cannot be read, and one fails its erase.
 */

const bays = 8;
const disks = Array.from({ length: 22 }, (_, at) => serverDisk(at + 1));
const { failing } = practiceDrives;
const unknown = serverDisk(90);
const missing = 'ZNEVER01';
const damaged = disks[21] ?? failing;
const comes: readonly PrintedDrive[] = [...disks, failing, unknown];
const rack = rackOf(comes, bays, 7200);

const folder = temporaryFolder();
let app: App;
let browser: OpenBrowser;
let cast: Cast;
let witness: Player;
let seat: Seat;
/** Subject of each drive, by its serial as the drive tells it. */
const subjects = new Map<string, string>();
const subjectOf = ({ spec }: PrintedDrive): string => subjects.get(spec.serial) ?? expect.fail(`${spec.serial} has no record`);
const labelOf = ({ label }: PrintedDrive): string => label[0] ?? '';

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice', bench: rack.bench }), openBrowser()]);
  cast = await castOf(app.client);
  await signIn(app.client, cast.supervisor);
  witness = { name: 'Witness 1', badge: (await app.client.setUp.newBadge()).badge, pin: '314159' };
  mustBeDone(await app.client.people.enrol({ ...witness, roles: ['witness'] }), 'enrolling');
  mustBeDone(await app.client.session.signOut(), 'signing out');
  seat = await browser.sit(app.address());
});
afterAll(async () => {
  await browser.close();
  await app.close();
  folder.remove();
});

async function pressed(button: string | RegExp): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

/** Goes to a page by its key. One that comes while a sheet still closes is not heard, so it is pressed again after a while. */
async function at(key: string, title: string): Promise<void> {
  const heading = seat.page.getByRole('heading', { level: 1, name: title, exact: true });
  for (let tries = 0; tries < 5; tries++) {
    await seat.press(key);
    const isThere = await heading.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
  expect.fail(`"${key}" never led to ${title}`);
}

/** A picture for the docs, where one was asked for: `CUSTOS_SERVER_SHOTS=DIR npm run test:server`. */
async function picture(name: string): Promise<void> {
  const dir = process.env['CUSTOS_SERVER_SHOTS'];
  if (dir !== undefined) await seat.page.screenshot({ path: join(dir, `${name}.png`) });
}

async function signOut(): Promise<void> {
  await seat.scan('CU-C-SIGNOUT');
  await seat.page.locator('.who').getByText('Nobody signed in').waitFor();
}

async function chosen(option: string): Promise<void> {
  await seat.page.getByRole('radio', { name: option, exact: true }).press(' ');
  await seat.page.getByRole('radio', { name: option, exact: true }).and(seat.page.locator(':checked')).waitFor();
}

test('the list of a server counts down: a burst of scans, a damaged label, a stranger, and one that never came', async () => {
  const { page } = seat;
  // As labels have them: one maker prints less than its drive tells.
  const rows = [...disks, failing].map((drive) => `${labelOf(drive).replace('S/N: ', '')},${drive.host},${drive.slot}`);
  const csv = join(folder.path, 'stor-07.csv');
  writeFileSync(csv, ['serial,host,slot', ...rows, `${missing},stor-07,24`, ''].join('\n'));
  await signInAt(seat, cast.supervisor);
  await at('i', 'Intake');
  await pressed('Make a list');
  await seat.tabTo('Ticket');
  await seat.type('CHG-5120');
  await page.getByLabel('Choose the file').setInputFiles(csv);
  await pressed('Expect 24 drives');
  await page.getByRole('heading', { name: 'CHG-5120' }).waitFor();
  await chosen('Confidential');
  await chosen('Back to maker');
  await seat.scan('CU-P-CAGE-2');
  const scanned = comes.filter((drive) => drive !== damaged);
  for (const [at, drive] of scanned.entries()) {
    await seat.scan(labelOf(drive));
    await expect
      .poll(async () => (await app.client.expected.lists())[0]?.counts, { message: labelOf(drive) })
      .toMatchObject({
        met: Math.min(at + 1, scanned.length - 1),
        finds: at + 1 === scanned.length ? 1 : 0,
      });
  }
  await pressed('Label cannot be read');
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: 'Damaged' }).press(' ');
  await seat.tabTo('Serial, as you read it');
  await seat.type(damaged.spec.serial);
  await pressed('Typed: hand over to the second person');
  await seat.scan(witness.badge);
  await sheet.getByText('Badge read').waitFor();
  await seat.tabTo('PIN');
  await seat.type(witness.pin);
  await seat.tabTo('Serial, as the second person reads it');
  await seat.type(damaged.spec.serial);
  await pressed('Take into custody');
  await sheet.waitFor({ state: 'detached' });

  await pressed('Settle it');
  await seat.tabTo('Taken into custody');
  await seat.press('Space');
  await pressed('Settle it');
  await sheet.waitFor({ state: 'detached' });
  await pressed(`It is missing: ${missing}`);
  await seat.tabTo('Never in this host');
  await seat.press('Space');
  await pressed('Sign');
  await page.getByText('Missing: never in this host').waitFor();
  await picture('server-list');
  await pressed('Close the list');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  expect((await app.client.expected.lists())[0]).toMatchObject({
    closed: true,
    counts: { expected: 24, met: 23, missing: 1, open: 0, finds: 1, finds_open: 0 },
  });
  for (const { spec } of comes) {
    const [found] = await app.client.drives.find({ query: spec.serial.slice(-8), limit: 2 });
    subjects.set(spec.serial, found?.subject ?? expect.fail(spec.serial));
  }
  await seat.press('Escape');
});

test('eight bays erase them in three rounds, one fails, and a second person accepts the others', async () => {
  const { page } = seat;
  await seat.press('b');
  for (let round = 0; round * bays < comes.length; round += 1) {
    const now = comes.slice(round * bays, (round + 1) * bays);
    for (const [at, drive] of now.entries()) {
      const port = `virtual/${at + 1}`;
      rack.take(port, drive);
      mustBeDone(await app.client.practice.plug({ port }), 'plugging');
      if (drive === damaged) await app.client.bench.scan({ text: drive.spec.serial, source: 'typed' });
      else await seat.scan(labelOf(drive));
      await bayWhere(
        app.client,
        port,
        `ready: ${drive.spec.serial}`,
        (bay) => bay.subject === subjectOf(drive) && bay.needs?.kind === 'start_erase',
      );
      await seat.scan('CU-C-START');
      await bayWhere(app.client, port, `started: ${drive.spec.serial}`, (bay) => bay.needs?.kind !== 'start_erase');
    }
    if (round === 0) await picture('server-bays');
    for (const [at, drive] of now.entries()) {
      await driveWhere(app.client, subjectOf(drive), 'judged', ({ state }) => state === 'verified' || state === 'quarantined');
      mustBeDone(await app.client.practice.unplug({ port: `virtual/${at + 1}` }), 'pulling');
      await bayWhere(app.client, `virtual/${at + 1}`, 'empty', (bay) => !bay.occupied);
    }
  }
  await driveWhere(app.client, subjectOf(failing), 'failed', ({ state }) => state === 'quarantined');
  await signOut();
  await signInAt(seat, cast.validator);
  for (const drive of comes.filter((each) => each !== failing)) {
    await seat.scan(labelOf(drive));
    await page.locator('.next-sentence').getByText('is verified').waitFor();
    await seat.scan('CU-C-VALIDATE');
    await page.getByRole('dialog').waitFor();
    await seat.scan('CU-C-VALIDATE');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await driveWhere(app.client, subjectOf(drive), 'validated', ({ state }) => state === 'validated');
    await seat.press('Escape');
    await page.locator('.bench').waitFor();
  }
  await signOut();
  for (const drive of comes) {
    const left = countPlanted(join(app.bench?.shelf.dir ?? '', drive.spec.folder, 'medium.img'));
    if (drive !== failing) expect(left, drive.spec.serial).toBe(0);
  }
});

/** Somebody shows badge and PIN in an open sheet. */
async function shows({ badge, pin }: Player): Promise<void> {
  await seat.scan(badge);
  await seat.page.getByRole('dialog').getByText('Badge read').waitFor();
  await seat.tabTo('PIN');
  await seat.type(pin);
}

test('a shift hands all of them over, and the good ones are sealed in and go back to their maker', async () => {
  const { page } = seat;
  await signInAt(seat, cast.supervisor);
  await at('h', 'Hand-over');
  await pressed('Hand over the shift');
  await pressed('Hand over 24 drives');
  await shows(cast.supervisor);
  await pressed('Next: the one who takes over');
  await shows(cast.custodian);
  await pressed('Sign for 24 drives');
  await page.getByText('24 drives have changed hands.').waitFor();
  await signOut();
  await seat.press('b');

  await signInAt(seat, cast.custodian);
  await at('k', 'Containers');
  await pressed('Make a container');
  await seat.scan('CU-P-BIN-14');
  await pressed('Make a container');
  await page.getByRole('heading', { name: 'BIN-14' }).waitFor();
  const good = comes.filter((drive) => drive !== failing);
  for (const [at, drive] of good.entries()) {
    await seat.scan(labelOf(drive));
    await expect.poll(() => page.locator('.table tbody tr').count(), { message: labelOf(drive) }).toBe(at + 1);
  }
  await pressed('Seal it');
  await seat.scan('004418');
  await pressed('Seal it');
  await page.locator('.page-head').getByText('Sealed').waitFor();

  await at('o', 'Ways out');
  await pressed('Open a lot');
  await seat.tabTo('Name');
  await seat.type('RMA 20118');
  await pressed('Open a lot');
  await page.getByRole('heading', { name: 'RMA 20118' }).waitFor();
  for (const [at, drive] of good.entries()) {
    await seat.scan(labelOf(drive));
    await expect.poll(() => page.locator('.table tbody tr').count(), { message: labelOf(drive) }).toBe(at + 1);
  }
  // The one that failed has no way into it.
  await seat.scan(labelOf(failing));
  await page.locator('.refused-what').waitFor();
  await pressed('Close the lot');
  await seat.tabTo('Goes to');
  await seat.type('The maker');
  await seat.scan('CU-C-RELEASE');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  await picture('server-lot');
  for (const drive of good) await driveWhere(app.client, subjectOf(drive), 'released', ({ state }) => state === 'released');
});

test('the one that failed is shredded before a witness, and its lot closes', async () => {
  const { page } = seat;
  await pressed('Back');
  await pressed('Open a lot');
  await page.getByRole('radio', { name: 'Destruction lot' }).press(' ');
  await seat.tabTo('Name');
  await seat.type('SHRED 31');
  await pressed('Open a lot');
  await page.getByRole('heading', { name: 'SHRED 31' }).waitFor();
  await seat.scan(labelOf(failing));
  await page.getByText('1 drive keeps it open.').waitFor();
  expect(await page.getByRole('button', { name: 'Close the lot' }).isDisabled()).toBe(true);
  await pressed((await driveWhere(app.client, subjectOf(failing), 'there', () => true)).serial);
  await pressed('Destroy before a witness');
  // Shredding is not enough for confidential data, and is not offered.
  expect(await page.getByRole('radio', { name: 'Shred' }).count()).toBe(0);
  await page.getByRole('radio', { name: 'Disintegrate' }).press(' ');
  await shows(witness);
  await seat.scan(labelOf(failing));
  await page.getByRole('dialog').getByText(labelOf(failing)).waitFor();
  await pressed('Sign the destruction');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.drive-word').getByText('Destroyed').waitFor();
  await at('o', 'Ways out');
  await pressed('SHRED 31');
  await pressed('Close the lot');
  await seat.scan('CU-C-RELEASE');
  await page.locator('.page-head').getByText('Closed', { exact: true }).waitFor();
  expect(seat.faults).toEqual([]);
});

test('the maker and the auditor check what they get, and nothing lacks', async () => {
  await untilBench(app.client, 'all proven', 60_000, ({ sync }) => (sync.proven === sync.here ? true : undefined));
  const verifier = createVerifier();
  const proofs: string[] = [];
  for (const drive of comes) {
    const { certificate } = await driveWhere(app.client, subjectOf(drive), 'certified', (view) => view.certificate?.safety === 'proven');
    const file = await app.client.certificates.json({ id: certificate?.id ?? '' });
    if (file.kind !== 'file') return expect.fail(drive.spec.serial);
    expect(checkCertificate({ bytes: utf8(file.text), verifier }).verdict, drive.spec.serial).toBe('valid');
    const made = makeMakerProof(file.text, verifier);
    if (made.kind === 'made') proofs.push(made.text);
    // What was destroyed has a proof too, and it says so.
    expect(made).toMatchObject({ kind: 'made', text: expect.stringContaining(drive === failing ? 'destroyed' : 'sanitized') as string });
  }
  expect(proofs).toHaveLength(comes.length);
  for (const text of proofs) {
    expect(checkMakerProof({ bytes: utf8(text), verifier }).verdict).toBe('valid');
    for (const secret of ['Custodian', 'Supervisor', 'CAGE-2', 'stor-07', 'CHG-5120']) expect(text).not.toContain(secret);
  }

  // The auditor's: out of the stopped station's data, by the command that a person types, read by the checker inside it.
  await app.stop();
  const bundle = join(folder.path, 'audit.zip');
  await custos('export', '--data', app.dataRoot, '--practice', '--out', bundle);
  expect(await custos('verify', bundle)).toContain('VALID');
});

/** The command line, as a person types it. Rejects when it ends with anything but 0. */
async function custos(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../../host/cli/main.ts'), ...args]);
  return stdout;
}
