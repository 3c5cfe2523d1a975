import { expect, it } from 'vitest';
import { goTo, settled, violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { draftPath as path, part, saves } from './draft-kit.ts';
import { draftText, policyDrafts } from './scene-policies.ts';
import { consoleScenes, full } from './scenes.ts';

/** Saves of a draft by two people, over a reload, and its begin and end. */
const built = builtConsole();

it('tells the second of two writers, and loses neither text', async () => {
  const tab = await built.open(path);
  await part(tab, 'Names');
  await tab.getByLabel('Name', { exact: true }).fill('Mine');
  const theirs = { ...draftText, name: 'Theirs' };
  const look = policyDrafts['drafts.look'];
  built.registry().use({ answers: { ...full, 'drafts.look': { row: { ...look.row, revision: 5 }, policy: theirs } } });
  built.registry().refuse('drafts.save', 'refused', 'saved_by_another');
  await tab.getByRole('button', { name: 'Save', exact: true }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByText('Nothing of yours is lost').waitFor();
  expect(await sheet.getByRole('row', { name: /^name/ }).innerText()).toMatch(/Theirs\s+Mine/);
  expect(await violations(tab)).toEqual([]);
  await sheet.getByRole('button', { name: 'Go on with theirs' }).click();
  await sheet.waitFor({ state: 'detached' });
  const name = tab.getByLabel('Name', { exact: true });
  expect(await name.inputValue()).toBe('Theirs');
  await tab.getByRole('button', { name: 'Undo' }).click();
  expect(await name.inputValue()).toBe('Mine');
  // What is saved now is saved by who has seen theirs.
  built.registry().relent();
  await tab.getByRole('button', { name: 'Save', exact: true }).click();
  await tab.getByText('Saved', { exact: true }).waitFor();
  expect(saves(built.registry()).at(-1)).toMatchObject({ revision: 5, policy: { name: 'Mine' } });
  await tab.close();
});

it('keeps what was not saved over a reload, and forgets it with a save', async () => {
  const tab = await built.open(path);
  await part(tab, 'Names');
  await tab.getByLabel('Standard on certificates').fill('House rules of Tenant A');
  await tab.getByText('Not saved', { exact: true }).waitFor();
  await tab.reload();
  await settled(tab);
  await tab.getByText('Edits that were not saved are back').waitFor();
  await part(tab, 'Names');
  expect(await tab.getByLabel('Standard on certificates').inputValue()).toBe('House rules of Tenant A');
  await tab.getByRole('button', { name: 'Save', exact: true }).click();
  await tab.getByText('Saved', { exact: true }).waitFor();
  expect(await tab.evaluate(() => sessionStorage.length)).toBe(0);
  await tab.close();
});

it('begins a draft from a version, and throws one away', async () => {
  built.registry().use(consoleScenes.empty);
  const tab = await built.openAsIs('/policies');
  await tab.getByText('No draft.').waitFor();
  await tab.getByRole('button', { name: 'Begin a draft' }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByLabel('Name of the draft').fill('Stricter');
  await sheet.getByRole('button', { name: 'Begin a draft' }).click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'drafts.begin')?.body).toEqual({ name: 'Stricter' });
  await settled(tab);
  await part(tab, 'Names');
  await tab.getByRole('button', { name: 'Throw away' }).click();
  await sheet.getByRole('button', { name: 'Throw away' }).click();
  await tab.getByText('No draft.').waitFor();
  expect(built.registry().asked.find(({ id }) => id === 'drafts.discard')?.body).toEqual({ revision: 4 });
  await goTo(tab, '/');
  await tab.close();
});
