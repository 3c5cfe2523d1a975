import type { Bytes } from '../../domain/bytes.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { bracketOf } from '../../domain/ledger/bracket.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { CertificateFile, OpenedValues } from '../certificate.ts';
import { bodyHash, readCertificate } from '../file.ts';
import { chainFinding } from './chains.ts';
import { checkReceipts } from './receipts.ts';
import { recomposeFinding } from './recompose.ts';
import type { CheckReport, Finding } from './report.ts';
import { altered, incomplete, verdictOf } from './report.ts';
import { type LogSays, Signers } from './signers.ts';

export interface CheckInput {
  /** The file as it came. */
  readonly bytes: Bytes;
  readonly verifier: SignatureVerifier;
  /** What the reader trusts. Without it the log's key is the file's own, and the report says so. */
  readonly trust?: TrustPolicy;
  /** What the log says of keys, where the reader has more of it than the certificate holds: a bundle's control events. */
  readonly log?: LogSays;
}

/**
 * Checks a certificate offline, from nothing but its bytes and what the reader trusts. Pure and total: any bytes get
 * a verdict. `valid` means: every entry truly signed and in the log, the body exactly what the entries say, and its
 * hash signed by the issuing station.
 */
export function checkCertificate(input: CheckInput): CheckReport {
  const nothing = { pinned: { by: 'none', witnesses: [] }, indexes: {} } as const;
  const read = readCertificate(input.bytes);
  if (read.kind === 'refused') return { ...verdictOf([altered(read.code, read.detail, unreadable[read.code])]), ...nothing };
  const { file } = read;
  const opened = openEntries(file);
  if (opened.kind === 'refused') return { ...verdictOf([opened.finding]), ...nothing, file };
  const { entries, issued } = opened;
  const signed = signedFinding({ file, entries, issued, verifier: input.verifier, log: input.log });
  if (file.receipts === undefined) {
    const notYet = incomplete(
      'not_in_log',
      'receipts',
      'The station has not sent these events to the registry yet, so nothing shows that they are in the log.',
    );
    return { ...verdictOf(signed === undefined ? [notYet] : [signed, notYet]), ...nothing, file };
  }
  // What was altered is not made better or worse by receipts.
  if (signed?.verdict === 'altered') return { ...verdictOf([signed]), ...nothing, file };
  const receipts = checkReceipts({
    receipts: file.receipts,
    entries: [...entries, issued],
    trust: input.trust,
    verifier: input.verifier,
    listed: new Set(file.body.events.map(({ event }) => event)),
  });
  const findings = signed === undefined ? receipts.findings : [signed, ...receipts.findings];
  const { pinned, indexes, times } = receipts;
  const seenSize = [...entries, issued]
    .filter(({ event }) => event.station === issued.event.station && event.epoch === issued.event.epoch)
    .reduce((size, { event }) => Math.max(size, event.seen.size), 0);
  return { ...verdictOf(findings), pinned, indexes, bracket: bracketOf(seenSize, indexes[issued.hash], times), file };
}

const unreadable = {
  not_text: 'This is not a text file.',
  not_json: 'This is not a certificate file: it is not JSON, or it was cut off.',
  not_a_certificate: 'This is not a certificate file of a form that this program knows.',
  not_canonical: 'The file was changed after it was issued: it is not spelled as it was.',
} as const;

type OpenedEntries =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[]; readonly issued: Entry }
  | { readonly kind: 'refused'; readonly finding: Finding };

function openEntries(file: CertificateFile): OpenedEntries {
  const entries: Entry[] = [];
  for (const [index, value] of [...file.entries, file.issued].entries()) {
    const read = readEntry(value);
    if (read.kind === 'refused') {
      const where = index === file.entries.length ? 'issued' : `entries.${index}`;
      return { kind: 'refused', finding: altered('bad_entry', where, 'An event in the file is malformed.') };
    }
    entries.push(read.entry);
  }
  const issued = entries.pop();
  if (issued === undefined) throw new Error('a file has an issued entry');
  return { kind: 'entries', entries, issued };
}

interface Signed {
  readonly file: CertificateFile;
  readonly entries: readonly Entry[];
  readonly issued: Entry;
  readonly verifier: SignatureVerifier;
  readonly log: LogSays | undefined;
}

/** The first thing that is wrong with what was signed, or undefined. */
function signedFinding(signed: Signed): Finding | undefined {
  const { file, entries, issued } = signed;
  return (
    issuedFinding(file, issued) ??
    listFinding(file, entries) ??
    chainFinding([...entries, issued], false) ??
    signatureFinding(signed) ??
    openedFinding(file.opened, [...entries, issued]) ??
    recomposeFinding(file, entries)
  );
}

/** `certificate.issued` names this body, this certificate and this drive. */
function issuedFinding({ body }: CertificateFile, { event, hash }: Entry): Finding | undefined {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'certificate.issued')
    return altered('not_issued', hash, 'The event that should sign this certificate is of another kind.');
  const issued = read.fact.body;
  if (issued.sha256 !== bodyHash(body))
    return altered('other_body', 'body', 'The certificate was changed: its hash is not the one that was signed.');
  const job = body.outcome === 'destroyed' ? undefined : body.sanitization?.job;
  if (issued.certificate !== body.certificate || issued.outcome !== body.outcome || (issued.job !== undefined && issued.job !== job))
    return altered('other_certificate', hash, 'The event that signs this certificate is for another one.');
  if (event.subject !== body.subject || event.station !== body.station.id)
    return altered('other_drive', hash, 'The event that signs this certificate is for another drive or station.');
  return undefined;
}

/** The entries are the ones that the body lists, in that order. */
function listFinding({ body }: CertificateFile, entries: readonly Entry[]): Finding | undefined {
  const there = new Set(entries.map(({ hash }) => hash));
  const missing = body.events.find(({ event }) => !there.has(event));
  const listed = new Set(body.events.map(({ event }) => event));
  const extra = entries.find(({ hash }) => !listed.has(hash));
  if (extra !== undefined)
    return altered('stray_event', extra.hash, 'There is an event in the file that the certificate does not rest on.');
  if (missing !== undefined)
    return incomplete('event_missing', missing.event, `The event ${missing.type} that the certificate rests on is not in the file.`);
  const wrong = entries.find(({ hash }, index) => body.events[index]?.event !== hash);
  return wrong === undefined && entries.length === body.events.length
    ? undefined
    : altered('reordered', wrong?.hash ?? 'entries', 'The events stand in another order than the certificate lists.');
}

function signatureFinding({ file, entries, issued, verifier, log }: Signed): Finding | undefined {
  const signers = new Signers({ verifier, keys: file.keys, log });
  for (const entry of [...entries, issued]) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  const idle = file.keys.find((key) => !signers.hasUsed(key));
  return idle === undefined ? undefined : altered('stray_key', `keys ${idle.station}`, 'There is a key in the file that signed nothing.');
}

/** Opened values are the ones that were sealed. */
export function openedFinding(opened: OpenedValues, entries: readonly Entry[]): Finding | undefined {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry]));
  for (const [hash, fields] of Object.entries(opened)) {
    for (const [field, { salt, value }] of Object.entries(fields)) {
      const sealed = byHash.get(hash)?.event.sealed?.[field];
      const saltBytes = readHash(salt);
      // z.json() lets null and fractions through; a commitment over those was never made.
      if (sealed === undefined || saltBytes === undefined || !fits(sealed, field, saltBytes, value as Json))
        return altered('wrong_value', `${hash} ${field}`, `The value shown for ${field} is not the one that was sealed.`);
    }
    if (Object.keys(fields).length === 0) return altered('wrong_value', hash, 'There is an empty place among the opened values.');
  }
  return undefined;
}

function fits(sealed: string, field: string, salt: Bytes, value: Json): boolean {
  try {
    return commitment(field, salt, value) === sealed;
  } catch {
    return false;
  }
}
