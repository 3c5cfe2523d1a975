import { RPCHandler } from '@orpc/server/ws';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import { contentSecurityPolicy, pageMedia } from '../../contract/page-headers.ts';
import { type Built, builtOnce } from './built-once.ts';
import type { standInStation } from './stand-in-station.ts';

/** Builds the window. */
export function buildPage(): Promise<Built> {
  return builtOnce('page', async (outDir) => {
    await build({
      configFile: false,
      root: resolve(import.meta.dirname, '../../renderer'),
      plugins: [react()],
      logLevel: 'error',
      build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 3000, modulePreload: false, assetsInlineLimit: 0 },
    });
  });
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
            'content-type': pageMedia[extname(file)] ?? 'application/octet-stream',
            'content-security-policy': contentSecurityPolicy,
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
