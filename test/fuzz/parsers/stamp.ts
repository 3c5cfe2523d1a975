import { equal } from '../../../domain/bytes.ts';
import { judgeStamp, readStamp, sealStamp, stamp } from '../../../domain/stamp/stamp.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';
import { type Fuzzed, must } from '../fuzzed.ts';

const verifier = createVerifier();
const signer = signerFromSeed(new Uint8Array(32).fill(5));
const words = {
  certificate: `cert_${'7'.repeat(20)}`,
  subject: `d1_${'0f'.repeat(16)}`,
  issued: '2027-02-28T23:59:59Z',
  station: 'st_bench1',
  key: signer.keyId,
};
const sealed = [512, 520, 8192].map((blockBytes) => sealStamp(words, signer, blockBytes));

/** What lies at the beginning of a drive that somebody brings: one spelling of a stamp, and only what was signed is signed. */
export const stamps: Fuzzed = {
  name: 'stamp',
  share: 4,
  seeds: () => sealed,
  check(input) {
    const read = readStamp(input);
    if (read === undefined) return;
    must(stamp.safeParse(read).success, 'a stamp that the contract cannot carry');
    const standing = judgeStamp(read, () => signer.publicKey, verifier);
    const { signature: _, ...told } = read;
    if (standing !== 'signed') return;
    must(JSON.stringify(told) === JSON.stringify(words), 'a forged stamp');
    const text = input.subarray(0, input.indexOf(0));
    must(equal(text, (sealed[0] ?? input).subarray(0, text.length)), 'a stamp with two spellings');
  },
};
