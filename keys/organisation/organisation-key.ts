import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { fromBER, type BitString } from 'asn1js';
import { Certificate } from 'pkijs';
import { OrganisationKeyRefused } from './refused.ts';

/** RSASSA-PKCS1-v1_5 or ECDSA over P-256, each with SHA-256: what pdfsig of poppler accepts. */
export type KeyKind = 'rsa' | 'ecdsa_p256';

/** A key that stands for the organisation on paper, with the certificate that says whose it is. */
export interface OrganisationKey {
  readonly kind: KeyKind;
  /** The signing certificate first, then those that lead towards its root. DER. */
  readonly chain: readonly [Uint8Array, ...Uint8Array[]];
  readonly about: CertificateAbout;
  /** Signs the SHA-256 of the message: PKCS #1 v1.5, or ECDSA as a DER Ecdsa-Sig-Value. Throws `OrganisationKeyRefused` when a token does not answer. */
  sign(message: Uint8Array): Uint8Array;
  close(): void;
}

/** What a certificate says of its holder, for a person. */
export interface CertificateAbout {
  /** Common name, else the organisation, else the whole subject on one line. */
  readonly name: string;
  readonly issuer: string;
  /** Hex, as tools print it. */
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const leastRsaBits = 2048;

export function aboutCertificate(der: Uint8Array): CertificateAbout {
  const read = new X509Certificate(der);
  return {
    name: nameIn(read.subject),
    issuer: nameIn(read.issuer),
    serial: read.serialNumber.toLowerCase(),
    notBeforeMs: read.validFromDate.getTime(),
    notAfterMs: read.validToDate.getTime(),
  };
}

function nameIn(subject: string): string {
  const lines = subject.split('\n');
  const part = (name: string): string | undefined => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return part('CN') ?? part('O') ?? lines.join(', ');
}

/**
 * Holds a certificate against what a paper may be signed with, and answers the kind of its key. Throws
 * `OrganisationKeyRefused` for a short RSA key, another curve or algorithm, and a key usage (RFC 5280, section
 * 4.2.1.3) that allows neither digitalSignature nor nonRepudiation.
 */
export function judgeCertificate(der: Uint8Array): KeyKind {
  const kind = kindOf(publicKeyOf(der));
  if (kind === undefined)
    throw new OrganisationKeyRefused(
      'weak_key',
      `The organisation's key must be RSA of at least ${leastRsaBits} bits, or ECDSA over P-256. Have a certificate issued for such a key.`,
    );
  if (!maySign(der))
    throw new OrganisationKeyRefused(
      'not_for_signing',
      'The key usage in the organisation’s certificate allows no signatures. Have one issued with digitalSignature.',
    );
  return kind;
}

/** Why the certificate cannot sign at this moment; undefined when it can. */
export function lapse({ name, notBeforeMs, notAfterMs }: CertificateAbout, atMs: number): OrganisationKeyRefused | undefined {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  if (atMs > notAfterMs)
    return new OrganisationKeyRefused(
      'expired',
      `The certificate of ${name} ended on ${day(notAfterMs)}. Have it renewed; nothing is signed with it.`,
    );
  if (atMs < notBeforeMs)
    return new OrganisationKeyRefused(
      'not_yet_valid',
      `The certificate of ${name} begins on ${day(notBeforeMs)}. Look at this machine's clock; nothing is signed with it.`,
    );
  return undefined;
}

export function publicKeyOf(der: Uint8Array): KeyObject {
  try {
    return createPublicKey(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'pem' }));
  } catch (cause) {
    throw new OrganisationKeyRefused('malformed', 'The organisation’s certificate cannot be read. Export it again.', { cause });
  }
}

/** A key of a kind that papers are signed with; undefined for any other. */
export function kindOf(key: KeyObject): KeyKind | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= leastRsaBits) return 'rsa';
  return type === 'ec' && details?.namedCurve === 'prime256v1' ? 'ecdsa_p256' : undefined;
}

const keyUsage = '2.5.29.15';

function maySign(der: Uint8Array): boolean {
  const extension = Certificate.fromBER(der).extensions?.find(({ extnID }) => extnID === keyUsage);
  if (extension === undefined) return true;
  const bits = (fromBER(extension.extnValue.valueBlock.valueHexView).result as BitString).valueBlock.valueHexView[0] ?? 0;
  return (bits & 0b1100_0000) !== 0;
}

/** Puts the certificates in order: the one of this key first, then each issuer of the one before. The rest is left out. */
export function chainFor(publicKey: KeyObject, certificates: readonly Uint8Array[]): readonly [Uint8Array, ...Uint8Array[]] {
  const own = publicKey.export({ type: 'spki', format: 'der' });
  const read = certificates.map((der) => ({ der, certificate: new X509Certificate(der) }));
  const leaf = read.find(({ certificate }) => certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(own));
  if (leaf === undefined)
    throw new OrganisationKeyRefused(
      certificates.length === 0 ? 'no_certificate' : 'other_certificate',
      certificates.length === 0
        ? 'There is no certificate with the organisation’s key. Add it to the file, or name it with the chain.'
        : 'None of the certificates belongs to the organisation’s key. Name the one that was issued for it.',
    );
  const chain: [Uint8Array, ...Uint8Array[]] = [leaf.der];
  let tip = leaf.certificate;
  while (!tip.checkIssued(tip)) {
    const issuer = read.find(({ certificate, der }) => !chain.includes(der) && tip.checkIssued(certificate));
    if (issuer === undefined) break;
    chain.push(issuer.der);
    tip = issuer.certificate;
  }
  return chain;
}
