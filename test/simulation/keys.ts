import { createHash } from 'node:crypto';
import { toBase64url } from '../../domain/bytes.ts';
import type { SignatureVerifier, Signer } from '../../domain/ledger/signing.ts';
import { isSoundPublicKey, keyId } from '../../domain/ledger/signing.ts';
import { createVerifier, signerFromSeed } from '../../keys/ed25519.ts';

/*
 * Two kinds of keys, told by their names alone. The quick ones stand in for Ed25519 in most seeds: a "signature" that
 * anybody could make, whose check costs a hash. What is simulated never forges; a bad signature is a changed byte. The
 * real ones run in some seeds, so that the code is also seen with the platform's.
 */

export interface SimKeys {
  readonly signer: (name: string) => Signer;
  readonly verifier: SignatureVerifier;
}

const digest = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function quickSignature(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const first = digest('quick 1', publicKey, message);
  const second = digest('quick 2', publicKey, message);
  // The second half is a number below the group order, as `verifyStrict` wants it.
  second[31] = (second[31] ?? 0) & 0x0f;
  return Uint8Array.from(Buffer.concat([first, second]));
}

function quickSigner(name: string): Signer {
  let publicKey = Uint8Array.from(digest('quick key', name));
  while (!isSoundPublicKey(publicKey)) publicKey = Uint8Array.from(digest(publicKey));
  return { publicKey, keyId: keyId(publicKey), sign: (message) => quickSignature(publicKey, message) };
}

const made = new Map<string, Signer>();

function kept(name: string, make: () => Signer): Signer {
  const before = made.get(name);
  if (before !== undefined) return before;
  const signer = make();
  made.set(name, signer);
  return signer;
}

export const quickKeys: SimKeys = {
  signer: (name) => kept(`quick ${name}`, () => quickSigner(name)),
  verifier: {
    verify: (publicKey, message, signature) => Buffer.compare(quickSignature(publicKey, message), signature) === 0,
  },
};

const realVerifier = createVerifier(); // the one that stays on this thread
export const realKeys: SimKeys = {
  signer: (name) => kept(`real ${name}`, () => signerFromSeed(Uint8Array.from(digest('real key', name)))),
  verifier: realVerifier,
};

export const digestOf = (signer: Signer): string => toBase64url(Uint8Array.from(digest(signer.publicKey)));
