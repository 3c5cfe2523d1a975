import { verify, X509Certificate } from 'node:crypto';
import { fromBER, type ObjectIdentifier, type OctetString, type Sequence } from 'asn1js';
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type SignerInfo } from 'pkijs';
import { aboutCertificate, type CertificateAbout, kindOf } from '../organisation/organisation-key.ts';
import { oids, sha256 } from './cms.ts';
import { type ChainVerdict, judgeChain, type TrustInCertificates } from './chain.ts';

/**
 * What the organisation's signature on a PDF comes to. `sound`: the bytes are the ones that were signed, all of them.
 * `changed`: they are not. `changed_after`: what was signed is whole, and something was added behind it. Whose
 * certificate it is, is another question: `chain`.
 */
export type PdfSignature =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | {
      readonly kind: 'sound' | 'changed' | 'changed_after';
      readonly signer: CertificateAbout;
      /** The entry M, a claim of the machine that signed; undefined when there is none. */
      readonly claimedMs: number | undefined;
      readonly chain: ChainVerdict;
    };

export interface InspectOptions {
  /** What the reader trusts; without it the chain is `not_checked`. */
  readonly trust?: TrustInCertificates;
  /** The time that certificates are judged at. */
  readonly atMs: number;
}

/**
 * Reads the one signature of a PDF. Only the form that `signPdf` writes is understood: one signature, from the first byte
 * of its revision to the last, but for its own place. Other tools (pdfsig) read other forms as well.
 */
export async function inspectPdf(bytes: Uint8Array, { trust, atMs }: InspectOptions): Promise<PdfSignature> {
  const pdf = Buffer.from(bytes);
  const found = rangesOf(pdf);
  if (found.kind !== 'ranges') return found;
  const { gapStart, gapEnd, end } = found;
  const read = readCms(Buffer.from(pdf.subarray(gapStart + 1, gapEnd - 1).toString('latin1'), 'hex'));
  if (read === undefined) return { kind: 'unreadable', detail: 'the signature is no CMS SignedData with one signer' };
  const { signer, certificate, others } = read;
  const whole = isSignedBy(signer, certificate, sha256(pdf.subarray(0, gapStart), pdf.subarray(gapEnd, end)));
  return {
    kind: !whole ? 'changed' : end === pdf.length ? 'sound' : 'changed_after',
    signer: aboutCertificate(certificate),
    claimedMs: claimed(pdf.subarray(gapEnd, end)),
    chain: trust === undefined ? { kind: 'not_checked' } : await judgeChain(certificate, others, trust, atMs),
  };
}

type Ranges =
  | { readonly kind: 'ranges'; readonly gapStart: number; readonly gapEnd: number; readonly end: number }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** The signed ranges. Whatever lies between them has to be one hex string, so that nothing can hide in the gap. */
function rangesOf(pdf: Buffer): Ranges {
  const text = pdf.toString('latin1');
  const all = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  const [first] = all;
  if (first === undefined)
    return { kind: text.includes('/ByteRange') ? 'unreadable' : 'unsigned', detail: 'the signature names no ranges' };
  if (all.length > 1) return { kind: 'unreadable', detail: 'there is more than one signature' };
  const [start = -1, gapStart = 0, gapEnd = 0, rest = 0] = first.slice(1).map(Number);
  const end = gapEnd + rest;
  const isWhole = start === 0 && gapStart > first.index && gapStart < gapEnd && end <= pdf.length;
  if (!isWhole || !/^<[0-9a-f]+>$/i.test(text.slice(gapStart, gapEnd)))
    return { kind: 'unreadable', detail: 'the signature does not cover the file but for its own place' };
  return { kind: 'ranges', gapStart, gapEnd, end };
}

interface ReadCms {
  readonly signer: SignerInfo;
  readonly certificate: Uint8Array;
  readonly others: readonly Uint8Array[];
}

function readCms(padded: Buffer): ReadCms | undefined {
  try {
    // Zeros stand behind the value, up to the end of its place.
    const value = fromBER(new Uint8Array(padded));
    const signed = new SignedData({ schema: new ContentInfo({ schema: value.result }).content });
    const [signer, ...more] = signed.signerInfos;
    const certificates = (signed.certificates ?? []).filter((each) => each instanceof Certificate);
    const own = certificates.find(({ issuer, serialNumber }) => {
      const { sid } = signer ?? {};
      return sid instanceof IssuerAndSerialNumber && sid.issuer.isEqual(issuer) && sid.serialNumber.isEqual(serialNumber);
    });
    if (signer === undefined || more.length > 0 || own === undefined) return undefined;
    const bytesOf = (certificate: Certificate): Uint8Array => new Uint8Array(certificate.toSchema(true).toBER());
    return { signer, certificate: bytesOf(own), others: certificates.filter((each) => each !== own).map(bytesOf) };
  } catch {
    return undefined;
  }
}

/** The three attributes are there and fit, and the signature over them is the certificate's. */
function isSignedBy(signer: SignerInfo, certificate: Uint8Array, digest: Uint8Array): boolean {
  const value = (type: string): unknown => signer.signedAttrs?.attributes.find((each) => each.type === type)?.values[0];
  const contentType = value(oids.contentType) as ObjectIdentifier | undefined; // asn1js gives the type that stands there
  const messageDigest = value(oids.messageDigest) as OctetString | undefined;
  if (contentType?.valueBlock.toString() !== oids.data) return false;
  if (messageDigest === undefined || !same(messageDigest.valueBlock.valueHexView, digest)) return false;
  if (!same(certificateHash(value(oids.signingCertificateV2)), sha256(certificate))) return false;
  const { publicKey } = new X509Certificate(certificate);
  const kind = kindOf(publicKey);
  const signed = signer.signedAttrs?.encodedValue;
  if (kind === undefined || signed === undefined) return false;
  return verify(
    'sha256',
    new Uint8Array(signed),
    kind === 'rsa' ? publicKey : { key: publicKey, dsaEncoding: 'der' },
    signer.signature.valueBlock.valueHexView,
  );
}

/** The hash in the first ESSCertIDv2, where its algorithm is the default (RFC 5035, section 4). */
function certificateHash(value: unknown): Uint8Array {
  const inner = (from: unknown): unknown => (from as Sequence | undefined)?.valueBlock?.value[0];
  const hash = inner(inner(inner(value))) as OctetString | undefined;
  return hash?.idBlock.tagNumber === 4 ? hash.valueBlock.valueHexView : new Uint8Array();
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function claimed(after: Buffer): number | undefined {
  const [, y, mo, d, h, mi, s] = /\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/.exec(after.toString('latin1')) ?? [];
  return y === undefined ? undefined : Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}
