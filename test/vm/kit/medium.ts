import { execFile } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const mark = 'CUSTOMER RECORD ';
const pieceBytes = 1024 * 1024;
const everyBytes = 256 * 1024;

export const run = promisify(execFile);

/** Writes lines that can be found again every 256 KiB, and at the very end. Through the kernel, down to the drive. */
export async function plant(device: string, sizeBytes: number): Promise<void> {
  const block = Buffer.alloc(4096, `${mark}account 4711 balance 1250.00\n`);
  const fd = openSync(device, 'r+');
  try {
    for (let at = 0; at < sizeBytes; at += everyBytes) writeSync(fd, block, 0, block.length, at);
    writeSync(fd, block, 0, block.length, sizeBytes - block.length);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  await forget(device);
}

/** How many places of a drive still hold a planted line: 0 after an erase. Reads every byte from the drive itself. */
export async function marksOn(device: string, sizeBytes: number): Promise<number> {
  await forget(device);
  const fd = openSync(device, 'r');
  const piece = Buffer.alloc(pieceBytes);
  let found = 0;
  try {
    for (let at = 0; at < sizeBytes; at += pieceBytes) {
      const got = readSync(fd, piece, 0, pieceBytes, at);
      for (let place = 0; place < got; place += 4096) if (piece.subarray(place, place + 4096).includes(mark)) found += 1;
    }
  } finally {
    closeSync(fd);
  }
  return found;
}

/** A drive that erased itself tells the page cache nothing. */
async function forget(device: string): Promise<void> {
  await run('blockdev', ['--flushbufs', device]);
}

/** A tool's words, whatever its exit code: what it says is judged, not how it feels about it. */
export async function said(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, [...args]);
    return stdout + stderr;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && 'stderr' in error) return `${String(error.stdout)}${String(error.stderr)}`;
    throw error;
  }
}

/** The first capture of a pattern in a tool's words. Throws with the words when it is not in them. */
export function pick(words: string, pattern: RegExp): string {
  const found = pattern.exec(words)?.[1];
  if (found === undefined) throw new Error(`${pattern.source} is not in: ${words}`);
  return found.trim();
}
