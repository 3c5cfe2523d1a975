import type { Mode } from './messages.ts';

/** The page's own origin. The scheme is registered as standard and secure, so Chromium treats it like https. */
export const windowScheme = 'app';
export const windowHost = 'custos';
export const windowOrigin = `${windowScheme}://${windowHost}`;

/** Where a move would lead: allowed stays inside the built window; everything else is denied. */
export type Move = { readonly kind: 'allow' } | { readonly kind: 'deny'; readonly why: DenyReason };
export type DenyReason = 'not_a_url' | 'foreign_scheme' | 'foreign_host' | 'credentials' | 'port' | 'new_window';

/** How the page tries to go somewhere. A redirect is judged by where it leads, like any other move. */
export type Way = 'navigate' | 'redirect' | 'frame' | 'window';

/**
 * Decides where the window may go: within its own origin and nowhere else, by the parsed URL and never by its text.
 * A second window is never opened, whatever it would show.
 */
export function decideMove(url: string, way: Way): Move {
  if (way === 'window') return deny('new_window');
  const parsed = parse(url);
  if (parsed === undefined) return deny('not_a_url');
  if (parsed.protocol !== `${windowScheme}:`) return deny('foreign_scheme');
  if (parsed.username !== '' || parsed.password !== '') return deny('credentials');
  if (parsed.port !== '') return deny('port');
  if (parsed.host !== windowHost) return deny('foreign_host');
  return { kind: 'allow' };
}

/**
 * Decides what the page may load. Nothing comes from a network: the window's own files, and what the page itself made
 * (`blob:`, `data:`), which its content security policy narrows further.
 */
export function mayLoad(url: string): boolean {
  const parsed = parse(url);
  if (parsed === undefined) return false;
  if (parsed.protocol === 'data:') return true;
  if (parsed.protocol === 'blob:') return decideMove(url.slice('blob:'.length), 'navigate').kind === 'allow';
  return decideMove(url, 'navigate').kind === 'allow';
}

/** The page saves certificates and labels that it was given; nothing else is written to disk for it. */
export function maySave(url: string): boolean {
  return url.startsWith('blob:') && mayLoad(url);
}

/** The few facts about a frame that a sender is judged by. */
export interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/**
 * A message counts only when it comes from the top frame of our own page: a frame inside it, or a page that got into
 * the window by a way nobody thought of, is not heard.
 */
export function isTrustedSender(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && decideMove(frame.url, 'navigate').kind === 'allow';
}

/** Which station the page at this address belongs to: practice lives below `/practice`, as in a browser. */
export function modeOf(url: string): Mode {
  const path = parse(url)?.pathname ?? '';
  return path === '/practice' || path.startsWith('/practice/') ? 'practice' : 'real';
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

function deny(why: DenyReason): Move {
  return { kind: 'deny', why };
}
