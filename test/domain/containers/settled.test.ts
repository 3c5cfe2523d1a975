import { expect, test } from 'vitest';
import { contentOf } from '../../../domain/containers/content.ts';
import { type ContainerLife, foldContainer } from '../../../domain/containers/life.ts';
import { answerState } from '../../../domain/containers/settled.ts';
import type { RecordedFact } from '../../../domain/custody/life.ts';

const lot = `c1_${'7'.repeat(32)}`;
const [a, b, other] = ['a', 'b', 'c'].map((digit) => `d1_${digit.repeat(32)}`) as [string, string, string];
const sha256 = 'A'.repeat(43);

const closed = [
  ['lot.opened', { kind: 'vendor', name: 'Load 3' }],
  ['lot.item_added', { item: a }],
  ['lot.item_added', { item: b }],
  ['lot.closed', contentOf([{ item: a }, { item: b }])],
] as const;

function folded(more: readonly (readonly [string, object])[], before: readonly (readonly [string, object])[] = closed): ContainerLife {
  const facts = [...before, ...more].map(([type, body], n) => ({
    hash: `h${n}`,
    type,
    subject: lot,
    station: 'st_one',
    wall: `2026-11-23T10:00:0${n % 10}.000Z`,
    actor: 'tc_one',
    body,
  }));
  const life = foldContainer(facts as unknown as readonly RecordedFact[]);
  if (life === undefined) throw new Error('nothing was folded');
  return life;
}

const answered = (matched: number, lacking: readonly string[], odd = 0, lackingCount = lacking.length) =>
  ['lot.answered', { sha256, size: 9, lines: matched + odd, matched, odd, lacking, lacking_count: lackingCount }] as const;
const excused = (item: string) => ['lot.excused', { item, ground: 'vendor_cannot_tell' }] as const;
const stands = (...more: readonly (readonly [string, object])[]): string => {
  const life = folded(more);
  return life.breach_count === 0 ? answerState(life) : (life.breaches[0]?.why ?? '');
};

test('a closed lot is settled when each drive has one good line or a named exception, and no line is about anything else', () => {
  expect(stands()).toBe('none');
  expect(stands(answered(2, []))).toBe('settled');
  expect(stands(answered(1, [b]))).toBe('gaps');
  expect(stands(answered(1, [b]), excused(b))).toBe('settled');
  expect(stands(answered(2, [], 1))).toBe('gaps');
  expect(stands(answered(1, [b], 1), excused(b))).toBe('gaps');
});

test('the newest answer counts, and an exception without any answer settles nothing', () => {
  expect(stands(answered(0, [a, b]), answered(2, []))).toBe('settled');
  expect(stands(answered(2, []), answered(1, [b]))).toBe('gaps');
  expect(stands(excused(a), excused(b))).toBe('none');
});

test('an answer that lacks more drives than it names is never settled', () => {
  expect(stands(answered(0, [a], 0, 2), excused(a))).toBe('gaps');
});

test('an answer that does not add up, or is about another drive, is kept as a breach and has no effect', () => {
  expect(stands(answered(1, []))).toBe('content_differs');
  expect(stands(answered(1, [other]))).toBe('content_differs');
  expect(stands(excused(other))).toBe('item_elsewhere');
  expect(stands(excused(a), excused(a))).toBe('illegal_move');
  expect(folded([answered(1, [])]).answer).toBeUndefined();
});

test('nothing is answered for while a lot is open', () => {
  const open = folded([answered(2, []), excused(a)], closed.slice(0, 3));
  expect(open.breaches.map(({ why }) => why)).toEqual(['not_in_this_state', 'not_in_this_state']);
  expect(open.answer).toBeUndefined();
});
