import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const cli = fileURLToPath(new URL('../../../host/cli/main.ts', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[]): { readonly child: ChildProcess; readonly said: { out: string; err: string } } {
  const { DATABASE_URL: _database, ...env } = process.env;
  const child = spawn(process.execPath, [cli, 'registry', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (said.out += piece));
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (said.err += piece));
  return { child, said };
}

/** Runs `custos registry` with these arguments to its end. */
export async function run(...args: readonly string[]): Promise<Said> {
  const { child, said } = start(args);
  const [code] = (await once(child, 'close')) as [number | null]; // as Node says
  return { code, ...said };
}

/** A folder that goes away with its test. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-cli-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

/** A registry process in a data folder; answers when it listens. */
export async function running(data: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { child, said } = start(['--name', 'custos.invalid/cli', '--data', data, '--port', '0', '--codes', '1']);
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    const gone = once(child, 'close');
    child.kill('SIGTERM');
    await gone;
  };
  onTestFinished(stop);
  await expect.poll(() => said.out + said.err, { timeout: 60_000 }).toContain('One-time code for a station');
  return { url: /listens on (\S+)/.exec(said.out)?.[1] ?? '', stop };
}
