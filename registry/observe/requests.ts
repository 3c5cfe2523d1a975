import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ledgerRoutes } from '../../contract/ledger-routes.ts';
import type { Answered, LogLevel, Observer } from './observer.ts';

/** Header with which each answer says what the log calls its request. */
export const requestIdHeader = 'x-request-id';

/** Asked every few seconds by machines: that they answered well is no news. */
const probes = new Set<string>([ledgerRoutes['health.alive'].path, ledgerRoutes['health.ready'].path]);

const codes = new WeakMap<FastifyRequest, string>();

/** Remembers why a request was refused, for the line that the log gets when it is answered. */
export function noteRefusal(reply: FastifyReply, code: string): void {
  codes.set(reply.request, code);
}

/** Names for requests: of this start, and counted. They follow from nothing that a stranger sends. */
export function requestIds(boot: string): () => string {
  let count = 0;
  return () => `${boot.slice(0, 8)}-${(++count).toString(36)}`;
}

/** Tells the observer of every answer, and the asker what the log calls it. */
export function watchRequests(app: FastifyInstance, { log, answered }: Observer): void {
  const told = (request: FastifyRequest, reply: FastifyReply): Answered => ({
    request: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    code: codes.get(request),
    ms: Math.round(reply.elapsedTime * 10) / 10,
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.header(requestIdHeader, request.id);
    return Promise.resolve();
  });
  app.addHook('onResponse', async (request, reply) => {
    const answer = told(request, reply);
    answered(answer);
    log(levelOf(answer), 'A request was answered.', { ...answer });
    return Promise.resolve();
  });
  app.addHook('onRequestAbort', async (request) => {
    log('debug', 'Whoever asked has gone before the answer.', {
      request: request.id,
      method: request.method,
      route: request.routeOptions.url,
    });
    return Promise.resolve();
  });
}

/** What the registry could not do is worth a look; what it would not do is news; the rest is what it is there for. */
function levelOf({ status, route }: Answered): LogLevel {
  if (status >= 500) return 'warn';
  return probes.has(route) ? 'debug' : 'info';
}
