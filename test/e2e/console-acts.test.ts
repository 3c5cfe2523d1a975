import { expect, it } from 'vitest';
import { enrolAnswer } from '../../contract/registry.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { heldEvents } from '../../registry/ledger/quarantine-rows.ts';
import { revokeKey } from '../../registry/ledger/revocation.ts';
import { askEpoch, asking, epochAsk, post, stateOf } from '../registry/authority-kit.ts';
import { claim, stationAt } from '../registry/console-kit.ts';
import { push } from '../registry/kit.ts';
import { goTo, violations } from '../renderer/console/browse.ts';
import { deskOf } from './console-desk.ts';

/** What people decide in the console, in a real browser, against a real registry: nothing is answered from a script. */
/** A station that an officer has to let in. */
async function knock(registry: OpenRegistry, name: string): Promise<{ readonly request: string; readonly words: readonly string[] }> {
  const { request } = asking(await registry.ledger.desk.makeCode({ approves: false }));
  const answer = enrolAnswer.parse((await post(registry, '/v1/enrol', { ...request, name })).body);
  if (answer.kind !== 'waiting') throw new Error(`it was ${answer.kind}`);
  return answer;
}

it('lets a station in when its six words were compared, and refuses another', async () => {
  const { registry, tab } = await deskOf('supervisor');
  const [known, unknown] = [await knock(registry, 'First bench'), await knock(registry, 'Second bench')];
  await goTo(tab, '/stations');
  const visitor = tab.getByRole('article', { name: 'First bench asks to be let in' });
  expect(await visitor.locator('.six-word').allTextContents()).toEqual(known.words);
  const letIn = visitor.getByRole('button', { name: 'Let it in' });
  expect(await letIn.isDisabled()).toBe(true);
  await visitor.getByText('All six words stand').click();
  await letIn.click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Let it in' }).click();
  await sheet.waitFor({ state: 'detached' });
  await tab.getByRole('link', { name: 'First bench' }).waitFor();

  await tab.getByRole('article', { name: 'Second bench' }).getByRole('button', { name: 'Refuse' }).click();
  await sheet.getByRole('textbox').fill('one word differs');
  await sheet.getByRole('button', { name: 'Refuse' }).click();
  await sheet.waitFor({ state: 'detached' });
  await tab.getByRole('article').waitFor({ state: 'detached' });
  expect((await stateOf(registry, known.request)).kind).toBe('approved');
  expect((await stateOf(registry, unknown.request)).kind).toBe('refused');
  expect(await violations(tab)).toEqual([]);
});

it('opens a new epoch for a station that was restored', async () => {
  const { registry, tab } = await deskOf('supervisor');
  const bench = await stationAt(registry, 'North', 'Bench 1');
  expect(await askEpoch(registry, bench, epochAsk(bench))).toMatchObject({ kind: 'waiting' });
  await goTo(tab, '/stations');
  const visitor = tab.getByRole('article', { name: 'Bench 1 asks to begin anew' });
  if ((await visitor.locator('.six-word').count()) > 0) await visitor.getByText('All six words stand').click();
  await visitor.getByRole('button', { name: 'Open the new epoch' }).click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Open the new epoch' }).click();
  await sheet.waitFor({ state: 'detached' });
  await visitor.waitFor({ state: 'detached' });
  expect(await registry.ledger.epochs.waiting()).toEqual([]);
});

it('decides what quarantine holds, one in and one out', async () => {
  const { registry, tab } = await deskOf('supervisor');
  const bench = await stationAt(registry, 'North', 'Bench 1');
  await revokeKey(registry.ledger, { keyId: bench.event.keyId, reason: 'stolen' });
  bench.seal();
  bench.seal();
  // A push ends at the first fact that is held; the next one brings the second.
  for (let i = 0; i < 2; i += 1) await push(registry, bench, bench.chain);
  await goTo(tab, '/quarantine');
  const sheet = tab.getByRole('dialog');
  for (const [act, ground] of [
    ['Let it in', 'Made before the key was lost'],
    ['Keep it out', 'Forged'],
  ] as const) {
    await tab.getByRole('button', { name: act }).first().click();
    await sheet.getByText(ground, { exact: true }).click();
    await sheet.getByRole('textbox').fill('as the people there say');
    await sheet.getByRole('button', { name: act }).click();
    await sheet.waitFor({ state: 'detached' });
  }
  await tab.getByRole('button', { name: 'Keep it out' }).waitFor({ state: 'detached' });
  expect(await heldEvents(registry.ledger.store.sql, 10)).toEqual([]);
  expect(await violations(tab)).toEqual([]);
});

it('closes a dispute by saying who has the drive', async () => {
  const { registry, tab } = await deskOf('supervisor');
  for (const site of ['North', 'South'])
    await claim(registry, await stationAt(registry, site), [{ serial: 'TWICE', place: `Cage ${site}` }]);
  await goTo(tab, '/conflicts');
  await tab.getByRole('link', { name: 'TWICE' }).first().click();
  await tab.getByRole('button', { name: 'Close this conflict' }).first().click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByText('Nobody', { exact: true }).click();
  await sheet.getByLabel('How it is known').selectOption({ label: 'Seen in person' });
  await sheet.getByRole('textbox').fill('neither cage has it');
  await sheet.getByRole('button', { name: 'Write it down' }).click();
  await sheet.waitFor({ state: 'detached' });
  await tab.getByText('How it was closed').waitFor();
  expect(await violations(tab)).toEqual([]);
});
