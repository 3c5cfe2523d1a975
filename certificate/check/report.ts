import type { Bracket } from '../../domain/ledger/bracket.ts';
import type { CertificateFile } from '../certificate.ts';

/** What a check can come to. `valid` is never given for lack of a reason against it. */
export type CheckVerdict = 'valid' | 'revoked' | 'superseded' | 'altered' | 'incomplete';

/** For scripts: the exit code of `custos verify`. */
export const exitCodes = { valid: 0, revoked: 10, altered: 20, incomplete: 30, superseded: 40 } as const satisfies Record<
  CheckVerdict,
  number
>;

/** What speaks against `valid`, where, and in plain words. */
export interface Finding {
  readonly verdict: Exclude<CheckVerdict, 'valid'>;
  readonly code: string;
  /** The line or part it was found in: an event hash, a file of a bundle, a member of the certificate. */
  readonly where: string;
  readonly says: string;
}

/** Whose key the log's signature was held against. */
export interface Pinned {
  /** `reader`: a policy that the reader gave. `file`: only what the file brought along. `none`: there was no receipt. */
  readonly by: 'reader' | 'file' | 'none';
  readonly log?: string;
  /** Names of the witnesses whose cosignatures counted. */
  readonly witnesses: readonly string[];
}

export interface CheckReport {
  readonly verdict: CheckVerdict;
  /** The first one decides. Empty only for `valid`. */
  readonly findings: readonly Finding[];
  readonly pinned: Pinned;
  /** Log index by event hash, where a receipt proves one. */
  readonly indexes: Readonly<Record<string, number>>;
  /** Between which checkpoints it was issued, by the witnesses that the reader trusts. Absent where there is no receipt. */
  readonly bracket?: Bracket;
  /** What was read, also when it is not valid; absent when it could not be read at all. */
  readonly file?: CertificateFile;
}

export function altered(code: string, where: string, says: string): Finding {
  return { verdict: 'altered', code, where, says };
}

export function revoked(code: string, where: string, says: string): Finding {
  return { verdict: 'revoked', code, where, says };
}

export function superseded(code: string, where: string, says: string): Finding {
  return { verdict: 'superseded', code, where, says };
}

export function incomplete(code: string, where: string, says: string): Finding {
  return { verdict: 'incomplete', code, where, says };
}

const rank = { altered: 0, revoked: 1, superseded: 2, incomplete: 3 } as const;

/** The gravest finding first; among equals the one that was found first. */
export function verdictOf(findings: readonly Finding[]): { readonly verdict: CheckVerdict; readonly findings: readonly Finding[] } {
  const sorted = findings.toSorted((left, right) => rank[left.verdict] - rank[right.verdict]);
  return { verdict: sorted[0]?.verdict ?? 'valid', findings: sorted };
}
