import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
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
  /** Ends the server at once and without a word to anybody, by its own way for emergencies; the files stay. */
  kill(): Promise<void>;
  /** SIGKILL to the server and to every process of its, as a power cut would; the files stay. On Linux. */
  killHard(): Promise<void>;
  /** A second server that follows this one and acknowledges nothing by itself, started. Every commit here waits for its disk from now on. */
  standby(): Promise<PostgresServer>;
  /** From now on its commits wait for no standby. */
  alone(): Promise<void>;
  /** A standby hears nothing of its primary any more; what it has it keeps. */
  stopFollowing(): Promise<void>;
  /** Makes a standby a server that writes. */
  promote(): Promise<void>;
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

const standbyName = 'standby';

/** After a crash the files of dozens of small databases are made sure of by one call for the whole file system, not by one for each. */
const quickRecovery = process.platform === 'linux' ? ['recovery_init_sync_method=syncfs'] : [];

/** Starts a server of its own. Throws when it does not come up. */
export async function startPostgres(): Promise<PostgresServer> {
  return serverIn(makeFolder(), (programs, data, options) => {
    const flags = ['-D', data, '-U', user, '--auth=trust', '--no-sync', '--data-checksums', '-E', 'UTF8', '--locale=C'];
    execFileSync(join(programs, 'initdb'), flags, options);
  });
}

/** A folder that the server's user owns. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'custos-postgres-'));
  if (isRoot()) chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o700);
  return folder;
}

const isRoot = (): boolean => process.getuid?.() === 0;

type Options = {
  readonly cwd: string;
  readonly stdio: 'ignore';
  readonly env: { readonly PATH: string };
  readonly uid?: number;
  readonly gid?: number;
};

async function serverIn(folder: string, fill: (programs: string, data: string, options: Options) => void): Promise<PostgresServer> {
  const programs = programsFolder();
  if (programs === undefined) throw new Error(whyNoPostgres());
  const options: Options = {
    ...(isRoot() ? { uid: nobody, gid: nobody } : {}),
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '' },
  };
  const data = join(folder, 'data');
  fill(programs, data, options);
  const port = await freePort();
  let server: ReturnType<typeof spawn> | undefined;
  const address = addressOf(port);

  async function start(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      'max_connections=60',
      ...quickRecovery,
    ];
    server = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], options);
    await untilAnswers(address('postgres'), () => server?.exitCode !== null);
  }
  async function end(signal: 'SIGINT' | 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }
  async function killHard(): Promise<void> {
    const children = server?.pid === undefined ? [] : childrenOf(server.pid);
    await end('SIGKILL');
    for (const child of children) killOne(child);
  }

  await start();
  return {
    programs,
    port,
    database: databasesAt(address),
    start,
    kill: () => end('SIGQUIT'),
    killHard,
    async standby() {
      const follower = await serverIn(makeFolder(), (_programs, copy, same) => {
        const from = `host=127.0.0.1 port=${port} user=${user} application_name=${standbyName}`;
        execFileSync(join(programs, 'pg_basebackup'), ['-D', copy, '-d', from, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'], same);
      });
      await asking(address('postgres'), async (client) => {
        await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${standbyName}'`);
        await client.query('SELECT pg_reload_conf()');
        await until(async () => {
          const { rows } = await client.query<{ n: string }>("SELECT count(*) AS n FROM pg_stat_replication WHERE sync_state = 'sync'");
          return rows[0]?.n === '1';
        });
      });
      return follower;
    },
    alone: () =>
      asking(address('postgres'), async (client) => {
        await client.query('ALTER SYSTEM RESET synchronous_standby_names');
        await client.query('SELECT pg_reload_conf()');
      }),
    stopFollowing: () =>
      asking(address('postgres'), async (client) => {
        await client.query("ALTER SYSTEM SET primary_conninfo = ''");
        await client.query('SELECT pg_reload_conf()');
        await until(async () => {
          const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM pg_stat_wal_receiver');
          return rows[0]?.n === '0';
        });
      }),
    async promote() {
      await asking(address('postgres'), async (client) => {
        await client.query('SELECT pg_promote(true, 60)');
        await until(async () => {
          const { rows } = await client.query<{ in_recovery: boolean }>('SELECT pg_is_in_recovery() AS in_recovery');
          return rows[0]?.in_recovery === false;
        });
      });
    },
    async stop() {
      // At once: a clean end writes every page of every database to the disk, and nobody reads them again.
      await end('SIGQUIT');
      // By a program of its own: a hundred databases are thirty thousand files, and nobody waits for them to be gone.
      spawn('rm', ['-rf', folder], { detached: true, stdio: 'ignore' }).unref();
    },
  };
}

/** A database of the server by its name, made when there is none. */
export function databasesAt(address: (name: string) => string): PostgresServer['database'] {
  return async (name) => {
    await asking(address('postgres'), async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
    });
    return address(name);
  };
}

/** Where a server that `startPostgres` has started on this port has its databases. */
export const addressOf =
  (port: number) =>
  (name: string): string =>
    `postgres://${user}@127.0.0.1:${port}/${name}`;

/** Processes that a process has started, as Linux tells it. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone with its parent already.
  }
}

async function asking(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_800; tries += 1) {
    if (await holds()) return;
    await pause(50);
  }
  throw new Error('the PostgreSQL servers did not find each other in time');
}

async function untilAnswers(url: string, gaveUp: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_800; tries += 1) {
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
