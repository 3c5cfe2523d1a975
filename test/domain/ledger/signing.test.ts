import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../../domain/bytes.ts';
import type { Bytes } from '../../../domain/bytes.ts';
import { hasCanonicalS, isSoundPublicKey, preAuthEncoding, verifyStrict } from '../../../domain/ledger/signing.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

const verifier = createVerifier();
const yes = { verify: () => true };
const signer = signerFromSeed(new Uint8Array(32).fill(5));
const message = utf8('message');
const signature = signer.sign(message);

function hex(text: string): Bytes {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new Error('not hex');
  return bytes;
}

/** The group order of RFC 8032 section 5.1, least byte first, added to a scalar: another spelling of the same number. */
function plusOrder(scalar: Bytes): Bytes {
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  const value = scalar.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + order;
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

describe('keys of small order', () => {
  // The eight points whose order divides 8, in canonical and other encodings, as listed in public test sets for Ed25519.
  const small = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000080',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  ];

  test.each(small)('%s is refused before any verifier is asked', (key) => {
    expect(isSoundPublicKey(hex(key))).toBe(false);
    expect(verifyStrict(yes, hex(key), message, signature)).toBe(false);
  });
});

describe('signatures', () => {
  test('a good one is good; for another message, key or length it is not', () => {
    expect(verifyStrict(verifier, signer.publicKey, message, signature)).toBe(true);
    expect(verifyStrict(verifier, signer.publicKey, utf8('massage'), signature)).toBe(false);
    expect(verifyStrict(verifier, signerFromSeed(new Uint8Array(32).fill(6)).publicKey, message, signature)).toBe(false);
    expect(verifyStrict(yes, signer.publicKey, message, signature.subarray(0, 63))).toBe(false);
    expect(verifyStrict(yes, signer.publicKey.subarray(1), message, signature)).toBe(false);
  });

  test('the same signature with the order added to S is refused before any verifier is asked', () => {
    const stretched = concat(signature.subarray(0, 32), plusOrder(signature.subarray(32)));
    expect(hasCanonicalS(stretched)).toBe(false);
    expect(verifyStrict(yes, signer.publicKey, message, stretched)).toBe(false);
  });

  test('S just below the order is canonical, the order itself is not', () => {
    const order = plusOrder(new Uint8Array(32));
    const below = Uint8Array.from(order);
    below[0] = (below[0] ?? 0) - 1;
    expect(toHex(order).startsWith('edd3f55c1a631258')).toBe(true);
    expect(hasCanonicalS(concat(new Uint8Array(32), below))).toBe(true);
    expect(hasCanonicalS(concat(new Uint8Array(32), order))).toBe(false);
  });
});

test('pre-authentication encoding counts bytes, not characters', () => {
  expect(Buffer.from(preAuthEncoding('http://example.com/HelloWorld', utf8('hello world'))).toString()).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  expect(Buffer.from(preAuthEncoding('t', utf8('ü'))).toString()).toBe('DSSEv1 1 t 2 ü');
});
