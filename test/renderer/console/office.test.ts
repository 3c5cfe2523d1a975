import { expect, it } from 'vitest';
import { subjectOf } from '../scenes.ts';
import { goTo } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { log } from './scene-drives.ts';

/** What the office does: tenants, people of benches, versions of a policy, witnesses. */
const built = builtConsole();

it('names a tenant, and ends somebody of a bench by a reason that is kept', async () => {
  const tab = await built.open('/tenants');
  await tab.getByRole('button', { name: 'Name a tenant' }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByLabel('Name').fill('Tenant C');
  await sheet.getByRole('button', { name: 'Name it' }).click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'tenants.add')?.body).toEqual({ name: 'Tenant C' });

  await goTo(tab, '/people');
  await tab.getByRole('button', { name: 'End the access of Custodian 1' }).click();
  await sheet.getByText('The key that the station gave is taken back').waitFor();
  const end = sheet.getByRole('button', { name: 'End the access' });
  expect(await end.isDisabled()).toBe(true);
  await sheet.getByLabel('Reason').fill('Left the house.');
  await end.click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'people.end')?.body).toEqual({ reason: 'Left the house.' });
  await tab.close();
});

it('makes an access token for a program, shows it once, goes on to its role, and takes one back', async () => {
  const tab = await built.open('/people');
  const sheet = tab.getByRole('dialog');
  await tab.getByRole('button', { name: 'Make an access token' }).click();
  const make = sheet.getByRole('button', { name: 'Make an access token' });
  expect(await make.isDisabled()).toBe(true);
  await sheet.getByLabel('Name of the program').fill('Dashboard');
  await make.click();
  await sheet.getByText(/^custos_/).waitFor();
  expect(built.registry().asked.find(({ id }) => id === 'programs.add')?.body).toMatchObject({ name: 'Dashboard' });
  await sheet.getByRole('button', { name: 'Give it a role' }).click();
  await sheet.getByRole('radio', { name: 'Auditor' }).waitFor();
  // A program does nothing in anybody's name, so it is no administrator.
  expect(await sheet.getByRole('radio', { name: 'Admin', exact: true }).count()).toBe(0);
  await tab.keyboard.press('Escape');
  expect(await tab.getByText(/^custos_/).count()).toBe(0);
  await tab.getByRole('button', { name: 'Take it back: Evidence collector' }).click();
  await sheet.getByLabel('Reason').fill('The tool was replaced.');
  await sheet.getByRole('button', { name: 'Take it back' }).click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'people.end')?.body).toEqual({ reason: 'The tool was replaced.' });
  await tab.close();
});

it('compares two versions of a policy, and says who witnessed the log', async () => {
  const tab = await built.open('/policies');
  await tab
    .getByRole('button', { name: /^Compare/ })
    .first()
    .click();
  // Both are answered with one text here; what differs is told apart by its own test.
  await tab.getByRole('dialog').getByText('Both say the same.').waitFor();
  await tab.keyboard.press('Escape');
  await goTo(tab, '/log');
  await tab.getByText('witness.example/north', { exact: true }).first().waitFor();
  await tab.getByText(`saw the first ${log.size} leaves,`).waitFor();
  await tab.close();
});

it('erases the name of somebody whose access has ended, and sealed values of a line, each by a ground', async () => {
  const tab = await built.open('/people');
  const sheet = tab.getByRole('dialog');
  const erase = sheet.getByRole('button', { name: 'Erase for good' });
  // Whoever still signs in keeps the name.
  expect(await tab.getByRole('button', { name: 'Erase the name of Custodian 1' }).count()).toBe(0);
  await tab.getByRole('button', { name: 'Erase the name of Technician 2' }).last().click();
  expect(await erase.isDisabled()).toBe(true);
  await sheet.getByRole('radio', { name: 'The person asked for it' }).press(' ');
  await erase.click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'people.erase')?.body).toEqual({ ground: 'request_of_the_person' });

  await goTo(tab, `/drive/${subjectOf(1)}`);
  await tab
    .getByRole('button', { name: /^Proof/ })
    .first()
    .click();
  await tab.getByText('Erased: ticket.').waitFor();
  await tab.getByRole('button', { name: 'Erase sealed values' }).click();
  await sheet.getByRole('radio', { name: 'No longer needed' }).press(' ');
  expect(await erase.isDisabled()).toBe(true);
  await sheet.getByLabel('Owner: Tenant A').check();
  await erase.click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'drives.erase')?.body).toMatchObject({
    fields: ['owner'],
    ground: 'end_of_purpose',
  });
  await tab.close();
});
