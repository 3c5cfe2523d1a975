import { addressOf } from './posix.ts';

/** Direct I/O needs memory that begins at a page. */
const pageBytes = 4096;

export function isAligned(bytes: Uint8Array): boolean {
  return bytes.length === 0 || addressOf(bytes) % BigInt(pageBytes) === 0n;
}

/** Zeroed memory that begins at a page: good for direct I/O without a copy. Allocate once and use again. */
export function alignedBytes(length: number): Uint8Array {
  // Memory comes at page + 16 here: take a page more and begin at the next boundary.
  const memory = new Uint8Array(length + pageBytes);
  const skip = (pageBytes - Number(addressOf(memory) % BigInt(pageBytes))) % pageBytes;
  return memory.subarray(skip, skip + length);
}
