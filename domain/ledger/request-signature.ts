import type { Bytes } from '../bytes.ts';
import { fromBase64, toBase64, utf8 } from '../bytes.ts';
import { sha256 } from './hash.ts';
import type { SignatureVerifier, Signer } from './signing.ts';
import { verifyStrict } from './signing.ts';

/*
 * Signed requests between station and registry: HTTP message signatures (RFC 9421) in one fixed form, with the
 * body bound by Content-Digest (RFC 9530). Both ends use this one copy.
 */

const components = '("@method" "@authority" "@path" "@query" "content-digest")';
const tag = 'custody-v1';
/** How far `created` may lie from the registry's clock. */
export const maxRequestSkewMs = 300_000;

/** The parts of a request that its signature covers. */
export interface SignedParts {
  /** Upper case. */
  readonly method: string;
  /** Host and port as in the Host header; lower case, default port left out. */
  readonly authority: string;
  readonly path: string;
  /** With its question mark; '' when the URL has no query. */
  readonly query: string;
  /** The body bytes as sent, after any content coding; empty for none. */
  readonly body: Bytes;
}

export interface RequestSignatureHeaders {
  readonly 'content-digest': string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/** Signs a request with the station's transport key. `createdMs` is registry time as well as known; `nonce` is 22 base64url characters from 16 random bytes. */
export function signRequest(input: {
  readonly parts: SignedParts;
  readonly createdMs: number;
  readonly nonce: string;
  readonly signer: Signer;
}): RequestSignatureHeaders {
  const { parts, createdMs, nonce, signer } = input;
  const digest = contentDigest(parts.body);
  const params = `${components};created=${Math.floor(createdMs / 1000)};nonce="${nonce}";keyid="${signer.keyId}";alg="ed25519";tag="${tag}"`;
  const signature = signer.sign(signatureBase(parts, digest, params));
  return { 'content-digest': digest, 'signature-input': `sig1=${params}`, signature: `sig1=:${toBase64(signature)}:` };
}

/** The key id that a request claims to be signed with, so that its key can be looked up first; undefined when it claims none. */
export function claimedKeyId(signatureInput: string | readonly string[] | undefined): string | undefined {
  return typeof signatureInput === 'string' ? /;keyid="([A-Za-z0-9:_-]{1,80})"/.exec(signatureInput)?.[1] : undefined;
}

export type RequestVerdict =
  | { readonly kind: 'signed'; readonly keyId: string; readonly nonce: string; readonly createdMs: number }
  /** `auth`: unsigned, unknown key or wrong signature. `clock`: well signed, but at another time than now. */
  | { readonly kind: 'refused'; readonly code: 'auth' | 'clock' };

/** Verifies a request. Time is judged after the signature, so that only a known key learns of its clock. */
export function verifyRequest(input: {
  readonly parts: SignedParts;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly nowMs: number;
  readonly keyOf: (keyid: string) => Bytes | undefined;
  readonly verifier: SignatureVerifier;
}): RequestVerdict {
  const refused = { kind: 'refused', code: 'auth' } as const;
  const digest = input.headers['content-digest'];
  const signatureInput = input.headers['signature-input'];
  const signatureHeader = input.headers['signature'];
  if (typeof signatureInput !== 'string' || typeof signatureHeader !== 'string' || digest !== contentDigest(input.parts.body))
    return refused;
  const params = /^sig1=(.{1,600})$/.exec(signatureInput)?.[1] ?? '';
  const read =
    /^\(.*?\);created=([1-9][0-9]{0,12});nonce="([A-Za-z0-9_-]{22})";keyid="([A-Za-z0-9:_-]{1,80})";alg="ed25519";tag="custody-v1"$/.exec(
      params,
    );
  if (read === null || !params.startsWith(`${components};`)) return refused;
  const [, created = '', nonce = '', keyId = ''] = read;
  const signature = fromBase64(/^sig1=:([A-Za-z0-9+/=]{88}):$/.exec(signatureHeader)?.[1] ?? 'none');
  const publicKey = input.keyOf(keyId);
  if (signature === undefined || publicKey === undefined) return refused;
  if (!verifyStrict(input.verifier, publicKey, signatureBase(input.parts, digest, params), signature)) return refused;
  const createdMs = Number(created) * 1000;
  if (Math.abs(createdMs - input.nowMs) > maxRequestSkewMs) return { kind: 'refused', code: 'clock' };
  return { kind: 'signed', keyId, nonce, createdMs };
}

/** RFC 9530: `sha-256` of the body bytes as sent. */
export function contentDigest(body: Bytes): string {
  return `sha-256=:${toBase64(sha256(body))}:`;
}

/** RFC 9421 section 2.5: one line a component, the parameters last, no newline at the end. An absent query is a lone question mark (2.2.7). */
function signatureBase(parts: SignedParts, digest: string, params: string): Bytes {
  const lines = [
    `"@method": ${parts.method}`,
    `"@authority": ${parts.authority.toLowerCase()}`,
    `"@path": ${parts.path}`,
    `"@query": ${parts.query === '' ? '?' : parts.query}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${params}`,
  ];
  if (lines.some((line) => line.includes('\n'))) throw new RangeError('a request part holds a newline');
  return utf8(lines.join('\n'));
}
