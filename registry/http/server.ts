import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import compress from '@fastify/compress';
import Fastify, { type FastifyInstance } from 'fastify';
import { pushLimits } from '../../contract/registry.ts';
import type { HalfOpen } from '../gates/half-open.ts';
import { nobody, type Observer } from '../observe/observer.ts';
import { requestIds, watchRequests } from '../observe/requests.ts';
import type { RegistryClock, Report } from '../ports.ts';
import { type AddressLimits, addLimits, TooMany } from './limits.ts';
import { sendProblem } from './problem.ts';

/** Certificate chain and private key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface ServerOptions {
  /** Bounds by address; none unless told. */
  readonly limits?: AddressLimits | undefined;
  /** Addresses and networks of proxies whose X-Forwarded headers are believed. */
  readonly trustProxy?: readonly string[] | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Told over TLS only; absent or 0 is not told. */
  readonly hstsSeconds?: number | undefined;
}

export interface BuiltServer {
  readonly app: FastifyInstance;
  readonly bodies: HalfOpen | undefined;
  /** Takes a new certificate for connections from now on. Throws, and keeps the old one, when the two do not fit. */
  readonly renewTls: (files: TlsFiles) => void;
}

/** An answer of fewer bytes goes out as it is. */
const gzipFromBytes = 2048;
/** Tiles are hashes and do not get smaller. */
const gzipTypes = /^(application\/(x-ndjson|json|problem\+json)|text\/)/;
/** How long a request may take to come, in ms. */
const requestTimeout = 60_000;

/** The server before any route: bodies as they came, refusals as problem documents, bounds, and who watches. */
export async function buildServer(
  options: ServerOptions,
  ports: { readonly clock: RegistryClock; readonly report: Report; readonly observe?: Observer | undefined },
): Promise<BuiltServer> {
  const { clock, report, observe = nobody } = ports;
  let tls: TlsServer | undefined;
  const app = Fastify({
    logger: false,
    bodyLimit: pushLimits.bodyBytes,
    forceCloseConnections: 'idle',
    trustProxy: options.trustProxy === undefined || options.trustProxy.length === 0 ? false : [...options.trustProxy],
    genReqId: requestIds(clock.boot),
    serverFactory: (handler) => {
      if (options.tls === undefined) return createServer({ requestTimeout }, handler);
      tls = createTlsServer({ ...options.tls, requestTimeout, minVersion: 'TLSv1.2' }, handler);
      // Fastify knows the two kinds of server by one name; what it asks of one, both have.
      return tls as unknown as Server;
    },
  });
  // Signatures cover the bytes as sent, so nothing may parse a body before it is verified.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not_found', 'no such page'));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof TooMany) return sendProblem(reply, 'slow_down', error.message, { retry_ms: error.retryMs });
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 413) return sendProblem(reply, 'too_large', 'the body is over the limit');
    if (typeof status === 'number' && status >= 400 && status < 500) return sendProblem(reply, 'malformed', 'the request cannot be read');
    report('A request failed inside the registry.', error);
    return sendProblem(reply, 'internal', 'the registry failed inside; nothing of this request was taken', { retry_ms: 5_000 });
  });
  watchRequests(app, observe);
  tellHsts(app, options.hstsSeconds ?? 0);
  // Large answers go out as gzip. What comes in is undone only after its signature was checked over the bytes as sent.
  await app.register(compress, { encodings: ['gzip'], customTypes: gzipTypes, threshold: gzipFromBytes, globalDecompression: false });
  const bodies = options.limits === undefined ? undefined : await addLimits(app, options.limits);
  return {
    app,
    bodies,
    renewTls(files) {
      tls?.setSecureContext({ ...files, minVersion: 'TLSv1.2' });
    },
  };
}

/** A browser that was told once comes by TLS only, so it is never told over anything else. */
function tellHsts(app: FastifyInstance, seconds: number): void {
  if (seconds === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https') void reply.header('strict-transport-security', `max-age=${seconds}`);
    return Promise.resolve();
  });
}
