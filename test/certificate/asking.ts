import { checkCertificate } from '../../certificate/check/check.ts';
import type { CheckReport } from '../../certificate/check/report.ts';
import type { CertificateFile } from '../../certificate/certificate.ts';
import { readCertificate, withReceipts } from '../../certificate/file.ts';
import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { type Issued, logOf } from './kit.ts';

const platform = createVerifier();
const answers = new Map<string, boolean>();
/** The platform's own verifier, asked once for each question: thousands of changed files share most of their signatures. */
export const verifier: SignatureVerifier = {
  verify(publicKey, message, signature) {
    const question = [publicKey, message, signature].map((each) => Buffer.from(each).toString('latin1')).join('|');
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = platform.verify(publicKey, message, signature);
    answers.set(question, answer);
    return answer;
  },
};
export const check = (text: string | Uint8Array, more: { readonly trust?: TrustPolicy } = {}): CheckReport =>
  checkCertificate({ bytes: typeof text === 'string' ? utf8(text) : text, verifier, ...more });
export const first = (report: CheckReport): string => `${report.verdict} ${report.findings[0]?.code ?? ''}`.trim();

export function logged(certificate: Issued, log = logOf(certificate.station)): string {
  return withReceipts(certificate.text, log.receipts([...certificate.entries, certificate.issued]));
}

export function trusting(text: string): TrustPolicy {
  const read = parseTrustPolicy(text);
  if (read.kind === 'refused') throw new Error(`line ${read.line}: ${read.why}`);
  return read.policy;
}

export function fileOf(text: string): CertificateFile {
  const read = readCertificate(utf8(text));
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.file;
}

/** The same file with one member changed, spelled rightly again: only the content differs. */
export function changed(text: string, change: (file: CertificateFile) => object): string {
  return `${canonicalText({ ...fileOf(text), ...change(fileOf(text)) })}\n`;
}
