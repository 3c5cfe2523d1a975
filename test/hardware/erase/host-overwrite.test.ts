import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostOverwrite } from '../../../hardware/erase/host-overwrite.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { fillStream, streamKey } from '../../../hardware/erase/random-stream.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';
import { memoryMedium } from './memory.ts';

const seed = new Uint8Array(32).fill(3);
const limits = { ...virtualLimits, requestBytes: 64 * 1024 };
const never = new AbortController().signal;

describe('an overwrite by the host', () => {
  test('writes zeros to the last byte, several requests at once, and flushes when none is in flight', async () => {
    const medium = memoryMedium(1024 * 1024 + 512);
    expect(await new HostOverwrite(medium, { pattern: 'zero', passes: 1, seed }, limits).run(never)).toBe('written');
    expect(medium.bytes.every((byte) => byte === 0)).toBe(true);
    expect(medium.mostInFlight).toBe(limits.inFlight);
    expect(medium.flushes).toBe(1);
  });

  test('leaves the stream of its last pass, which can be made again at any place', async () => {
    const medium = memoryMedium(512 * 1024);
    const overwrite = new HostOverwrite(medium, { pattern: 'random', passes: 3, seed }, limits);
    await overwrite.run(never);
    expect(medium.flushes).toBe(3);
    expect(overwrite.tally().writtenBytes).toBe(3 * 512 * 1024);
    const piece = new Uint8Array(4096);
    fillStream(streamKey(seed, 2), 300 * 1024, piece);
    expect(medium.bytes.subarray(300 * 1024, 300 * 1024 + 4096).equals(piece)).toBe(true);
  });

  test('names exactly the blocks that cannot be written, and writes all others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 511 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 2 }),
        async (bad, passes) => {
          const medium = memoryMedium(512 * 512);
          for (const block of bad) medium.badWrites.add(block);
          const overwrite = new HostOverwrite(medium, { pattern: 'zero', passes, seed }, limits);
          expect(await overwrite.run(never)).toBe('written');
          const named = overwrite
            .tally()
            .bad.flatMap((range) => Array.from({ length: range.length / 512 }, (_, i) => range.offset / 512 + i));
          expect(named.toSorted((a, b) => a - b)).toEqual(bad.toSorted((a, b) => a - b));
          expect(overwrite.tally().badCount).toBe(overwrite.tally().bad.length);
          for (let block = 0; block < 512; block++) expect(medium.bytes[block * 512]).toBe(bad.includes(block) ? 0x5a : 0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('tells a run of bad blocks as one range, the lowest 32 ranges, and the number of all of them, in whatever pass they were met', async () => {
    const medium = memoryMedium(512 * 512);
    const bad = [100, 101, 102, ...Array.from({ length: 40 }, (_, i) => 200 + 3 * i)];
    for (const block of bad) medium.badWrites.add(block);
    const overwrite = new HostOverwrite(medium, { pattern: 'zero', passes: 3, seed }, limits);
    expect(await overwrite.run(never)).toBe('written');
    const tally = overwrite.tally();
    expect(tally.badCount).toBe(41);
    expect(tally.bad).toHaveLength(32);
    expect(tally.bad[0]).toEqual({ offset: 51_200, length: 1536, sense: '03/0C/00' });
    expect(tally.writtenBytes).toBe(3 * 512 * (512 - bad.length));
  });

  test('sends requests in rising order, none longer than the medium takes in one command', async () => {
    const medium = memoryMedium(1024 * 1024);
    const sent: (readonly [number, number])[] = [];
    const listening = {
      ...medium,
      commandBytes: 5000,
      write: (offset: number, from: Uint8Array) => {
        sent.push([offset, from.length]);
        return medium.write(offset, from);
      },
    };
    await new HostOverwrite(listening, { pattern: 'zero', passes: 1, seed }, limits).run(never);
    expect(sent).toEqual(Array.from({ length: 228 }, (_, i) => [i * 4608, Math.min(4608, 1024 * 1024 - i * 4608)]));
  });

  test('writes ones before the zeros of its last pass', async () => {
    const medium = memoryMedium(256 * 1024);
    const seen: number[] = [];
    const listening = {
      ...medium,
      flush: async () => {
        seen.push(new Set(medium.bytes).size, medium.bytes[0] ?? -1);
        await medium.flush();
      },
    };
    await new HostOverwrite(listening, { pattern: 'zero', passes: 2, seed }, limits).run(never);
    expect(seen).toEqual([1, 0xff, 1, 0x00]);
  });

  test('gives up on a drive that takes nothing, instead of asking it block by block to the end', async () => {
    const medium = memoryMedium(4 * 1024 * 1024);
    for (let block = 0; block < 8192; block++) medium.badWrites.add(block);
    expect(await new HostOverwrite(medium, { pattern: 'zero', passes: 1, seed }, { ...limits, badBlocks: 100 }).run(never)).toBe(
      'too_many_bad',
    );
    expect(medium.writes).toBeLessThan(1000);
  });

  test('throws what is not about the medium only when no request is in flight any more', async () => {
    const medium = memoryMedium(1024 * 1024);
    const write = medium.write;
    let open = 0;
    const leaving = {
      ...medium,
      write: async (offset: number, from: Uint8Array) => {
        open += 1;
        try {
          if (offset >= 256 * 1024 && offset < 320 * 1024) throw new TransportError('gone', 'pulled');
          await write(offset, from);
        } finally {
          open -= 1;
        }
      },
    };
    await expect(new HostOverwrite(leaving, { pattern: 'zero', passes: 1, seed }, limits).run(never)).rejects.toThrow('pulled');
    expect(open).toBe(0);
  });

  test('stops at the next request after an abort', async () => {
    const medium = memoryMedium(4 * 1024 * 1024);
    const stop = new AbortController();
    const overwrite = new HostOverwrite(medium, { pattern: 'zero', passes: 1, seed }, limits);
    const running = overwrite.run(stop.signal);
    stop.abort();
    expect(await running).toBe('stopped');
    expect(medium.writes).toBeLessThanOrEqual(limits.inFlight);
  });
});
