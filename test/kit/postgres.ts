import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Debian keeps every major version's programs in a folder of its own, none of them on the PATH. */
const debianFolder = '/usr/lib/postgresql';
const oldestMajor = 15;
/** "nobody": PostgreSQL refuses to run as root. */
const nobody = 65_534;
const user = 'registry';

/** A real PostgreSQL server of this test's own, on loopback, in a folder that goes away with it. */
export interface PostgresServer {
  /** An address for DATABASE_URL of a fresh, empty database, or of the one of that name made before. */
  database(name: string): Promise<string>;
  /** Where psql and pg_basebackup are. */
  readonly programs: string;
  readonly port: number;
  /** Kills the server without a word, as a power cut would; the files stay. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there can be no server here, or undefined when there can. */
export function whyNoPostgres(): string | undefined {
  return programsFolder() === undefined ? `no PostgreSQL ${oldestMajor} or later is installed (Debian's package: postgresql)` : undefined;
}

function programsFolder(): string | undefined {
  if (!existsSync(debianFolder)) return undefined;
  const [newest] = readdirSync(debianFolder)
    .map(Number)
    .filter((major) => major >= oldestMajor && existsSync(join(debianFolder, String(major), 'bin', 'initdb')))
    .sort((a, b) => b - a);
  return newest === undefined ? undefined : join(debianFolder, String(newest), 'bin');
}

/** Starts a server of its own. Throws when it does not come up. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = programsFolder();
  if (programs === undefined) throw new Error(whyNoPostgres());
  const folder = mkdtempSync(join(tmpdir(), 'custos-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o700);
  const own = asRoot ? { uid: nobody, gid: nobody } : {};
  const data = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--no-sync', '--data-checksums', '-E', 'UTF8', '--locale=C'],
    {
      ...own,
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'] ?? '' },
    },
  );
  const port = await freePort();
  let server: ReturnType<typeof spawn> | undefined;
  const address = (name: string): string => `postgres://${user}@127.0.0.1:${port}/${name}`;

  async function start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'max_connections=60'];
    server = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...own,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    await untilAnswers(address('postgres'), () => server?.exitCode !== null);
  }
  async function end(signal: 'SIGINT' | 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }

  await start();
  return {
    programs,
    port,
    async database(name) {
      const client = new pg.Client({ connectionString: address('postgres') });
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
      await client.end();
      return address(name);
    },
    start,
    kill: () => end('SIGQUIT'),
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, gaveUp: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (gaveUp()) throw new Error('the PostgreSQL server ended at its start');
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error('the PostgreSQL server did not answer in time');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
