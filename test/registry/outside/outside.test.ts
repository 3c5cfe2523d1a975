import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toBase64, utf8 } from '../../../domain/bytes.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { eventSigningBytes } from '../../../domain/ledger/signing.ts';
import { consistencyProof } from '../../../domain/ledger/tree.ts';
import { withTiles } from '../../../registry/ledger/integrator.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { call, enrol, startRegistry, tempDir, type TestStation } from '../kit.ts';
import { checkpointOf, fill } from '../log-suite.ts';

/*
 * Programs that know nothing of Custos judge what the registry serves: Go's packages for its checksum database, and
 * openssl.
 */

const goPackages = '/usr/share/gocode';
const missingGo =
  spawnSync('go', ['version']).status === 0 && existsSync(join(goPackages, 'src/golang.org/x/mod/sumdb/tlog'))
    ? undefined
    : 'Go and its module packages are not installed (Debian: golang-go, golang-golang-x-mod-dev)';
const missingOpenssl = spawnSync('openssl', ['version']).status === 0 ? undefined : 'openssl is not installed';

const folder = mkdtempSync(join(tmpdir(), 'custos-outside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Go', { timeout: 120_000 }, () => {
  const program = join(folder, 'check');
  beforeAll(() => {
    if (missingGo !== undefined) return;
    const env = { ...process.env, GO111MODULE: 'off', GOPATH: goPackages, GOCACHE: join(folder, 'cache'), GOFLAGS: '' };
    execFileSync('go', ['build', '-o', program, join(import.meta.dirname, 'check.go')], { env });
  }, 120_000);
  beforeEach((ctx) => ctx.skip(missingGo !== undefined, missingGo));

  const judge = (input: unknown): { readonly code: number | null; readonly out: string } => {
    const { status, stdout } = spawnSync(program, { input: JSON.stringify(input), encoding: 'utf8' });
    return { code: status, out: stdout.trim() };
  };

  test('opens both checkpoints, follows one to the other and finds every entry; one changed byte is refused', async () => {
    const registry = await startRegistry(tempDir());
    const { station } = await enrol(registry);
    await fill(registry, station, 70);
    const from = await checkpointOf(registry);
    const older = noteOf(registry);
    await fill(registry, station, 300);
    const to = await checkpointOf(registry);
    const newer = noteOf(registry);
    const consistency = await withTiles(registry.ledger.store, to.size, (node) => consistencyProof(from.size, to.size, node));
    const proofs = await proofsOf(registry, station, [0, 1, 69, 70, 200, 369]);
    const whole = { vkey: registry.logVkey, older, newer, consistency: (consistency ?? []).map(toBase64), proofs };
    expect(judge(whole)).toEqual({ code: 0, out: '6' });

    const [first = '', ...others] = proofs;
    const wrong = {
      'another root': { ...whole, newer: newer.replace(/\n[A-Za-z0-9+/]/, (text) => (text === '\nA' ? '\nB' : '\nA')) },
      'another size': { ...whole, older: older.replace(`\n${from.size}\n`, `\n${from.size - 1}\n`) },
      'a step of the path left out': { ...whole, consistency: whole.consistency.slice(1) },
      'another entry': { ...whole, proofs: [first.replace(/extra ..../, 'extra eyJa'), ...others] },
      'another index': { ...whole, proofs: [first.replace(/\nindex (\d+)/, (_, index) => `\nindex ${Number(index) + 1}`), ...others] },
      'another log': { ...whole, vkey: registry.ackVkey },
    };
    for (const [what, changed] of Object.entries(wrong)) expect(judge(changed).code, what).toBe(1);
  });
});

describe('openssl', () => {
  beforeEach((ctx) => ctx.skip(missingOpenssl !== undefined, missingOpenssl));

  test('verifies the signature of an event over its DSSE bytes, and refuses it over any other', async () => {
    const registry = await startRegistry(tempDir());
    const { station } = await enrol(registry);
    const entry = station.seal();
    // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) is a fixed head and the 32 bytes.
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), station.event.publicKey]);
    const key = join(folder, 'key.der');
    writeFileSync(key, spki);
    const signature = join(folder, 'sig');
    writeFileSync(signature, Buffer.from(entry.sigs[0]?.sig ?? '', 'base64url'));
    const verify = (message: Uint8Array): number | null => {
      const path = join(folder, 'message');
      writeFileSync(path, message);
      const args = ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', key, '-rawin', '-in', path, '-sigfile', signature];
      return spawnSync('openssl', args).status;
    };
    const signed = eventSigningBytes(utf8(canonicalText(entry.event)));
    expect(Buffer.from(signed).toString('utf8')).toMatch(/^DSSEv1 38 application\/vnd\.custody\.event\+json;v=1 \d+ \{/);
    expect(verify(signed)).toBe(0);
    const changed = Uint8Array.from(signed);
    changed[changed.length - 2] = (changed.at(-2) ?? 0) ^ 1;
    expect(verify(changed)).toBe(1);
  });
});

function noteOf(registry: OpenRegistry): string {
  return registry.ledger.integrator.published()?.note ?? '';
}

async function proofsOf(registry: OpenRegistry, station: TestStation, at: readonly number[]): Promise<readonly string[]> {
  return Promise.all(
    at.map(async (index) => (await call(registry, station, 'GET', `/v1/proofs/${station.chain[index]?.hash ?? ''}`)).text()),
  );
}
