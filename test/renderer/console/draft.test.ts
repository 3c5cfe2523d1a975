import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { draftPath as path, part, saves } from './draft-kit.ts';
import { draftText } from './scene-policies.ts';

/** A policy is written in a real Chromium, by pointer and by keys. */
const built = builtConsole();

const sentences = (tab: Page): Promise<string[]> => tab.locator('.clause-sentence').allInnerTexts();

it('changes a rule beside its sentence, takes an edit back, and saves what is left', async () => {
  const tab = await built.open(path);
  expect(await tab.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await tab.getByRole('button', { name: /^Rule 2/ }).click();
  const form = tab.getByRole('region', { name: 'Rule 2' });
  await form.getByLabel('A witness has to be there').check();
  expect((await sentences(tab))[1]).toMatch(/, with a witness\.$/);
  await form.getByRole('radio', { name: 'Destroy' }).press(' ');
  expect((await sentences(tab))[1]).toContain('must be destroyed');
  await tab.getByRole('button', { name: 'Undo' }).click();
  expect((await sentences(tab))[1]).toContain('must reach at least Clear');
  await tab.keyboard.press('Control+s');
  await tab.getByText('Saved', { exact: true }).waitFor();
  const [save] = saves(built.registry());
  expect(save).toMatchObject({ revision: 4, name: 'A witness for all that leaves' });
  expect(save?.policy.rules[1]).toEqual({ ...draftText.rules[1], witness: true, origin: 'own' });
  await tab.close();
});

it('is worked by keys alone: from rule to rule, a rule moved, an edit taken back', async () => {
  const tab = await built.open(path);
  await tab.getByRole('button', { name: /^Rule 1/ }).focus();
  await tab.keyboard.press('ArrowDown');
  await tab.getByRole('region', { name: 'Rule 2' }).waitFor();
  const before = await sentences(tab);
  await tab.keyboard.press('Alt+ArrowUp');
  expect((await sentences(tab)).slice(0, 2)).toEqual([before[1], before[0]]);
  expect(await tab.evaluate(() => document.activeElement?.textContent)).toMatch(/^Rule 1image/);
  await tab.keyboard.press('Control+z');
  expect(await sentences(tab)).toEqual(before);
  await tab.close();
});

it('says what is missing at its place, and asks no past drive of what is no policy yet', async () => {
  const tab = await built.open(path);
  await tab.getByText('One thing to look at again.').waitFor();
  await tab.getByRole('button', { name: 'Show the first' }).click();
  expect(await tab.locator('.clause-chosen').innerText()).toContain('Never asked: earlier rules decide all of its cases.');
  await tab.getByRole('button', { name: 'Add a rule' }).click();
  await tab.getByText('3 things are missing before this is a policy.').waitFor();
  expect(await tab.locator('.clause-chosen').innerText()).toContain('Choose at least one kind of media.');
  expect(await violations(tab)).toEqual([]);
  await part(tab, 'Past drives');
  expect(await tab.getByRole('button', { name: 'Ask past drives' }).isDisabled()).toBe(true);
  await tab.getByText('The draft is not a policy yet.').waitFor();
  await tab.close();
});
