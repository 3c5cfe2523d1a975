import { equal, fromHex } from '../domain/bytes.ts';
import { verifyStrict } from '../domain/ledger/signing.ts';
import { createVerifier, signerFromSeed } from './ed25519.ts';

// RFC 8032 section 7.1, TEST 2.
const seed = bytes('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
const publicKey = bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
const message = bytes('72');
const signature = bytes(
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
);

/**
 * Signs and verifies a known message once at start, and checks that a changed one fails. Throws when the
 * platform's cryptography answers anything else: nothing may be signed or trusted then.
 */
export function selfTestSigning(): void {
  const signer = signerFromSeed(seed);
  const verifier = createVerifier();
  const good =
    equal(signer.publicKey, publicKey) && equal(signer.sign(message), signature) && verifyStrict(verifier, publicKey, message, signature);
  if (!good || verifyStrict(verifier, publicKey, bytes('73'), signature)) throw new Error('Ed25519 on this platform fails its self-test');
}

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex);
  if (read === undefined) throw new Error('self-test vector is not hex');
  return read;
}
