import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { ledgerRoutes } from '../../contract/ledger-routes.ts';
import type { Route } from '../../contract/route.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { usePlatformHash } from '../../keys/platform-hash.ts';
import { selfTestSigning } from '../../keys/self-test.ts';
import { addLogRoutes } from '../http/log-routes.ts';
import { addProbeRoutes } from '../http/probe-routes.ts';
import { sendProblem } from '../http/problem.ts';
import { buildServer, type ServerOptions, type TlsFiles } from '../http/server.ts';
import type { Observer } from '../observe/observer.ts';
import type { After, RegistryClock, Report } from '../ports.ts';
import { openPostgresToRead } from '../postgres/store.ts';
import { RegistryRefused } from '../refused.ts';
import { openSqliteToRead } from '../sqlite/store.ts';
import { followReleased, type ReaderMeasures } from './follow.ts';

export interface ReaderOptions {
  /** Folder of the SQLite file, unless `databaseUrl` names a database. No key and no guard is read from it. */
  readonly dataDir: string;
  /** The PostgreSQL database that the registry writes, or a standby of it. */
  readonly databaseUrl?: string | undefined;
  /** Name of the registry. */
  readonly name: string;
  /** Where the registry that writes is reached. */
  readonly writer: string;
  readonly clock: RegistryClock;
  readonly after: After;
  readonly report: Report;
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** A free one unless told. */
  readonly port?: number;
  readonly server?: ServerOptions;
  readonly observe?: Observer;
}

export interface OpenReader {
  readonly url: string;
  readonly name: string;
  readonly logVkey: string;
  measures(): Promise<ReaderMeasures>;
  renewTls(files: TlsFiles): void;
  hangUp(): void;
  close(): Promise<void>;
}

/** What this process answers: the log itself, which no reading changes and nobody has to be asked about. */
const answered: ReadonlySet<string> = new Set([
  'log.checkpoint',
  'log.tile',
  'log.proof',
  'evidence.look',
  'health.alive',
  'health.ready',
  'api.look',
]);

/**
 * Serves the log beside the registry that writes it: tiles, the newest released checkpoint, entries, proofs, evidence. It
 * has no keys, signs nothing and writes nothing; what it does not answer it refuses, and says where to go. Throws
 * `RegistryRefused`.
 */
export async function openReader(options: ReaderOptions): Promise<OpenReader> {
  selfTestSigning();
  usePlatformHash();
  const { databaseUrl, name, clock, after, report } = options;
  const opened =
    databaseUrl === undefined ? openSqliteToRead(join(options.dataDir, 'registry.sqlite')) : await openPostgresToRead(databaseUrl);
  const { log, store } = opened;
  let app: FastifyInstance | undefined;
  try {
    if (log.name !== name)
      throw new RegistryRefused('another_registry', `This data belongs to the registry ${log.name}. Start the reader under that name.`);
    const verifier = createVerifier();
    const released = await followReleased({ opened, verifier, clock, after, report });
    const server = await buildServer(options.server ?? {}, { clock, report, observe: options.observe });
    app = server.app;
    app.addHook('onClose', async () => {
      await released.stop();
      await opened.close();
    });
    addLogRoutes(app, {
      log,
      store,
      keys: { verifier },
      clock,
      integrator: { published: () => released.published(), alarm: () => undefined },
    });
    addProbeRoutes(app, () => released.ready());
    refuseOthers(app, options.writer);
    const listens = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
    const { server: listening } = app;
    const close = app.close.bind(app);
    return {
      url: options.server?.tls === undefined ? listens : listens.replace(/^http:/, 'https:'),
      name,
      logVkey: log.logVkey,
      measures: () => Promise.resolve(released.measures()),
      renewTls: (files) => {
        server.renewTls(files);
      },
      hangUp: () => {
        listening.closeAllConnections();
      },
      close: async () => close(),
    };
  } catch (cause) {
    await (app === undefined ? opened.close() : app.close());
    throw cause;
  }
}

/** Refuses every other row of the two tables, each with its reason, and says so on the page that a browser asks for. */
function refuseOthers(app: FastifyInstance, writer: string): void {
  const refuse = ({ method, path: url }: Route, says: string): void => {
    // A row of its own says what HEAD does.
    app.route({ method, url, exposeHeadRoute: false, handler: (_request, reply) => sendProblem(reply, 'read_only', says) });
  };
  for (const [id, route] of Object.entries<Route>(ledgerRoutes)) if (!answered.has(id)) refuse(route, `${why(route.method)} Ask ${writer}`);
  for (const route of Object.values<Route>(consoleRoutes)) refuse(route, `${consoleSays} Go to ${writer}`);
  app.get('/', (_request, reply) =>
    reply.code(503).type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(`${consoleSays}\nGo to ${writer}\n`),
  );
}

const consoleSays =
  'This process only reads the log. The console is served where its reads can be written down: whoever looks at the drives of a tenant is recorded, and nothing can be recorded here.';

function why(method: Route['method']): string {
  return method === 'GET'
    ? 'This process only reads the log: it has no keys, and tells nothing that a table beside the log says. Nothing is wrong with the log.'
    : 'This process only reads the log. Nothing of this request was taken.';
}
