import type { FastifyReply, FastifyRequest } from 'fastify';

/* Two cookies: the session, and the ticket of a sign-in on its way to a provider and back. Neither can be read by scripts. */

const secretPattern = /^[A-Za-z0-9_-]{43}$/;
const ticketLifeS = 600;

/** `__Host-` binds a cookie to TLS and to this host alone; a browser takes it over TLS only. */
function nameOf(use: 'session' | 'ticket', origin: string): string {
  return origin.startsWith('https:') ? `__Host-custos-${use}` : `custos-${use}`;
}

/** A cookie's secret, or undefined when there is none or it cannot be one of ours. */
export function secretOf(request: Pick<FastifyRequest, 'headers'>, use: 'session' | 'ticket', origin: string): string | undefined {
  const name = nameOf(use, origin);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    return secretPattern.test(value) ? value : undefined;
  }
  return undefined;
}

/** The session is never sent along from another site. The ticket must be: the provider leads the browser back here. */
export function setSecret(reply: FastifyReply, use: 'session' | 'ticket', origin: string, secret: string): void {
  const rule = use === 'session' ? 'SameSite=Strict' : `SameSite=Lax; Max-Age=${ticketLifeS}`;
  addCookie(reply, `${nameOf(use, origin)}=${secret}; Path=/; HttpOnly; ${rule}${secure(origin)}`);
}

export function dropSecret(reply: FastifyReply, use: 'session' | 'ticket', origin: string): void {
  addCookie(
    reply,
    `${nameOf(use, origin)}=; Path=/; HttpOnly; SameSite=${use === 'session' ? 'Strict' : 'Lax'}; Max-Age=0${secure(origin)}`,
  );
}

function addCookie(reply: FastifyReply, cookie: string): void {
  const before = reply.getHeader('set-cookie');
  const list = before === undefined ? [] : Array.isArray(before) ? before : [String(before)];
  void reply.header('set-cookie', [...list, cookie]);
}

function secure(origin: string): string {
  return origin.startsWith('https:') ? '; Secure' : '';
}
