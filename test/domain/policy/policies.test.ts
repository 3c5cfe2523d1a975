import { expect, it } from 'vitest';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { defaultPolicy, learnPolicy, policies, policyOf, policyPieces } from '../../../domain/policy/policies.ts';
import { type Policy, policyRefOf } from '../../../domain/policy/policy.ts';

const own = (id: string, more: Partial<Policy> = {}): Policy => ({ ...defaultPolicy, id, version: 1, ...more });

it.each(policies)('$id fits in one event, in pieces that give its text again', (policy) => {
  const pieces = policyPieces(policy) ?? expect.fail('too long');
  expect(pieces.join('')).toBe(canonicalText(policy));
  expect(pieces.every(({ length }) => length <= 2000)).toBe(true);
});

it('is cut between characters, never in one', () => {
  const notes = Array.from({ length: 4 }, (_, at) => ({ text: `${'x'.repeat(at)}${'🜁'.repeat(140)}`, origin: 'own' as const }));
  const pieces = policyPieces(own('pieces', { notes, rules: defaultPolicy.rules.slice(0, 2) })) ?? expect.fail('too long');
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
});

it('is known once its text came, and by its own hash alone', () => {
  const policy = own('learnt');
  const ref = policyRefOf(policy);
  const pieces = policyPieces(policy) ?? [];
  expect(policyOf(ref)).toBeUndefined();
  expect(learnPolicy({ ...ref, version: 2 }, pieces)).toBeUndefined();
  expect(learnPolicy({ ...ref, hash: policyRefOf(own('other')).hash }, pieces)).toBeUndefined();
  expect(learnPolicy(ref, [...pieces, ' '])).toEqual(policy);
  expect(policyOf(ref)).toEqual(policy);
  expect(policyOf({ ...ref, id: 'other' })).toBeUndefined();
});

it('says nothing where the text is no policy', () => {
  const ref = policyRefOf(own('broken'));
  expect(learnPolicy(ref, ['{'])).toBeUndefined();
  expect(learnPolicy(ref, [JSON.stringify({ ...own('broken'), more: 1 })])).toBeUndefined();
  expect(policyOf(ref)).toBeUndefined();
});
