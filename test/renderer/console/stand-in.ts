import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { consoleProblemStatus, type ConsoleProblemCode } from '../../../contract/console/parts.ts';
import { consoleRoutes, type ConsoleRouteId } from '../../../contract/console/routes.ts';
import { contentSecurityPolicy, pageMedia } from '../../../contract/page-headers.ts';
import { type Built, builtOnce } from '../built-once.ts';
import { draftId, replayed } from './scene-policies.ts';
import type { ConsoleScene } from './scenes.ts';

/** Builds the console. */
export function buildConsole(): Promise<Built> {
  return builtOnce('console', async (outDir) => {
    const root = resolve(import.meta.dirname, '../../../renderer');
    await build({
      configFile: false,
      root,
      plugins: [react()],
      logLevel: 'error',
      build: {
        outDir,
        emptyOutDir: true,
        chunkSizeWarningLimit: 3000,
        modulePreload: false,
        assetsInlineLimit: 0,
        rollupOptions: { input: join(root, 'console.html') },
      },
    });
  });
}

/** What the page asked for, in order, with the bodies of its acts. */
export interface Asked {
  readonly id: ConsoleRouteId;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface StandIn {
  readonly address: string;
  readonly asked: readonly Asked[];
  use(scene: ConsoleScene): void;
  /** Calls of a route are refused like this until `relent`. */
  refuse(id: ConsoleRouteId, code: ConsoleProblemCode, why?: string): void;
  relent(): void;
  /** Leaves calls of a route without an answer. */
  stall(id: ConsoleRouteId): void;
  /** Sends one change to every page that follows. */
  tell(change: object): void;
  /** Nobody answers any more, until the next scene: what is open breaks off, and so does whatever comes. */
  goAway(): void;
  close(): Promise<void>;
}

/** A registry that answers from a scene. Every answer is held to the contract before it is sent, so that no page is drawn from what no registry says. */
export async function standInRegistry(root: string): Promise<StandIn> {
  let scene: ConsoleScene = { answers: {} };
  const asked: Asked[] = [];
  const refusals = new Map<ConsoleRouteId, { readonly code: ConsoleProblemCode; readonly why: string | undefined }>();
  const stalled = new Set<ConsoleRouteId>();
  let gone = false;
  const followers = new Set<ServerResponse>();
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (gone) return void response.destroy();
    const url = new URL(request.url ?? '/', 'http://loopback');
    if (url.pathname === '/v1/log/1/checkpoint') {
      response.writeHead(scene.log === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(scene.log?.checkpoint);
      return;
    }
    if (url.pathname === '/v1/log/1/cosigned') {
      response.writeHead(scene.log === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(scene.log?.cosigned);
      return;
    }
    if (!url.pathname.startsWith('/v1/')) return sendFile(root, url.pathname, response);
    const route = routeOf(request.method ?? 'GET', url.pathname);
    if (route === undefined) return problem(response, 'not_found');
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    asked.push({ id: route.id, query: Object.fromEntries(url.searchParams), body: text === '' ? undefined : JSON.parse(text) });
    answer(route.id, route.params, response);
  }

  function answer(id: ConsoleRouteId, params: readonly string[], response: ServerResponse): void {
    const refusal = refusals.get(id);
    if (refusal !== undefined) return problem(response, refusal.code, refusal.why);
    if (stalled.has(id)) return;
    if (id === 'live.follow') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
      followers.add(response);
      return;
    }
    if (id === 'drives.proof') {
      const proof = scene.log?.proof(params[1] ?? '');
      if (proof === undefined) return problem(response, 'not_found');
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(proof);
      return;
    }
    if (id === 'drives.export' || id === 'drives.bundle') {
      response.writeHead(200, { 'content-disposition': 'attachment; filename="drives.csv"' }).end('serial\n');
      return;
    }
    // A scene may say what an act answers, too.
    const given: unknown = (scene.answers as Readonly<Record<string, unknown>>)[id] ?? actAnswers[id];
    if (given === undefined) return problem(response, 'not_found');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(consoleRoutes[id].answer.parse(given)));
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const hangUp = (): void => server.closeAllConnections();
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`, // a listening TCP server has a port
    asked,
    use: (next) => {
      scene = next;
      asked.length = 0;
      refusals.clear();
      stalled.clear();
      gone = false;
    },
    refuse: (id, code, why) => void refusals.set(id, { code, why }),
    relent: () => refusals.clear(),
    stall: (id) => void stalled.add(id),
    tell: (change) => {
      const [data] = [JSON.stringify(consoleRoutes['live.follow'].answer.parse(change))];
      for (const each of followers) each.write(`data: ${data}\n\n`);
    },
    goAway: () => {
      gone = true;
      hangUp();
    },
    close: async () => {
      hangUp();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

const event = 'qJ0rD8nMS7P2vK1fXw5YbT9cLhE3uGzA6oRiN4sQeVk';

/** What an act answers. */
const actAnswers: Readonly<Partial<Record<ConsoleRouteId, unknown>>> = {
  'session.local': { ok: true },
  'session.set_up': { ok: true },
  'session.end': { ok: true },
  'enrolments.code': { code: 'K7Q2-M9XA-4TPC-HJ3W', expires_ms: 1_800_000_000_000 },
  'enrolments.approve': { station: 'st_0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
  'enrolments.refuse': { ok: true },
  'epochs.approve': { event },
  'epochs.refuse': { ok: true },
  'keys.revoke': { event },
  'outlets.replay': { ok: true },
  'retention.end': { event },
  'retention.resume': { event },
  'retention.hold': { event },
  'retention.lift': { event },
  'firmware.lift': { event },
  'quarantine.admit': { event },
  'quarantine.dismiss': { event },
  'conflicts.resolve': { event },
  'people.add': { person: `tc_${'9'.repeat(32)}` },
  'people.end': { ok: true },
  'programs.add': { person: `tc_${'7'.repeat(32)}`, token: `custos_${'Jp4xT9vQ2mLk8'.repeat(4).slice(0, 43)}` },
  'people.erase': { events: [event] },
  'drives.erase': { event },
  'people.grant': { event },
  'people.ungrant': { event },
  'policies.replay': replayed,
  'policies.propose': { hash: event },
  'policies.adopt': { event, hash: event },
  'policies.withdraw': { ok: true },
  'drafts.begin': { draft: draftId, revision: 1 },
  'drafts.save': { revision: 5 },
  'drafts.discard': { ok: true },
  'tenants.add': { tenant: `tn_${'9'.repeat(32)}` },
};

function routeOf(method: string, path: string): { readonly id: ConsoleRouteId; readonly params: readonly string[] } | undefined {
  for (const [id, route] of Object.entries(consoleRoutes)) {
    const match = new RegExp(`^${route.path.replace(/:[a-z_]+/g, '([^/]+)')}$`).exec(path);
    if (match !== null && route.method === method && fixed(route.path, path))
      return { id: id as ConsoleRouteId, params: match.slice(1).map(decodeURIComponent) }; // a key of the table
  }
  return undefined;
}

/** `/people/strangers` is a path of its own, not a person of that name. */
function fixed(pattern: string, path: string): boolean {
  return !pattern.includes(':') || !Object.values(consoleRoutes).some((route) => route.path === path);
}

function problem(response: ServerResponse, code: ConsoleProblemCode, why?: string): void {
  const status = consoleProblemStatus[code];
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', status, code, detail: code, ...(why === undefined ? {} : { why }) }));
}

async function sendFile(root: string, path: string, response: ServerResponse): Promise<void> {
  const file = path === '/' ? '/console.html' : path;
  const bytes = await readFile(join(root, file)).catch(() => undefined);
  if (bytes === undefined) return void response.writeHead(404).end();
  response
    .writeHead(200, {
      'content-type': pageMedia[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': contentSecurityPolicy,
    })
    .end(bytes);
}
