import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillStream, streamKey } from '../../../hardware/erase/random-stream.ts';
import { fastestCipher, nodeCipher, openSslCipher } from '../../../hardware/erase/stream-cipher.ts';

const seed = new Uint8Array(32).fill(3);

/** The stream from the beginning of the drive to `end`, by node:crypto in one go. */
function fromTheBeginning(key: Uint8Array, end: number): Buffer {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(end));
}

describe('the random stream', () => {
  test('can be made at any place without what is before it: the bytes are those of AES-256-CTR from the beginning', () => {
    const key = streamKey(seed, 0);
    const whole = fromTheBeginning(key, 1_500_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 700_000 }), (block, length) => {
        const piece = Buffer.alloc(length);
        fillStream(key, block * 16, piece);
        expect(piece.equals(whole.subarray(block * 16, block * 16 + length))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('has a complement in which each bit is the other one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 1, max: 300_000 }), (block, length) => {
        const [plain, complement] = [new Uint8Array(length), new Uint8Array(length)];
        fillStream(streamKey(seed, 1), block * 16, plain);
        fillStream(streamKey(seed, 1), block * 16, complement, true);
        expect(complement.every((byte, i) => byte === 255 - (plain[i] ?? 0))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('differs by pass and by seed, and works far beyond 32 bits', () => {
    const at = (s: Uint8Array, pass: number, offset: number): string => {
      const piece = new Uint8Array(16);
      fillStream(streamKey(s, pass), offset, piece);
      return Buffer.from(piece).toString('hex');
    };
    const far = 20_000_588_955_648;
    expect(new Set([at(seed, 0, 0), at(seed, 1, 0), at(new Uint8Array(32), 0, 0), at(seed, 0, far)]).size).toBe(4);
    expect(() => {
      fillStream(streamKey(seed, 0), 8, new Uint8Array(16));
    }).toThrow(RangeError);
  });
});

describe('the ciphers', () => {
  test('all give the bytes of node:crypto, however the runs are cut and wherever the counter begins', () => {
    const ciphers = [fastestCipher(), nodeCipher, openSslCipher() ?? nodeCipher];
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.nat(5000),
        (key, counter, from, cut) => {
          const expected = createCipheriv('aes-256-ctr', key, counter).update(from);
          for (const cipher of ciphers) {
            const into = Buffer.alloc(from.length);
            const encrypt = cipher(key, counter);
            encrypt(from.subarray(0, cut), into.subarray(0, cut));
            encrypt(from.subarray(cut), into.subarray(cut));
            expect(into.equals(expected)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an OpenSSL use ends when the next one begins, and says so instead of giving wrong bytes', (ctx) => {
    const cipher = openSslCipher();
    ctx.skip(cipher === undefined, 'this Node exports no OpenSSL');
    const [key, counter, bytes] = [new Uint8Array(32), new Uint8Array(16), new Uint8Array(64)];
    const first = cipher?.(key, counter);
    cipher?.(key, counter);
    expect(() => first?.(bytes, bytes)).toThrow('another one has begun');
    expect(() => cipher?.(new Uint8Array(16), counter)).toThrow(RangeError);
    expect(() => cipher?.(key, counter)(bytes, new Uint8Array(63))).toThrow(RangeError);
  });
});
