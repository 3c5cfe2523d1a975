import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy, pageMedia } from '../../contract/page-headers.ts';

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
  const type = pageMedia[extname(wanted)];
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
