import { join } from 'node:path';
import type { KeyStore, PinVault } from '../../contract/ports.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { createVerifier, generateSigner, signerFromSeed } from '../../keys/ed25519.ts';
import { openKeyFile } from '../../keys/key-file.ts';
import { unwrapPrivateKey, wrapPrivateKey } from '../../keys/pin.ts';
import { selfTestSigning } from '../../keys/self-test.ts';

/**
 * The station's keys, made on first use and kept in files that only the owner can read. Throws `KeyFileRefused` when
 * they lie open, and when signing does not pass its self-test.
 */
export function openStationKeys(folder: string): KeyStore {
  selfTestSigning();
  return {
    event: openKeyFile(join(folder, 'event.json')),
    transport: openKeyFile(join(folder, 'transport.json')),
    nextKeyDigest: hashText(sha256(openKeyFile(join(folder, 'next-event.json')).publicKey)),
    verifier: createVerifier(),
  };
}

/** People's keys under their PINs, by Argon2id and AES-256-GCM. */
export const pinVault: PinVault = {
  newKey() {
    const signer = generateSigner();
    return { signer, seed: signer.exportSeed() };
  },
  wrap: async (pin, seed) => JSON.stringify(await wrapPrivateKey(pin, seed)),
  async unwrap(pin, wrapped) {
    const opened = await unwrapPrivateKey(pin, parsed(wrapped));
    if (opened.kind === 'refused') return { kind: opened.code };
    return { kind: 'key', signer: signerFromSeed(opened.seed) };
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is no JSON is no wrapped key either
  }
}
