import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type ConsoleProblem, consoleProblemStatus } from '../../contract/console/parts.ts';
import { type ConsoleRouteId, consoleRoutes } from '../../contract/console/routes.ts';
import { mediaTypes } from '../../contract/registry.ts';
import type { Route } from '../../contract/route.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import type { ReadLog } from '../people/read-log.ts';
import { noteRefusal } from '../observe/requests.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { type Asker, rightTo } from '../people/rights.ts';
import type { RegistryClock, Report } from '../ports.ts';
import type { AnyHandler, Handlers, Raw, Seen } from './call.ts';
import { isOwnCall, ownOrigin } from './origin.ts';
import { programToken } from '../people/programs.ts';

export interface ServeParts {
  readonly handlers: Handlers<ConsoleRouteId>;
  /** Who is signed in, by the cookie or by an access token; undefined for nobody. */
  readonly askerOf: (request: FastifyRequest, origin: string, nowMs: number) => Promise<Asker | undefined>;
  readonly readLog: ReadLog;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly report: Report;
  readonly publicUrl: string | undefined;
}

/** Bodies of console routes are small; a policy is the largest. */
const bodyLimit = 256 * 1024;

/** Registers every row of the console's table, and nothing beside it. */
export function serveConsole(app: FastifyInstance, parts: ServeParts): void {
  for (const [id, route] of Object.entries<Route>(consoleRoutes)) {
    const handler = parts.handlers[id as ConsoleRouteId] as unknown as AnyHandler; // one row gave schemas and handler their types
    app.route({
      method: route.method,
      url: route.path,
      config: route.limit === undefined ? {} : { limit: route.limit },
      bodyLimit,
      handler: (request, reply) =>
        answer(id, route, handler, parts, request, reply).catch((cause: unknown) => refuse(reply, cause, parts.report)),
    });
  }
}

async function answer(
  id: string,
  route: Route,
  handler: AnyHandler,
  parts: ServeParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nowMs = parts.clock.nowMs();
  void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  const origin = ownOrigin(request, parts.publicUrl);
  // The provider leads the browser back from another site; its answer is bound by state and ticket instead. A program's
  // token is in no browser that could be led to send it.
  const bound = id === 'session.returned' || programToken(request) !== undefined;
  if (origin === undefined || !(bound || isOwnCall(request, origin)))
    throw new ConsoleRefusal('origin', 'this call was not made by a page of this registry');
  const asker = await parts.askerOf(request, origin, nowMs);
  const right = rightTo(route, asker);
  if (right.kind === 'may_not')
    throw right.why === 'program'
      ? new ConsoleRefusal('role', 'a program only asks; this is done by a person', { why: right.why })
      : new ConsoleRefusal(right.code, right.code === 'sign_in' ? 'sign in first' : 'none of your roles may do this');
  let seen: Seen | undefined;
  const result = await handler({
    asker,
    scope: right.scope,
    params: parsed(route.params, request.params),
    query: parsed(route.query, request.query),
    body: route.body === undefined ? undefined : parsed(route.body, jsonOf(request.body)),
    nowMs,
    saw: (what) => (seen = what),
    request,
    reply,
  });
  if (route.logged === true) {
    // Nothing is shown that is not written down first.
    if (asker === undefined || seen === undefined) throw new Error(`${id} did not say what it shows`);
    await parts.readLog.keep({ ...seen, atMs: nowMs, person: asker.person, what: id });
  }
  if (route.media === undefined) return reply.type(mediaTypes.json).send(JSON.stringify(result));
  if (route.media === 'redirect' || route.media === 'text/event-stream') return reply;
  const { media, body, file } = result as Raw; // `Handlers` holds a row with a media type to it
  if (file !== undefined) void reply.header('content-disposition', `attachment; filename="${file}"`);
  return reply.type(media).send(typeof body === 'string' ? body : Buffer.from(body));
}

function parsed(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConsoleRefusal('malformed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as the route asks'}`.replace(/^: /, ''));
}

function jsonOf(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) throw new ConsoleRefusal('malformed', 'there is no body');
  try {
    return JSON.parse(fromUtf8(Uint8Array.from(body)) ?? '');
  } catch {
    throw new ConsoleRefusal('malformed', 'the body is no JSON');
  }
}

/** Answers with a problem document. What is no refusal of ours stays inside. */
export function refuse(reply: FastifyReply, cause: unknown, report: Report): FastifyReply {
  const refusal =
    cause instanceof ConsoleRefusal ? cause : new ConsoleRefusal('internal', 'the registry failed inside; nothing of this call was done');
  if (refusal !== cause) report('A call of the console failed inside the registry.', cause);
  const { code, why, retryMs } = refusal;
  const status = consoleProblemStatus[code];
  noteRefusal(reply, code);
  // RFC 6750, 3.1: a token that counts no more is answered so.
  if (why === 'token') void reply.header('www-authenticate', 'Bearer error="invalid_token"');
  const body: ConsoleProblem = {
    type: 'about:blank',
    status,
    code,
    detail: refusal.message,
    ...(why === undefined ? {} : { why }),
    ...(retryMs === undefined ? {} : { retry_ms: retryMs }),
  };
  return reply.code(status).type(mediaTypes.problem).send(JSON.stringify(body));
}
