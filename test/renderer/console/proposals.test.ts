import { expect, it } from 'vitest';
import { violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { draftPath } from './draft-kit.ts';

/** The two steps that put a policy in force, each by an officer of its own. */
const built = builtConsole();

it('proposes a draft once its warnings were looked at, and only what is saved', async () => {
  const tab = await built.open(draftPath);
  const propose = tab.getByRole('button', { name: 'Propose' });
  await tab.getByRole('region', { name: 'Rule 1' }).getByRole('button', { name: 'Copy: Rule 1' }).click();
  expect(await propose.isDisabled()).toBe(true);
  await tab.getByRole('button', { name: 'Undo' }).click();
  await propose.click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByText('Rules 8: Never asked: earlier rules decide all of its cases.').waitFor();
  const act = sheet.getByRole('button', { name: 'Propose' });
  expect(await act.isDisabled()).toBe(true);
  await sheet.getByLabel('I have looked at each of these').check();
  expect(await violations(tab)).toEqual([]);
  await act.click();
  await tab.getByRole('heading', { level: 1, name: 'Policies' }).waitFor();
  expect(built.registry().asked.find(({ id }) => id === 'policies.propose')?.body).toMatchObject({
    policy: { id: 'house-rules' },
    warnings: 1,
  });
  await tab.close();
});

it('shows the second officer what a proposal changes before it is put in force', async () => {
  const tab = await built.open('/policies');
  await tab.getByRole('button', { name: /^Put in force: House rules/ }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByRole('row', { name: /^rules strictest_stays witness/ }).waitFor();
  expect(await sheet.locator('.policy-sentences').count()).toBeGreaterThan(3);
  expect(await violations(tab)).toEqual([]);
  await sheet.getByRole('button', { name: 'Put in force' }).click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.some(({ id }) => id === 'policies.adopt')).toBe(true);
  await tab.close();
});
