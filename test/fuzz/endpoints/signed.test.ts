import { request as send } from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { problem } from '../../../contract/registry.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { signRequest } from '../../../domain/ledger/request-signature.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { epochAsk } from '../../registry/authority-kit.ts';
import { followed } from '../../registry/feed-kit.ts';
import { call, enrol, push, pushBody, startRegistry, taken, tempDir, type TestStation } from '../../registry/kit.ts';
import { randomOf } from '../random.ts';
import { counts, refusedClearly, routesOf } from './judge.ts';
import { bodies, pathOf } from './requests.ts';

async function scene(): Promise<{ readonly registry: OpenRegistry; readonly station: TestStation }> {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  for (let i = 0; i < 3; i++) station.seal();
  taken(await push(registry, station, station.chain));
  await followed(registry);
  return { registry, station };
}

/** Headers as this station signs them for `authority`. */
function signedFor(
  authority: string,
  { transport }: TestStation,
  { method, path, body = new Uint8Array() }: { readonly method: string; readonly path: string; readonly body?: Uint8Array<ArrayBuffer> },
): Readonly<Record<string, string>> {
  const parts = { method, authority, path, query: '', body };
  return { ...signRequest({ parts, createdMs: Date.now(), nonce: toBase64url(randomBytes(16)), signer: transport }) };
}

test(
  'whatever an enrolled station signs for any route is refused clearly, in bounded memory, and writes nothing',
  { timeout: 180_000 },
  async () => {
    const { registry, station } = await scene();
    const before = await counts(registry);
    const random = randomOf(2, 'signed endpoints');
    const memory = process.memoryUsage.rss();
    // A watch takes no body: whatever comes along with it is left unread.
    const taking = routesOf(registry).filter(
      ({ method, path }) => method !== 'GET' && path.startsWith('/v1/') && !path.startsWith('/v1/console') && !path.startsWith('/v1/watch'),
    );
    expect(taking.length).toBeGreaterThan(2);
    for (const { method, path } of taking)
      for (const { name, body, headers } of bodies) {
        const where = pathOf(path, random).split('?')[0] ?? '';
        if (where.length > 2_000 || where.includes('%')) continue; // a path that fetch would spell anew is signed as another one
        const { 'signature-input': own, ...more } = headers ?? {};
        if (own !== undefined) continue;
        const response = await call(registry, station, method, where, body, { headers: more });
        expect(response.status, `${method} ${where} with ${name}`).toBeGreaterThanOrEqual(400);
        await refusedClearly(response, `a signed ${method} ${where} with ${name}`);
      }
    expect(await counts(registry)).toEqual(before);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(400 * 1024 * 1024);
  },
);

test('the very same signed request again changes nothing, whatever route it was for', { timeout: 60_000 }, async () => {
  const { registry, station } = await scene();
  station.seal();
  const body = pushBody(station.id, 4, [{ entry: station.chain[3] ?? station.seal() }]);
  const headers = signedFor(new URL(registry.url).host, station, { method: 'POST', path: '/v1/push', body });
  const answers = [];
  const after = [];
  for (let i = 0; i < 3; i++) {
    const response = await fetch(`${registry.url}/v1/push`, { method: 'POST', headers, body });
    const { accepted, duplicates } = (await response.json()) as { accepted: number; duplicates: number };
    answers.push([response.status, accepted, duplicates]);
    await followed(registry);
    after.push(await counts(registry));
  }
  // A push may be repeated by whoever saw it: the log knows its events.
  expect(answers).toEqual([
    [200, 1, 0],
    [200, 0, 1],
    [200, 0, 1],
  ]);
  expect(after[2]).toEqual(after[0]);
  // The same under another body is no signed request any more.
  const other = Uint8Array.from([...body, 0x20]);
  expect((await fetch(`${registry.url}/v1/push`, { method: 'POST', headers, body: other })).status).toBe(401);
  expect(await counts(registry)).toEqual(after[0]);
});

test('a request that was signed for another registry, or by a station of another one, is not let in', { timeout: 60_000 }, async () => {
  const { registry, station } = await scene();
  const elsewhere = await scene();
  const [before, there] = [await counts(registry), await counts(elsewhere.registry)];
  station.seal();
  const body = pushBody(station.id, 4, [{ entry: station.chain[3] ?? station.seal() }]);
  for (const { method, path, sent } of [
    { method: 'POST', path: '/v1/push', sent: body },
    { method: 'POST', path: '/v1/epochs', sent: Uint8Array.from(Buffer.from(JSON.stringify(epochAsk(station)))) },
    { method: 'GET', path: '/v1/feed', sent: undefined },
    { method: 'GET', path: '/v1/status', sent: undefined },
  ] as const) {
    const signing = { method, path, ...(sent === undefined ? {} : { body: sent }) };
    const foreign = await fetch(`${registry.url}${path}`, {
      method,
      headers: signedFor(new URL(elsewhere.registry.url).host, station, signing),
      ...(sent === undefined ? {} : { body: sent }),
    });
    expect([foreign.status, problem.parse(await foreign.json()).code], path).toEqual([401, 'auth']);
    const stranger = await fetch(`${elsewhere.registry.url}${path}`, {
      method,
      headers: signedFor(new URL(elsewhere.registry.url).host, station, signing),
      ...(sent === undefined ? {} : { body: sent }),
    });
    expect([stranger.status, problem.parse(await stranger.json()).code], path).toEqual([401, 'auth']);
  }
  expect(await counts(registry)).toEqual(before);
  expect(await counts(elsewhere.registry)).toEqual(there);
});

test('signed pushes that come a byte at a time keep nobody waiting, and leave nothing when they end', { timeout: 60_000 }, async () => {
  const { registry, station } = await scene();
  const before = await counts(registry);
  const { host, hostname, port } = new URL(registry.url);
  const body = new Uint8Array(3 * 1024 * 1024).fill(0x20);
  const memory = process.memoryUsage.rss();
  const slow = Array.from({ length: 40 }, () => {
    const headers = { ...signedFor(host, station, { method: 'POST', path: '/v1/push', body }), 'content-length': body.length };
    const request = send({ hostname, port, method: 'POST', path: '/v1/push', headers });
    request.on('error', () => undefined);
    request.write(body.subarray(0, 64 * 1024));
    return request;
  });
  try {
    const answer = await call(registry, station, 'GET', '/v1/status');
    expect(answer.status).toBe(200);
    expect((await fetch(`${registry.url}/v1/health`)).status).toBe(200);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(300 * 1024 * 1024);
  } finally {
    await Promise.all(slow.map((request) => Promise.race([once(request, 'close'), Promise.resolve(request.destroy())])));
  }
  expect(await counts(registry)).toEqual(before);
  station.seal();
  expect(taken(await push(registry, station, station.chain.slice(3))).accepted).toBe(1);
});
