import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished } from 'vitest';
import { enrolAnswer } from '../../../contract/registry.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { stationOf, type TestStation } from '../../registry/kit.ts';

export const main = join(import.meta.dirname, '..', '..', '..', 'host', 'cli', 'main.ts');
/** What Node makes of the program's source, kept for the next start of it in this file. */
const compiled = mkdtempSync(join(tmpdir(), 'custos-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

export const name = 'custos.invalid/run';

export interface Running {
  readonly child: ChildProcess;
  readonly dir: string;
  /** As much of a registry as the kit's calls need. */
  readonly at: Pick<OpenRegistry, 'url'> & OpenRegistry;
  readonly out: () => string;
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  readonly ended: Promise<number | null>;
}

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-run-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The real program, as a service manager starts it. */
export async function started(dir: string, more: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const args = [main, 'registry', '--name', name, '--data', join(dir, 'data'), '--port', '0', '--codes', '1', ...more];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: dir, NODE_COMPILE_CACHE: compiled, ...env },
  });
  const [out, err] = [{ text: '' }, { text: '' }];
  child.stdout.on('data', (chunk: Buffer) => (out.text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err.text += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null); // the exit event's first argument
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await expect.poll(() => out.text + err.text).toMatch(/Ctrl\+C to stop|Nothing|fault/);
  const url = /listens on (\S+)/.exec(out.text)?.[1] ?? '';
  return {
    child,
    dir,
    at: { url } as Running['at'], // the kit's `call` reads the address alone
    out: () => out.text,
    log: () =>
      err.text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    ended,
  };
}

export async function letIn({ at, out }: Running): Promise<TestStation> {
  const [event, transport] = [generateSigner(), generateSigner()];
  const request = {
    code: /for a station, good for 24 hours: (\S+)/.exec(out())?.[1],
    event_key: toBase64url(event.publicKey),
    transport_key: toBase64url(transport.publicKey),
    next: hashText(sha256(generateSigner().publicKey)),
    name: 'Bench',
    site: 'Hall',
    platform: 'linux',
  };
  const answer = enrolAnswer.parse(await (await fetch(`${at.url}/v1/enrol`, { method: 'POST', body: JSON.stringify(request) })).json());
  if (answer.kind !== 'approved') throw new Error('not approved');
  return stationOf(answer.station, answer.genesis, event, transport, name);
}
