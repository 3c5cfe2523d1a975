import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { request } from 'node:https';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consoleProblem } from '../../../contract/console/parts.ts';
import { problem } from '../../../contract/registry.ts';
import { openHalfOpen } from '../../../registry/gates/half-open.ts';
import { type AddressLimits, senderOf } from '../../../registry/http/limits.ts';
import type { TlsFiles } from '../../../registry/http/server.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { Browser } from '../console-kit.ts';
import { call, enrol, startRegistry, tempDir } from '../kit.ts';

const none: AddressLimits = { enrol: 0, sign_in: 0, public: 0, bodies: 0 };

function start(limits: Partial<AddressLimits>, trustProxy?: readonly string[]): Promise<OpenRegistry> {
  return startRegistry(tempDir(), { server: { limits: { ...none, ...limits }, ...(trustProxy === undefined ? {} : { trustProxy }) } });
}

async function statuses(
  registry: OpenRegistry,
  paths: readonly string[],
  headers: Record<string, string> = {},
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const path of paths) found.push((await fetch(`${registry.url}${path}`, { headers })).status);
  return found;
}

const enrolLook = `/v1/enrol/${'A'.repeat(43)}`;
const tile = '/v1/log/1/tile/9/000';

describe('bounds by address', () => {
  it('count all routes of a kind together, and each kind by itself', async () => {
    const registry = await start({ enrol: 2, public: 3, sign_in: 1 });
    expect(await statuses(registry, ['/v1/log/1/cosigned', tile, '/v1/time', '/v1/log/1/checkpoint'])).toEqual([404, 404, 400, 429]);
    expect(await statuses(registry, [enrolLook, `/v1/epochs/${'A'.repeat(43)}`, enrolLook])).toEqual([404, 404, 429]);
    const said = await fetch(`${registry.url}${enrolLook}`);
    expect(said.headers.get('retry-after')).toMatch(/^[0-9]+$/);
    const refusal = problem.parse(await said.json());
    expect(refusal).toMatchObject({ status: 429, code: 'slow_down' });
    expect(refusal.retry_ms).toBeGreaterThan(0);
    expect(refusal.retry_ms).toBeLessThanOrEqual(60_000);
    // Probes, and what is signed, are not counted.
    expect(await statuses(registry, ['/health', '/ready', '/health', '/ready', '/health'])).toEqual([200, 200, 200, 200, 200]);
  });

  it('hold back who guesses at the console’s doors, in the console’s own words', async () => {
    const registry = await start({ sign_in: 1 });
    const browser = new Browser(registry.url);
    const body = { login: 'somebody', password: 'not that one' };
    expect((await browser.refused('session.local', { body })).code).toBe('wrong_sign_in');
    const held = await browser.raw({ method: 'POST', path: '/v1/console/session/set-up' }, { body: {} });
    expect(held.status).toBe(429);
    expect(consoleProblem.parse(await held.json()).code).toBe('slow_down');
    expect((await browser.ask('session.look')).kind).toBe('nobody');
  });

  it('leave stations alone', async () => {
    const registry = await start({ public: 1, enrol: 1 });
    const { station } = await enrol(registry);
    for (let i = 0; i < 4; i++) expect((await call(registry, station, 'GET', '/v1/status')).status).toBe(200);
  });

  it('believe a proxy that is trusted, and nobody else who says to be one', async () => {
    const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
    const trusting = await start({ enrol: 1 }, ['127.0.0.0/8']);
    expect(await statuses(trusting, [enrolLook, enrolLook], from('192.0.2.1'))).toEqual([404, 429]);
    expect(await statuses(trusting, [enrolLook], from('192.0.2.2'))).toEqual([404]);
    // One household has a whole /64 to ask from.
    expect(await statuses(trusting, [enrolLook], from('2001:db8::1'))).toEqual([404]);
    expect(await statuses(trusting, [enrolLook], from('2001:db8::2'))).toEqual([429]);
    // What stands before the proxy's own word is hearsay.
    expect(await statuses(trusting, [enrolLook], from('198.51.100.9, 192.0.2.1'))).toEqual([429]);
    const alone = await start({ enrol: 1 });
    expect(await statuses(alone, [enrolLook], from('192.0.2.1'))).toEqual([404]);
    expect(await statuses(alone, [enrolLook], from('192.0.2.2'))).toEqual([429]);
  });
});

describe('half-open bodies', () => {
  it('are bounded by address, and room comes back when they end or their sender goes', async () => {
    const registry = await start({ bodies: 2 });
    const port = Number(new URL(registry.url).port);
    const begun = async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write('POST /v1/enrol HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{');
      return socket;
    };
    const halfOpen = async (): Promise<number> => (await registry.measures()).bodiesHalfOpen;
    const sockets = [await begun(), await begun()];
    await expect.poll(halfOpen).toBe(2);
    const refused = await fetch(`${registry.url}/v1/enrol`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(429);
    expect(problem.parse(await refused.json())).toMatchObject({ code: 'slow_down', retry_ms: 1000 });
    // Without a body there is nothing to wait for.
    expect(await statuses(registry, [enrolLook])).toEqual([404]);
    sockets[0]?.destroy();
    await expect.poll(halfOpen).toBe(1);
    expect((await fetch(`${registry.url}/v1/enrol`, { method: 'POST', body: '{}' })).status).toBe(400);
    await expect.poll(halfOpen).toBe(1);
  });

  it('are counted by sender', () => {
    const bodies = openHalfOpen(1);
    const end = bodies.begin('a');
    expect([bodies.begin('a'), typeof bodies.begin('b'), bodies.count()]).toEqual([undefined, 'function', 2]);
    end?.();
    end?.();
    expect([typeof bodies.begin('a'), bodies.count()]).toEqual(['function', 2]);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, sender) => {
    expect(senderOf(address)).toBe(sender);
  });
});

describe('TLS', () => {
  it('is spoken by the registry itself, with the certificate of now, and HSTS over nothing else', async (ctx) => {
    const dir = tempDir();
    const first = certificateFor(dir, 'first');
    ctx.skip(first === undefined, 'no openssl here to make a certificate with');
    const second = certificateFor(dir, 'second');
    if (first === undefined || second === undefined) return;
    const registry = await startRegistry(dir, { server: { tls: first, hstsSeconds: 60 } });
    expect(registry.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const asked = await get(`${registry.url}/v1/console/session`, first.cert);
    expect(asked).toMatchObject({ status: 200, hsts: 'max-age=60' });
    const port = Number(new URL(registry.url).port);
    expect(await nameAt(port)).toBe('first');
    registry.renewTls(second);
    expect(await nameAt(port)).toBe('second');
    expect(() => {
      registry.renewTls({ cert: first.cert, key: second.key });
    }).toThrow();
    expect(await nameAt(port)).toBe('second');
    const plain = await startRegistry(tempDir(), { server: { hstsSeconds: 60, trustProxy: ['127.0.0.1'] } });
    const hsts = async (headers: Record<string, string>) =>
      (await fetch(`${plain.url}/health`, { headers })).headers.get('strict-transport-security');
    expect([await hsts({}), await hsts({ 'x-forwarded-proto': 'https' })]).toEqual([null, 'max-age=60']);
  });
});

function certificateFor(dir: string, name: string): TlsFiles | undefined {
  const [cert, key] = [join(dir, `${name}.pem`), join(dir, `${name}.key`)];
  try {
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
    execFileSync('openssl', [...args, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

function get(url: string, ca: string): Promise<{ readonly status: number | undefined; readonly hsts: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode, hsts: response.headers['strict-transport-security'] }));
    });
    sent.once('error', reject).end();
  });
}

/** The name in the certificate that a new connection is shown. */
function nameAt(port: number): Promise<string | readonly string[] | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
