import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BenchRoom } from '../bench-case.ts';

const folder = fileURLToPath(new URL('pouch/', import.meta.url));
const peer = join(folder, 'peer.mjs');
const replicated = z.object({ documents: z.number(), ms: z.number() });
/** The peer may neither come up nor end; the bench goes on without it then. */
const mostMs = { install: 300_000, serve: 60_000, push: 180_000 } as const;

/** Installs the peer where it is missing. @returns why there is none; undefined when there is */
export async function whyNoPouch(say: BenchRoom['say']): Promise<string | undefined> {
  if (existsSync(join(folder, 'node_modules', 'express-pouchdb'))) return undefined;
  say('Installing PouchDB and express-pouchdb for the bench…');
  try {
    await toEnd(start('npm', 'ci', '--prefix', folder, '--no-audit', '--no-fund'), mostMs.install);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Documents a second of one PouchDB that replicates into express-pouchdb on LevelDB; a process for each end. Throws when they do not get there in time. */
export async function replicate(own: string, documents: readonly string[]): Promise<number> {
  const file = join(own, 'documents.ndjson');
  writeFileSync(file, `${documents.join('\n')}\n`);
  const server = start(process.execPath, peer, 'serve', own);
  try {
    const port = await firstWord(server, mostMs.serve);
    const told: unknown = JSON.parse(
      await toEnd(start(process.execPath, peer, 'push', `http://127.0.0.1:${port}`, own, file), mostMs.push),
    );
    const { documents: done, ms } = replicated.parse(told);
    if (done !== documents.length) throw new Error(`only ${done} of ${documents.length} documents were replicated`);
    return done / (ms / 1000);
  } finally {
    server.kill('SIGKILL');
  }
}

function start(program: string, ...args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
}

async function firstWord(child: ChildProcess, ms: number): Promise<string> {
  if (child.stdout === null) throw new Error('no output to listen to');
  const signal = AbortSignal.timeout(ms);
  const [word]: unknown[] = await Promise.race([
    once(child.stdout, 'data', { signal }),
    once(child, 'exit', { signal }).then(() => {
      throw new Error('express-pouchdb ended before it listened');
    }),
  ]);
  return String(word).trim();
}

/** What it wrote until it ended. Throws when it ends badly, or not in time. */
async function toEnd(child: ChildProcess, ms: number): Promise<string> {
  let written = '';
  child.stdout?.on('data', (chunk: Buffer) => (written += chunk.toString('utf8')));
  try {
    const [code]: unknown[] = await once(child, 'close', { signal: AbortSignal.timeout(ms) });
    if (code !== 0) throw new Error(`it ended with ${String(code)}`);
    return written;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw new Error(`it had not ended after ${ms / 1000} s`, { cause });
    throw cause;
  } finally {
    child.kill('SIGKILL');
  }
}
