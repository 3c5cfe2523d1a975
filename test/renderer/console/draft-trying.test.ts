import { expect, it } from 'vitest';
import { violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { draftPath as path, part } from './draft-kit.ts';
import { replayed } from './scene-policies.ts';
import { full } from './scenes.ts';

/** A draft asked of past drives, in a real Chromium. */
const built = builtConsole();

it('asks past drives, and tells the figures, the bars and the drives', async () => {
  const tab = await built.open(path);
  await part(tab, 'Past drives');
  await tab.getByText('Nothing was asked yet.').waitFor();
  await tab.getByRole('button', { name: 'Ask past drives' }).click();
  await tab.getByText('judged again', { exact: true }).waitFor();
  expect(built.registry().asked.find(({ id }) => id === 'policies.replay')?.body).toMatchObject({
    policy: { id: 'house-rules' },
    since_days: 90,
  });
  expect(await tab.locator('.policy-figure dd').allInnerTexts()).toEqual(['612', '419', expect.stringMatching(/^3\s301$/), '3']);
  expect(await tab.getByRole('list', { name: 'What they would need' }).innerText()).toContain('never measured');
  expect(await tab.getByRole('table', { name: 'Drives that would not have been done enough' }).getByRole('link').count()).toBe(8);
  await tab.getByText('411 drives are not listed').waitFor();
  expect(await violations(tab)).toEqual([]);
  await part(tab, 'Rules');
  await tab.getByRole('region', { name: 'Rule 1' }).getByLabel('A witness has to be there').uncheck();
  await part(tab, 'Past drives');
  await tab.getByText('These figures are of the text before.').waitFor();
  await tab.close();
});

it('shows how far it is, stops where it is told to, and says what that is worth', async () => {
  const tab = await built.open(path);
  // Every answer says that there is more.
  built.registry().use({ answers: { ...full, 'policies.replay': { ...replayed, drives: 900_000, next: 'more' } } });
  await part(tab, 'Past drives');
  await tab.getByRole('radio', { name: 'all time' }).press(' ');
  await tab.getByRole('button', { name: 'Ask past drives' }).click();
  await tab.getByText(/of 900\s000 drives$/).waitFor();
  await tab.getByRole('button', { name: 'Stop here' }).click();
  await tab.getByText(/^Stopped: .* they stand for all\.$/).waitFor();
  const { length } = built.registry().asked.filter(({ id }) => id === 'policies.replay');
  expect(built.registry().asked.findLast(({ id }) => id === 'policies.replay')?.body).not.toHaveProperty('since_days');
  // What comes in late is not counted.
  const judged = await tab.locator('.policy-figure dd').first().innerText();
  expect(Number(judged.replace(/\D/g, ''))).toBeLessThanOrEqual(length * 612);

  built.registry().refuse('policies.replay', 'slow_down');
  await tab.getByRole('button', { name: 'Ask again' }).click();
  await tab.getByText('The registry asks you to slow down.').first().waitFor();
  await tab.close();
});

it('says that there is nothing to ask where nothing was erased yet', async () => {
  const tab = await built.open(path);
  const nothing = { judged: 0, untouched: 12, unknown_policy: 0, older: 0, spared: 0, changes: [], rework: [], times: [] };
  built.registry().use({ answers: { ...full, 'policies.replay': { at_ms: 1, drives: 12, walked: 12, tally: nothing, rows: [] } } });
  await part(tab, 'Past drives');
  await tab.getByRole('button', { name: 'Ask past drives' }).click();
  await tab.getByText('There is no drive yet whose erase could be judged again.').waitFor();
  await tab.close();
});
