import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** What the built window consists of; anything else is not served. */
export const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * The rule that every page of Custos lives under: nothing from elsewhere, no inline script, no frames. Styles may be
 * inline because the component library positions overlays with style attributes.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers for every answer of the page server. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // The camera is for photos of drives; the browser still asks.
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), usb=(), hid=(), serial=()',
};

/**
 * Sends one file of the built window.
 *
 * @param root folder of the built window
 * @param path the request's path, already decoded; `/` means the page itself
 * @returns false when there is no such file (nothing has been sent)
 */
export async function sendFile(root: string, path: string, response: ServerResponse): Promise<boolean> {
  const wanted = normalize(join(root, path === '/' ? 'index.html' : path));
  if (!wanted.startsWith(normalize(root) + sep)) return false;
  const type = mediaTypes[extname(wanted)];
  if (type === undefined) return false;
  const found = await stat(wanted).catch(() => undefined);
  if (found === undefined || !found.isFile()) return false;
  const immutable = path.startsWith('/assets/');
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': type,
    'content-length': found.size,
    'cache-control': immutable ? 'max-age=31536000, immutable' : 'no-store',
  });
  createReadStream(wanted).pipe(response);
  return true;
}
