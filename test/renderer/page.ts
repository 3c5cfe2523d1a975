import { RPCHandler } from '@orpc/server/ws';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import type { standInStation } from './stand-in-station.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Builds the window into a folder of its own. */
export async function buildPage(): Promise<{ readonly root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'custos-page-'));
  await build({
    configFile: false,
    root: resolve(import.meta.dirname, '../../renderer'),
    plugins: [react()],
    logLevel: 'error',
    build: { outDir: root, emptyOutDir: true, chunkSizeWarningLimit: 3000, modulePreload: false, assetsInlineLimit: 0 },
  });
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

type StandIn = ReturnType<typeof standInStation>;

/** Serves a built page on loopback, with a stand-in station behind its bridge. Swap the station by `use`. */
export async function servePage(
  root: string,
): Promise<{ readonly address: string; use(station: StandIn): void; hangUp(): void; close(): Promise<void> }> {
  let handler: RPCHandler<Record<never, never>> | undefined;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const file = path === '/' || path === '/practice' ? '/index.html' : path;
    readFile(join(root, file)).then(
      (bytes) =>
        response
          .writeHead(200, {
            'content-type': types[extname(file)] ?? 'application/octet-stream',
            'content-security-policy':
              "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'",
          })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (handler === undefined) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, (webSocket) => void handler?.upgrade(webSocket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a listening TCP server has a port
    use: (station) => {
      handler = new RPCHandler(station.router);
    },
    hangUp: () => {
      handler = undefined;
      for (const socket of sockets.clients) socket.terminate();
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CUSTOS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
