import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { pushAnswer } from '../../../contract/registry.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { signRequest } from '../../../domain/ledger/request-signature.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import type { TestStation } from '../kit.ts';
import { enrol, push, pushBody, refused, startRegistry, taken, tempDir } from '../kit.ts';

const plenty = { events: 1_000, abreast: 2, bodyBytes: 1_000_000 };
/** Stands still, so that nobody's share is paid off before it is looked at. */
const stillClock = { nowMs: () => Date.now(), monoMs: () => 5_000, boot: 'still' };

/** A signed push of which not a byte of the body is sent yet; it may tell another length than it has. */
function begin(registry: OpenRegistry, station: TestStation, body: Uint8Array<ArrayBuffer>, toldBytes = body.length): ClientRequest {
  const { host } = new URL(registry.url);
  const signed = signRequest({
    parts: { method: 'POST', authority: host, path: '/v1/push', query: '', body },
    createdMs: Date.now(),
    nonce: toBase64url(randomBytes(16)),
    signer: station.transport,
  });
  const sent = request(`${registry.url}/v1/push`, { method: 'POST', headers: { ...signed, 'content-length': toldBytes } });
  sent.on('error', () => undefined);
  onTestFinished(() => void sent.destroy());
  return sent;
}

async function heads(registry: OpenRegistry, stations: readonly TestStation[]): Promise<readonly number[]> {
  const answers = await Promise.all(stations.map(({ id }) => registry.ledger.store.station(id)));
  return answers.map((row) => row?.head.seq ?? -1);
}

test('a carrier over its share is told to slow down, more than there is room for is busy, and nothing of either is taken', async () => {
  const registry = await startRegistry(tempDir(), { clock: stillClock, pushGate: { ...plenty, events: 10 } });
  const [{ station: eager }, { station: other }] = [await enrol(registry), await enrol(registry)];
  const events = Array.from({ length: 12 }, () => eager.seal());
  expect(taken(await push(registry, eager, events.slice(0, 6))).accepted).toBe(6);
  const slow = refused(await push(registry, eager, events.slice(6)));
  expect(slow).toMatchObject({ status: 429, code: 'slow_down', retry_ms: expect.any(Number) });
  const full = refused(
    await push(
      registry,
      other,
      Array.from({ length: 11 }, () => other.seal()),
    ),
  );
  expect(full).toMatchObject({ status: 503, code: 'busy', retry_ms: expect.any(Number) });
  expect(await heads(registry, [eager, other])).toEqual([6, 0]);
});

test('half-open bodies fill the room that they told, and give it back when their senders are gone', async () => {
  const registry = await startRegistry(tempDir(), { pushGate: { ...plenty, bodyBytes: 20_000 } });
  const { station } = await enrol(registry);
  const event = station.seal();
  const half = begin(registry, station, new Uint8Array(100), 19_900);
  half.write('{');
  const tried = (): Promise<string> => push(registry, station, [event]).then((answer) => ('code' in answer ? answer.code : 'taken'));
  // Its headers may come after ours: a repeat is taken as well.
  await expect.poll(tried, { timeout: 15_000 }).toBe('busy');
  half.destroy();
  await expect.poll(tried, { timeout: 15_000 }).toBe('taken');
});

test('a body that comes in pieces keeps nobody else waiting, and is taken when it is whole', async () => {
  const registry = await startRegistry(tempDir(), { pushGate: { ...plenty, abreast: 1 } });
  const [{ station: slow }, { station: quick }] = [await enrol(registry), await enrol(registry)];
  const body = pushBody(slow.id, 1, [{ entry: slow.seal() }, { entry: slow.seal() }]);
  const sent = begin(registry, slow, body);
  const answered = once(sent, 'response');
  const piece = Math.ceil(body.length / 4);
  for (let at = 0; at < body.length; at += piece) {
    sent.write(body.subarray(at, at + piece));
    if (at + piece < body.length) expect(taken(await push(registry, quick, [quick.seal()])).accepted).toBe(1);
  }
  sent.end();
  const [response] = z.tuple([z.custom<IncomingMessage>()]).parse(await answered);
  const chunks = await response.toArray();
  expect(pushAnswer.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).accepted).toBe(2);
  expect(await heads(registry, [slow, quick])).toEqual([2, 3]);
});
