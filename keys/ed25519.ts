import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fromBase64url, toBase64url } from '../domain/bytes.ts';
import type { SignatureVerifier, Signer } from '../domain/ledger/signing.ts';
import { keyId } from '../domain/ledger/signing.ts';

/** RFC 8410 section 7: what stands before the 32-byte seed in an Ed25519 private key as PKCS #8. */
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const keptPublicKeys = 1024;

/** A signer that can also be kept: its seed is for key files and PIN wrapping only, never for logs or answers. */
export interface KeptSigner extends Signer {
  /** The 32-byte private seed, as a fresh copy. */
  exportSeed(): Uint8Array;
}

/** A new key from the platform's secure randomness. */
export function generateSigner(): KeptSigner {
  return signerOf(generateKeyPairSync('ed25519').privateKey);
}

/** The signer of a 32-byte seed. */
export function signerFromSeed(seed: Uint8Array): KeptSigner {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  const der = Buffer.concat([privateKeyPrefix, seed]);
  try {
    return signerOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } finally {
    der.fill(0);
  }
}

/**
 * Ed25519 by node:crypto behind the domain's port. Imported keys are kept, since importing costs as much as
 * verifying; the oldest leave when there are more than 1,024. A key that is no point of the curve verifies nothing.
 */
export function createVerifier(): SignatureVerifier {
  const keyOf = keyCache();
  return { verify: (publicKey, message, signature) => verifyBy(keyOf(publicKey), message, signature) };
}

/** `createVerifier` that can also verify on the platform's own threads, so that a server answers others meanwhile. */
export function createThreadedVerifier(): Required<SignatureVerifier> {
  const keyOf = keyCache();
  return {
    verify: (publicKey, message, signature) => verifyBy(keyOf(publicKey), message, signature),
    verifyAside: (checks) =>
      Promise.all(checks.map(({ publicKey, message, signature }) => verifyAsideBy(keyOf(publicKey), message, signature))),
  };
}

function keyCache(): (publicKey: Uint8Array) => KeyObject | undefined {
  const kept = new Map<string, KeyObject | undefined>();
  return (publicKey) => {
    const name = toBase64url(publicKey);
    if (!kept.has(name)) {
      const [oldest] = kept.keys();
      if (kept.size >= keptPublicKeys && oldest !== undefined) kept.delete(oldest);
      kept.set(name, importPublicKey(name));
    }
    return kept.get(name);
  };
}

function verifyBy(key: KeyObject | undefined, message: Uint8Array, signature: Uint8Array): boolean {
  return key !== undefined && verify(null, message, key, signature);
}

function verifyAsideBy(key: KeyObject | undefined, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (key === undefined) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    verify(null, message, key, signature, (error, good) => {
      if (error === null) resolve(good);
      else reject(error);
    });
  });
}

function importPublicKey(x: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function signerOf(privateKey: KeyObject): KeptSigner {
  const { x, d } = privateKey.export({ format: 'jwk' });
  const publicKey = fromBase64url(x ?? '');
  if (publicKey === undefined || d === undefined) throw new Error('the platform made a key without its parts');
  return {
    publicKey,
    keyId: keyId(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    exportSeed() {
      const seed = fromBase64url(privateKey.export({ format: 'jwk' }).d ?? '');
      if (seed?.length !== 32) throw new Error('the platform gave a private key without its seed');
      return seed;
    },
  };
}
