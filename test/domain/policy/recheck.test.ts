import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashText, namedHash } from '../../../domain/ledger/hash.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { controlChart, drawRechecks } from '../../../domain/policy/recheck.ts';

const root = (n: number) => hashText(namedHash('test', utf8(String(n))));
const drives = Array.from({ length: 2000 }, (_, n) => `d1_${n.toString(16).padStart(32, '0')}`);

describe('the draw of re-checks', () => {
  test('none at no share, all at the whole', () => {
    expect(drawRechecks(root(1), 0, drives)).toEqual([]);
    expect(drawRechecks(root(1), 1000, drives)).toEqual(drives);
  });

  test('is the same whoever draws, in whatever order, and from whatever part of the list', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 1000 }), fc.shuffledSubarray(drives.slice(0, 60)), (n, share, some) => {
        const all = new Set(drawRechecks(root(n), share, drives.slice(0, 60)));
        expect(drawRechecks(root(n), share, [...some, ...some])).toEqual(some.filter((drive) => all.has(drive)).toSorted());
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test('keeps what a smaller share drew, and changes with the root', () => {
    const few = drawRechecks(root(2), 50, drives);
    expect(drawRechecks(root(2), 100, drives)).toEqual(expect.arrayContaining([...few]));
    expect(drawRechecks(root(3), 50, drives)).not.toEqual(few);
    // 5 % of 2,000 is 100; five standard deviations to each side.
    expect(few.length).toBeGreaterThan(51);
    expect(few.length).toBeLessThan(149);
  });

  test('refuses a root that is none and a share that is none', () => {
    expect(() => drawRechecks('short', 10, drives)).toThrow('32 bytes');
    expect(() => drawRechecks(root(1), 1001, drives)).toThrow('0 to 1000');
  });
});

describe('the control chart', () => {
  test('marks the period that stands out and no other', () => {
    const chart = controlChart([
      { name: 'a', checked: 100, failed: 1 },
      { name: 'b', checked: 100, failed: 0 },
      { name: 'c', checked: 100, failed: 11 },
      { name: 'd', checked: 0, failed: 0 },
    ]);
    expect(chart.centre).toBeCloseTo(0.04);
    expect(chart.points[0]?.upper).toBeCloseTo(0.04 + 3 * Math.sqrt((0.04 * 0.96) / 100));
    expect(chart.points.map(({ out }) => out)).toEqual([false, false, true, false]);
  });

  test('says nothing where nothing was checked', () => {
    expect(controlChart([{ name: 'a', checked: 0, failed: 0 }])).toEqual({ points: [{ name: 'a', checked: 0, failed: 0, out: false }] });
  });
});
