import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadBack } from '../../../domain/erase/clearance.ts';
import { detectionOdds, type Place, placesToRead, readBackSize } from '../../../domain/erase/sampling.ts';

const rev1: ReadBack = { kind: 'sample', sections: 1000, per_section: 2, share_permille: 50 };
const seedOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const MiB = 1024 * 1024;

const geometry = fc.record({
  seed: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  block: fc.constantFrom(512, 520, 4096),
  blocks: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40_000_000_000 })),
  sections: fc.integer({ min: 1, max: 200 }),
  perSection: fc.integer({ min: 1, max: 16 }),
  share: fc.integer({ min: 1, max: 500 }),
});

function drawn(g: { seed: Uint8Array; block: number; blocks: number; sections: number; perSection: number; share: number }): {
  all: Place[];
  readBack: ReadBack;
  capacity: number;
} {
  const readBack: ReadBack = { kind: 'sample', sections: g.sections, per_section: g.perSection, share_permille: g.share };
  const capacity = g.blocks * g.block;
  return { all: [...placesToRead(g.seed, capacity, g.block, readBack)], readBack, capacity };
}

describe('the places of a read-back', () => {
  test('lie inside the drive on block borders, with the first and the last block among them', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const { all, capacity } = drawn(g);
        for (const place of all) {
          expect(place.offset % g.block).toBe(0);
          expect(place.length % g.block).toBe(0);
          expect(place.length).toBeGreaterThan(0);
          expect(place.offset).toBeGreaterThanOrEqual(0);
          expect(place.offset + place.length).toBeLessThanOrEqual(capacity);
        }
        expect(all[0]).toEqual({ offset: 0, length: g.block });
        expect(all.at(-1)?.offset).toBe(g.blocks > 1 ? capacity - g.block : 0);
      }),
      { numRuns: 60 },
    );
  });

  test('do not overlap between the two ends, and are as many and as large as announced', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const { all, readBack, capacity } = drawn(g);
        const inner = all.slice(1, g.blocks > 1 ? -1 : undefined);
        let end = 0;
        for (const place of inner) {
          expect(place.offset).toBeGreaterThanOrEqual(end);
          end = place.offset + place.length;
        }
        expect(readBackSize(capacity, g.block, readBack)).toEqual({
          places: all.length,
          bytes: all.reduce((sum, place) => sum + place.length, 0),
        });
      }),
      { numRuns: 60 },
    );
  });

  test('reach the share that was asked for wherever the sections have room for it', () => {
    for (const capacity of [32 * MiB, 20_000_588_955_648]) {
      const bytes = [...placesToRead(seedOf(1), capacity, 512, rev1)].reduce((sum, place) => sum + place.length, 0);
      expect(bytes / capacity).toBeGreaterThanOrEqual(0.1);
      expect(bytes / capacity).toBeLessThan(0.14);
    }
  });

  test('are the same for the same seed and others for another', () => {
    const one = [...placesToRead(seedOf(1), 32 * MiB, 512, rev1)];
    expect([...placesToRead(seedOf(1), 32 * MiB, 512, rev1)]).toEqual(one);
    const two = [...placesToRead(seedOf(2), 32 * MiB, 512, rev1)];
    const same = one.filter((place, i) => place.offset === two[i]?.offset).length;
    expect(same).toBeLessThan(one.length / 10);
  });

  test('are drawn one by one, so the largest plan on the largest drive starts at once', () => {
    const places = placesToRead(seedOf(3), Number.MAX_SAFE_INTEGER - (Number.MAX_SAFE_INTEGER % 512), 512, {
      kind: 'sample',
      sections: 100_000,
      per_section: 16,
      share_permille: 1,
    });
    for (let i = 0; i < 5; i++) expect(places.next().done).toBe(false);
  });

  test('cover every byte once when the whole drive is read', () => {
    const capacity = 200 * MiB + 4096;
    let end = 0;
    for (const place of placesToRead(seedOf(1), capacity, 4096, { kind: 'full' })) {
      expect(place.offset).toBe(end);
      end += place.length;
    }
    expect(end).toBe(capacity);
    expect(readBackSize(capacity, 4096, { kind: 'full' })).toEqual({ places: 4, bytes: capacity });
  });

  test('do not change from release to release: anyone can make them again from a published seed', () => {
    const first = [...placesToRead(seedOf(7), 32 * MiB, 512, { kind: 'sample', sections: 4, per_section: 1, share_permille: 10 })];
    expect(first).toMatchInlineSnapshot(`
      [
        {
          "length": 512,
          "offset": 0,
        },
        {
          "length": 83968,
          "offset": 6168064,
        },
        {
          "length": 83968,
          "offset": 13297152,
        },
        {
          "length": 83968,
          "offset": 24466432,
        },
        {
          "length": 83968,
          "offset": 33256960,
        },
        {
          "length": 512,
          "offset": 33553920,
        },
      ]
    `);
  });

  test('refuse a capacity that is not whole blocks', () => {
    expect(() => [...placesToRead(seedOf(1), 1000, 512, rev1)]).toThrow(RangeError);
    expect(() => [...placesToRead(seedOf(1), 0, 512, rev1)]).toThrow(RangeError);
  });
});

describe('the odds of finding a remnant', () => {
  test('are certain when place and remnant cannot miss each other, and nil without places', () => {
    expect(detectionOdds(1, 600, 1000, 600)).toBe(1);
    expect(detectionOdds(0, 512, 1000, 512)).toBe(0);
  });

  test('agree with counting on a small drive', () => {
    let hits = 0;
    for (let place = 0; place <= 100 - 7; place++) {
      for (let remnant = 0; remnant <= 100 - 5; remnant++) if (place < remnant + 5 && remnant < place + 7) hits++;
    }
    expect(detectionOdds(1, 7, 100, 5)).toBeCloseTo(hits / (94 * 96), 12);
  });

  test('stay between nothing and certainty on 20 TB, and rise with more places', () => {
    const few = detectionOdds(64, 512, 20e12, 1e6);
    const many = detectionOdds(2000, 1e9, 20e12, 1e6);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(0.0001);
    expect(many).toBeGreaterThan(0.09);
    expect(many).toBeLessThan(0.11);
    expect(detectionOdds(2000, 1e9, 20e12, 1e12)).toBeGreaterThan(0.999);
  });
});
