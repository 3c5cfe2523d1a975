import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { toBase64url } from '../../domain/bytes.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';

export interface Question {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A verifier that keeps what it is asked. */
export function listening(verifier: SignatureVerifier, heard: Question[]): SignatureVerifier {
  return {
    verify(publicKey, message, signature) {
      heard.push({ publicKey: Uint8Array.from(publicKey), message: Uint8Array.from(message), signature: Uint8Array.from(signature) });
      return verifier.verify(publicKey, message, signature);
    },
  };
}

/** The same signatures by node:crypto and nothing around it, keys imported beforehand. @returns runs all of them once */
export function bareVerify(questions: readonly Question[]): () => void {
  const keys = new Map<string, KeyObject>();
  const asked = questions.map(({ publicKey, message, signature }) => {
    const x = toBase64url(publicKey);
    const key = keys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    keys.set(x, key);
    return { key, message, signature };
  });
  return () => {
    for (const { key, message, signature } of asked)
      if (!verify(null, message, key, signature)) throw new Error('a good signature was refused');
  };
}
