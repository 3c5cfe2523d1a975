import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toBase64 } from '../../../domain/bytes.ts';
import { signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { cosign } from '../../../domain/ledger/cosignature.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { signerFromSeed } from '../../../keys/ed25519.ts';

const goPackages = '/usr/share/gocode';
const missing =
  spawnSync('go', ['version']).status === 0 && existsSync(join(goPackages, 'src/golang.org/x/mod/sumdb/note'))
    ? undefined
    : 'Go and its module packages are not installed (Debian: golang-go, golang-golang-x-mod-dev)';

const folder = mkdtempSync(join(tmpdir(), 'custos-cosignature-'));
const program = join(folder, 'check');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  if (missing !== undefined) return;
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: goPackages, GOCACHE: join(folder, 'cache'), GOFLAGS: '' };
  execFileSync('go', ['build', '-o', program, join(import.meta.dirname, 'cosignature.go')], { env });
}, 120_000);

test('Go opens a checkpoint of ours with its cosignature, and none whose time, root or witness is another', (ctx) => {
  ctx.skip(missing !== undefined, missing);
  const [log, witness] = [signerFromSeed(new Uint8Array(32).fill(3)), signerFromSeed(new Uint8Array(32).fill(8))];
  const origin = 'custody.example/acme';
  const note = signCheckpoint({ origin, size: 7, root: new Uint8Array(32).fill(1) }, log);
  const line = cosign(note.slice(0, note.indexOf('\n\n') + 1), 1_700_000_000, 'witness.example/w1', witness);
  const judge = (cosigned: string, name = 'witness.example/w1') => {
    const input = { vkey: formatVkey(noteKey(origin, log.publicKey)), witness: name, key: toBase64(witness.publicKey), note: cosigned };
    const { status, stdout } = spawnSync(program, { input: JSON.stringify(input), encoding: 'utf8' });
    return { code: status, out: stdout.trim() };
  };
  expect(judge(note + line)).toEqual({ code: 0, out: 'witness.example/w1 1700000000' });
  expect(judge(note + line, 'witness.example/w2').code).toBe(1);
  const other = signCheckpoint({ origin, size: 8, root: new Uint8Array(32).fill(1) }, log);
  expect(judge(other + line).code).toBe(1);
  const [, name = '', base64 = ''] = line.trimEnd().split(' ');
  const bytes = Buffer.from(base64, 'base64');
  bytes[11] = (bytes[11] ?? 0) ^ 1;
  expect(judge(`${note}— ${name} ${bytes.toString('base64')}\n`).code).toBe(1);
});
