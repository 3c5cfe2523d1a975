import { expect, it } from 'vitest';
import { careOf } from '../../../domain/containers/bounds.ts';
import { contentHash } from '../../../domain/containers/content.ts';
import { foldContainer } from '../../../domain/containers/life.ts';
import type { RecordedFact } from '../../../domain/custody/story.ts';

const bin = `c1_${'b'.repeat(32)}`;
const drive = (n: number): string => `d1_${String(n).repeat(32)}`;
const day = 86_400_000;
const begun = Date.parse('2026-11-01T08:00:00.000Z');

type Word = readonly [type: string, body: object];

/** Facts of one container, a day apart. */
function told(...facts: readonly Word[]): ReturnType<typeof foldContainer> {
  return foldContainer(
    facts.map(([type, body], n): RecordedFact => ({
      hash: `${n}`.padStart(43, 'A'),
      station: 'st_01',
      epoch: 1,
      seq: n + 1,
      type,
      body,
      subject: bin,
      actor: 'tc_01',
      ...(type === 'count.closed' ? { witness: 'tc_02' } : {}),
      deps: [],
      wall: new Date(begun + n * day).toISOString(),
    })),
  );
}

const made = ['container.made', { kind: 'bin', name: 'Bin 4' }] as const;
const bounds = (more: object) => ['container.bounded', more] as const;
const put = (n: number) => ['item.placed', { item: drive(n) }] as const;
const out = (n: number) => ['item.removed', { item: drive(n) }] as const;

/** The same of a container whose kind the policy wants counted every 20 days. */
function dueByPolicy(...facts: readonly Word[]): ReturnType<typeof careOf> {
  const life = told(...facts);
  return life === undefined ? {} : careOf(life, 20);
}

function due(...facts: readonly Word[]): ReturnType<typeof careOf> {
  const life = told(...facts);
  if (life === undefined) throw new Error('no container');
  expect(life.breach_count).toBe(0);
  return careOf(life);
}

it('is half full at half of what it is for, full at all of it, and nothing without bounds', () => {
  expect(due(made, put(1), put(2))).toEqual({});
  const three = bounds({ capacity: 3 });
  expect(due(made, three, put(1))).toEqual({});
  expect(due(made, three, put(1), put(2))).toEqual({ filled: 'half' });
  expect(due(made, three, put(1), put(2), put(3), put(4))).toEqual({ filled: 'full' });
});

it('is to be emptied so long after the first thing went in, however often things come and go, until it is empty', () => {
  const asked = bounds({ empty_days: 10 });
  expect(due(made, asked)).toEqual({});
  expect(due(made, asked, put(1))).toEqual({ empty_due_ms: begun + 12 * day });
  expect(due(made, asked, put(1), put(2), out(1))).toEqual({ empty_due_ms: begun + 12 * day });
  expect(due(made, asked, put(1), out(1))).toEqual({});
  expect(due(made, asked, put(1), out(1), put(2))).toEqual({ empty_due_ms: begun + 14 * day });
});

it('is counted so long after it was said, and behind a seal no count is due; newer words take the place of older ones', () => {
  expect(due(made, bounds({ count_days: 30 }))).toEqual({ count_due_ms: begun + 31 * day });
  expect(due(made, bounds({ count_days: 30 }), bounds({ count_days: 7 }))).toEqual({ count_due_ms: begun + 9 * day });
  expect(due(made, bounds({ count_days: 30 }), bounds({}))).toEqual({});
});

it('is counted by the policy from its making on, whatever was said of it since, and by its own bounds where those come sooner', () => {
  const agreed = { items: 0, content: contentHash([]) };
  const id = 'k'.repeat(22);
  const counted = [
    ['count.started', { count: id }],
    ['count.closed', { count: id, first: agreed, second: agreed, missing: [], extra: [] }],
  ] as const;
  expect(dueByPolicy(made)).toEqual({ count_due_ms: begun + 20 * day });
  expect(dueByPolicy(made, ...counted)).toEqual({ count_due_ms: begun + 22 * day });
  expect(dueByPolicy(made, bounds({ count_days: 7 }))).toEqual({ count_due_ms: begun + 8 * day });
  expect(dueByPolicy(made, bounds({ count_days: 300 }))).toEqual({ count_due_ms: begun + 20 * day });
  expect(dueByPolicy(made, bounds({ count_days: 300 }), bounds({}))).toEqual({ count_due_ms: begun + 20 * day });
  const sealed = [put(1), ['container.sealed', { seal: 'S-1', items: 1, content: contentHash([{ item: drive(1) }]) }]] as const;
  expect(dueByPolicy(made, ...sealed)).toEqual({});
});
