import { describe, expect, test } from 'vitest';
import { toBase64, utf8 } from '../../../domain/bytes.ts';
import type { SignedParts } from '../../../domain/ledger/request-signature.ts';
import { claimedKeyId, contentDigest, signRequest, verifyRequest } from '../../../domain/ledger/request-signature.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

const verifier = createVerifier();
const signer = signerFromSeed(new Uint8Array(32).fill(8));
const parts: SignedParts = {
  method: 'POST',
  authority: 'registry.example:8443',
  path: '/v1/push',
  query: '',
  body: utf8('{"hello": "world"}'),
};
const nowMs = 1_700_000_000_000;
const headers = signRequest({ parts, createdMs: nowMs, nonce: 'A'.repeat(22), signer });
const keyOf = (keyid: string) => (keyid === signer.keyId ? signer.publicKey : undefined);
const verify = (changed: Partial<SignedParts> = {}, changedHeaders: Record<string, string | undefined> = {}, at = nowMs) =>
  verifyRequest({ parts: { ...parts, ...changed }, headers: { ...headers, ...changedHeaders }, nowMs: at, keyOf, verifier });

test('the digest is the one that RFC 9530 shows for this body', () => {
  expect(contentDigest(utf8('{"hello": "world"}'))).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:');
});

test('the signature covers the base that RFC 9421 describes, line by line', () => {
  const params = headers['signature-input'].slice('sig1='.length);
  const base = [
    '"@method": POST',
    '"@authority": registry.example:8443',
    '"@path": /v1/push',
    '"@query": ?',
    `"content-digest": ${contentDigest(parts.body)}`,
    `"@signature-params": ("@method" "@authority" "@path" "@query" "content-digest");created=1700000000;nonce="${'A'.repeat(22)}";keyid="${signer.keyId}";alg="ed25519";tag="custody-v1"`,
  ].join('\n');
  expect(base.endsWith(params)).toBe(true);
  expect(headers.signature).toBe(`sig1=:${toBase64(signer.sign(utf8(base)))}:`);
});

describe('a signed request', () => {
  test('is good, and names its key and nonce', () => {
    expect(verify()).toEqual({ kind: 'signed', keyId: signer.keyId, nonce: 'A'.repeat(22), createdMs: nowMs });
    expect(claimedKeyId(headers['signature-input'])).toBe(signer.keyId);
    expect(verify({ authority: 'Registry.Example:8443' }).kind).toBe('signed');
  });

  test.each<Partial<SignedParts>>([
    { method: 'PUT' },
    { authority: 'other.example' },
    { path: '/v1/pull' },
    { query: '?a=1' },
    { body: utf8('{}') },
  ])('with another %j is refused', (changed) => {
    expect(verify(changed)).toEqual({ kind: 'refused', code: 'auth' });
  });

  test.each([
    { signature: undefined },
    { 'signature-input': undefined },
    { 'content-digest': undefined },
    { 'content-digest': contentDigest(utf8('')) },
    { 'signature-input': headers['signature-input'].replace('created=1700000000', 'created=1700000001') },
    { 'signature-input': headers['signature-input'].replace(' "content-digest"', '') },
    { 'signature-input': headers['signature-input'].replace('custody-v1', 'custody-v2') },
    { 'signature-input': `${headers['signature-input']};more=1` },
    { signature: headers.signature.replace('sig1', 'sig2') },
  ])('with %j is refused', (changed) => {
    expect(verify({}, changed)).toEqual({ kind: 'refused', code: 'auth' });
  });

  test('at another time is told so, but only under a good signature', () => {
    expect(verify({}, {}, nowMs + 300_000).kind).toBe('signed');
    expect(verify({}, {}, nowMs + 300_001)).toEqual({ kind: 'refused', code: 'clock' });
    expect(verify({ path: '/x' }, {}, nowMs + 300_001)).toEqual({ kind: 'refused', code: 'auth' });
  });
});
