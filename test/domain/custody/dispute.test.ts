import { expect, test } from 'vitest';
import { evolve, stateOf } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { boss, hashOf, judge, keeper, lived, other, proposed, step, type Step, tech, untilCertified, untilHandedOver } from './story.ts';

const secondClaim: Step = { ...step.claim(), actor: other, body: { ...step.claim().body, holder: other } };
const disputed = [step.claim(), step.seen(), secondClaim];
const overrideOf = (act: string, witness = judge): Step => ({
  type: 'custody.override',
  actor: boss,
  witness,
  body: { act, conflicts: ['A'.repeat(22)] },
});
const resolution = (kind: string, holder?: string): Step => ({
  type: 'conflict.resolved',
  actor: boss,
  body: { conflict: 'A'.repeat(22), class: kind, reason: 'seen_in_person', ...(holder === undefined ? {} : { holder }) },
});
const why = (before: readonly Step[], move: Step): string => {
  const verdict = judgeMove(lived(evolve, before), proposed(move));
  return verdict.kind === 'legal' ? 'legal' : verdict.why;
};

test('a dispute locks erase, release and destruction; two people let one act through, once', () => {
  expect([why(disputed, step.clear()), why(disputed, step.destroy())]).toEqual(['disputed', 'disputed']);
  const erase = [...disputed, overrideOf('erase')];
  expect([why(erase, step.clear()), why(erase, step.destroy())]).toEqual(['legal', 'disputed']);
  const spent = [...erase, step.clear(), step.start(), step.fail()];
  expect(why(spent, step.clear(2))).toBe('disputed');
  const destroy = [...disputed, overrideOf('destroy')];
  expect([why(destroy, step.clear()), why(destroy, step.destroy())]).toEqual(['disputed', 'legal']);
  const certified = [...untilHandedOver, secondClaim];
  const proof = hashOf(untilCertified.length);
  expect([why(certified, step.release(proof)), why([...certified, overrideOf('release')], step.release(proof))]).toEqual([
    'disputed',
    'legal',
  ]);
});

test('an override needs a supervisor and a witness who is somebody else and may be one', () => {
  const { witness: _judge, ...alone } = overrideOf('erase');
  expect(why(disputed, alone)).toBe('witness_missing');
  expect(why(disputed, overrideOf('erase', boss))).toBe('same_person');
  expect(why(disputed, overrideOf('erase', tech))).toBe('witness_not_qualified');
  expect(why(disputed, { ...overrideOf('erase'), actor: tech })).toBe('role_missing');
  expect(why(disputed, overrideOf('anything'))).toBe('illegal_move');
});

test('a resolution says who has the drive; it is to be seen again, and what it proved of its data stands', () => {
  const life = lived(evolve, [...untilHandedOver, secondClaim, resolution('double_claim', keeper)]);
  expect(life).toMatchObject({ disputed: false, holder: keeper, certificates: [{ outcome: 'sanitized' }] });
  expect(life.seen).toBeUndefined();
  expect(life.head).toBe(hashOf(life.facts));
  expect(why([...disputed, resolution('double_claim', other)], step.offer(other, keeper))).toBe('legal');
  expect(why(disputed, { ...resolution('double_claim', other), actor: tech })).toBe('role_missing');
});

test('a drive that was thought gone comes back with nothing proven; without a holder it has none', () => {
  const gone = [...untilCertified, step.destroy(), step.seen()];
  const back = lived(evolve, [...gone, resolution('after_end', keeper)]);
  expect(back).toMatchObject({ holder: keeper, jobs: [], certificates: [], zombie: false });
  expect(stateOf(back)).toBe('in_custody');
  const over = lived(evolve, [...gone, resolution('after_end')]);
  expect(stateOf(over)).toBe('destroyed');
  expect(over.holder).toBeUndefined();
});

test('a resolution about one event moves nothing', () => {
  const before = lived(evolve, untilHandedOver);
  const after = lived(evolve, [resolution('same_person', other)], before);
  expect(after).toEqual({ ...before, facts: before.facts + 1, head: after.head });
});

test('a link that was taken back is gone from the life', () => {
  const [x, y] = ['b', 'c'].map((digit) => `d1_${digit.repeat(32)}`);
  const link = (type: 'drive.linked' | 'drive.unlinked', other_ = x): Step => ({
    type,
    actor: boss,
    body: { other: other_, reason: 'person' },
  });
  const life = lived(evolve, [step.claim(), link('drive.linked'), link('drive.linked', y), link('drive.unlinked')]);
  expect(life.links).toMatchObject([{ other: y }]);
});
