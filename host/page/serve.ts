import { RPCHandler } from '@orpc/server/ws';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { StationRouter } from '../../station/router.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { pageHeaders, sendFile } from './files.ts';

/** A page server that is listening. */
export interface Page {
  /** An address with a fresh one-time token. */
  address(): string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where a window may connect, and which station answers there. A station behind a door may open when somebody first comes. */
export type Doors = Readonly<Record<string, () => Promise<StationRouter>>>;

/** The largest message of a window, in bytes: a file of 4 MiB in base64, which is a third longer, and the call around it. */
const mostMessageBytes = 8 * 1024 * 1024;

/**
 * Serves the built window and its bridge to a browser on this machine, on 127.0.0.1 only. It is unprivileged: all
 * it can do is ask the station.
 *
 * @param options.root folder of the built window
 * @param options.doors bridge path (`/bridge`, `/practice/bridge`) -> router
 * @param options.port 0 for a free one
 * @throws when the port is taken
 */
export async function servePage(options: {
  readonly root: string;
  readonly doors: Doors;
  readonly port: number;
  onFault(error: unknown): void;
}): Promise<Page> {
  const doorkeeper = new Doorkeeper();
  const server = createServer((request, response) => {
    answer(request, response, options.root, doorkeeper, port()).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes });
  const handlers = new Map(Object.entries(options.doors).map(([path, open]) => [path, once(async () => new RPCHandler(await open()))]));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const handler = handlers.get(new URL(request.url ?? '/', 'http://loopback').pathname);
    // A browser always names the origin of a WebSocket; a request without one is no window of ours.
    if (handler === undefined || request.headers.origin === undefined || doorkeeper.check(request, port()) !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    handler().then(
      (opened) => sockets.handleUpgrade(request, socket, head, (webSocket) => void opened.upgrade(webSocket)),
      (error: unknown) => {
        options.onFault(error);
        socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      },
    );
  });
  await listen(server, options.port);
  const port = () => (server.address() as AddressInfo).port; // a listening TCP server has a port
  return {
    port: port(),
    address: () => `http://127.0.0.1:${port()}/?t=${doorkeeper.issueToken()}`,
    close: () => close(server, sockets),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  doorkeeper: Doorkeeper,
  port: number,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback');
  const refused = doorkeeper.check(request, port);
  const token = url.searchParams.get('t');
  if (token !== null && refused !== 'foreign_host' && refused !== 'foreign_origin') {
    const pass = doorkeeper.spend(token);
    if (pass !== undefined) {
      response.writeHead(303, { ...pageHeaders, location: '/', 'set-cookie': `custos=${pass}; HttpOnly; SameSite=Strict; Path=/` }).end();
      return;
    }
    if (refused === undefined) {
      response.writeHead(303, { ...pageHeaders, location: '/' }).end();
      return;
    }
  }
  if (refused !== undefined)
    return say(response, 403, 'This address is not open to you. Use the address that the terminal shows; each one opens one browser.');
  if (request.method !== 'GET') return say(response, 405, 'Only GET is answered here.');
  // `/practice` is the same page: the window connects to the practice station by its path.
  const path = decodeURIComponent(url.pathname);
  if (await sendFile(root, path === '/practice' || path === '/practice/' ? '/' : path, response)) return;
  return say(response, 404, 'There is nothing at this address.');
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** Opens at most once; a failed opening may be tried again. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    opened.catch(() => (opened = undefined));
    return opened;
  };
}
