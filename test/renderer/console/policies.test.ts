import { expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { policySentences } from '../../../domain/policy/sentences.ts';
import { settled, violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { full } from './scenes.ts';

/** Policies are read in plain language, and a text is held to what a policy is before it is sent anywhere. */
const built = builtConsole();

it('reads a version in sentences, with its text under them', async () => {
  const tab = await built.open('/policies');
  await tab
    .getByRole('button', { name: /^Read it/ })
    .first()
    .click();
  const sheet = tab.getByRole('dialog');
  // The sheet opens before its sentences are loaded.
  await sheet.getByText('Text of the policy').waitFor();
  const said = await sheet.locator('.policy-sentences li').allInnerTexts();
  const [silence, ...sentences] = policySentences(defaultPolicy).toReversed();
  expect(silence).toContain('Where no rule fits');
  for (const sentence of sentences) expect(said).toContain(sentence);
  expect(await violations(tab)).toEqual([]);
  expect(await sheet.getByLabel('Text of the policy').isVisible()).toBe(false);
  await sheet.getByText('Text of the policy').click();
  await sheet.getByLabel('Text of the policy').waitFor();
  await tab.close();
});

it('says of a pasted text what is missing, and what may not be meant', async () => {
  const tab = await built.open('/policies');
  await tab.getByRole('button', { name: 'Propose a policy' }).click();
  const sheet = tab.getByRole('dialog');
  const act = sheet.getByRole('button', { name: 'Propose a policy' });
  const text = sheet.getByLabel('Policy as JSON');
  await text.fill(JSON.stringify({ ...defaultPolicy, rules: [] }));
  await sheet.getByText(/^rules: /).waitFor();
  expect(await act.isDisabled()).toBe(true);
  await text.fill(JSON.stringify({ ...defaultPolicy, rules: defaultPolicy.rules.slice(1) }));
  await sheet.getByText('no rule fits: such drives stay where they are').first().waitFor();
  await sheet.getByText('and 34 more', { exact: true }).waitFor();
  expect(await act.isDisabled()).toBe(false);
  await text.fill(JSON.stringify(defaultPolicy));
  await sheet.locator('.policy-told').waitFor({ state: 'detached' });
  await act.click();
  await sheet.waitFor({ state: 'detached' });
  expect(built.registry().asked.find(({ id }) => id === 'policies.propose')?.body).toMatchObject({
    policy: { id: defaultPolicy.id },
    warnings: 0,
  });
  await tab.close();
});

it('lets an auditor read a draft and try it, and not save it', async () => {
  const session = full['session.look']!;
  const grants = session.kind === 'person' ? session.grants.filter(({ role }) => role === 'auditor') : [];
  built.registry().use({ answers: { ...full, 'session.look': { ...session, grants } as typeof session } });
  const tab = await built.openAsIs('/policies');
  expect(await tab.getByRole('button', { name: 'Begin a draft' }).count()).toBe(0);
  await tab.getByRole('link', { name: 'A witness for all that leaves' }).click();
  await tab.getByText('You may read this draft and try it.').waitFor();
  await settled(tab);
  expect(await tab.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
  await tab.getByRole('radio', { name: 'Past drives' }).press(' ');
  await tab.getByRole('button', { name: 'Ask past drives' }).click();
  const [saved] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: 'Save the answer' }).click()]);
  expect(saved.suggestedFilename()).toBe('replay-house-rules-3.json');
  await tab.close();
});
