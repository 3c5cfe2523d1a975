import type { FastifyRequest } from 'fastify';
import { consoleHeader } from '../../contract/console/parts.ts';

/** Names that only this machine answers to: nobody can re-point them. */
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?$/;

/**
 * Where browsers reach this console, as an origin. Without a set address only loopback is answered, so that a name that
 * was re-pointed here gets nothing.
 *
 * @param publicUrl e.g. `https://registry.example`
 * @returns undefined when the request came under a name that is not ours
 */
export function ownOrigin(request: Pick<FastifyRequest, 'headers' | 'protocol'>, publicUrl: string | undefined): string | undefined {
  const host = request.headers.host ?? '';
  if (loopback.test(host)) return `${request.protocol}://${host}`;
  if (publicUrl === undefined) return undefined;
  const own = new URL(publicUrl);
  return own.host === host ? own.origin : undefined;
}

/** Was this call made by a page of this origin? A call with an effect must bear the console's header, which no form or link can send. */
export function isOwnCall(request: Pick<FastifyRequest, 'headers' | 'method'>, origin: string): boolean {
  const { origin: said, 'sec-fetch-site': fetchSite } = request.headers;
  if (said !== undefined && said !== origin) return false;
  if (request.method === 'GET') return true;
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  return request.headers[consoleHeader] === '1';
}
