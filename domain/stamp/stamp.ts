import { z } from 'zod';
import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from '../bytes.ts';
import { hashPattern, hashText, sha256 } from '../ledger/hash.ts';
import { keyIdPattern, preAuthEncoding, type Signer, type SignatureVerifier, verifyStrict } from '../ledger/signing.ts';

/**
 * The stamp on a drive: a few lines of text at its very beginning that name the certificate and are signed by the station
 * (docs/stamp.md). It is a note for whoever finds the drive and never a proof: that is the certificate.
 */
export const stampWords = z.strictObject({
  certificate: z.string().regex(/^cert_[a-z0-9]{20}$/),
  /** The drive's id in the ledger. */
  subject: z.string().regex(/^d1_[0-9a-f]{32}$/),
  /** When the certificate was issued, RFC 3339 in whole seconds of UTC. */
  issued: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  station: z.string().regex(/^st_[a-z0-9]{2,40}$/),
  key: z.string().regex(keyIdPattern),
});
export type StampWords = z.infer<typeof stampWords>;

export const stamp = stampWords.extend({ signature: z.string().regex(/^[A-Za-z0-9_-]{85}[AQgw]$/) });
export type Stamp = z.infer<typeof stamp>;

/** Where a stamp lies, and the SHA-256 of every byte there. */
export const stampRegion = z.strictObject({
  offset: z.literal(0),
  length: z.int().min(4096).max(1_048_576),
  sha256: z.string().regex(hashPattern),
});
export type StampRegion = z.infer<typeof stampRegion>;

const firstLine = 'CUSTOS STAMP 1';
const leastBytes = 4096;
/** The text lies in the first sector, whatever a sector is. */
const mostText = 512;
const payloadType = 'application/vnd.custody.stamp;v=1';
const names = ['certificate', 'subject', 'issued', 'station', 'key'] as const;

/** How long the region is on a drive with blocks of this size: the fewest whole blocks that hold 4096 bytes. */
export function stampLength(blockBytes: number): number {
  return Math.ceil(leastBytes / blockBytes) * blockBytes;
}

/** Signs a stamp and lays it out as the whole region, zeros behind the text. Throws RangeError when the signer's key is not the one named. */
export function sealStamp(words: StampWords, signer: Signer, blockBytes: number): Bytes {
  if (signer.keyId !== words.key) throw new RangeError('a stamp names the key that signs it');
  const text = `${linesOf(words)}signature ${toBase64url(signer.sign(signingBytes(words)))}\n`;
  const region = new Uint8Array(stampLength(blockBytes));
  region.set(utf8(text));
  return region;
}

/** A region as facts have it. */
export function regionOf(bytes: Bytes): StampRegion {
  return { offset: 0, length: bytes.length, sha256: hashText(sha256(bytes)) };
}

/**
 * The stamp at the beginning of these bytes, in its one spelling: the lines in their order, and nothing but zeros behind them.
 * Says nothing of its signature.
 *
 * @returns undefined when there is none
 */
export function readStamp(bytes: Bytes): Stamp | undefined {
  const end = bytes.indexOf(0);
  if (end < 0 || end > mostText || bytes.subarray(end).some((byte) => byte !== 0)) return undefined;
  const [first, ...lines] = (fromUtf8(bytes.subarray(0, end)) ?? '').split('\n');
  if (first !== firstLine || lines.length !== names.length + 2 || lines.at(-1) !== '') return undefined;
  const told = [...names, 'signature'].map((name, n) => {
    const line = lines[n] ?? '';
    return [name, line.startsWith(`${name} `) ? line.slice(name.length + 1) : undefined];
  });
  return stamp.safeParse(Object.fromEntries(told)).data;
}

/** What is known of a stamp's signature; `key_unknown` where nobody here knows whether that key is the station's. */
export type StampStanding = 'signed' | 'not_signed' | 'key_unknown';

/** Asks whether the station signed these very words. `keyOf` gives a station's event key, or undefined when it is not known. */
export function judgeStamp(
  { signature, ...words }: Stamp,
  keyOf: (station: string, keyid: string) => Bytes | undefined,
  verifier: SignatureVerifier,
): StampStanding {
  const publicKey = keyOf(words.station, words.key);
  const bytes = fromBase64url(signature);
  if (publicKey === undefined) return 'key_unknown';
  return bytes !== undefined && verifyStrict(verifier, publicKey, signingBytes(words), bytes) ? 'signed' : 'not_signed';
}

function linesOf(words: StampWords): string {
  return `${firstLine}\n${names.map((name) => `${name} ${words[name]}\n`).join('')}`;
}

function signingBytes(words: StampWords): Bytes {
  return preAuthEncoding(payloadType, utf8(linesOf(words)));
}
