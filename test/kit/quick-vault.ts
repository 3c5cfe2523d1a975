import type { PinVault } from '../../contract/ports.ts';
import { generateSigner, signerFromSeed } from '../../keys/ed25519.ts';
import { unwrapPrivateKey, wrapPrivateKey } from '../../keys/pin.ts';

/** The real wrapping at its lowest cost: a guesser would be faster than a test should be. */
export const quickVault: PinVault = {
  newKey() {
    const signer = generateSigner();
    return { signer, seed: signer.exportSeed() };
  },
  wrap: async (pin, seed) => JSON.stringify(await wrapPrivateKey(pin, seed, { cost: { memoryKib: 8, passes: 1, lanes: 1 } })),
  async unwrap(pin, wrapped) {
    const opened = await unwrapPrivateKey(pin, JSON.parse(wrapped));
    return opened.kind === 'refused' ? { kind: opened.code } : { kind: 'key', signer: signerFromSeed(opened.seed) };
  },
};
