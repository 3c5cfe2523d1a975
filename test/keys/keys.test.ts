import { argon2id } from '@noble/hashes/argon2.js';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createDecipheriv } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { concat, fromBase64url, utf8 } from '../../domain/bytes.ts';
import { verifyStrict } from '../../domain/ledger/signing.ts';
import { createVerifier, generateSigner, signerFromSeed } from '../../keys/ed25519.ts';
import { openKeyFile, readKeyFile, writeKeyFile } from '../../keys/key-file.ts';
import { defaultWrapCost, unwrapPrivateKey, wrapPrivateKey } from '../../keys/pin.ts';
import { randomBytes } from '../../keys/random.ts';
import { selfTestSigning } from '../../keys/self-test.ts';

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-keys-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

test('the self-test passes on this platform', () => {
  expect(selfTestSigning).not.toThrow();
});

test('a new key signs what its public half verifies, and comes back from its seed', () => {
  const signer = generateSigner();
  const again = signerFromSeed(signer.exportSeed());
  expect(again.keyId).toBe(signer.keyId);
  expect(again.sign(utf8('x'))).toEqual(signer.sign(utf8('x')));
  expect(verifyStrict(createVerifier(), signer.publicKey, utf8('x'), signer.sign(utf8('x')))).toBe(true);
  expect(generateSigner().keyId).not.toBe(signer.keyId);
});

test('a public key that is no point of the curve verifies nothing and throws nothing', () => {
  const off = new Uint8Array(32).fill(2);
  expect(createVerifier().verify(off, utf8('x'), new Uint8Array(64))).toBe(false);
});

describe('a key file', () => {
  test('is made on first use, readable by its owner alone, and the same afterwards', () => {
    const path = join(tempDir(), 'keys', 'event.json');
    const signer = openKeyFile(path);
    expect(openKeyFile(path).keyId).toBe(signer.keyId);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['event.json']);
  });

  test('is never written over', () => {
    const path = join(tempDir(), 'event.json');
    writeKeyFile(path, generateSigner());
    const before = readFileSync(path, 'utf8');
    expect(() => writeKeyFile(path, generateSigner())).toThrow(expect.objectContaining({ code: 'exists' }));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test.each([0o640, 0o604, 0o660])('that others can use (mode %o) is refused', (mode) => {
    // Windows has no such modes: the folder's rights are all there is, as the docstring says.
    if (process.platform === 'win32') return;
    const path = join(tempDir(), 'event.json');
    writeKeyFile(path, generateSigner());
    chmodSync(path, mode);
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'open_to_others' }));
  });

  test.each(['', '{}', 'seed'])('that holds %j is refused as damaged, and so is one whose seed was changed', (content) => {
    const path = join(tempDir(), 'event.json');
    writeFileSync(path, content, { mode: 0o600 });
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'malformed' }));
    const other = join(tempDir(), 'event.json');
    writeKeyFile(other, generateSigner());
    writeFileSync(
      other,
      readFileSync(other, 'utf8').replace(/"seed":"./, (start) => (start.endsWith('A') ? '"seed":"B' : '"seed":"A')),
      { mode: 0o600 },
    );
    expect(() => openKeyFile(other)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});

describe('a key under a PIN', () => {
  const cheap = { memoryKib: 64, passes: 1, lanes: 1 };
  const seed = randomBytes(32);

  test('opens with its PIN alone', async () => {
    const wrapped = await wrapPrivateKey('4711', seed, { cost: cheap });
    expect(JSON.stringify(wrapped)).not.toContain('4711');
    expect(await unwrapPrivateKey('4711', wrapped)).toEqual({ kind: 'key', seed });
    expect(await unwrapPrivateKey('4712', wrapped)).toEqual({ kind: 'refused', code: 'wrong_pin' });
  });

  test('is wrapped anew each time', async () => {
    const [one, two] = [await wrapPrivateKey('4711', seed, { cost: cheap }), await wrapPrivateKey('4711', seed, { cost: cheap })];
    expect(one.salt).not.toBe(two.salt);
    expect(one.sealed).not.toBe(two.sealed);
  });

  test('does not open without the pepper that it was wrapped with', async () => {
    const pepper = randomBytes(32);
    const wrapped = await wrapPrivateKey('4711', seed, { cost: cheap, pepper });
    expect(await unwrapPrivateKey('4711', wrapped)).toEqual({ kind: 'refused', code: 'wrong_pin' });
    expect(await unwrapPrivateKey('4711', wrapped, { pepper })).toEqual({ kind: 'key', seed });
  });

  test('changed in any member does not open', async () => {
    const wrapped = await wrapPrivateKey('4711', seed, { cost: cheap });
    const turned = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const change of [
      { salt: turned(wrapped.salt) },
      { nonce: turned(wrapped.nonce) },
      { sealed: turned(wrapped.sealed) },
      { memory_kib: 65 },
      { passes: 2 },
    ]) {
      expect((await unwrapPrivateKey('4711', { ...wrapped, ...change })).kind).toBe('refused');
    }
    for (const bad of [undefined, {}, { ...wrapped, v: 2 }, { ...wrapped, memory_kib: 2 ** 31 }, { ...wrapped, salt: '!'.repeat(22) }]) {
      expect(await unwrapPrivateKey('4711', bad)).toEqual({ kind: 'refused', code: 'malformed' });
    }
  });

  test('is Argon2id and AES-256-GCM, as another implementation opens it', async () => {
    const wrapped = await wrapPrivateKey('4711', seed, { cost: cheap });
    const [salt, nonce, sealed] = [wrapped.salt, wrapped.nonce, wrapped.sealed].map((text) => fromBase64url(text) ?? new Uint8Array());
    if (salt === undefined || nonce === undefined || sealed === undefined) throw new Error('malformed');
    const key = argon2id(utf8('4711'), salt, { m: 64, t: 1, p: 1, dkLen: 32 });
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(utf8(`custos-pin/v1\n64 1 1\n${wrapped.salt}\n${wrapped.nonce}\n`));
    decipher.setAuthTag(sealed.subarray(32));
    expect(concat(decipher.update(sealed.subarray(0, 32)), decipher.final())).toEqual(seed);
  });

  test('costs a thief real memory and time by default', () => {
    expect(defaultWrapCost.memoryKib).toBeGreaterThanOrEqual(64 * 1024);
    expect(defaultWrapCost.passes).toBeGreaterThanOrEqual(3);
  });
});
