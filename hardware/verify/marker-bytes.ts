import { createHash, getHashes } from 'node:crypto';
import { equal } from '../../domain/bytes.ts';
import { markerContent } from '../../domain/erase/markers.ts';

let isNativeRight: boolean | undefined;

/**
 * The bytes of marker number `index`, by the platform's SHAKE128: the same as `markerContent` of the domain, which
 * makes 16 MiB of them in half a second of one core. Where the platform has no SHAKE128, or another one, the domain
 * makes them. Throws RangeError when the seed has not 32 bytes.
 */
export function markerBytesOf(seed: Uint8Array, index: number, length: number): Uint8Array {
  isNativeRight ??= getHashes().includes('shake128') && equal(native(seed, index, 64), markerContent(seed, index, 64));
  return isNativeRight && seed.length === 32 ? native(seed, index, length) : markerContent(seed, index, length);
}

function native(seed: Uint8Array, index: number, length: number): Uint8Array {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(index);
  return createHash('shake128', { outputLength: length }).update('custos/marker/1').update(seed).update(number).digest();
}
