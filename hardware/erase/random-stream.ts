import { createHmac } from 'node:crypto';
import { fastestCipher } from './stream-cipher.ts';

/** Pieces in which the cipher runs: small enough to stay in the processor's cache. */
const pieceBytes = 256 * 1024;
const zeros = new Uint8Array(pieceBytes);
const ones = new Uint8Array(pieceBytes).fill(0xff);

/** The key of one pass of the random pattern: HMAC-SHA-256(seed, "custos/overwrite/1/" pass). Each pass has another. */
export function streamKey(seed: Uint8Array, pass: number): Uint8Array {
  return createHmac('sha256', seed).update(`custos/overwrite/1/${pass}`).digest();
}

/**
 * Fills `into` with what the random pattern has at byte `offset` of the drive: AES-256-CTR over zeros, the counter
 * block being offset / 16, big-endian; over ones for the complement. Any place can be made again without the bytes
 * before it, so the read-back compares without having stored anything. Throws RangeError when `offset` is not a
 * multiple of 16.
 */
export function fillStream(key: Uint8Array, offset: number, into: Uint8Array, complement = false): void {
  if (offset % 16 !== 0) throw new RangeError('offset must be a multiple of 16');
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(offset / 16), 8);
  const encrypt = fastestCipher()(key, counter);
  const plain = complement ? ones : zeros;
  for (let at = 0; at < into.length; at += pieceBytes) {
    const piece = into.subarray(at, at + pieceBytes);
    encrypt(plain.subarray(0, piece.length), piece);
  }
}
