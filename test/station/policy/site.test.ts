import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Authority, startAuthority } from '../../../domain/authority/authority.ts';
import { defaultPolicy, learnPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { type Policy, policyRefOf } from '../../../domain/policy/policy.ts';
import { policyInForce, policyNews } from '../../../station/policy/adopted.ts';
import { openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

function known(id: string, sites?: readonly string[]): Policy {
  const policy: Policy = { ...defaultPolicy, id, version: 1, ...(sites === undefined ? {} : { scope: { sites: [...sites] } }) };
  learnPolicy(policyRefOf(policy), policyPieces(policy) ?? []);
  return policy;
}

function setInOrder(...policies: readonly Policy[]): Authority {
  return { ...startAuthority().authority, policies: policies.map((policy, from) => ({ ...policyRefOf(policy), from })) };
}

const everywhere = known('site-test-all');
const own = known('site-test-own', ['Site 3', 'Site 4']);
const foreign = known('site-test-foreign', ['Site 9']);

test('a station goes by the policy of its site, whatever was set for others after it', async () => {
  const bench = openBench(join(folder.path, 'site.sqlite'));
  const log = setInOrder(own, everywhere, foreign);
  expect(policyNews(bench.store, log), 'nobody has said yet where the station is').toEqual([]);
  await setUp(bench);
  expect(policyNews(bench.store, log)).toEqual([{ type: 'policy.adopted', body: policyRefOf(own) }]);
  bench.recorder.record([...policyNews(bench.store, log)]);
  expect(policyNews(bench.store, log)).toEqual([]);
  // What is set for another site alone changes nothing here.
  expect(policyNews(bench.store, setInOrder(foreign))).toEqual([]);
  expect(policyNews(bench.store, setInOrder(foreign, everywhere))).toEqual([{ type: 'policy.adopted', body: policyRefOf(everywhere) }]);
  bench.store.close();
});

test('which policy is in force hangs on the site', () => {
  const log = setInOrder(own, everywhere, foreign);
  const at = (site: string | undefined) => policyInForce(log, site)?.id;
  expect(['Site 3', 'Site 4', 'Site 9', 'Site 5', undefined].map(at)).toEqual([own.id, own.id, foreign.id, everywhere.id, undefined]);
  expect(policyInForce(setInOrder(foreign), 'Site 3')).toBeUndefined();
  expect(policyInForce(undefined, 'Site 3')).toBeUndefined();
});
