import { z } from 'zod';
import type { Bytes } from '../bytes.ts';
import { concat, equal, fromBase64url, fromUtf8, toBase64, toBase64url, utf8 } from '../bytes.ts';
import { canonicalText } from './canonical.ts';
import type { Event } from './event.ts';
import { hashOfEventBytes, readEvent } from './event.ts';
import { sha256 } from './hash.ts';
import type { SignatureCheck, SignatureVerifier, Signer } from './signing.ts';
import { eventPayloadType, eventSigningBytes, keyIdPattern, verifyStrict, verifyStrictAside } from './signing.ts';

/** Largest canonical entry in bytes. */
export const maxEntryBytes = 16_384;

export const signatureSchema = z.strictObject({
  keyid: z.string().regex(keyIdPattern),
  sig: z.string().regex(/^[A-Za-z0-9_-]{85}[AQgw]$/),
});
export type EntrySignature = z.infer<typeof signatureSchema>;

const entrySchema = z.strictObject({ event: z.unknown(), sigs: z.array(signatureSchema).min(1).max(4) });

/** An event with its signatures, opened: the leaf of the log. Form is checked, signatures are not (`entrySignatureFault`). */
export interface Entry {
  readonly event: Event;
  /** Station first, then the others sorted by keyid. */
  readonly sigs: readonly EntrySignature[];
  /** Canonical entry: what the log holds. */
  readonly bytes: Bytes;
  /** Canonical event: what is hashed and signed. */
  readonly eventBytes: Bytes;
  /** The event's id. */
  readonly hash: string;
}

export type EntryFault = 'too_large' | 'not_utf8' | 'not_json' | 'not_canonical' | 'bad_profile' | 'bad_event' | 'bad_signature_list';

export type OpenedEntry =
  { readonly kind: 'entry'; readonly entry: Entry } | { readonly kind: 'refused'; readonly code: EntryFault; readonly detail: string };

/**
 * Signs an event and makes its entry. The first signer is the station; the others are put in order by keyid.
 * Throws when the event does not fit the schema or the size limits: a station must not seal what no log takes.
 */
export function sealEvent(input: { readonly event: Event; readonly signers: readonly [Signer, ...Signer[]] }): Entry {
  const read = readEvent(input.event);
  if (read.kind === 'refused') throw new RangeError(`event cannot be sealed: ${read.code} (${read.detail})`);
  const message = eventSigningBytes(read.bytes);
  const [station, ...others] = input.signers.map((signer) => ({ keyid: signer.keyId, sig: toBase64url(signer.sign(message)) }));
  if (station === undefined) throw new RangeError('the station signs every event');
  const opened = readEntry({ event: read.event, sigs: [station, ...others.sort(byKeyId)] });
  if (opened.kind === 'refused') throw new RangeError(`event cannot be sealed: ${opened.code} (${opened.detail})`);
  return opened.entry;
}

/** Opens the canonical bytes of an entry, as kept in a log, an outbox or a certificate. Any other spelling is refused. */
export function openEntry(bytes: Bytes): OpenedEntry {
  if (bytes.length > maxEntryBytes) return refuse('too_large', `${bytes.length} bytes`);
  const text = fromUtf8(bytes);
  if (text === undefined) return refuse('not_utf8', '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not_json', '');
  }
  const opened = readEntry(value);
  if (opened.kind === 'entry' && !equal(opened.entry.bytes, bytes)) return refuse('not_canonical', '');
  return opened;
}

const beforeEvent = utf8('{"event":');

/** Takes a value that came as JSON in any spacing to an entry: the canonical bytes are made here. */
export function readEntry(value: unknown): OpenedEntry {
  const shape = entrySchema.safeParse(value);
  if (!shape.success) return refuse('bad_signature_list', shape.error.issues[0]?.path.join('.') ?? '');
  const { sigs } = shape.data;
  const [, ...others] = sigs;
  if (new Set(sigs.map((each) => each.keyid)).size !== sigs.length) return refuse('bad_signature_list', 'the same key twice');
  for (let i = 1; i < others.length; i++) {
    if ((others[i - 1]?.keyid ?? '') >= (others[i]?.keyid ?? '')) return refuse('bad_signature_list', 'order');
  }
  const read = readEvent(shape.data.event);
  if (read.kind === 'refused') return refuse(read.code, read.detail);
  const bytes = concat(beforeEvent, read.bytes, utf8(`,"sigs":${canonicalText(sigs)}}`));
  if (bytes.length > maxEntryBytes) return refuse('too_large', `${bytes.length} bytes`);
  return { kind: 'entry', entry: { event: read.event, sigs, bytes, eventBytes: read.bytes, hash: hashOfEventBytes(read.bytes) } };
}

/** RFC 6962 section 2.1: hash of a leaf. */
export function leafHash(entryBytes: Bytes): Bytes {
  return sha256(Uint8Array.of(0), entryBytes);
}

/**
 * Verifies every signature of an entry with keys looked up by id. Answers the index of the first that is unknown
 * or wrong, or undefined when all are good. Whose key it is, and whether it was valid, is for the caller's rules.
 */
export function entrySignatureFault(
  entry: Entry,
  keyOf: (keyid: string) => Bytes | undefined,
  verifier: SignatureVerifier,
): number | undefined {
  const message = eventSigningBytes(entry.eventBytes);
  for (const [index, { keyid, sig }] of entry.sigs.entries()) {
    const publicKey = keyOf(keyid);
    const signature = fromBase64url(sig);
    if (publicKey === undefined || signature === undefined || !verifyStrict(verifier, publicKey, message, signature)) return index;
  }
  return undefined;
}

/** An entry, and the keys that may sign it. */
export interface EntryToVerify {
  readonly entry: Entry;
  readonly keyOf: (keyid: string) => Bytes | undefined;
}

/**
 * The first of some entries that `entrySignatureFault` finds fault with: its place among them, and which of its signatures
 * it is. All are verified together, on other threads when the verifier has them.
 */
export async function firstSignatureFaultAside(
  entries: readonly EntryToVerify[],
  verifier: SignatureVerifier,
): Promise<{ readonly at: number; readonly signature: number } | undefined> {
  const places: { readonly at: number; readonly signature: number }[] = [];
  const checks: SignatureCheck[] = [];
  let unknown: { readonly at: number; readonly signature: number } | undefined;
  for (const [at, { entry, keyOf }] of entries.entries()) {
    const message = eventSigningBytes(entry.eventBytes);
    for (const [index, { keyid, sig }] of entry.sigs.entries()) {
      const publicKey = keyOf(keyid);
      const signature = fromBase64url(sig);
      if (publicKey !== undefined && signature !== undefined) {
        places.push({ at, signature: index });
        checks.push({ publicKey, message, signature });
      } else {
        unknown = { at, signature: index };
        break;
      }
    }
    // What comes after it is not asked for.
    if (unknown !== undefined) break;
  }
  const wrong = (await verifyStrictAside(verifier, checks)).indexOf(false);
  return places[wrong] ?? unknown;
}

/** The same event and signatures as a plain DSSE v1 envelope, for tools that know nothing of this ledger. */
export function dsseEnvelope(entry: Entry): {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
} {
  const signatures = entry.sigs.map(({ keyid, sig }) => {
    const signature = fromBase64url(sig);
    if (signature === undefined) throw new Error('an opened entry holds a malformed signature');
    return { keyid, sig: toBase64(signature) };
  });
  return { payload: toBase64(entry.eventBytes), payloadType: eventPayloadType, signatures };
}

function byKeyId(left: EntrySignature, right: EntrySignature): number {
  return left.keyid < right.keyid ? -1 : left.keyid > right.keyid ? 1 : 0;
}

function refuse(code: EntryFault, detail: string): OpenedEntry {
  return { kind: 'refused', code, detail };
}
