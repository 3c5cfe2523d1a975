import { describe, expect, it, test } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { dayMs, type Hold, ninetyAndNinety } from '../../../domain/retention/clock.ts';
import { tenantMark } from '../../../domain/retention/tenant-mark.ts';
import { byUrgency, dueOf, type DueStanding, termBarOf, type TermQuestion, type ToldContract } from '../../../domain/retention/terms.ts';

const start = Date.UTC(2031, 0, 1);
const at = (day: number) => start + day * dayMs;
const key = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const ended = (n: number, owner: string, day = 0): ToldContract => ({
  tenant: `tn_${n}`,
  ended_ms: at(day),
  rule: ninetyAndNinety,
  word: { mark: tenantMark(key(n), owner), key: toBase64url(key(n)) },
});
const unread = (contract: ToldContract): ToldContract => ({ ...contract, word: { mark: contract.word?.mark ?? '', key: undefined } });
const acme = ended(1, 'Acme');
const ask = (day: number, more: Partial<TermQuestion> = {}): TermQuestion => ({
  subject: 'd',
  owners: ['acme'],
  contracts: [acme],
  tenantHolds: [],
  driveHolds: [],
  now: at(day),
  ...more,
});
const bar = (day: number, more: Partial<TermQuestion> = {}, old = false) => termBarOf(ask(day, more), old);

describe('what an ended contract keeps', () => {
  it('keeps its drives until day 90, and names the day', () => {
    expect(bar(0)).toEqual({ kind: 'kept', until_ms: at(90) });
    expect(termBarOf(ask(90, { now: at(90) - 1 }), false)).toEqual({ kind: 'kept', until_ms: at(90) });
    expect(bar(90)).toBeUndefined();
  });

  it('keeps nothing of others, and everything that may be its own', () => {
    expect(bar(10, { owners: ['Bolt'] })).toBeUndefined();
    expect(bar(10, { owners: ['Bolt', 'Acme'] })).toMatchObject({ kind: 'kept' });
    for (const owners of [[], ['  ']]) expect(bar(10, { owners })).toEqual({ kind: 'owner_unknown', until_ms: at(90) });
    expect(bar(10, { owners: ['Bolt'], contracts: [unread(acme)] })).toEqual({ kind: 'unread', until_ms: at(90) });
    // One that was said before there were marks may be anybody's.
    expect(bar(10, { owners: ['Bolt'], contracts: [{ ...acme, word: undefined }] })).toMatchObject({ kind: 'unread' });
    expect(bar(90, { owners: [], contracts: [unread(acme), { ...acme, word: undefined }] })).toBeUndefined();
  });

  it('names the last day of several contracts, and what is known before what may be', () => {
    const later = ended(2, 'Bolt', 40);
    expect(bar(50, { owners: ['Acme', 'Bolt'], contracts: [acme, later] })).toEqual({ kind: 'kept', until_ms: at(130) });
    expect(bar(50, { contracts: [acme, unread(later)] })).toEqual({ kind: 'kept', until_ms: at(90) });
    expect(bar(100, { contracts: [acme, unread(later)] })).toEqual({ kind: 'unread', until_ms: at(130) });
  });

  it('stands still under a hold, on the tenant or on the drive', () => {
    const hold: Hold = { hold: 'h', tenant: acme.tenant, placed_ms: at(20), lifted_ms: at(50) };
    for (const held of [{ tenantHolds: [hold] }, { driveHolds: [{ hold: 'h', placed_ms: at(20), lifted_ms: at(50) }] }]) {
      expect(bar(100, held)).toEqual({ kind: 'kept', until_ms: at(120) });
      expect(bar(120, held)).toBeUndefined();
    }
    expect(bar(100, { tenantHolds: [{ ...hold, tenant: 'tn_9' }] })).toBeUndefined();
  });

  it('is not over by a clock that is behind the end of the contract', () => {
    expect(bar(-5)).toEqual({ kind: 'kept', until_ms: at(90) });
    expect(termBarOf(ask(0, { now: 0 }), false)).toEqual({ kind: 'kept', until_ms: at(90) });
  });

  it('asks for a fresh list of holds once a drive may be deleted for it, and of no other drive', () => {
    expect(bar(90, {}, true)).toEqual({ kind: 'hold_list_old' });
    expect(bar(89, {}, true)).toMatchObject({ kind: 'kept' });
    expect(bar(90, { owners: ['Bolt'] }, true)).toBeUndefined();
    expect(bar(90, { owners: [] }, true)).toBeUndefined();
  });
});

const due = (day: number, more: Partial<TermQuestion> = {}) => dueOf(ask(day, more));

test.each([
  [89, { kind: 'kept', until_ms: at(90) }],
  [90, { kind: 'due', by_ms: at(180) }],
  [119.9, { kind: 'due', by_ms: at(180) }],
  [120, { kind: 'due', by_ms: at(180), warning: 60 }],
  [150, { kind: 'due', by_ms: at(180), warning: 30 }],
  [173, { kind: 'due', by_ms: at(180), warning: 7 }],
  // What is overdue tomorrow is said today.
  [179, { kind: 'due', by_ms: at(180), warning: 1 }],
  [180.5, { kind: 'overdue', by_ms: at(180) }],
] as const)('on day %d', (day, standing) => {
  expect(due(day)).toEqual(standing);
});

test('a drive that nobody can tell to be of the contract has no day, and a hold takes it away', () => {
  expect(due(100, { owners: [] })).toBeUndefined();
  expect(due(100, { owners: ['Bolt'] })).toBeUndefined();
  expect(due(100, { contracts: [unread(acme)] })).toBeUndefined();
  expect(due(100, { driveHolds: [{ hold: 'h', placed_ms: at(60) }] })).toEqual({ kind: 'held' });
  expect(due(200, { driveHolds: [{ hold: 'h', placed_ms: at(60), lifted_ms: at(100) }] })).toEqual({
    kind: 'due',
    by_ms: at(220),
    warning: 30,
  });
  const later = ended(2, 'Bolt', 40);
  expect(due(100, { owners: ['Acme', 'Bolt'], contracts: [acme, later] })).toEqual({ kind: 'kept', until_ms: at(130) });
});

test('the list has what is overdue longest first, then the days, then what waits', () => {
  const all: DueStanding[] = [
    { kind: 'kept', until_ms: at(3) },
    { kind: 'due', by_ms: at(9) },
    { kind: 'held' },
    { kind: 'overdue', by_ms: at(2) },
    { kind: 'due', by_ms: at(8), warning: 1 },
    { kind: 'overdue', by_ms: at(1) },
  ];
  expect(all.toSorted(byUrgency).map((each) => ('by_ms' in each ? `${each.kind} ${(each.by_ms - start) / dayMs}` : each.kind))).toEqual([
    'overdue 1',
    'overdue 2',
    'due 8',
    'due 9',
    'held',
    'kept',
  ]);
});
