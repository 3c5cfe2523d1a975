import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../certificate/check/check.ts';
import { readTrustPolicy, type TrustPolicy } from '../../certificate/check/trust.ts';
import { withReceipts } from '../../certificate/file.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { issue, liveTo, logOf } from './kit.ts';

const verifier = createVerifier();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const check = (text: string, trust?: TrustPolicy) => checkCertificate({ bytes: bytesOf(text), verifier, ...(trust === undefined ? {} : { trust }) });

describe('first light', () => {
  for (const ending of ['sanitized', 'not_verified', 'drive_failed', 'silent_destroyed', 'failed_destroyed'] as const) {
    it(ending, () => {
      const certificate = issue(liveTo(ending));
      const log = logOf(certificate.station);
      const text = withReceipts(certificate.text, log.receipts([...certificate.entries, certificate.issued]));
      const bare = check(certificate.text);
      expect(bare.findings.map(({ code }) => code)).toEqual(['not_in_log']);
      const report = check(text);
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('valid');
      expect(report.pinned.by).toBe('file');
      const policy = readTrustPolicy(`log ${log.vkey}\nquorum none\n`);
      if (policy.kind !== 'policy') throw new Error(policy.says);
      expect(check(text, policy.policy).pinned).toEqual({ by: 'reader', log: log.name, witnesses: [] });
      console.log(ending, certificate.body.outcome, certificate.body.shortfalls, text.length);
    });
  }
});
