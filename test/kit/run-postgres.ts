import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, beforeEach } from 'vitest';
import { addressOf, databasesAt, type PostgresServer, startPostgres, whyNoPostgres } from './postgres.ts';
import { hasTemplate, makeTemplate } from './postgres-template.ts';

/** A server that others use as well: nobody may end it or change how it works. */
export type RunServer = Pick<PostgresServer, 'database' | 'programs' | 'port'>;

/** Names the folder in which the files of one test run ask for their server and find it. */
const shared = 'CUSTOS_TEST_POSTGRES';
const lookEveryMs = 50;

/**
 * For the run as a whole: starts one server when the first test asks for it, with a migrated database to copy, and ends it
 * with the run. A server for each file costs about five seconds of both cores each.
 */
export async function setup(): Promise<() => Promise<void>> {
  // Another project of the same run has done so.
  if (process.env[shared] !== undefined) return () => Promise.resolve();
  const folder = await mkdtemp(join(tmpdir(), 'custos-run-postgres-'));
  process.env[shared] = folder;
  let server: Promise<PostgresServer> | undefined;
  const timer = setInterval(() => {
    if (server === undefined && existsSync(join(folder, 'wanted'))) {
      server = startPostgres();
      server.then(tell).catch((cause: unknown) => writeFile(join(folder, 'failed'), String(cause)));
    }
  }, lookEveryMs);
  async function tell(started: PostgresServer): Promise<void> {
    await makeTemplate(started);
    const told = join(folder, 'server.json');
    await writeFile(`${told}.new`, JSON.stringify({ programs: started.programs, port: started.port }));
    // Whole or not there.
    await rename(`${told}.new`, told);
  }
  return async () => {
    clearInterval(timer);
    await (await server?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function serverOfRun(): Promise<RunServer> {
  const folder = process.env[shared];
  if (folder === undefined)
    throw new Error(`${shared} is not set: this file belongs to no project with run-postgres.ts in its globalSetup`);
  await writeFile(join(folder, 'wanted'), '');
  while (!existsSync(join(folder, 'server.json'))) {
    if (existsSync(join(folder, 'failed'))) throw new Error(await readFile(join(folder, 'failed'), 'utf8'));
    await pause(lookEveryMs);
  }
  const { programs, port } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8')) as Pick<PostgresServer, 'programs' | 'port'>;
  const server = { programs, port, database: databasesAt(addressOf(port)) };
  hasTemplate(server);
  return server;
}

/**
 * Gives this file the server of the run, or skips its tests and says why where PostgreSQL is not installed.
 *
 * @param ready what else to do before the tests
 */
export function withRunPostgres(ready: (server: RunServer) => void = () => undefined): () => RunServer {
  const missing = whyNoPostgres();
  let server: RunServer | undefined;
  beforeAll(async () => {
    if (missing !== undefined) return;
    server = await serverOfRun();
    ready(server);
  });
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
  return () => {
    if (server === undefined) throw new Error('no server');
    return server;
  };
}
