import { expect, test } from 'vitest';
import { type CountRule, countDaysFor } from '../../../domain/policy/counts.ts';
import { readDraft } from '../../../domain/policy/draft.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { countSentence, policySentences } from '../../../domain/policy/sentences.ts';

const often: CountRule = { kinds: ['bin', 'cage'], days: 14 };
const seldom: CountRule = { kinds: ['cage', 'shelf'], days: 90 };

test('a kind of container is counted by the strictest rule that names it, in whatever order they stand', () => {
  for (const rules of [
    [often, seldom],
    [seldom, often],
  ]) {
    expect((['bin', 'cage', 'shelf', 'pallet'] as const).map((kind) => countDaysFor(rules, kind))).toEqual([14, 14, 90, undefined]);
  }
  expect(countDaysFor(undefined, 'bin')).toBeUndefined();
});

test('a policy says its counts in a sentence each, and a draft what is no count', () => {
  expect(countSentence(often)).toBe(
    'Bins and cages without a seal are counted by two people at least every 14 days. Where a container itself asks for it sooner, that counts.',
  );
  expect(countSentence({ kinds: ['box'], days: 1 })).toMatch(/^Boxes without a seal are counted by two people at least every day\./);
  const drafted = (counts: unknown) => readDraft(JSON.stringify({ ...nist80088r2, counts }));
  const good = drafted([often, seldom]);
  expect(
    good.kind === 'policy' ? policySentences(good.policy).filter((line) => line.includes('counted by two people')) : good,
  ).toHaveLength(2);
  const faults = (counts: unknown) => {
    const draft = drafted(counts);
    return draft.kind === 'bad' ? draft.faults.map(({ where }) => where) : [];
  };
  expect(faults([{ kinds: [], days: 14 }])).toEqual(['counts[0].kinds']);
  expect(faults([{ kinds: ['bin'], days: 0 }])).toEqual(['counts[0].days']);
  expect(faults([{ kinds: ['lot'], days: 14 }])).toEqual(['counts[0].kinds[0]']);
  expect(faults([])).toEqual(['counts']);
});
