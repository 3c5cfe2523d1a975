import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Entry, readEntry } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { checkCertificate } from '../check/check.ts';
import { makerProofFormat } from './format.ts';
import { isForMaker, type MakerGap, makerSaysOf } from './says.ts';

export type MadeMakerProof =
  | { readonly kind: 'made'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: MakerGap | 'not_valid' | 'practice'; readonly detail: string };

const gapWords: Record<MakerGap, string> = {
  not_issued: 'the event that signs it is of another kind, or names somebody',
  not_sanitized: 'it says NOT SANITIZED, and such a drive goes to no maker',
  never_seen: 'the drive never answered in a bay, so only events that name people and places tell its serial number',
  erase_not_shown: 'the erase and its read-back are not among its events',
};

/**
 * Makes the proof for a drive's maker from a valid certificate's text: canonical JSON and one newline. Refused for a
 * certificate that is not valid (altered, or not all in the log yet) and for one that says nothing a maker may have.
 */
export function makeMakerProof(text: string, verifier: SignatureVerifier): MadeMakerProof {
  const report = checkCertificate({ bytes: utf8(text), verifier });
  const { file } = report;
  const receipts = file?.receipts;
  if (report.verdict !== 'valid' || file === undefined || receipts === undefined)
    return { kind: 'refused', why: 'not_valid', detail: report.findings[0]?.says ?? 'It is not in the log yet.' };
  const issued = entryOf(file.issued);
  const about = file.entries
    .map(entryOf)
    .filter((entry) => isForMaker(entry) && entry.event.station === issued.event.station)
    .filter(({ event }) => event.subject === undefined || event.subject === issued.event.subject);
  const said = makerSaysOf(about, issued);
  if (said.kind === 'refused') return { kind: 'refused', why: said.why, detail: gapWords[said.why] };
  // Only the bay tells of practice here; a practice station with another bay could not be told apart.
  if (file.body.practice !== said.says.practice)
    return { kind: 'refused', why: 'practice', detail: 'it was made for practice, and no event for the maker would say so' };
  const hashes = [...about, issued].map(({ hash }) => hash);
  const { log, checkpoint, proofs } = receipts;
  return {
    kind: 'made',
    text: `${canonicalText({
      format: makerProofFormat,
      says: said.says,
      entries: about.map(({ event, sigs }) => ({ event, sigs })),
      issued: { event: issued.event, sigs: issued.sigs },
      keys: file.keys.filter((key) => hasSigned(key.key, [...about, issued])),
      receipts: { log, checkpoint, proofs: Object.fromEntries(hashes.map((hash) => [hash, proofs[hash] ?? ''])) },
    })}\n`,
  };
}

function entryOf(value: unknown): Entry {
  const read = readEntry(value);
  if (read.kind === 'refused') throw new Error(`a valid certificate holds an event that cannot be read: ${read.detail}`);
  return read.entry;
}

/** Keys that signed one of these; a key of another station that only the rest of the certificate needs stays behind. */
function hasSigned(key: string, entries: readonly Entry[]): boolean {
  const publicKey = readHash(key);
  if (publicKey === undefined) return false;
  const id = keyId(publicKey);
  return entries.some(({ sigs }) => sigs.some(({ keyid }) => keyid === id));
}
