import { describe, expect, it } from 'vitest';
import { equal } from '../../../domain/bytes.ts';
import { markerContent } from '../../../domain/erase/markers.ts';
import { markerBytesOf } from '../../../hardware/verify/marker-bytes.ts';

describe('the bytes of a marker', () => {
  it('are the same by the platform and by the domain, for every marker and length', () => {
    for (const [index, length] of [
      [0, 512],
      [1, 4096],
      [7, 1],
      [15, 65_536],
      [4_000_000_000, 200],
    ] as const) {
      const seed = new Uint8Array(32).fill(index % 251);
      expect(equal(markerBytesOf(seed, index, length), markerContent(seed, index, length)), `marker ${index}`).toBe(true);
    }
  });

  it('are refused for a seed of another length', () => {
    expect(() => markerBytesOf(new Uint8Array(31), 0, 512)).toThrow(RangeError);
  });
});
