import { expect, it } from 'vitest';
import { step, untilCertified } from '../domain/custody/story.ts';
import { Browser, followed, password, stationAt, subjectOf } from '../registry/console-kit.ts';
import { push, taken } from '../registry/kit.ts';
import { goTo, violations } from '../renderer/console/browse.ts';
import { deskOf, deskParts } from './console-desk.ts';

/** A policy is written and tried in a real browser, against a real registry that took the facts of two drives. */
it('writes a draft that asks for every byte, asks it of past drives, proposes it, and a second officer puts it in force', async () => {
  const { registry, tab } = await deskOf('supervisor');
  const bench = await stationAt(registry, 'North', 'Bench 1');
  for (const [serial, steps] of [
    ['ZA17S7HH', untilCertified],
    ['ZA17S7HJ', [step.claim()]],
  ] as const)
    taken(
      await push(
        registry,
        bench,
        steps.map(({ type, body, actor, witness }) =>
          bench.seal({
            type,
            body: body as never,
            subject: subjectOf(serial),
            ...(actor === undefined ? {} : { actor }),
            ...(witness === undefined ? {} : { witness }),
          }),
        ),
      ),
    );
  await followed(registry);

  await goTo(tab, '/policies');
  await tab.getByText('No draft.').waitFor();
  await tab.getByRole('button', { name: 'Begin a draft' }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByLabel('Name of the draft').fill('Every byte of every disk');
  await sheet.getByRole('button', { name: 'Begin a draft' }).click();
  await tab.getByRole('heading', { name: 'Every byte of every disk' }).waitFor();
  await tab.getByText('Nothing is missing, and nothing to look at again.').waitFor();

  await tab.getByRole('radio', { name: 'Past drives' }).press(' ');
  await tab.getByRole('radio', { name: 'all time' }).press(' ');
  await tab.getByRole('button', { name: 'Ask past drives' }).click();
  await tab.getByText('No drive would have to be done again.').waitFor();

  await tab.getByRole('radio', { name: 'Read-back' }).press(' ');
  await tab.getByRole('button', { name: /^Amount 2/ }).click();
  await tab.getByRole('radio', { name: 'Every byte' }).press(' ');
  await tab.getByText('Every byte of ATA disks,').waitFor();
  await tab.getByRole('button', { name: 'Save', exact: true }).click();
  await tab.getByText('Saved', { exact: true }).waitFor();

  await tab.getByRole('radio', { name: 'Past drives' }).press(' ');
  await tab.getByText('These figures are of the text before.').waitFor();
  await tab.getByRole('button', { name: 'Ask again' }).click();
  const drives = tab.getByRole('table', { name: 'Drives that would not have been done enough' });
  expect(await drives.getByRole('row').nth(1).innerText()).toMatch(
    /ZA17S7HH[^]*North[^]*Too little was read back[^]*ATA Sanitize, overwrite/,
  );
  expect(await tab.locator('.policy-figure dd').allInnerTexts()).toEqual(['1', '1', '11.1', '0']);
  expect(await violations(tab)).toEqual([]);

  await drives.getByRole('link', { name: 'ZA17S7HH' }).click();
  await tab.getByRole('heading', { level: 1, name: /ZA17S7HH/ }).waitFor();
  await goTo(tab, '/policies');
  await tab.getByRole('link', { name: 'Every byte of every disk' }).waitFor();
  const [draft] = await registry.ledger.store.sql.query('SELECT revision, policy FROM policy_drafts');
  expect(draft?.['revision']).toBe(2);
  expect(JSON.parse(String(draft?.['policy']))).toMatchObject({
    version: 2,
    read_back: [{}, { read_back: { kind: 'full' }, origin: 'own' }],
  });

  await tab.getByRole('link', { name: 'Every byte of every disk' }).click();
  await tab.getByRole('button', { name: 'Propose', exact: true }).click();
  await sheet.getByRole('button', { name: 'Propose', exact: true }).click();
  await tab.getByRole('table', { name: 'Waiting for a second officer' }).waitFor();
  // Whoever proposed it may take it back, and no more.
  expect(await tab.getByRole('button', { name: /^Put in force/ }).count()).toBe(0);

  const admin = new Browser(registry.url);
  await admin.ask('session.local', { body: { login: 'first', password } });
  const context = await deskParts().chromium.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies([...admin.cookies].map(([name, value]) => ({ name, value, url: registry.url })));
  const second = await context.newPage();
  await second.goto(`${registry.url}/#/policies`);
  await second.getByRole('button', { name: /^Put in force/ }).click();
  const change = second.getByRole('dialog');
  await change.getByRole('row', { name: /read-back .* kind sample full/ }).waitFor();
  expect(await violations(second)).toEqual([]);
  await change.getByRole('button', { name: 'Put in force' }).click();
  await change.waitFor({ state: 'detached' });
  await second.getByText('In force', { exact: true }).waitFor();
  const [set] = (await admin.ask('policies.list')).rows;
  expect(set).toMatchObject({
    version: 2,
    in_force: true,
    set_by: { name: 'First Admin' },
    proposed_by: { name: expect.stringMatching(/^Person /) },
  });
});
