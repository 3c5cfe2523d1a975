import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openOrganisationKey } from '../../keys/organisation/open.ts';
import type { OrganisationKey } from '../../keys/organisation/organisation-key.ts';
import { readTokenKeyName } from '../../keys/organisation/pkcs11-uri.ts';
import { Authority, hasTool, type IssuedKey, run } from './organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-organisation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const needsOpenssl = ({ skip }: TestContext): void => skip(!hasTool('openssl'), 'openssl is not installed');

let authority: Authority;
let seal: IssuedKey;
beforeAll(() => {
  if (!hasTool('openssl')) return;
  authority = new Authority(join(folder, 'ca'));
  seal = authority.issue('seal', { kind: 'rsa' });
});

const at = (name: string): string => join(folder, name);
function secret(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content, { mode: 0o600 });
  return at(name);
}

function signsFor(key: OrganisationKey): boolean {
  const message = Buffer.from('a paper');
  return verify('sha256', message, new X509Certificate(key.chain[0]).publicKey, key.sign(message));
}

const open = (key: string, more: { readonly passwordFile?: string; readonly chainFile?: string } = {}): Promise<OrganisationKey> =>
  openOrganisationKey({ key, ...more }, Date.now());

describe('a key of the organisation', () => {
  it('is read from a PEM file with the certificate in it, and says whose it is', async (ctx) => {
    needsOpenssl(ctx);
    const key = await open(seal.together);
    expect(key.about).toMatchObject({ name: 'Acme Zürich seal', issuer: 'Acme Root' });
    expect(key.chain).toHaveLength(2);
    expect(signsFor(key)).toBe(true);
  });

  it('is read from an encrypted PEM file with the chain in another one', async (ctx) => {
    needsOpenssl(ctx);
    run('openssl', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', seal.key, '-out', at('locked.pem'), '-passout', 'pass:gehéim']);
    chmodSync(at('locked.pem'), 0o600);
    const passwordFile = secret('password', 'gehéim\n');
    // The order of the certificates in the file does not matter.
    const chainFile = secret('chain.pem', readFileSync(authority.root, 'utf8') + readFileSync(seal.certificate, 'utf8'));
    const key = await open(at('locked.pem'), { passwordFile, chainFile });
    expect([key.chain.length, signsFor(key)]).toEqual([2, true]);
    await expect(open(at('locked.pem'), { chainFile })).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(open(at('locked.pem'), { chainFile, passwordFile: secret('wrong', 'nein') })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    await expect(open(at('locked.pem'), { passwordFile })).rejects.toMatchObject({ code: 'no_certificate' });
  });

  it.for(['rsa', 'ec'] as const)('of kind %s is read from a PKCS #12 file', async (kind, ctx) => {
    needsOpenssl(ctx);
    const issued = authority.issue(`boxed ${kind}`, { kind });
    const box = at(`${kind}.p12`);
    const parts = ['-inkey', issued.key, '-in', issued.certificate, '-certfile', authority.root];
    run('openssl', ['pkcs12', '-export', ...parts, '-out', box, '-passout', 'pass:geheim']);
    chmodSync(box, 0o600);
    const key = await open(box, { passwordFile: secret('box-password', 'geheim') });
    expect([key.kind, key.chain.length, signsFor(key)]).toEqual([kind === 'rsa' ? 'rsa' : 'ecdsa_p256', 2, true]);
    await expect(open(box, { passwordFile: secret('box-wrong', 'falsch') })).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(open(box)).rejects.toMatchObject({ code: 'wrong_password' });
  });

  it('in an old PKCS #12 file is refused with what to do', async (ctx) => {
    needsOpenssl(ctx);
    const old = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    run('openssl', ['pkcs12', '-export', '-inkey', seal.key, '-in', seal.certificate, ...old, '-out', at('old.p12'), '-passout', 'pass:x']);
    chmodSync(at('old.p12'), 0o600);
    await expect(open(at('old.p12'), { passwordFile: secret('x', 'x') })).rejects.toMatchObject({
      code: 'old_encryption',
      message: expect.stringContaining('openssl pkcs12'),
    });
  });

  it('is refused where it is weak, of another curve, or not for signing', async (ctx) => {
    needsOpenssl(ctx);
    const code = async (issued: IssuedKey): Promise<unknown> =>
      open(issued.together).catch((error: { readonly code: string }) => error.code);
    expect(await code(authority.issue('short', { kind: 'rsa1024' }))).toBe('weak_key');
    expect(await code(authority.issue('curve', { kind: 'p384' }))).toBe('weak_key');
    expect(await code(authority.issue('web', { usage: 'keyEncipherment' }))).toBe('not_for_signing');
    expect(await code(authority.issue('later', { from: '20900101000000Z', until: '20910101000000Z' }))).toBe('not_yet_valid');
  });

  it('is refused where others may read it, where there is none, and with somebody else’s certificate', async (ctx) => {
    needsOpenssl(ctx);
    ctx.skip(process.platform === 'win32', 'Windows has no such modes');
    const shared = secret('shared.pem', readFileSync(seal.together, 'utf8'));
    chmodSync(shared, 0o644);
    await expect(open(shared)).rejects.toMatchObject({ code: 'open_to_others' });
    await expect(open(at('nowhere.pem'))).rejects.toMatchObject({ code: 'missing' });
    await expect(open(secret('noise', 'noise'))).rejects.toMatchObject({ code: 'malformed' });
    const other = authority.issue('other');
    await expect(open(seal.key, { chainFile: other.certificate })).rejects.toMatchObject({ code: 'other_certificate' });
    expect(createPublicKey(readFileSync(seal.key)).asymmetricKeyType).toBe('rsa');
  });
});

describe('the name of a key on a token', () => {
  it('is a PKCS #11 URI', () => {
    expect(readTokenKeyName('pkcs11:token=Paper%20seals;object=2026;id=%a1%B2?module-path=/lib/p11.so&pin-source=file:/etc/pin')).toEqual({
      module: '/lib/p11.so',
      token: 'Paper seals',
      serial: undefined,
      label: '2026',
      id: Uint8Array.of(0xa1, 0xb2),
      pinFile: '/etc/pin',
    });
  });

  it.each([
    ['no library', 'pkcs11:token=a;object=b'],
    ['no key', 'pkcs11:token=a?module-path=/lib/p11.so'],
    ['a PIN in it', 'pkcs11:object=b?module-path=/lib/p11.so&pin-value=1234'],
    ['a part that is not understood', 'pkcs11:object=b;slot-id=3?module-path=/lib/p11.so'],
    ['a public key', 'pkcs11:object=b;type=public?module-path=/lib/p11.so'],
    ['a bad escape', 'pkcs11:object=b%2?module-path=/lib/p11.so'],
  ])('is refused with %s', (_, uri) => {
    expect(() => readTokenKeyName(uri)).toThrow(expect.objectContaining({ code: 'bad_uri' }));
  });
});
