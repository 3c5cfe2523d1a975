import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundleLimits } from '../../contract/bundle.ts';

/** Media type of a bundle. */
export const bundleMedia = 'application/gzip';
const path = '/v1/bundle';

export interface BundleRelay {
  /** `http://host:port` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A listener that takes bundles of other stations and nothing else: `POST /v1/bundle` answers with the answer
 * bundle. Off unless the station is started with it. One bundle at a time; sealed values cross this line in the
 * clear, so it belongs on a network of its own or behind a proxy with TLS.
 *
 * @param carry gives the answer bundle, or a word for why there is none
 */
export async function openBundleRelay(
  listen: { readonly host: string; readonly port: number },
  carry: (file: Uint8Array) => Promise<Uint8Array | string>,
): Promise<BundleRelay> {
  let busy = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || request.url !== path) return end(response, 404, 'not_found');
    if (busy) return end(response, 503, 'busy');
    busy = true;
    try {
      const file = await bodyOf(request);
      if (file === undefined) return end(response, 413, 'too_large');
      const carried = await carry(file);
      if (typeof carried === 'string') return end(response, 422, carried);
      response.writeHead(200, { 'content-type': bundleMedia }).end(carried);
    } finally {
      busy = false;
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) end(response, 500, 'internal');
      else response.destroy();
    });
  });
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo; // a TCP server has a TCP address
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a bundle to another station's relay. @returns its answer bundle, or a word for why there is none */
export async function sendBundle(to: string, file: Uint8Array): Promise<Uint8Array | string> {
  try {
    const answer = await fetch(new URL(path, to), {
      method: 'POST',
      body: Uint8Array.from(file),
      headers: { 'content-type': bundleMedia },
      redirect: 'error',
      signal: AbortSignal.timeout(300_000),
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    return answer.ok ? body : new TextDecoder().decode(body.slice(0, 200)).trim();
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'no answer';
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bundleLimits.fileBytes) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function end(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${code}\n`);
}
