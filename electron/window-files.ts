import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pageMedia } from '../contract/page-headers.ts';
import { pageHeaders } from '../host/page/files.ts';
import { decideMove } from './navigation.ts';

/** A file below the built window, as path segments; or undefined when the address names none. */
export function fileOf(url: string): readonly string[] | undefined {
  if (decideMove(url, 'navigate').kind === 'deny') return undefined;
  const segments = new URL(url).pathname.split('/').filter((segment) => segment !== '');
  if (segments.length === 0 || segments[0] === 'practice') return ['index.html'];
  const names = segments.map(decoded);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** One plain name: nothing that climbs, splits again once decoded, or means a device or a stream to a file system. */
function decoded(segment: string): string | undefined {
  try {
    const name = decodeURIComponent(segment);
    return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Answers a request of the page from the folder of the built window, with the same headers as the loopback server.
 *
 * @param root folder of the built window
 */
export async function answerWindowFile(root: string, request: { readonly url: string; readonly method: string }): Promise<Response> {
  const file = fileOf(request.url);
  if (request.method !== 'GET' || file === undefined) return refused(404);
  const type = pageMedia[extname(file.at(-1) ?? '')];
  if (type === undefined) return refused(404);
  const bytes = await readFile(join(root, ...file)).catch(() => undefined);
  if (bytes === undefined) return refused(404);
  return new Response(new Uint8Array(bytes), { status: 200, headers: { ...pageHeaders, 'content-type': type } });
}

function refused(status: number): Response {
  return new Response('', { status, headers: { ...pageHeaders } });
}
