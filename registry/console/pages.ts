import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** The built console. */
export interface Pages {
  /** Folder of the built files. */
  readonly folder: string;
  /** The page itself, e.g. `console.html`. */
  readonly index: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/**
 * Nothing from elsewhere, no inline script, no frames, and no form that leads away. Styles may be inline because the
 * component library positions overlays with style attributes.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), hid=(), serial=()',
};

/** Serves the console's files to anyone: they hold nothing, every answer is asked for by a signed-in page. */
export function servePages(app: FastifyInstance, { folder, index }: Pages, refused: (path: string) => boolean): void {
  app.get('/*', async (request, reply) => {
    const path = decodedPath(request.url);
    if (path === undefined || refused(path)) return reply.callNotFound();
    // A path without a file ending is a page that the console itself finds.
    const wanted = normalize(join(folder, extname(path) === '' ? index : path));
    const type = mediaTypes[extname(wanted)];
    const found = wanted.startsWith(normalize(folder) + sep) && type !== undefined ? await stat(wanted).catch(() => undefined) : undefined;
    if (found?.isFile() !== true) return reply.callNotFound();
    return reply
      .headers(pageHeaders)
      .header('content-length', found.size)
      .header('cache-control', path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store')
      .type(type ?? '')
      .send(createReadStream(wanted));
  });
}

function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://path').pathname);
  } catch {
    return undefined;
  }
}
