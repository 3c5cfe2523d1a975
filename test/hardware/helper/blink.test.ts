import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Clock, type DockSource, imageSource } from '../../../hardware/helper/docks.ts';
import { blinkBay } from '../../../hardware/helper/blink.ts';
import type { BlockTransport } from '../../../hardware/transport/transport.ts';

const dir = mkdtempSync(join(tmpdir(), 'custos-blink-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A clock on which every read takes 50 ms; it notes when somebody slept. */
function handClock(beats: string[]): Clock {
  let now = 0;
  return {
    nowMs: () => (now += 50),
    sleep: (ms) => {
      now += ms;
      beats.push(`dark ${ms}`);
      return Promise.resolve();
    },
  };
}

/** The image dock, with every read noted. A write would be a defect of its own kind: it fails the test. */
function watched(path: string, beats: string[], guarded?: string): DockSource {
  const real = imageSource([path]);
  return {
    bays: async () => (await real.bays()).map((bay) => (guarded === undefined ? bay : { ...bay, guarded })),
    openDrive: async (port) => {
      if (guarded !== undefined) throw new Error('a guarded drive was opened');
      const open = await real.openDrive(port);
      const under = open.transport;
      if (under.kind !== 'block') throw new Error('an image is a block device');
      const transport: BlockTransport = {
        kind: 'block',
        sizeBytes: under.sizeBytes,
        blockBytes: under.blockBytes,
        read: (offset, into) => {
          beats.push(`read ${offset}`);
          return under.read(offset, into);
        },
        write: () => Promise.reject(new Error('a blink wrote')),
        flush: () => Promise.reject(new Error('a blink flushed')),
      };
      return { ...open, transport };
    },
  };
}

function image(): string {
  const path = join(dir, `drive-${Math.floor(performance.now() * 1000)}.img`);
  writeFileSync(path, 'a boot block');
  truncateSync(path, 64 * 1024 * 1024);
  return path;
}

test('reads far apart in a rhythm of light and dark, and changes nothing', async () => {
  const path = image();
  const before = readFileSync(path);
  const beats: string[] = [];
  const source = watched(path, beats);
  const [bay] = await source.bays();
  expect(await blinkBay([source], handClock(beats), bay?.port ?? '', new AbortController().signal)).toEqual({ kind: 'blinked' });
  const dark = beats.filter((beat) => beat.startsWith('dark'));
  expect(dark).toHaveLength(12);
  const groups = beats
    .join(',')
    .split(/dark \d+,?/)
    .slice(0, 12);
  for (const group of groups) expect(group.split(',').filter((beat) => beat.startsWith('read')).length).toBeGreaterThan(2);
  const offsets = beats.filter((beat) => beat.startsWith('read')).map((beat) => Number(beat.slice(5)));
  expect(new Set(offsets).size).toBeGreaterThan(offsets.length / 2);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('stops at once when told to, and leaves alone a drive that this computer uses', async () => {
  const path = image();
  const beats: string[] = [];
  const free = watched(path, beats);
  const [bay] = await free.bays();
  const ended = new AbortController();
  ended.abort();
  expect(await blinkBay([free], handClock(beats), bay?.port ?? '', ended.signal)).toEqual({ kind: 'blinked' });
  expect(beats).toEqual([]);
  const used = watched(path, beats, 'mounted at /mnt');
  expect(await blinkBay([used], handClock(beats), bay?.port ?? '', new AbortController().signal)).toEqual({
    kind: 'not_blinked',
    detail: 'mounted at /mnt',
  });
  expect(await blinkBay([free], handClock(beats), 'nowhere', new AbortController().signal)).toEqual({
    kind: 'not_blinked',
    detail: 'no drive in this bay',
  });
});
