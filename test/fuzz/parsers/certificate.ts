import { isBundleName, isZip, openBundle } from '../../../certificate/bundle.ts';
import { checkBundle } from '../../../certificate/check/bundle-check.ts';
import { checkCertificate } from '../../../certificate/check/check.ts';
import { parseTrustPolicy } from '../../../domain/ledger/trust-policy.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';
import { bytesOf, type Fuzzed, must, mustBeText, textOf } from '../fuzzed.ts';
import { paperBundle, paperCertificate } from '../papers.ts';

const verifier = createVerifier();
const vkey = formatVkey(noteKey('custos.invalid/log', signerFromSeed(new Uint8Array(32).fill(3)).publicKey));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Certificate files: the checker is total, and nothing but the file that was issued is valid. */
export const certificate: Fuzzed = {
  name: 'certificate',
  share: 0.6,
  seeds: () => [paperCertificate()],
  check(input) {
    const report = checkCertificate({ bytes: input, verifier });
    must(report.verdict !== 'valid' || hex(input) === hex(paperCertificate()), 'a changed certificate is valid');
    must(report.verdict === 'valid' || report.findings.length > 0, 'a verdict without a reason');
  },
};

/** Audit bundles: zip files from anywhere. */
export const bundle: Fuzzed = {
  name: 'bundle',
  share: 0.4,
  seeds: () => [paperBundle()],
  check(input) {
    must(!isZip(input) || (input[0] === 0x50 && input[1] === 0x4b), 'not a zip');
    const opened = openBundle(input);
    if (opened.kind === 'refused') return mustBeText(opened.detail, 200, 'detail');
    must(Object.keys(opened.files).every(isBundleName), 'a file that no bundle has');
    const report = checkBundle({ files: opened.files, verifier });
    must(report.verdict === 'valid' || report.findings.length > 0, 'a verdict without a reason');
  },
};

/** Trust policies as a reader writes them. */
export const trustPolicy: Fuzzed = {
  name: 'trust-policy',
  share: 4,
  seeds: () => [bytesOf(`# mine\nlog ${vkey}\nwitness w1 ${vkey}\ngroup g 1 w1\nquorum g\n`), bytesOf(`log ${vkey}\nquorum none\n`)],
  check(input) {
    const read = parseTrustPolicy(textOf(input));
    if (read.kind === 'refused') return must(read.line >= 0 && read.why.length < 300, 'a refusal without a place');
    must(read.policy.quorum.kind !== 'none' || /quorum\s+none/.test(textOf(input)), 'a quorum of nobody');
  },
};
