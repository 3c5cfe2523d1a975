import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BenchRoom } from '../bench-case.ts';
import { run } from '../programs.ts';

const folder = fileURLToPath(new URL('pouch/', import.meta.url));
const peer = join(folder, 'peer.mjs');
const replicated = z.object({ documents: z.number(), ms: z.number() });

/** Installs the peer where it is missing. @returns why there is none; undefined when there is */
export async function whyNoPouch(say: BenchRoom['say']): Promise<string | undefined> {
  if (existsSync(join(folder, 'node_modules', 'express-pouchdb'))) return undefined;
  say('Installing PouchDB and express-pouchdb for the bench…');
  try {
    await run('npm', 'ci', '--prefix', folder, '--no-audit', '--no-fund');
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Documents a second of one PouchDB that replicates into express-pouchdb on LevelDB; a process for each end. */
export async function replicate(own: string, documents: readonly string[]): Promise<number> {
  const file = join(own, 'documents.ndjson');
  writeFileSync(file, `${documents.join('\n')}\n`);
  const server = spawn(process.execPath, [peer, 'serve', own], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [port]: unknown[] = await once(server.stdout, 'data');
    const told: unknown = JSON.parse(await run(process.execPath, peer, 'push', `http://127.0.0.1:${String(port).trim()}`, own, file));
    const { documents: done, ms } = replicated.parse(told);
    if (done !== documents.length) throw new Error(`only ${done} of ${documents.length} documents were replicated`);
    return done / (ms / 1000);
  } finally {
    server.kill();
  }
}
