import type { Medium } from '../../../hardware/erase/medium.ts';
import { MediumError } from '../../../hardware/transport/transport.ts';

/** A medium in memory, with blocks that cannot be written or read, and a count of what is in flight. */
export interface MemoryMedium extends Medium {
  readonly bytes: Buffer;
  readonly badWrites: Set<number>;
  readonly badReads: Set<number>;
  mostInFlight: number;
  flushes: number;
  writes: number;
}

export function memoryMedium(sizeBytes: number, blockBytes = 512): MemoryMedium {
  let inFlight = 0;
  const medium: MemoryMedium = {
    sizeBytes,
    blockBytes,
    bytes: Buffer.alloc(sizeBytes, 0x5a),
    badWrites: new Set(),
    badReads: new Set(),
    mostInFlight: 0,
    flushes: 0,
    writes: 0,
    async read(offset, into) {
      check(offset, into.length);
      fail(medium.badReads, offset, into.length, '03/11/00');
      into.set(medium.bytes.subarray(offset, offset + into.length));
    },
    async write(offset, from) {
      check(offset, from.length);
      inFlight += 1;
      medium.mostInFlight = Math.max(medium.mostInFlight, inFlight);
      medium.writes += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      inFlight -= 1;
      fail(medium.badWrites, offset, from.length, '03/0C/00');
      medium.bytes.set(from, offset);
    },
    async flush() {
      if (inFlight > 0) throw new Error('flushed while a write is in flight');
      medium.flushes += 1;
    },
  };
  const check = (offset: number, length: number): void => {
    if (offset % blockBytes !== 0 || length % blockBytes !== 0 || length === 0 || offset + length > sizeBytes)
      throw new Error(`not whole blocks inside: ${offset} ${length}`);
  };
  const fail = (bad: Set<number>, offset: number, length: number, sense: string): void => {
    for (let block = offset / blockBytes; block < (offset + length) / blockBytes; block++)
      if (bad.has(block)) throw new MediumError(offset, length, sense);
  };
  return medium;
}
