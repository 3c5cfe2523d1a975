import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { feedEnd, feedLimits, watchAnswer } from '../../contract/registry-feed.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { subjectKey } from '../../registry/projections/subjects.ts';
import { insertRows } from '../../registry/sql/port.ts';
import { drive, feed, followed, history, pageOf, person, problemOf, pushAll } from './feed-kit.ts';
import { call, enrol, pushBody, send, startRegistry, taken, tempDir, type TestStation } from './kit.ts';

/** Two halls, each with one station and one person who belongs there. */
async function halls(): Promise<{ registry: OpenRegistry; a: TestStation; b: TestStation }> {
  const registry = await startRegistry(tempDir());
  const [{ station: a }, { station: b }] = [await enrol(registry, 'Hall A'), await enrol(registry, 'Hall B')];
  for (const [station, no] of [[a, 1] as const, [b, 2] as const]) {
    station.seal({ type: 'person.enrolled', body: { person: person(no), key: toBase64url(generateSigner().publicKey) } });
    await pushAll(registry, station, 0);
  }
  return { registry, a, b };
}

const typesIn = (page: Awaited<ReturnType<typeof feed>>): readonly string[] => page.lines.map(({ opened }) => opened.event.type);

/** What a station that follows a registry is told, on any store. */
export function feedSuite(): void {
  describe('the feed', () => {
    test('has what the registry wrote, what brings keys, and what the own site wrote', async () => {
      const { registry, a, b } = await halls();
      a.seal({ type: 'drive.seen', subject: drive(1) });
      await pushAll(registry, a, 1);
      const forA = await feed(registry, a);
      expect(typesIn(forA)).toEqual([
        'log.opened',
        'station.enrolled',
        'station.enrolled',
        'person.enrolled',
        'person.enrolled',
        'drive.seen',
      ]);
      expect(typesIn(await feed(registry, b))).toEqual(typesIn(forA).slice(0, 5));
      expect(forA.end).toMatchObject({ next: 5, size: 6, more: false, subjects: [] });
    });

    test('tells a new station nothing before its site is known, so that what the site wrote before is not passed over', async () => {
      const { registry, a } = await halls();
      a.seal({ type: 'drive.seen', subject: drive(1) });
      await pushAll(registry, a, 1);
      await followed(registry);
      await registry.ledger.projector.stop();
      const { station: late } = await enrol(registry, 'Hall A');
      expect(await problemOf(call(registry, late, 'GET', '/v1/feed'))).toMatchObject({ status: 503, code: 'busy' });
    });

    test('has a drive from the offer on that names someone of the site, and says that it came with a past', async () => {
      const { registry, a, b } = await halls();
      a.seal({ type: 'custody.claimed', subject: drive(1), body: { holder: person(1) } });
      a.seal({ type: 'drive.seen', subject: drive(1) });
      await pushAll(registry, a, 1);
      const before = await feed(registry, b);
      a.seal({ type: 'custody.offered', subject: drive(1), body: { from: person(1), to: person(2) } });
      a.seal({ type: 'drive.seen', subject: drive(1) });
      a.seal({ type: 'drive.seen', subject: drive(2) });
      await pushAll(registry, a, 3);
      const page = await feed(registry, b, `?after=${before.end.next}`);
      expect(typesIn(page)).toEqual(['custody.offered', 'drive.seen']);
      expect(page.end.subjects).toEqual([drive(1)]);
      const past = await history(registry, b, drive(1));
      expect(past.lines.map(({ opened }) => opened.event.type)).toEqual(['custody.claimed', 'drive.seen', 'custody.offered', 'drive.seen']);
      expect(past.end).toMatchObject({ more: false, count: 4, custody: a.chain[3]?.hash });

      const deps = [a.chain[3]?.hash ?? ''];
      b.seal({ type: 'custody.received', subject: drive(1), deps, body: { from: person(1), holder: person(2) } });
      b.seal({ type: 'drive.seen', subject: drive(1) });
      await pushAll(registry, b, 1);
      const giver = await feed(registry, a, `?after=${page.end.next}`);
      // The giver learns of the taking, and of nothing after it.
      expect(typesIn(giver)).toEqual(['custody.received']);
      expect(giver.end.next).toBe(page.end.next + 2);
    });

    test('has what the station watches, from the moment on, until it watches it no more', async () => {
      const { registry, a, b } = await halls();
      const put = await call(registry, b, 'PUT', `/v1/watch/${drive(7)}`);
      expect(watchAnswer.parse(await put.json())).toEqual({ subject: drive(7), watched: true, count: 1 });
      a.seal({ type: 'drive.seen', subject: drive(7) });
      a.seal({ type: 'drive.seen', subject: drive(8) });
      await pushAll(registry, a, 1);
      expect((await feed(registry, b, '?after=4')).lines.map(({ opened }) => opened.event.subject)).toEqual([drive(7)]);
      await call(registry, b, 'DELETE', `/v1/watch/${drive(7)}`);
      expect((await feed(registry, b, '?after=4')).lines).toEqual([]);
    });

    test('ends watching at the limit', async () => {
      const { registry, a } = await halls();
      const { sql } = registry.ledger.store;
      const rows = Array.from({ length: feedLimits.watches }, (_, n) => [1, subjectKey(drive(n))] as const);
      await sql.apply(insertRows('watches', ['station_no', 'subject'], rows));
      expect(await problemOf(call(registry, a, 'PUT', `/v1/watch/${drive(20_000)}`))).toMatchObject({ code: 'too_large' });
      expect((await call(registry, a, 'PUT', `/v1/watch/${drive(5)}`)).status).toBe(200);
    });

    test('tells sealed values to the own site alone', async () => {
      const { registry, a, b } = await halls();
      const salt = new Uint8Array(32).fill(9);
      const body = { holder: person(2) };
      const entry = a.seal({ type: 'custody.claimed', subject: drive(1), body, sealed: { host: commitment('host', salt, 'db-17') } });
      const opened = { host: { salt: toBase64url(salt), value: 'db-17' } };
      taken(await send(registry, a, pushBody(a.id, 2, [{ entry, private: opened }])));
      await followed(registry);
      expect((await feed(registry, a, '?after=4')).lines.map((line) => line.private)).toEqual([opened]);
      expect((await feed(registry, b, '?after=4')).lines.map((line) => line.private)).toEqual([undefined]);
    });

    test('asked with a wait answers when something comes, and when time is over', async () => {
      const { registry, a } = await halls();
      const waiting = feed(registry, a, '?after=4&wait=25');
      a.seal();
      await pushAll(registry, a, 1);
      expect(typesIn(await waiting)).toEqual(['station.heartbeat']);
      const over = await feed(registry, a, '?after=5&wait=1');
      expect(over).toMatchObject({ lines: [], end: { next: 5, more: false } });
    });

    test('does not keep a closing registry waiting', async () => {
      const { registry, a } = await halls();
      const waiting = [1, 2].map(() => call(registry, a, 'GET', '/v1/feed?after=4&wait=25'));
      // Only two of a station may wait: one of three is sent away as soon as two do, whichever it is.
      await expect
        .poll(async () => (await Promise.race([...waiting, call(registry, a, 'GET', '/v1/feed?after=4&wait=1')])).status, {
          timeout: 10_000,
        })
        .toBe(429);
      await registry.close();
      const answers = (await Promise.all(waiting)).filter(({ ok }) => ok);
      expect(answers.length).toBeGreaterThan(0);
      for (const answer of answers) expect((await pageOf(answer, (last) => feedEnd.parse(last))).end.next).toBe(4);
    });

    test('refuses a cursor beyond the log, and questions that are none', async () => {
      const { registry, a } = await halls();
      expect(await problemOf(call(registry, a, 'GET', '/v1/feed?after=5'))).toMatchObject({ status: 409, code: 'cursor_ahead' });
      for (const query of ['?after=-2', '?after=x', '?limit=0', '?limit=501', '?wait=26', '?wait=-1', '?after=1&after=2'])
        expect(await problemOf(call(registry, a, 'GET', `/v1/feed${query}`))).toMatchObject({ status: 400, code: 'malformed' });
      expect(await problemOf(call(registry, a, 'GET', '/v1/subjects/d1_1/events'))).toMatchObject({ code: 'malformed' });
      expect((await fetch(`${registry.url}/v1/feed`)).status).toBe(401);
    });

    test('of more than a few entries is sent as gzip to who takes it', async () => {
      const { registry, a } = await halls();
      const path = '/v1/feed';
      const headers = signRequest({
        parts: { method: 'GET', authority: new URL(registry.url).host, path, query: '', body: new Uint8Array() },
        createdMs: Date.now(),
        nonce: toBase64url(randomBytes(16)),
        signer: a.transport,
      });
      const zipped = await rawGet(`${registry.url}${path}`, { ...headers, 'accept-encoding': 'gzip' });
      expect(zipped.coding).toBe('gzip');
      expect(gunzipSync(zipped.body).toString('utf8').split('\n')).toHaveLength(7);
      expect((await rawGet(`${registry.url}${path}`, { ...headers })).coding).toBeUndefined();
    });
  });
}

function rawGet(url: string, headers: Readonly<Record<string, string>>): Promise<{ coding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ coding: response.headers['content-encoding'], body: Buffer.concat(parts) });
      });
    }).on('error', reject);
  });
}
