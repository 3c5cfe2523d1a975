import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import { markerBytes, markerContent, markerPlaces } from '../../../domain/erase/markers.ts';

const seed = new Uint8Array(32).fill(9);

test('a large drive gets sixteen markers of one mebibyte, one in each sixteenth', () => {
  const capacity = 20_000_588_955_648;
  const places = markerPlaces(seed, capacity, 4096);
  expect(places).toHaveLength(16);
  places.forEach((place, i) => {
    expect(place.length).toBe(markerBytes);
    expect(Math.floor(place.offset / (capacity / 16))).toBe(i);
  });
});

test('markers fit every drive, never overlap, and stay small on a small one', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.constantFrom(512, 4096),
      fc.integer({ min: 1, max: 5_000_000 }),
      (s, block, blocks) => {
        const capacity = blocks * block;
        let end = 0;
        let sum = 0;
        for (const place of markerPlaces(s, capacity, block)) {
          expect(place.offset % block).toBe(0);
          expect(place.length % block).toBe(0);
          expect(place.length).toBeGreaterThan(0);
          expect(place.offset).toBeGreaterThanOrEqual(end);
          end = place.offset + place.length;
          sum += place.length;
        }
        expect(end).toBeLessThanOrEqual(capacity);
        if (blocks >= 256) expect(sum).toBeLessThanOrEqual(capacity / 16);
      },
    ),
    { numRuns: 100 },
  );
});

test('another seed puts the markers elsewhere', () => {
  const here = markerPlaces(seed, 32 * 2 ** 20, 512).map((place) => place.offset);
  expect(markerPlaces(new Uint8Array(32), 32 * 2 ** 20, 512).map((place) => place.offset)).not.toEqual(here);
});

test('marker content differs from place to place and seed to seed, and does not compress', () => {
  const one = markerContent(seed, 0, 65536);
  expect(toHex(one.subarray(0, 16))).not.toBe(toHex(markerContent(seed, 1, 65536).subarray(0, 16)));
  expect(toHex(one.subarray(0, 16))).not.toBe(toHex(markerContent(new Uint8Array(32), 0, 65536).subarray(0, 16)));
  expect(deflateRawSync(one).length).toBeGreaterThan(65000);
  expect(toHex(markerContent(seed, 0, 16))).toMatchInlineSnapshot(`"1392657395178edafab4aad745f009f8"`);
});
