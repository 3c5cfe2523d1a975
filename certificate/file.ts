import type { Bytes } from '../domain/bytes.ts';
import { equal, fromUtf8, toBase64url, utf8 } from '../domain/bytes.ts';
import { canonicalBytes, canonicalText } from '../domain/ledger/canonical.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import { hashText, sha256 } from '../domain/ledger/hash.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { CertificateBody, CertificateFile, OpenedValues, Receipts, StationKey } from './certificate.ts';
import { certificateFile, certificateFormat } from './certificate.ts';
import type { LoadListBody } from './lot/format.ts';
import type { SummaryBody } from './summary/format.ts';

/** SHA-256 of the canonical body: what `certificate.issued` carries in `sha256`, and what tells one list or summary from another. */
export function bodyHash(body: CertificateBody | LoadListBody | SummaryBody): string {
  return hashText(sha256(canonicalBytes(body)));
}

export interface FileParts {
  readonly body: CertificateBody;
  /** The entries given to `compose`, in the same order. */
  readonly entries: readonly Entry[];
  /** The entry `certificate.issued`. */
  readonly issued: Entry;
  /** Sealed values that this copy may show, by event hash and field; `{}` shows none and is as valid. */
  readonly opened: OpenedValues;
  /** The event keys of the stations whose entries these are. */
  readonly keys: readonly StationKey[];
  /** In full, when it is at hand: the body names its hash. */
  readonly policy?: Policy;
  readonly receipts?: Receipts;
}

/** The certificate as text: canonical JSON and one newline. This very text is what is kept, sent and checked. */
export function certificateText(parts: FileParts): string {
  const { body, entries, issued, opened, keys, policy, receipts } = parts;
  return `${canonicalText({
    format: certificateFormat,
    body,
    entries: entries.map(({ event, sigs }) => ({ event, sigs })),
    opened,
    issued: { event: issued.event, sigs: issued.sigs },
    keys,
    ...(policy === undefined ? {} : { policy }),
    ...(receipts === undefined ? {} : { receipts }),
  })}\n`;
}

/** The same certificate with receipts, or with newer ones. Nothing that is signed changes. Throws when the text is no certificate. */
export function withReceipts(text: string, receipts: Receipts): string {
  const read = readCertificate(utf8(text));
  if (read.kind === 'refused') throw new RangeError(`not a certificate: ${read.detail}`);
  return `${canonicalText({ ...read.file, receipts })}\n`;
}

/** The same certificate with other opened values: fewer to hand it on without names, none with `{}`. */
export function withOpened(text: string, opened: OpenedValues): string {
  const read = readCertificate(utf8(text));
  if (read.kind === 'refused') throw new RangeError(`not a certificate: ${read.detail}`);
  return `${canonicalText({ ...read.file, opened })}\n`;
}

export type ReadCertificate =
  | { readonly kind: 'certificate'; readonly file: CertificateFile }
  | { readonly kind: 'refused'; readonly code: 'not_text' | 'not_json' | 'not_a_certificate' | 'not_canonical'; readonly detail: string };

/** Reads a certificate's bytes. Strict: there is one spelling, so that a changed byte shows. Signatures are not checked here. */
export function readCertificate(bytes: Bytes): ReadCertificate {
  const text = fromUtf8(bytes);
  if (text === undefined) return { kind: 'refused', code: 'not_text', detail: 'the file is not UTF-8 text' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', code: 'not_json', detail: 'the file is not JSON' };
  }
  const parsed = certificateFile.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: 'refused', code: 'not_a_certificate', detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown member'}` };
  }
  if (!equal(canonicalFile(parsed.data), bytes))
    return { kind: 'refused', code: 'not_canonical', detail: 'the file is not spelled as it was issued' };
  return { kind: 'certificate', file: parsed.data };
}

function canonicalFile(file: CertificateFile): Bytes {
  try {
    return utf8(`${canonicalText(file)}\n`);
  } catch {
    return new Uint8Array();
  }
}

/** What the code on the paper says: a reference that anyone can check against a file, no address. */
export function paperReference(file: Pick<CertificateFile, 'body'>): string {
  return `custos:cert:${file.body.certificate}:${toBase64url(sha256(canonicalBytes(file.body)))}`;
}
