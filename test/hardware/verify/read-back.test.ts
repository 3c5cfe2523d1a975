import { describe, expect, test } from 'vitest';
import { readBackEvidence } from '../../../domain/erase/evidence.ts';
import type { Order } from '../../../domain/erase/clearance.ts';
import { markerPlaces } from '../../../domain/erase/markers.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import type { Medium } from '../../../hardware/erase/medium.ts';
import { fillStream, streamKey } from '../../../hardware/erase/random-stream.ts';
import { survivingMarkers, writeMarkers } from '../../../hardware/verify/markers.ts';
import { readBack } from '../../../hardware/verify/read-back.ts';
import { memoryMedium } from '../erase/memory.ts';

const seed = new Uint8Array(32).fill(5);
const MiB = 1024 * 1024;
const full: Order = { technique: 'host_overwrite', method: 'clear', passes: 1, pattern: 'zero', read_back: { kind: 'full' } };

async function read(medium: Medium, order: Order): Promise<ReturnType<typeof readBackEvidence.parse>> {
  const before = Date.now();
  const evidence = await readBack({
    medium,
    order,
    seed,
    placesSeed: seed,
    markers: 16,
    limits: virtualLimits,
    nowMs: () => before,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return readBackEvidence.parse(evidence);
}

describe('a read-back', () => {
  test('of zeros finds one wrong byte anywhere when all is read', async () => {
    for (const at of [0, 1, 3 * MiB + 77, 4 * MiB - 1]) {
      const medium = memoryMedium(4 * MiB);
      medium.bytes.fill(0);
      expect((await read(medium, full)).unexpected).toBe(0);
      medium.bytes[at] = 1;
      const evidence = await read(medium, full);
      expect(evidence.unexpected).toBe(1);
      expect(evidence.first_unexpected).toBeLessThanOrEqual(at);
    }
  });

  test('of the random pattern expects the stream of the last pass and no other', async () => {
    const medium = memoryMedium(2 * MiB);
    fillStream(streamKey(seed, 1), 0, medium.bytes);
    expect((await read(medium, { ...full, pattern: 'random', passes: 2 })).unexpected).toBe(0);
    expect((await read(medium, { ...full, pattern: 'random', passes: 1 })).unexpected).toBe(1);
    expect((await read(medium, full)).unexpected).toBe(1);
  });

  test('of an overwrite in the drive expects zeros, whatever the pattern of the order', async () => {
    const medium = memoryMedium(MiB);
    expect((await read(medium, { ...full, technique: 'ata_sanitize_overwrite', pattern: 'random' })).unexpected).toBe(1);
    medium.bytes.fill(0);
    expect((await read(medium, { ...full, technique: 'ata_sanitize_overwrite', pattern: 'random' })).unexpected).toBe(0);
  });

  test('of a crypto erase takes zeros, ones and noise, and no known structure', async () => {
    const order: Order = { ...full, technique: 'nvme_sanitize_crypto_erase', method: 'purge' };
    const medium = memoryMedium(MiB);
    for (const fill of [0, 0xff, 0x5a]) {
      medium.bytes.fill(fill);
      expect(await read(medium, order)).toMatchObject({ unexpected: 0, structures: [], markers: { surviving: 0 } });
    }
    medium.bytes.write('EFI PART', 700 * 512, 'latin1');
    expect(await read(medium, order)).toMatchObject({ unexpected: 1, structures: [] });
    medium.bytes.fill(0).write('EFI PART', MiB - 512, 'latin1');
    expect((await read(medium, order)).structures).toEqual(['GPT header']);
  });

  test('counts what it cannot read and goes on', async () => {
    const medium = memoryMedium(4 * MiB);
    medium.bytes.fill(0);
    medium.badReads.add(100);
    medium.badReads.add(8191);
    const evidence = await read(medium, { ...full, read_back: { kind: 'sample', sections: 8, per_section: 1, share_permille: 500 } });
    expect(evidence.unreadable).toBeGreaterThanOrEqual(1);
    expect(evidence.unexpected).toBe(0);
    expect(evidence.places).toBe(10);
  });
});

describe('markers', () => {
  test('are found to survive down to a single sector of a single one', async () => {
    const medium = memoryMedium(4 * MiB);
    expect(await writeMarkers(medium, seed)).toEqual({ written: 16, confirmed: 16, attempted: 16 });
    expect(await survivingMarkers(medium, seed)).toEqual({ surviving: 16, unreadable: 0 });
    const place = markerPlaces(seed, medium.sizeBytes, 512)[3];
    if (place === undefined) throw new Error('no fourth marker');
    const kept = Buffer.from(medium.bytes.subarray(place.offset + 1024, place.offset + 1536));
    medium.bytes.fill(0);
    expect(await survivingMarkers(medium, seed)).toEqual({ surviving: 0, unreadable: 0 });
    kept.copy(medium.bytes, place.offset + 1024);
    expect(await survivingMarkers(medium, seed)).toEqual({ surviving: 1, unreadable: 0 });
    expect(await survivingMarkers(medium, new Uint8Array(32))).toEqual({ surviving: 0, unreadable: 0 });
  });

  test('that a drive drops are not confirmed', async () => {
    const medium = memoryMedium(4 * MiB);
    const dropping: Medium = { ...medium, write: async () => undefined };
    expect(await writeMarkers(dropping, seed)).toEqual({ written: 16, confirmed: 0, attempted: 16 });
  });
});
