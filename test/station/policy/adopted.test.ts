import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { type Policy, policyHash, policyRefOf } from '../../../domain/policy/policy.ts';
import { setPolicy } from '../../../registry/ledger/grants.ts';
import { adoptedPolicy, adoptedRef, policyInForce, policyNews } from '../../../station/policy/adopted.ts';
import { enrolled, place } from '../sync/lives-kit.ts';
import { until } from '../sync/registry-kit.ts';
import { pullOnce } from '../../../station/pull/pull.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { randomBytes } from '../../../keys/random.ts';
import { openJudge } from '../../../station/pull/judge.ts';
import { inStep, type Yard } from '../sync/yard.ts';

const house: Policy = { ...defaultPolicy, id: 'house-at-the-station', version: 4, name: 'House rules' };

/** What the registry's log says by now, read as a station reads it. */
async function authorityOf({ store, keys }: Yard, url: string) {
  const { pins } = store.sync.state();
  if (pins === undefined) throw new Error('the station has no registry');
  const judge = openJudge(pins, keys.verifier, store.pull.authority());
  const clock = { wallMs: () => Date.now() };
  const caller = { connection: fetchConnection(url), keys, clock, random: { bytes: randomBytes }, callMs: 30_000 };
  while ((await pullOnce({ store, keys, clock }, caller, judge, 0)) === 'moved');
  return judge.authority;
}

it('adopts what the registry put in force, keeps it over a restart of the process, and allows nothing by a text it lacks', async () => {
  const here = await place();
  const yard = await enrolled(here);
  expect([adoptedRef(yard.store), adoptedPolicy(yard.store)]).toEqual([undefined, defaultPolicy]);
  expect(policyNews(yard.store, await authorityOf(yard, here.registry.url))).toEqual([]);
  await setPolicy(here.registry.ledger.control, { ...policyRefOf(house), text: [...(policyPieces(house) ?? [])] }, undefined);
  await until('the policy was read', async () => policyInForce(await authorityOf(yard, here.registry.url))?.hash === policyHash(house));
  const news = policyNews(yard.store, await authorityOf(yard, here.registry.url));
  expect(news).toEqual([{ type: 'policy.adopted', body: policyRefOf(house) }]);
  yard.recorder.record([...news]);
  expect(adoptedPolicy(yard.store)).toEqual(house);
  expect(policyNews(yard.store, await authorityOf(yard, here.registry.url)), 'once').toEqual([]);

  // A policy without its text, as a registry of an older version logged it, is not adopted.
  await setPolicy(here.registry.ledger.control, { ...policyRefOf({ ...house, version: 5 }) }, undefined);
  await until('the next one was read', async () => policyInForce(await authorityOf(yard, here.registry.url))?.version === 5);
  expect(policyNews(yard.store, await authorityOf(yard, here.registry.url))).toEqual([]);
  yard.recorder.record([{ type: 'policy.adopted', body: policyRefOf({ ...house, version: 6 }) }]);
  expect(adoptedPolicy(yard.store)).toMatchObject({ id: house.id, version: 6, rules: [], ladders: [] });
  yard.recorder.record([{ type: 'policy.adopted', body: policyRefOf(house) }]);
  await until('in step', inStep(yard));
  await yard.close();

  // Another process knows it from its own disk alone.
  const script = `
    import { openStationStore } from ${JSON.stringify(new URL('../../../db/open.ts', import.meta.url).href)};
    import { adoptedPolicy, adoptedRef } from ${JSON.stringify(new URL('../../../station/policy/adopted.ts', import.meta.url).href)};
    const store = openStationStore(${JSON.stringify(join(yard.dir, 'station.db'))});
    console.log(JSON.stringify([adoptedRef(store)?.version, adoptedPolicy(store).rules.length]));
    store.close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout.trim(), stderr).toBe(JSON.stringify([4, house.rules.length]));
});
