import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openKeyFile, readKeyFile } from '../keys/key-file.ts';
import { usePlatformHash } from '../keys/platform-hash.ts';
import { randomBytes } from '../keys/random.ts';
import { selfTestSigning } from '../keys/self-test.ts';
import { openVerifierPool } from '../keys/verify-pool.ts';
import { openBlobShelf } from './blobs/shelf.ts';
import type { GateLimits } from './gates/push-gate.ts';
import type { ServerOptions, TlsFiles } from './http/server.ts';
import { openGuardFile } from './ledger/guard-file.ts';
import type { Measures } from './observe/measures.ts';
import type { Observer } from './observe/observer.ts';
import type { After, RegistryClock, Report } from './ports.ts';
import type { Console, ConsoleOptions } from './console/open.ts';
import type { Outlet } from './outlets/outlet.ts';
import type { Ledger } from './registry.ts';
import { buildRegistry } from './registry.ts';
import type { WitnessOptions } from './witness/open.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openSqliteStore } from './sqlite/store.ts';

export interface OpenRegistryOptions {
  /** Folder of the keys, and of the database unless `databaseUrl` names one; made if missing. */
  readonly dataDir: string;
  /** A PostgreSQL database in place of the SQLite file in `dataDir`, as in DATABASE_URL. */
  readonly databaseUrl?: string | undefined;
  /** Registry name, e.g. `custos.invalid/7f3a90`. Must be the same at each start. */
  readonly name: string;
  /** Unix time, monotonic time and a boot id; entry points pass the real ones. */
  readonly clock: RegistryClock;
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** A free one unless told. */
  readonly port?: number;
  /** Folder of the guard file. Best on another volume than `dataDir` and outside its backups; `dataDir/guard` unless told. */
  readonly guardDir?: string;
  /** 100 ms unless told. */
  readonly checkpointDelayMs?: number;
  /** How much may wait at the door for pushes; `gateLimits` unless told. */
  readonly pushGate?: GateLimits;
  /** Which logs are witnessed here, and whose cosignatures are taken. None unless told. */
  readonly witness?: WitnessOptions;
  readonly after?: After;
  readonly report?: Report;
  /** How people sign in, and the pages that they see. */
  readonly console?: ConsoleOptions;
  /** Other systems that are told of the log. */
  readonly outlets?: readonly Outlet[];
  /** How many of a thousand certified drives are drawn for a re-check; none unless told. A window lasts an hour unless told. */
  readonly rechecks?: { readonly permille: number; readonly windowMs?: number };
  /** How long an index of drives stands before the next one is told, in ms; none is told unless this is. */
  readonly indexEveryMs?: number;
  /** How often the newest checkpoint is kept for processes that read beside this one, in ms; never unless told. */
  readonly releaseEveryMs?: number;
  /** TLS, proxies, bounds by address. None unless told: an embedded registry has one asker. */
  readonly server?: ServerOptions;
  readonly observe?: Observer;
}

export interface OpenRegistry {
  readonly app: FastifyInstance;
  readonly ledger: Ledger;
  readonly console: Console;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly name: string;
  readonly logVkey: string;
  readonly ackVkey: string;
  /** The operator's one-time code: lets one station in at once, within 24 hours. */
  enrolmentCode(): Promise<string>;
  /** How it stands, in numbers. */
  measures(): Promise<Measures>;
  /** Takes a new certificate for connections from now on. Throws, and keeps the old one, when the two do not fit. */
  renewTls(files: TlsFiles): void;
  /** Hangs up on whoever is still being answered, so that `close` comes to its end. What was taken is kept. */
  hangUp(): void;
  /** Answers what is under way, covers what came in, closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens a registry on this machine and listens. Throws `RegistryRefused` when the data is in use, newer, or
 * another registry's; `KeyFileRefused` when its keys are open to others.
 */
export async function openRegistry(options: OpenRegistryOptions): Promise<OpenRegistry> {
  selfTestSigning();
  usePlatformHash();
  const { dataDir, name, clock } = options;
  // The database comes first: its lock keeps a second process from making keys beside ours.
  const store =
    options.databaseUrl === undefined ? openSqliteStore(join(dataDir, 'registry.sqlite')) : await openPostgresStore(options.databaseUrl);
  const pool = openVerifierPool();
  let opened: FastifyInstance | undefined;
  try {
    const keyPath = (use: string): string => join(dataDir, 'keys', `${use}.json`);
    const key = (use: string) => openKeyFile(keyPath(use));
    const keys = { log: key('log'), ack: key('ack'), control: key('control'), verifier: pool.verifier };
    const built = await buildRegistry({
      name,
      store,
      keys,
      keysReadable: () => (['log', 'ack', 'control'] as const).every((use) => holdsKey(keyPath(use), keys[use].keyId)),
      blobs: openBlobShelf(join(dataDir, 'blobs')),
      guard: openGuardFile(join(options.guardDir ?? join(dataDir, 'guard'), 'log-1.json')),
      clock,
      after: options.after ?? afterTimer,
      randomBytes,
      report: options.report ?? (() => undefined),
      checkpointDelayMs: options.checkpointDelayMs ?? 100,
      pushGate: options.pushGate,
      witness: options.witness,
      witnessKey: () => key('witness'),
      console: options.console,
      outlets: options.outlets,
      rechecks: options.rechecks,
      indexEveryMs: options.indexEveryMs,
      releaseEveryMs: options.releaseEveryMs,
      server: options.server,
      observe: options.observe,
    });
    countRequests(built.app);
    opened = built.app;
    built.app.addHook('onClose', () => pool.close());
    const listens = await built.app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
    // The server was made outside of Fastify, which then does not know of its TLS.
    const url = options.server?.tls === undefined ? listens : listens.replace(/^http:/, 'https:');
    let closing: Promise<void> | undefined;
    return {
      app: built.app,
      ledger: built.ledger,
      console: built.console,
      url,
      name,
      logVkey: built.logVkey,
      ackVkey: built.ackVkey,
      enrolmentCode: () => built.ledger.desk.makeCode({ approves: true }),
      measures: () => built.measures(),
      renewTls: (files) => {
        built.renewTls(files);
      },
      hangUp: () => {
        built.app.server.closeAllConnections();
      },
      close: () => (closing ??= closeInOrder(built.app)),
    };
  } catch (cause) {
    // Once it is built, what follows the log has to be stopped before the store is closed.
    await (opened === undefined ? store.close() : opened.close());
    throw cause;
  }
}

/** Whether a key file can be read and holds this key: one that was replaced or closed shows before the next start fails on it. */
function holdsKey(path: string, keyId: string): boolean {
  try {
    return readKeyFile(path).keyId === keyId;
  } catch {
    return false;
  }
}

/** Requests that are being answered, by server. */
const openRequests = new WeakMap<FastifyInstance, number>();

function countRequests(app: FastifyInstance): void {
  openRequests.set(app, 0);
  app.server.on('request', (_request, response) => {
    openRequests.set(app, (openRequests.get(app) ?? 0) + 1);
    response.once('close', () => openRequests.set(app, (openRequests.get(app) ?? 0) - 1));
  });
}

/** How often a closing registry looks whether the last answer is out, in ms. */
const sweepMs = 20;

/**
 * Answers what is under way, then hangs up. A client's pool may hold a connection that never carried a request: the
 * server would wait for that one until its header timeout, a minute and more.
 */
async function closeInOrder(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  const sweep = setInterval(() => {
    if (app.server.listening) return;
    app.server.closeIdleConnections();
    if (openRequests.get(app) === 0) app.server.closeAllConnections();
  }, sweepMs);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
  }
}

/** A boot id for `RegistryClock`. */
export function newBootId(): string {
  return randomUUID();
}

const afterTimer: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
};
