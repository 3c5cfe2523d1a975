import { isIPv6 } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify';
import type { LimitName } from '../../contract/route.ts';
import { type HalfOpen, openHalfOpen } from '../gates/half-open.ts';
import { sendProblem } from './problem.ts';

/** Bounds for requests that nobody signs, by address. 0 is any number. */
export type AddressLimits = {
  /** Questions a minute. */
  readonly [Name in LimitName]: number;
} & {
  /** Requests whose body has not come whole yet. */
  readonly bodies: number;
};

const minuteMs = 60_000;
const bodyRetryMs = 1_000;
/** One network of this many bits is one asker: it is what a household or a machine is given of IPv6. */
const ipv6Subnet = 64;

/** Thrown by a bound; the server's error handler turns it into a problem document. */
export class TooMany extends Error {
  readonly retryMs: number;
  constructor(retryMs: number) {
    super('too many questions from one address');
    this.name = 'TooMany';
    this.retryMs = retryMs;
  }
}

/**
 * Puts the bounds on each route whose row names one, and on bodies that are on their way. Call it before the routes are
 * added. Counts are in memory: a restart forgets them, and each registry behind one name has its own.
 */
export async function addLimits(app: FastifyInstance, limits: AddressLimits): Promise<HalfOpen> {
  const bodies = openHalfOpen(limits.bodies);
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = holdBody(bodies, request, reply);
    if (refusal === undefined) done();
  });
  await app.register(rateLimit, {
    global: false,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
  const hooks = new Map<LimitName, onRequestHookHandler>();
  for (const name of ['enrol', 'sign_in', 'public'] as const) {
    const max = limits[name];
    if (max === 0) continue;
    const errorResponseBuilder = (_request: FastifyRequest, { ttl }: { readonly ttl: number }): Error => new TooMany(Math.max(1, ttl));
    // One counter for all routes of a name.
    hooks.set(name, app.rateLimit({ max, timeWindow: minuteMs, ipv6Subnet, errorResponseBuilder }) as onRequestHookHandler);
  }
  app.addHook('onRoute', (route: RouteOptions) => {
    const { limit } = route.config ?? {};
    const hook = limit === undefined ? undefined : hooks.get(limit);
    if (hook !== undefined) route.onRequest = [hook, ...[route.onRequest ?? []].flat()];
  });
  return bodies;
}

/** Counts a body until it came whole, or its sender has gone. */
function holdBody(bodies: HalfOpen, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if ((length === undefined || length === '0') && coding === undefined) return undefined;
  const end = bodies.begin(senderOf(request.ip));
  if (end === undefined) {
    // What is still to come is not waited for.
    void reply.header('connection', 'close');
    return sendProblem(reply, 'slow_down', 'too many requests of this address are on their way', { retry_ms: bodyRetryMs });
  }
  request.raw.once('end', end);
  request.raw.once('close', end);
  reply.raw.once('close', end);
  return undefined;
}

/** An IPv4 address, or the network that an IPv6 address belongs to. */
export function senderOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? [];
  const parts = head.split(':').filter((part) => part !== '');
  const rest = tail.split(':').filter((part) => part !== '');
  const whole = address.includes('::') ? [...parts, ...Array.from({ length: 8 - parts.length - rest.length }, () => '0'), ...rest] : parts;
  return `${whole
    .slice(0, ipv6Subnet / 16)
    .map((part) => part.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/${ipv6Subnet}`;
}
