import { constants, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openImage } from '../../../hardware/docks/images.ts';
import { alignedBytes, isAligned } from '../../../hardware/transport/aligned.ts';
import { openPlain, placeOf } from '../../../hardware/transport/plain.ts';
import type { BlockTransport } from '../../../hardware/transport/transport.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';
import { folder, imageFile, loopDevice, noLoopDevices, run } from '../docks/loop.ts';

const mebibyte = 1024 * 1024;

async function openBlocks(path: string): Promise<BlockTransport> {
  const open = await openImage(path);
  onTestFinished(() => open.close());
  if (open.transport.kind !== 'block') throw new Error('not a block transport');
  return open.transport;
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 0xff);
}

/** Whether this process has a file open with O_DIRECT, by the kernel's account. */
function opensDirectly(path: string): boolean {
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`) !== path) continue;
      const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
      return (Number.parseInt(flags ?? '0', 8) & constants.O_DIRECT) !== 0;
    } catch {
      // The descriptor of this very listing is closed again.
    }
  }
  throw new Error(`${path} is not open`);
}

/** A file system in memory, mounted for this test only and taken away after it. */
function mounted(type: 'ramfs' | 'tmpfs', ...options: readonly string[]): string {
  const point = join(folder(), 'mount');
  mkdirSync(point);
  run('mount', '-t', type, ...options, 'none', point);
  onTestFinished(() => {
    run('umount', point);
  });
  return point;
}

async function exercise(transport: BlockTransport, file: string): Promise<void> {
  const parts = [0, 1, 2, 3].map((n) => ({ offset: n * mebibyte, bytes: pattern(mebibyte, n) }));
  await Promise.all(parts.map((part) => transport.write(part.offset, part.bytes)));
  await transport.flush();
  const back = parts.map((part) => ({ ...part, into: alignedBytes(mebibyte) }));
  await Promise.all(back.map((part) => transport.read(part.offset, part.into)));
  for (const part of back) expect(Buffer.compare(part.into, part.bytes)).toBe(0);
  const unaligned = new Uint8Array(new ArrayBuffer(mebibyte + 1), 1);
  await transport.read(mebibyte, unaligned);
  expect(Buffer.compare(unaligned, pattern(mebibyte, 1))).toBe(0);
  expect(Buffer.compare(readFileSync(file).subarray(2 * mebibyte, 3 * mebibyte), pattern(mebibyte, 2))).toBe(0);
}

describe('the plain block transport', () => {
  it('moves bytes of a file with several requests in flight', async () => {
    const path = imageFile(4 * mebibyte);
    const transport = await openBlocks(path);
    expect(transport).toMatchObject({ sizeBytes: 4 * mebibyte, blockBytes: 512 });
    await exercise(transport, path);
  });

  it('asks the medium of a file and not the page cache, where the file system lets it', async (ctx) => {
    ctx.skip(process.platform !== 'linux', 'the kernel tells how a file is open on Linux only');
    const path = imageFile(mebibyte);
    await openBlocks(path);
    expect(opensDirectly(path)).toBe(true);
  });

  it('goes through the cache of a file system without direct I/O, and moves the same bytes', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = join(mounted('ramfs'), 'disk.img');
    writeFileSync(path, '');
    truncateSync(path, 4 * mebibyte);
    const transport = await openBlocks(path);
    expect(opensDirectly(path)).toBe(false);
    await exercise(transport, path);
  });

  it('takes a full file system below an image for what it is, not for bad blocks or the end', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = join(mounted('tmpfs', '-o', 'size=1m'), 'disk.img');
    writeFileSync(path, '');
    truncateSync(path, 4 * mebibyte);
    const transport = await openBlocks(path);
    const filling = Promise.all([0, 1, 2].map((n) => transport.write(n * mebibyte, alignedBytes(mebibyte).fill(1))));
    await expect(filling).rejects.toMatchObject({ code: 'io', message: 'the file system below the image is full' });
  });

  it('moves bytes of a loop device past the page cache', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = imageFile(4 * mebibyte);
    const transport = await openBlocks(loopDevice(path));
    expect(transport).toMatchObject({ sizeBytes: 4 * mebibyte, blockBytes: 512 });
    await exercise(transport, path);
  });

  it('takes the block size of the device', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const transport = await openBlocks(loopDevice(imageFile(4 * mebibyte), '--sector-size', '4096'));
    expect(transport.blockBytes).toBe(4096);
    await expect(transport.read(512, alignedBytes(512))).rejects.toThrow(RangeError);
  });

  it('refuses what is not whole blocks or goes past the end, and writes nothing of it', async () => {
    const path = imageFile(mebibyte);
    const transport = await openBlocks(path);
    await expect(transport.write(1, new Uint8Array(512))).rejects.toThrow(RangeError);
    await expect(transport.write(0, new Uint8Array(511))).rejects.toThrow(RangeError);
    await expect(transport.write(mebibyte - 512, new Uint8Array(1024))).rejects.toThrow(RangeError);
    expect(statSync(path).size).toBe(mebibyte);
  });

  it('opens a file for one at a time', async () => {
    const path = imageFile(mebibyte);
    await openBlocks(path);
    await expect(openImage(path)).rejects.toMatchObject({ code: 'busy' });
  });

  it('does not open a file that was put in the place of the one looked at', async () => {
    const looked = imageFile(mebibyte);
    const target = { path: imageFile(mebibyte), kind: 'file', presence: 'x', place: placeOf(statSync(looked)) } as const;
    await expect(openPlain(target)).rejects.toMatchObject({ code: 'gone' });
  });

  it('says gone when the file becomes shorter under it', async () => {
    const path = imageFile(mebibyte);
    const transport = await openBlocks(path);
    truncateSync(path, 512);
    await expect(transport.read(mebibyte / 2, new Uint8Array(512))).rejects.toBeInstanceOf(TransportError);
  });

  it('gives memory that begins at a page', () => {
    for (const length of [512, 4096, mebibyte + 512]) {
      const bytes = alignedBytes(length);
      expect(bytes.length).toBe(length);
      expect(isAligned(bytes)).toBe(true);
    }
    expect(isAligned(alignedBytes(4096).subarray(1))).toBe(false);
  });
});
