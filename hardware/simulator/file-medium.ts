import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { libc } from '../transport/posix.ts';
import type { Medium } from './model/medium.ts';

const punchHoleKeepSize = 0x03;
const pieceBytes = 1024 * 1024;

/** A medium over an open sparse file. */
export interface FileMedium extends Medium {
  close(): void;
}

/** Opens an existing image; its length is the size of the medium. */
export function openFileMedium(path: string): FileMedium {
  const fd = openSync(path, 'r+');
  const sizeBytes = fstatSync(fd).size;
  const within = (offset: number, length: number): void => {
    if (offset < 0 || length < 0 || offset + length > sizeBytes) throw new RangeError(`${length} bytes at ${offset} go past the medium`);
  };
  const write = (offset: number, from: Uint8Array): void => {
    within(offset, from.length);
    for (let done = 0; done < from.length;) done += writeSync(fd, from, done, from.length - done, offset + done);
  };
  const pieces = (offset: number, length: number, make: (at: number, size: number) => Uint8Array): void => {
    within(offset, length);
    for (let done = 0; done < length; done += pieceBytes) {
      const size = Math.min(pieceBytes, length - done);
      write(offset + done, make(done, size));
    }
  };
  return {
    sizeBytes,
    read: (offset, into) => {
      within(offset, into.length);
      for (let done = 0; done < into.length;) {
        const got = readSync(fd, into, done, into.length - done, offset + done);
        if (got === 0) throw new RangeError('the image is shorter than its medium');
        done += got;
      }
    },
    write,
    zero: (offset, length) => {
      within(offset, length);
      if (punch(fd, offset, length)) return;
      if (offset === 0 && length === sizeBytes) {
        ftruncateSync(fd, 0);
        ftruncateSync(fd, sizeBytes);
        return;
      }
      const zeros = new Uint8Array(Math.min(length, pieceBytes));
      pieces(offset, length, (_at, size) => zeros.subarray(0, size));
    },
    fill: (offset, length, pattern) => {
      const repeats = Math.ceil(pieceBytes / pattern.length) + 1;
      const long = new Uint8Array(repeats * pattern.length);
      for (let i = 0; i < repeats; i++) long.set(pattern, i * pattern.length);
      pieces(offset, length, (at, size) => long.subarray(at % pattern.length, (at % pattern.length) + size));
    },
    noise: (offset, length, seed) => {
      const key = createHash('sha256').update(seed).digest();
      const stream = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
      pieces(offset, length, (_at, size) => stream.update(new Uint8Array(size)));
    },
    close: () => {
      closeSync(fd);
    },
  };
}

function punch(fd: number, offset: number, length: number): boolean {
  const fallocate = libc()?.fallocate;
  return length > 0 && fallocate !== undefined && fallocate(fd, punchHoleKeepSize, offset, length) === 0;
}
