import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blobLimits } from '../../contract/registry-feed.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { randomBytes } from '../../keys/random.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { drive, problemOf, pushAll } from './feed-kit.ts';
import { call, enrol, startRegistry, tempDir, type TestStation } from './kit.ts';

type Blob = Uint8Array<ArrayBuffer>;

async function start(blob: Blob): Promise<{ registry: OpenRegistry; dir: string; a: TestStation; b: TestStation; path: string }> {
  const dir = tempDir();
  const registry = await startRegistry(dir);
  const [{ station: a }, { station: b }] = [await enrol(registry, 'Hall A'), await enrol(registry, 'Hall B')];
  const hash = hashText(sha256(blob));
  const att = [{ name: 'photo', media: 'image/jpeg', size: blob.length, sha256: hash }];
  a.seal({ type: 'drive.seen', subject: drive(1), att });
  await pushAll(registry, a, 0);
  return { registry, dir, a, b, path: `/v1/blobs/${hash}` };
}

function put(registry: OpenRegistry, station: TestStation, path: string, part: Blob, from: number, total: number): Promise<Response> {
  const headers = { 'content-range': `bytes ${from}-${from + part.length - 1}/${total}` };
  return call(registry, station, 'PUT', path, part, { headers });
}

const someBytes = (size: number): Blob => Uint8Array.from(randomBytes(size));

test('an attachment comes in parts, is resumed where it stopped, and is read whole or in ranges by the site it concerns', async () => {
  const blob = someBytes(300_000);
  const { registry, dir, a, b, path } = await start(blob);
  expect((await call(registry, a, 'HEAD', path)).status).toBe(404);
  expect((await put(registry, a, path, blob.slice(0, 100_000), 0, blob.length)).status).toBe(202);
  // The answer was lost: the same part again is a gap that tells how far it came.
  expect(await problemOf(put(registry, a, path, blob.slice(0, 100_000), 0, blob.length))).toMatchObject({ code: 'gap', index: 100_000 });
  await registry.close();
  const again = await startRegistry(dir);
  expect((await put(again, a, path, blob.slice(100_000, 200_000), 100_000, blob.length)).status).toBe(202);
  expect((await put(again, a, path, blob.slice(200_000), 200_000, blob.length)).status).toBe(201);
  expect((await put(again, a, path, blob, 0, blob.length)).status).toBe(201);
  const whole = await call(again, a, 'GET', path);
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(blob);
  const some = await call(again, a, 'GET', path, undefined, { headers: { range: 'bytes=5-99' } });
  expect([some.status, some.headers.get('content-range')]).toEqual([206, `bytes 5-99/${blob.length}`]);
  expect(new Uint8Array(await some.arrayBuffer())).toEqual(blob.slice(5, 100));
  expect((await call(again, a, 'HEAD', path)).headers.get('content-length')).toBe(String(blob.length));
  expect((await call(again, b, 'GET', path)).status).toBe(404);
});

test('parts that make another file are thrown away, and nothing of them stays', async () => {
  const blob = someBytes(1000);
  const { registry, dir, a, path } = await start(blob);
  expect(await problemOf(put(registry, a, path, someBytes(1000), 0, 1000))).toMatchObject({ code: 'malformed' });
  expect(readdirSync(join(dir, 'blobs', 'parts'))).toEqual([]);
  expect((await put(registry, a, path, blob, 0, 1000)).status).toBe(201);
});

test('what no entry names, or what is too large or badly told, is not taken', async () => {
  const blob = someBytes(1000);
  const { registry, a, path } = await start(blob);
  const code = async (answer: Promise<Response>) => (await problemOf(answer)).code;
  expect(await code(put(registry, a, `/v1/blobs/${hashText(sha256(someBytes(9)))}`, blob, 0, 1000))).toBe('not_found');
  expect(await code(put(registry, a, path, blob, 0, 1001))).toBe('not_found');
  expect(await code(put(registry, a, path, blob, 0, blobLimits.blobBytes + 1))).toBe('too_large');
  expect(await code(call(registry, a, 'PUT', path, blob, { headers: { 'content-range': 'bytes 0-9/1000' } }))).toBe('malformed');
  expect(await code(call(registry, a, 'PUT', '/v1/blobs/x', blob))).toBe('malformed');
  expect(await code(put(registry, a, path, new Uint8Array(blobLimits.partBytes + 1), 0, blobLimits.partBytes + 1))).toBe('too_large');
  expect((await fetch(`${registry.url}${path}`)).status).toBe(401);
});
