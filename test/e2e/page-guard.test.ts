import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type App, startApp } from '../kit/app.ts';

let app: App;
let cookie: string;
let spent: string;
let given: string;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** A request with headers that no browser would let a page send. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: app.port, path, method, headers: { host: `127.0.0.1:${app.port}`, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked.on('error', reject).end();
  });
}

/** Whether the bridge opens for these headers. */
function knock(headers: Readonly<Record<string, string>>): Promise<'open' | 'refused'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${app.port}/bridge`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('error', () => resolve('refused'));
  });
}

beforeAll(async () => {
  app = await startApp({ mode: 'practice', keepShelfEmpty: true });
  const address = new URL(app.address());
  spent = `${address.pathname}${address.search}`;
  given = String((await ask(spent)).headers['set-cookie']);
  cookie = given.split(';')[0] ?? '';
});
afterAll(() => app.close());

test('the page and its parts open with a pass, under rules that let nothing in from elsewhere', async () => {
  const { status, headers, text } = await ask('/', { cookie });
  expect(status).toBe(200);
  const rules = String(headers['content-security-policy']);
  for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(rules).toContain(rule);
  expect(rules).not.toContain('unsafe-eval');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cache-control']).toBe('no-store');
  const script = /src="([^"]+\.js)"/.exec(text)?.[1] ?? '';
  expect((await ask(script, { cookie })).status).toBe(200);
});

test('without a pass, or with one that was made up, nothing is served', async () => {
  for (const headers of [{}, { cookie: `custos=${'A'.repeat(32)}` }, { cookie: 'custos=' }]) {
    const { status, text } = await ask('/', headers);
    expect(status).toBe(403);
    expect(text).toContain('Use the address that the terminal shows');
    expect(text).not.toContain('<script');
  }
});

test('a token opens one browser only, with a pass that no script can read and no other site can send', async () => {
  expect(given).toMatch(/^custos=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
  const { status, headers } = await ask(spent);
  expect(status).toBe(403);
  expect(headers['set-cookie']).toBeUndefined();
});

test('another host name or another origin is refused, pass or no pass', async () => {
  const address = new URL(app.address());
  const fresh = `${address.pathname}${address.search}`;
  expect((await ask('/', { cookie, host: 'evil.example' })).status).toBe(403);
  expect((await ask('/', { cookie, host: `evil.example:${app.port}` })).status).toBe(403);
  expect((await ask('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
  expect((await ask('/', { cookie, origin: `http://127.0.0.1:${app.port + 1}` })).status).toBe(403);
  expect((await ask(fresh, { host: `evil.example:${app.port}` })).headers['set-cookie'], 'a token is not spent for them').toBeUndefined();
  expect((await ask(fresh)).status, 'and still opens for its own').toBe(303);
});

test('nothing outside the built window is served, and nothing is taken', async () => {
  for (const path of [
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/../../package.json',
    '/.custos-stamp',
  ]) {
    expect((await ask(path, { cookie })).status, path).toBe(404);
  }
  expect((await ask('/', { cookie }, 'POST')).status).toBe(405);
  expect(
    (await ask('/%', { cookie }).catch(() => undefined))?.status ?? 0,
    'a broken address ends in an answer or a closed line',
  ).toBeLessThan(500);
  expect((await ask('/', { cookie })).status).toBe(200);
});

test('the bridge opens for the own page with its pass, and for nobody else', async () => {
  const origin = `http://127.0.0.1:${app.port}`;
  expect(await knock({ origin, cookie })).toBe('open');
  expect(await knock({ origin: 'http://evil.example', cookie })).toBe('refused');
  expect(await knock({ origin: 'null', cookie })).toBe('refused');
  expect(await knock({ cookie }), 'no origin at all').toBe('refused');
  expect(await knock({ origin }), 'no pass').toBe('refused');
  expect(await knock({ origin, cookie, host: `evil.example:${app.port}` })).toBe('refused');
});
