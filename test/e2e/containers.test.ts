import { expect, test } from 'vitest';
import { containerCode } from '../../domain/label/codes.ts';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone, untilBench } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import type { Seat } from '../kit/browser.ts';
import { claimed, signInAt } from './bench.ts';
import type { Player } from './cast.ts';
import { emptyStage } from './stage.ts';

const stage = emptyStage();

interface Labelled {
  /** What the scanner reads. */
  readonly label: string;
  /** As the record has it: a label may say less than the drive itself. */
  readonly serial: string;
  readonly subject: string;
}

async function threeDrives(): Promise<readonly [Labelled, Labelled, Labelled]> {
  const made: Labelled[] = [];
  for (const drive of Object.values(practiceDrives).slice(0, 3)) {
    const subject = await claimed(stage.app.client, drive);
    made.push({ label: drive.label[0] ?? '', subject, serial: (await driveNow(stage.app.client, subject)).serial });
  }
  const [first, second, third] = made;
  if (first === undefined || second === undefined || third === undefined) throw new Error('practice has fewer than three drives');
  return [first, second, third];
}

async function pressed(seat: Seat, button: string): Promise<void> {
  await seat.tabTo(button);
  await seat.press('Enter');
}

/** Two people count apart, by scanner. */
async function counted(seat: Seat, witness: Player, drives: readonly Labelled[]): Promise<void> {
  const { page } = seat;
  await pressed(seat, 'Count it');
  await page.getByRole('heading', { name: 'First count' }).waitFor();
  for (const drive of drives) {
    await seat.scan(drive.label);
    await page.locator('.tally-last').getByText(drive.serial).waitFor();
  }
  await pressed(seat, 'First count done: hand over');
  await seat.scan(witness.badge);
  await page.getByText('Badge read').waitFor();
  await seat.tabTo('PIN');
  await seat.type(witness.pin);
  // Neither the record nor the first list is on the screen.
  expect(await page.locator('.tally-last li').count()).toBe(0);
  for (const drive of drives) {
    await seat.scan(drive.label);
    await page.locator('.tally-last').getByText(drive.serial).waitFor();
  }
  await pressed(seat, 'Both counts done');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Sealed anew it goes to the custodian with everything in it: by another number it does not, by its own it does. */
async function handedOverWhole(seat: Seat, bin: string, drives: readonly Labelled[]): Promise<void> {
  const { page } = seat;
  const { client } = stage.app;
  for (const { kind, case: open } of await standingCases(bin))
    mustBeDone(
      await client.holds.closeCase({ subject: bin, case: open, outcome: 'explained', note: `counted: ${kind}` }),
      'closing the case',
    );
  await pressed(seat, 'Seal it');
  await seat.scan('004418');
  await pressed(seat, 'Seal it');
  await page.locator('.page-head').getByText('Sealed').waitFor();
  await seat.press('h');
  await page.getByText('Nothing is in limbo.').waitFor();
  await seat.scan(containerCode(bin));
  await page.getByRole('heading', { name: 'Hand over whole: CAGE-2' }).waitFor();
  await seat.scan('004418');
  await seat.tabTo(/Custodian|Validator|Witness/);
  while (!(await page.getByRole('radio', { name: 'Custodian 1' }).isChecked())) await seat.press('ArrowRight');
  await pressed(seat, 'Offer all of it');
  await page.locator('.page-head').getByText('In limbo').waitFor();
  // Whoever receives it reads the number off the seal, for no screen shows it.
  await seat.press('k');
  await page.getByRole('link', { name: /CAGE-2/ }).waitFor();
  expect(await page.getByText('004418').count()).toBe(0);
  for (const { subject } of drives)
    expect(await driveNow(client, subject)).toMatchObject({ offered_within: { container: bin, name: 'CAGE-2' } });
  await seat.press('h');
  await page.getByText('2 drives behind its seal').waitFor();
  await seat.scan(containerCode(bin));
  await page.getByRole('heading', { name: 'Receive' }).waitFor();
  await seat.scan('004417');
  await seat.scan(stage.cast.custodian.badge);
  await page.getByText('Badge read').waitFor();
  await seat.tabTo('PIN');
  await seat.type(stage.cast.custodian.pin);
  await pressed(seat, 'Sign for all of it');
  await page.locator('.refused-what').getByText('That is not the number of the seal').waitFor();
  expect(await client.whole.limbo()).toMatchObject([{ container: bin }]);
  await seat.scan('004418');
  await pressed(seat, 'Sign for all of it');
  await page.getByText(/Handed over whole from Supervisor 1 to Custodian 1/).waitFor();
  for (const { subject } of drives) expect(await driveNow(client, subject)).toMatchObject({ holder: 'Custodian 1' });
}

async function standingCases(container: string) {
  const view = await stage.app.client.containers.look({ container });
  return 'cases' in view ? view.cases : [];
}

test('a bin is filled, sealed, found one short and counted by two, with a scanner and a keyboard', async () => {
  const seat = await stage.browser.sit(stage.app.address());
  const { page } = seat;
  await signInAt(seat, stage.cast.supervisor);
  const [first, second, third] = await threeDrives();
  const witness = { name: 'Witness 1', badge: (await stage.app.client.setUp.newBadge()).badge, pin: '314159' };
  mustBeDone(await stage.app.client.people.enrol({ ...witness, roles: ['witness'] }), 'enrolling');
  await seat.press('k');
  await page.getByText('No container here yet.').waitFor();
  await pressed(seat, 'Make a container');
  await seat.scan('CU-P-CAGE-2');
  await pressed(seat, 'Make a container');
  await page.getByRole('heading', { name: 'CAGE-2' }).waitFor();
  for (const drive of [first, second, third]) {
    await seat.scan(drive.label);
    await page.getByRole('row').getByText(drive.serial).waitFor();
  }
  await pressed(seat, 'Seal it');
  await seat.scan('004417');
  await pressed(seat, 'Seal it');
  await page.locator('.page-head').getByText('Sealed').waitFor();

  // Its label opens it from the bench.
  const [line] = await stage.app.client.containers.list({ gone: false });
  if (line === undefined) throw new Error('no container');
  expect(line).toMatchObject({ name: 'CAGE-2', kind: 'bin', items: 3, state: 'sealed', seal: '004417' });
  // The bench tells of it, and its view is whole.
  await untilBench(stage.app.client, 'a line about the bin', 20_000, (view) =>
    view.lines.find(({ what, name, subject }) => what === 'container.sealed' && name === 'CAGE-2' && subject === line.container),
  );
  await seat.press('b');
  await page.locator('.lines').waitFor();
  await seat.scan(containerCode(line.container));
  await page.getByRole('heading', { name: 'CAGE-2' }).waitFor();

  // Whoever opens it finds two of three.
  await pressed(seat, 'Open the seal');
  await seat.scan('004417');
  await seat.tabTo('whole');
  await seat.press('Space');
  for (const drive of [first, second]) {
    await seat.scan(drive.label);
    await page.locator('.tally-last').getByText(drive.serial).waitFor();
  }
  await pressed(seat, 'Opened, counted as scanned');
  await page.locator('.page-head').getByText('Content differs').waitFor();
  await page.getByText('The content was not what was sealed').waitFor();

  await counted(seat, witness, [first, second]);
  await page.locator('.page-head').getByText('Count differs').waitFor();
  const standing = await stage.app.client.holds.look({ subject: third.subject });
  const neighbours = expect.arrayContaining([first.subject, second.subject]) as string[];
  expect(standing).toMatchObject({ cases: [{ kind: 'missing' }], neighbours });
  await page.getByRole('link', { name: third.serial }).click();
  await page.getByText(/Missing. Others must be told in/).waitFor();
  await seat.scan(containerCode(line.container));

  // The record follows what two people found, and a second count clears it.
  await pressed(seat, `Take out: ${third.serial}`);
  await page.getByRole('row').getByText(third.serial).waitFor({ state: 'detached' });
  await counted(seat, witness, [first, second]);
  await page.locator('.page-head').getByText('Open', { exact: true }).waitFor();
  await handedOverWhole(seat, line.container, [first, second]);
  await seat.close();
});
