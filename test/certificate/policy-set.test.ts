import { expect, it } from 'vitest';
import { policyFinding } from '../../certificate/check/policy-set.ts';
import type { LogSays } from '../../certificate/check/signers.ts';
import { defaultPolicy } from '../../domain/policy/policies.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import { fileOf, logged } from './asking.ts';
import { issue, liveTo } from './kit.ts';

const file = fileOf(logged(issue(liveTo('sanitized'))));
const house = policyRefOf({ ...defaultPolicy, id: 'house-of-the-check' });
const underHouse = { body: { ...file.body, policy: { ...house, name: 'House', standard: '' } } };
/** A log in which the erase was cleared at place 40. */
const says = (policies: readonly { readonly hash: string; readonly from: number }[]): LogSays =>
  ({
    authority: { policies: policies.map((each) => ({ id: house.id, version: house.version, ...each })) },
    indexOf: (hash: string) => (hash === file.body.sanitization?.cleared.event ? 40 : undefined),
  }) as unknown as LogSays;

it('passes a drive that was judged by a policy of the program itself', () => {
  expect(policyFinding('one', file, says([]))).toBeUndefined();
});

it('passes one of its own that the log had set before, also when another one came after', () => {
  expect(policyFinding('one', underHouse, says([{ hash: house.hash, from: 12 }]))).toBeUndefined();
  const later = { hash: policyRefOf(defaultPolicy).hash, from: 30 };
  expect(policyFinding('one', underHouse, says([{ hash: house.hash, from: 12 }, later]))).toBeUndefined();
});

it.each([
  ['never', []],
  ['only after the erase was cleared', [{ hash: house.hash, from: 41 }]],
  ['with another text', [{ hash: policyRefOf(defaultPolicy).hash, from: 12 }]],
])('calls it incomplete when the log set it %s', (_, policies) => {
  expect(policyFinding('one', underHouse, says(policies))).toMatchObject({ verdict: 'incomplete', code: 'policy_not_set' });
});
