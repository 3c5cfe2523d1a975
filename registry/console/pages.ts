import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy, pageMedia } from '../../contract/page-headers.ts';

/** The built console. */
export interface Pages {
  /** Folder of the built files. */
  readonly folder: string;
  /** The page itself, e.g. `console.html`. */
  readonly index: string;
}

/** Headers for every answer of the pages: the console has no use for a camera. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
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
    const type = pageMedia[extname(wanted)];
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
