import type { Order } from '../../domain/erase/clearance.ts';
import { residueOf } from '../../domain/erase/technique.ts';
import { passContent } from '../erase/passes.ts';
import { structureAmong } from './structures.ts';

/** Says whether the bytes at `offset` are what the technique leaves. */
export type Check = (offset: number, bytes: Uint8Array) => boolean;

/** What is compared at once: small enough that the expected bytes stay in the processor's cache. */
const pieceBytes = 256 * 1024;

/** What an order's technique promises to leave, as a check that stores nothing of the drive. */
export function expectationOf(order: Order, seed: Uint8Array): Check {
  switch (residueOf(order.technique)) {
    case 'zeros':
      return sameEverywhere(0);
    case 'pattern': {
      const { pattern, passes } = order;
      const last = passContent({ pattern, passes, seed }, passes - 1);
      return last.kind === 'constant' ? sameEverywhere(last.byte) : sameStream(last.fill);
    }
    case 'not_the_markers':
      // Zeros, ones and noise are all right here; a known structure is not. The markers are looked for in their own places.
      return (_offset, bytes) => structureAmong(bytes) === undefined;
  }
}

function sameEverywhere(byte: number): Check {
  const expected = Buffer.alloc(pieceBytes, byte);
  return (_offset, bytes) => inPieces(bytes, expected, () => undefined);
}

function sameStream(fill: (offset: number, into: Uint8Array) => void): Check {
  const expected = Buffer.alloc(pieceBytes);
  return (offset, bytes) =>
    inPieces(bytes, expected, (at, length) => {
      fill(offset + at, expected.subarray(0, length));
    });
}

/** Compares without a copy: each piece with the beginning of `expected`, which `prepare` may fill for it. */
function inPieces(bytes: Uint8Array, expected: Buffer, prepare: (at: number, length: number) => void): boolean {
  for (let at = 0; at < bytes.length; at += expected.length) {
    const length = Math.min(expected.length, bytes.length - at);
    prepare(at, length);
    if (expected.compare(bytes, at, at + length, 0, length) !== 0) return false;
  }
  return true;
}
