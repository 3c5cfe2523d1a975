import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { problem } from '../../../contract/registry.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { followed } from '../../registry/feed-kit.ts';
import { call, enrol, push, pushBody, startRegistry, stationOf, taken, tempDir, type TestStation } from '../../registry/kit.ts';
import { randomOf } from '../random.ts';
import { counts, refusedClearly, routesOf } from './judge.ts';
import { bodies, pathOf } from './requests.ts';

/** A registry with one station and a few events. */
async function scene(): Promise<{ readonly registry: OpenRegistry; readonly station: TestStation }> {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  for (let i = 0; i < 3; i++) station.seal();
  taken(await push(registry, station, station.chain));
  await followed(registry);
  return { registry, station };
}

test('whatever strangers send to any route is refused clearly, in bounded memory, and writes nothing', { timeout: 180_000 }, async () => {
  const { registry } = await scene();
  const routes = routesOf(registry);
  expect(routes.length).toBeGreaterThan(9);
  const before = await counts(registry);
  const random = randomOf(1, 'endpoints');
  const memory = process.memoryUsage.rss();
  for (const { method, path } of routes)
    for (const { name, body, headers } of method === 'GET' ? bodies.slice(0, 1) : bodies) {
      const where = pathOf(path, random);
      if (where.length > 2_000 && method !== 'GET') continue;
      const response = await fetch(`${registry.url}${where.startsWith('/') ? '' : '/'}${where}`, {
        method,
        ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
        headers: { ...headers },
        signal: AbortSignal.timeout(30_000),
        redirect: 'manual',
      });
      await refusedClearly(response, `${method} ${where.slice(0, 100)} with ${name}`);
    }
  expect(await counts(registry)).toEqual(before);
  expect(process.memoryUsage.rss() - memory).toBeLessThan(400 * 1024 * 1024);
  expect((await fetch(`${registry.url}/v1/health`)).status).toBe(200);
});

test('what an enrolled station signs is held to the same: bombs, depth and size take nothing', { timeout: 120_000 }, async () => {
  const { registry, station } = await scene();
  const before = await counts(registry);
  for (const { name, body, headers } of bodies) {
    const response = await call(registry, station, 'POST', '/v1/push', body, headers === undefined ? {} : { headers });
    await refusedClearly(response, `a signed push with ${name}`);
    expect(response.status, name).toBeGreaterThanOrEqual(400);
  }
  const deep = `{"entry":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;
  const frame = JSON.stringify({ station: station.id, epoch: 1, from: 4, count: 1 });
  const response = await call(registry, station, 'POST', '/v1/push', Uint8Array.from(Buffer.from(`${frame}\n${deep}\n`)));
  await refusedClearly(response, 'a deep line');
  expect(await counts(registry)).toEqual(before);
});

test('requests that were made for another registry, or that come again, change nothing', { timeout: 60_000 }, async () => {
  const { registry, station } = await scene();
  const before = await counts(registry);
  const stranger = stationOf(station.id, station.genesis, station.event, station.transport, 'custos.invalid/other');
  for (let i = 0; i < 4; i++) stranger.seal();
  const other = await call(
    registry,
    station,
    'POST',
    '/v1/push',
    pushBody(station.id, 4, [{ entry: stranger.chain[3] ?? stranger.seal() }]),
  );
  expect(problem.parse(await other.json()).code).toBe('bad_event');
  const known = pushBody(
    station.id,
    1,
    station.chain.map((entry) => ({ entry })),
  );
  for (let times = 0; times < 3; times++) expect((await call(registry, station, 'POST', '/v1/push', known)).status).toBe(200);
  expect(await counts(registry)).toEqual(before);
});

test('clients that send a byte now and then keep nobody else waiting', { timeout: 60_000 }, async () => {
  const { registry, station } = await scene();
  const { port } = new URL(registry.url);
  const sockets = Array.from({ length: 60 }, () => connect(Number(port), '127.0.0.1'));
  for (const [nth, socket] of sockets.entries()) {
    socket.on('error', () => undefined);
    socket.write(nth % 2 === 0 ? 'POST /v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n{' : 'GET /v1/hea');
  }
  try {
    for (let i = 0; i < 3; i++) station.seal();
    taken(await push(registry, station, station.chain.slice(3)));
    expect((await fetch(`${registry.url}/v1/health`)).status).toBe(200);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});
