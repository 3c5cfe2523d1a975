import { createHash } from 'node:crypto';
import { Certificate } from 'pkijs';
import type { KeyKind, OrganisationKey } from '../organisation/organisation-key.ts';
import { der, joined, nothing, octets, oid, sequence, setOf, small } from './der.ts';

/** Object identifiers of the signature, by the names that their documents give them. */
export const oids = {
  /** RFC 5652, section 4. */
  data: '1.2.840.113549.1.7.1',
  /** RFC 5652, section 5.1. */
  signedData: '1.2.840.113549.1.7.2',
  /** RFC 5652, sections 11.1 and 11.2. */
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  /** RFC 5035, section 3. */
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** RFC 5754, sections 2 and 3. */
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** ASN.1 NULL stands beside the RSA identifier and is absent beside the other (RFC 5754, sections 3.2 and 3.3). */
const signatureAlgorithm: Record<KeyKind, Uint8Array> = {
  rsa: sequence(oid(oids.sha256WithRsa), nothing()),
  ecdsa_p256: sequence(oid(oids.ecdsaWithSha256)),
};

/**
 * A detached CMS SignedData (RFC 5652) over content whose SHA-256 is given, with the attributes that a PDF signature
 * of SubFilter ETSI.CAdES.detached carries: content-type, message-digest and signing-certificate-v2 (RFC 5035). The time
 * of signing is not among them; the PDF's own entry M says it. Built after these RFCs; the text of ETSI EN 319 142-1,
 * which names the level B-B, was not at hand.
 */
export function cadesSignature(key: OrganisationKey, contentSha256: Uint8Array): Uint8Array {
  const attributes = [
    attribute(oids.contentType, oid(oids.data)),
    attribute(oids.messageDigest, octets(contentSha256)),
    attribute(oids.signingCertificateV2, signingCertificateV2(key.chain[0])),
  ];
  // Signed as SET OF, carried as [0] IMPLICIT (RFC 5652, section 5.4): the same bytes but for the tag.
  const signed = setOf(...attributes);
  const carried = Uint8Array.from(signed);
  carried[0] = 0xa0;
  const digestAlgorithm = sequence(oid(oids.sha256));
  const signerInfo = sequence(
    small(1),
    issuerAndSerial(key.chain[0]),
    digestAlgorithm,
    carried,
    signatureAlgorithm[key.kind],
    octets(key.sign(signed)),
  );
  const signedData = sequence(
    small(1),
    setOf(digestAlgorithm),
    sequence(oid(oids.data)),
    der(0xa0, ...key.chain.toSorted((left, right) => Buffer.compare(left, right))),
    setOf(signerInfo),
  );
  return sequence(oid(oids.signedData), der(0xa0, signedData));
}

/** The most bytes that `cadesSignature` of this key can have: the place to keep free in a PDF. */
export function roomFor(key: Pick<OrganisationKey, 'chain'>): number {
  // 1,024 for the largest RSA signature in use (8,192 bits), 1,024 for attributes and algorithms; the issuer's name comes once more.
  const longest = Math.max(...key.chain.map((certificate) => certificate.length));
  return joined(key.chain).length + longest + 2048;
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value));
}

/**
 * RFC 5035, sections 3 and 4: SigningCertificateV2 with one ESSCertIDv2. The hash algorithm is the default, SHA-256, and a
 * default is not encoded in DER; issuerSerial is optional and left out, since the SignerInfo names both.
 */
function signingCertificateV2(certificate: Uint8Array): Uint8Array {
  return sequence(sequence(sequence(octets(sha256(certificate)))));
}

/** RFC 5652, section 10.2.4, in the very bytes of the certificate. */
function issuerAndSerial(certificate: Uint8Array): Uint8Array {
  const { issuer, serialNumber } = Certificate.fromBER(certificate);
  return sequence(new Uint8Array(issuer.valueBeforeDecode), new Uint8Array(serialNumber.toBER()));
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
