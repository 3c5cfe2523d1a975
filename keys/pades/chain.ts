import { X509Certificate } from 'node:crypto';
import { Certificate, CertificateChainValidationEngine, CertificateRevocationList } from 'pkijs';
import { aboutCertificate } from '../organisation/organisation-key.ts';
import { certificatesOf, derOf } from '../organisation/key-files.ts';

/** What a reader got by a way of their own: roots that they trust, and lists of certificates that were taken back. DER. */
export interface TrustInCertificates {
  readonly roots: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
}

/** Whether the signer's certificate leads to a root of the reader's, at the time that was asked for. */
export type ChainVerdict =
  | { readonly kind: 'trusted'; /** False when the reader brought no list: nobody looked. */ readonly revocationChecked: boolean }
  | { readonly kind: 'expired' | 'not_yet_valid' }
  | { readonly kind: 'revoked'; readonly atMs: number }
  | { readonly kind: 'stale_list' }
  | { readonly kind: 'untrusted'; readonly detail: string }
  | { readonly kind: 'not_checked' };

/** Reads PEM or DER: one file may hold several roots, or one list. */
export function rootsIn(bytes: Buffer): readonly Uint8Array[] {
  return bytes.includes('-----BEGIN ') ? certificatesOf(bytes.toString('latin1')) : [new Uint8Array(bytes)];
}

export function listIn(bytes: Buffer): Uint8Array {
  return bytes.includes('-----BEGIN ') ? derOf(bytes.toString('latin1')) : new Uint8Array(bytes);
}

/**
 * Builds the path (RFC 5280, section 6, by pkijs) from the signer to a root of the reader's. A list of revoked
 * certificates counts when the signer's issuer signed it and it is not past its next update.
 */
export async function judgeChain(
  certificate: Uint8Array,
  others: readonly Uint8Array[],
  { roots, lists }: TrustInCertificates,
  atMs: number,
): Promise<ChainVerdict> {
  const { notBeforeMs, notAfterMs } = aboutCertificate(certificate);
  const path = await pathTo(certificate, others, roots, Math.min(Math.max(atMs, notBeforeMs), notAfterMs));
  if (path !== undefined) return { kind: 'untrusted', detail: path };
  const listed = await listsOf(certificate, [...others, ...roots], lists);
  const serial = Certificate.fromBER(certificate).serialNumber;
  for (const list of listed) {
    const revoked = list.revokedCertificates?.find(({ userCertificate }) => userCertificate.isEqual(serial));
    if (revoked !== undefined) return { kind: 'revoked', atMs: revoked.revocationDate.value.getTime() };
  }
  if (atMs > notAfterMs) return { kind: 'expired' };
  if (atMs < notBeforeMs) return { kind: 'not_yet_valid' };
  if (listed.length > 0 && listed.every(({ nextUpdate }) => nextUpdate !== undefined && nextUpdate.value.getTime() < atMs))
    return { kind: 'stale_list' };
  return { kind: 'trusted', revocationChecked: listed.length > 0 };
}

/** Why there is no path, at a time when the signer's own certificate was valid; undefined when there is one. */
async function pathTo(
  certificate: Uint8Array,
  others: readonly Uint8Array[],
  roots: readonly Uint8Array[],
  atMs: number,
): Promise<string | undefined> {
  const read = (der: Uint8Array): Certificate => Certificate.fromBER(der);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: roots.map(read),
    // The engine takes the last one as the end of the path.
    certs: [...others.map(read), read(certificate)],
    checkDate: new Date(atMs),
  });
  const { result, resultMessage } = await engine.verify();
  return result ? undefined : resultMessage;
}

/** The lists that the signer's issuer signed. Any other list says nothing of this certificate. */
async function listsOf(
  certificate: Uint8Array,
  issuers: readonly Uint8Array[],
  lists: readonly Uint8Array[],
): Promise<readonly CertificateRevocationList[]> {
  const leaf = new X509Certificate(certificate);
  const issuer = issuers.find((der) => leaf.checkIssued(new X509Certificate(der)));
  if (issuer === undefined) return [];
  const found: CertificateRevocationList[] = [];
  for (const der of lists) {
    const list = CertificateRevocationList.fromBER(der);
    if (await list.verify({ issuerCertificate: Certificate.fromBER(issuer) })) found.push(list);
  }
  return found;
}
