import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { routeAddress } from '../../contract/route.ts';
import { pageHeaders } from '../../registry/console/pages.ts';
import { Browser, claim, firstAdmin, followed, password, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { tempDir } from './kit.ts';
import { freePort, startProvider } from '../kit/oidc-provider.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A browser's way through the provider's pages: signs in as somebody, agrees, and comes back to where it was led. */
async function throughProvider(start: string, login: string, until: string): Promise<string> {
  const jar = new Map<string, string>();
  let [url, form] = [start, undefined as URLSearchParams | undefined];
  for (let step = 0; step < 20; step += 1) {
    if (url.startsWith(until)) return url;
    const response = await fetch(url, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="([a-z]+)"/.exec(page)?.[1];
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (prompt === undefined || action === undefined) throw new Error(`the provider showed something else: ${page.slice(0, 500)}`);
    form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
    url = new URL(action, url).href;
  }
  throw new Error('the provider never led back');
}

describe('signing in at a provider', { timeout: 60_000 }, () => {
  async function withProvider() {
    const own = await freePort();
    const returnTo = `http://127.0.0.1:${own}${consoleRoutes['session.returned'].path}`;
    const provider = await startProvider(returnTo);
    const registry = await startConsole({ providers: [provider] }, tempDir(), { port: own });
    return { registry, returnTo };
  }
  async function signIn(browser: Browser, login: string, returnTo: string): Promise<Response> {
    const led = await browser.raw(consoleRoutes['session.oidc'], { params: { provider: 'house' } });
    expect(led.status).toBe(303);
    const back = await throughProvider(led.headers.get('location') ?? '', login, returnTo);
    return browser.raw(
      { method: 'GET', path: consoleRoutes['session.returned'].path },
      { query: Object.fromEntries(new URL(back).searchParams) },
    );
  }

  it('keeps a stranger outside until an administrator makes an account, and then lets that person in', async () => {
    const { registry, returnTo } = await withProvider();
    const admin = await firstAdmin(registry);
    const browser = new Browser(registry.url);
    const first = await signIn(browser, 'ana', returnTo);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/?sign-in=no_account']);
    expect(await browser.ask('session.look')).toMatchObject({ kind: 'nobody', providers: [{ id: 'house', name: 'House' }] });
    const { rows } = await admin.ask('people.strangers');
    expect(rows.map(({ account, name, provider }) => [account, name, provider])).toEqual([['ana@people.invalid', 'ana by name', 'house']]);
    await admin.ask('people.add', { body: { name: 'Ana', way: { way: 'oidc', stranger: rows[0]?.id } } });
    expect((await admin.ask('people.strangers')).rows).toEqual([]);
    const second = await signIn(browser, 'ana', returnTo);
    expect(second.headers.get('location')).toBe('/');
    expect(await browser.ask('session.look')).toMatchObject({ kind: 'person', name: 'Ana', way: 'oidc', grants: [] });
    await browser.ask('session.end');
    expect(await browser.ask('session.look')).toMatchObject({ kind: 'nobody' });
  });

  it('takes an answer only in the browser that asked for it, and only once', async () => {
    const { registry, returnTo } = await withProvider();
    await firstAdmin(registry);
    const [victim, thief] = [new Browser(registry.url), new Browser(registry.url)];
    const led = await thief.raw(consoleRoutes['session.oidc'], { params: { provider: 'house' } });
    const back = new URL(await throughProvider(led.headers.get('location') ?? '', 'eve', returnTo));
    const query = Object.fromEntries(back.searchParams);
    const route = { method: 'GET', path: consoleRoutes['session.returned'].path } as const;
    const ledTo = async (browser: Browser): Promise<string | null> => (await browser.raw(route, { query })).headers.get('location');
    expect(await ledTo(victim)).toBe('/?sign-in=failed');
    expect(await ledTo(thief)).toBe('/?sign-in=no_account');
    expect(await ledTo(thief)).toBe('/?sign-in=failed');
    expect([...victim.cookies, ...thief.cookies]).toEqual([]);
  });

  it('is loud when somebody uses a local account although there is a provider', async () => {
    const { registry } = await withProvider();
    await firstAdmin(registry);
    expect(await registry.ledger.alarms()).toEqual([]);
    await new Browser(registry.url).ask('session.local', { body: { login: 'first', password } });
    expect(await registry.ledger.alarms()).toEqual(['break_glass']);
  });
});

describe('signing in here', { timeout: 60_000 }, () => {
  it('makes the first administrator with a code that works once, and none after', async () => {
    const registry = await startConsole();
    const browser = new Browser(registry.url);
    expect(await browser.ask('session.look')).toMatchObject({ kind: 'nobody', set_up: true, local: false });
    const body = { login: 'first', name: 'First', password };
    expect((await browser.refused('session.set_up', { body: { ...body, code: 'A'.repeat(22) } })).code).toBe('wrong_sign_in');
    const code = await registry.console.setUpCode();
    await browser.ask('session.set_up', { body: { ...body, code } });
    expect(await browser.ask('session.look')).toMatchObject({ kind: 'person', name: 'First', grants: [{ role: 'admin', sites: ['*'] }] });
    expect(await registry.console.setUpCode()).toBeUndefined();
    expect((await new Browser(registry.url).refused('session.set_up', { body: { ...body, code } })).code).toBe('wrong_sign_in');
  });

  it('makes a guesser wait, and lets nobody guess which logins there are', async () => {
    const registry = await startConsole();
    await firstAdmin(registry);
    const guesser = new Browser(registry.url);
    const wrong = await guesser.refused('session.local', { body: { login: 'first', password: 'wrong' } });
    const unknown = await guesser.refused('session.local', { body: { login: 'nobody-here', password: 'wrong' } });
    expect([wrong.code, wrong.detail]).toEqual(['wrong_sign_in', unknown.detail]);
    for (let tries = 0; tries < 4; tries += 1) await guesser.refused('session.local', { body: { login: 'first', password: 'wrong' } });
    const held = await guesser.refused('session.local', { body: { login: 'first', password } });
    expect(held.code).toBe('slow_down');
    expect(held.retry_ms).toBeGreaterThan(60_000);
  });

  it('keeps sessions as hashes, names out of the log, and the cookie from scripts and other sites', async () => {
    const registry = await startConsole();
    const response = await new Browser(registry.url).raw(consoleRoutes['session.set_up'], {
      body: { code: await registry.console.setUpCode(), login: 'first', name: 'Zsófia Very Private', password },
    });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^custos-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const secret = /=([A-Za-z0-9_-]{43})/.exec(cookie)?.[1] ?? '';
    const { sql } = registry.ledger.store;
    expect(JSON.stringify(await sql.query('SELECT * FROM console_sessions'))).not.toContain(secret);
    expect(JSON.stringify(await sql.query('SELECT secret FROM accounts'))).toContain('$argon2id$');
    const size = await registry.ledger.store.logSize();
    const log = (await registry.ledger.store.entries(0, size)).map((entry) => Buffer.from(entry).toString()).join('\n');
    expect(log).toContain('role.granted');
    // Not a few letters alone: hashes and keys in base64 hold any two or three sooner or later.
    for (const said of ['Zsófia', 'Very Private', '"first"']) expect(log).not.toContain(said);
  });

  it('refuses every call with an effect that a page of another site could make', async () => {
    const registry = await startConsole();
    const admin = await firstAdmin(registry);
    const route = consoleRoutes['tenants.add'];
    const attempt = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await admin.raw(route, { body: { name: 'Acme' }, headers })).status;
    expect(await attempt({ origin: 'https://elsewhere.invalid' })).toBe(403);
    expect(await attempt({ 'x-custos-console': '0' })).toBe(403);
    expect(await attempt({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await attempt({})).toBe(200);
    // A name that was re-pointed at this address reaches nothing, not even a look.
    const answer = await registry.app.inject({ method: 'GET', url: '/v1/console/session', headers: { host: 'rebound.invalid' } });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the console as it is served', { timeout: 60_000 }, () => {
  it('serves its files under a strict rule and no file beside them', async () => {
    const folder = join(tempDir(), 'built');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'console.html'), '<!doctype html><title>Console</title>');
    writeFileSync(join(folder, 'assets', 'app.js'), 'export {};');
    writeFileSync(join(folder, '..', 'secret.js'), 'outside');
    const registry = await startConsole({ pages: { folder, index: 'console.html' } });
    for (const path of ['/', '/drive/d1_0', '/stations']) {
      const page = await fetch(`${registry.url}${path}`);
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, pageHeaders['content-security-policy']]);
      expect(await page.text()).toContain('Console');
    }
    const script = await fetch(`${registry.url}/assets/app.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    for (const path of ['/%2e%2e/secret.js', '/assets/none.js', '/v1/none'])
      expect((await fetch(`${registry.url}${path}`)).status).toBe(404);
  });

  it('tells an open page what changed, as far as its person may see', async () => {
    const registry = await startConsole();
    const admin = await firstAdmin(registry);
    const station = await stationAt(registry, 'North');
    const { browser } = await personWith(admin, [{ role: 'technician', sites: ['North'] }]);
    const { browser: elsewhere } = await personWith(admin, [{ role: 'technician', sites: ['South'] }]);
    const first = async (asker: Browser): Promise<string> => {
      const stream = await asker.raw(consoleRoutes['live.follow']);
      const decoder = new TextDecoder();
      let told = '';
      for await (const part of stream.body ?? []) {
        told += decoder.decode(part as Uint8Array, { stream: true });
        if (told.includes('drives')) break;
      }
      return told;
    };
    const telling = Promise.all([first(browser), first(elsewhere)]);
    await followed(registry);
    await claim(registry, station, [{ serial: 'LIVE1' }]);
    const [own, other] = await telling;
    expect(own).toContain(subjectOf('LIVE1'));
    expect(other).not.toContain(subjectOf('LIVE1'));
  });

  it('says of every route where it is and who may call it', () => {
    for (const [id, route] of Object.entries(consoleRoutes)) {
      expect(routeAddress({ path: route.path.replaceAll(/:[a-z_]+/g, 'x') as `/v1/${string}` })).toMatch(/^\/v1\/console\//);
      expect([id, route.summary.endsWith('.')]).toEqual([id, true]);
    }
  });
});
