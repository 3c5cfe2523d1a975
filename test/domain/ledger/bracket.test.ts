import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bracketChain, type CheckpointTime, checkpointTimes, clockToleranceMs, type TimedEvent } from '../../../domain/ledger/bracket.ts';

const start = Date.parse('2026-11-22T12:00:00.000Z');
const minute = 60_000;
const times: readonly CheckpointTime[] = [4, 10, 11, 20].map((size, i) => ({ size, atMs: start + i * minute, by: 'registry' }));

function event(
  n: number,
  more: {
    readonly seen?: number;
    readonly index?: number;
    readonly wallMs?: number;
    readonly mono?: number;
    readonly off?: number;
    readonly boot?: string;
  } = {},
): TimedEvent {
  return {
    hash: `h${n}`,
    index: more.index,
    event: {
      seen: { size: more.seen ?? 0, root: '' },
      time: {
        wall: new Date(more.wallMs ?? start).toISOString(),
        hlc: '0'.repeat(16),
        boot: more.boot ?? 'b1',
        mono: more.mono ?? n,
        src: 'none',
        off: more.off ?? 0,
        age: 0,
      },
    },
  };
}

describe('a bracket', () => {
  test('is from the newest checkpoint seen so far in the chain to the first that covers the entry', () => {
    const brackets = bracketChain(
      [event(0), event(1, { seen: 10, index: 10 }), event(2, { seen: 4, index: 11 }), event(3, { seen: 11 })],
      times,
    );
    expect(brackets.map(({ bracket }) => [bracket.notBefore?.size, bracket.notAfter?.size])).toEqual([
      [undefined, undefined],
      [10, 11],
      [10, 20],
      [11, undefined],
    ]);
  });

  test('has no end that the log cannot show: a size never signed, an index not yet covered', () => {
    const [one] = bracketChain([event(0, { seen: 5, index: 20 })], times);
    expect(one?.bracket).toEqual({});
  });

  test('takes the earliest cosignature of a checkpoint before what the registry says of itself', () => {
    expect(
      checkpointTimes([
        { size: 4, atMs: 10, by: 'registry' },
        { size: 4, atMs: 30, by: 'cosignature' },
        { size: 4, atMs: 20, by: 'cosignature' },
        { size: 2, atMs: 40, by: 'registry' },
      ]),
    ).toEqual([
      { size: 2, atMs: 40, by: 'registry' },
      { size: 4, atMs: 20, by: 'cosignature' },
    ]);
  });

  test('any wall clock gives the same brackets', () => {
    const chain = fc.array(fc.tuple(fc.nat(25), fc.option(fc.nat(25), { nil: undefined }), fc.integer({ min: 0, max: 4e12 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(chain, (steps) => {
        const told = (walls: boolean) =>
          bracketChain(
            steps.map(([seen, index, wallMs], n) =>
              event(n, { seen, ...(index === undefined ? {} : { index }), ...(walls ? { wallMs } : {}) }),
            ),
            times,
          ).map(({ bracket }) => bracket);
        expect(told(true)).toEqual(told(false));
      }),
    );
  });
});

describe('a flag', () => {
  const flagsOf = (...chain: readonly TimedEvent[]) => bracketChain(chain, times).map(({ flags }) => flags);

  test('says that the corrected clock lay outside the bracket by more than the tolerance, and not by less', () => {
    const seenLate = { seen: 11, index: 12 };
    const [from, to] = [start + 2 * minute, start + 3 * minute];
    expect(flagsOf(event(0, { ...seenLate, wallMs: from - clockToleranceMs }))).toEqual([[]]);
    expect(flagsOf(event(0, { ...seenLate, wallMs: from - clockToleranceMs - 1 }))).toEqual([['before_bracket']]);
    expect(flagsOf(event(0, { ...seenLate, wallMs: to + clockToleranceMs }))).toEqual([[]]);
    expect(flagsOf(event(0, { ...seenLate, wallMs: to + clockToleranceMs + 1 }))).toEqual([['after_bracket']]);
    expect(flagsOf(event(0, { ...seenLate, wallMs: to + 3_600_000, off: -3_600_000 }))).toEqual([[]]);
  });

  test('says that the clock was set back while the machine ran on, in one boot only', () => {
    const before = event(0, { wallMs: start, mono: 1_000 });
    const later = { mono: 1_000 + minute };
    expect(flagsOf(before, event(1, { ...later, wallMs: start + minute }))).toEqual([[], []]);
    expect(flagsOf(before, event(1, { ...later, wallMs: start + minute - clockToleranceMs }))).toEqual([[], []]);
    expect(flagsOf(before, event(1, { ...later, wallMs: start + minute - clockToleranceMs - 1 }))).toEqual([[], ['set_back']]);
    expect(flagsOf(before, event(1, { mono: 999, wallMs: start }))).toEqual([[], ['set_back']]);
    expect(flagsOf(before, event(1, { mono: 0, boot: 'b2', wallMs: start - 3_600_000 }))).toEqual([[], []]);
  });
});
