import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { problem, pushAnswer, statusAnswer } from '../../contract/registry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { openAck } from '../../domain/ledger/ack.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { openBundle } from '../../domain/ledger/tiles.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { call, enrol, push, pushBody, refused, send, startRegistry, stationOf, taken, tempDir, verifier } from './kit.ts';
import type { TestStation } from './kit.ts';
import type { OpenRegistry } from '../../registry/open.ts';

async function start(): Promise<{ registry: OpenRegistry; station: TestStation }> {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  return { registry, station };
}

/** Everything that is in the log, as its bundles tell. */
async function logged(
  registry: OpenRegistry,
  station: TestStation,
): Promise<readonly { type: string; station: string; seq: number; body: Record<string, unknown>; hash: string }[]> {
  // Forks are told to the log after the push was answered; this waits for it.
  await registry.ledger.control.reportForks();
  await registry.ledger.integrator.settle();
  const size = registry.ledger.integrator.published()?.size ?? 0;
  const response = await call(registry, station, 'GET', `/v1/log/1/tile/entries/000.p/${size}`);
  const entries = openBundle(new Uint8Array(await response.arrayBuffer())) ?? [];
  return entries.map((bytes) => {
    const opened = openEntry(bytes);
    if (opened.kind === 'refused') throw new Error(opened.code);
    const { type, station: author, seq, body } = opened.entry.event;
    return { type, station: author, seq, body, hash: opened.entry.hash };
  });
}

/** What every store must answer to pushes, over HTTP. */
export function pushSuite(): void {
  describe('a push', () => {
    test('is taken, acknowledged by a note that the pinned key signed, and moves the head', async () => {
      const { registry, station } = await start();
      station.seal();
      const last = station.seal();
      const answer = taken(await push(registry, station, station.chain));
      expect(answer).toMatchObject({ head: { epoch: 1, seq: 2, hash: last.hash }, accepted: 2, duplicates: 0, first_index: 2 });
      const ackKey = parseVkey(registry.ackVkey);
      if (ackKey === undefined || answer.ack === undefined) throw new Error('no ack');
      expect(openAck(answer.ack, ackKey, verifier)).toMatchObject({
        log: registry.name,
        station: station.id,
        epoch: 1,
        seq: 2,
        hash: last.hash,
        index: 3,
      });
      expect(openAck(answer.ack.replace(' 1 2 ', ' 1 3 '), ackKey, verifier)).toBeUndefined();
    });

    test('sent again changes nothing', async () => {
      const { registry, station } = await start();
      station.seal();
      station.seal();
      const first = taken(await push(registry, station, station.chain));
      const before = await logged(registry, station);
      const again = taken(await push(registry, station, station.chain));
      expect(again).toMatchObject({ head: first.head, accepted: 0, duplicates: 2 });
      expect(again.first_index).toBeUndefined();
      expect(await logged(registry, station)).toEqual(before);
    });

    test('whose answer was lost is resumed from any earlier place', async () => {
      const { registry, station } = await start();
      for (let i = 0; i < 5; i++) station.seal();
      await push(registry, station, station.chain.slice(0, 3));
      const head = taken(await send(registry, station, pushBody(station.id, 1, [])));
      expect(head).toMatchObject({ head: { seq: 3, hash: station.chain[2]?.hash }, accepted: 0, duplicates: 0 });
      const resumed = taken(await push(registry, station, station.chain.slice(1)));
      expect(resumed).toMatchObject({ accepted: 2, duplicates: 2, first_index: 5, head: { seq: 5 } });
      expect((await logged(registry, station)).slice(2).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    });

    test('of a known event with other signatures changes nothing and is not looked at', async () => {
      const { registry, station } = await start();
      const [entry] = [station.seal()];
      taken(await push(registry, station, [entry]));
      const again = taken(await push(registry, station, [{ ...entry, sigs: [{ keyid: generateSigner().keyId, sig: 'A'.repeat(86) }] }]));
      expect(again).toMatchObject({ accepted: 0, duplicates: 1 });
    });

    test('with events missing before it is a gap, told with the head, and takes nothing', async () => {
      const { registry, station } = await start();
      for (let i = 0; i < 3; i++) station.seal();
      taken(await push(registry, station, station.chain.slice(0, 1)));
      expect(refused(await push(registry, station, station.chain.slice(2)))).toMatchObject({
        status: 409,
        code: 'gap',
        head: { seq: 1, hash: station.chain[0]?.hash },
      });
    });

    test('with events missing before it is a gap even when its keys came with those events and are not known yet', async () => {
      const { registry, station } = await start();
      const { station: stranger } = await enrol(registry);
      const later = stationOf(station.id, station.genesis, stranger.event, station.transport);
      for (let i = 0; i < 3; i++) later.seal();
      expect(refused(await push(registry, later, later.chain.slice(2)))).toMatchObject({ code: 'gap', head: { seq: 0 } });
    });

    test('with one bad signature names its index and takes nothing, also what stands before it', async () => {
      const { registry, station } = await start();
      const [first, second] = [station.seal(), station.seal()];
      const sig = second.sigs[0];
      if (sig === undefined) throw new Error('unsigned');
      const forged = { ...second, sigs: [{ ...sig, sig: `${sig.sig.startsWith('A') ? 'B' : 'A'}${sig.sig.slice(1)}` }] };
      expect(refused(await push(registry, station, [first, forged]))).toMatchObject({ status: 422, code: 'bad_signature', index: 1 });
      expect(taken(await send(registry, station, pushBody(station.id, 1, []))).head.seq).toBe(0);
      expect(taken(await push(registry, station, [first, second])).accepted).toBe(2);
    });

    test('signed by another enrolled station is refused, and carried by one is taken', async () => {
      const { registry, station } = await start();
      const { station: other } = await enrol(registry);
      const impostor = stationOf(station.id, station.genesis, other.event, station.transport);
      expect(refused(await push(registry, impostor, [impostor.seal()]))).toMatchObject({ code: 'bad_signature', index: 0 });
      expect(taken(await push(registry, station, [station.seal()], other)).accepted).toBe(1);
    });

    test('made for another registry is refused', async () => {
      const { registry, station } = await start();
      const elsewhere = stationOf(station.id, station.genesis, station.event, station.transport, 'custos.invalid/other');
      expect(refused(await push(registry, elsewhere, [elsewhere.seal()]))).toMatchObject({ status: 422, code: 'bad_event', index: 0 });
    });

    test('to another epoch, or to the control chain, is refused', async () => {
      const { registry, station } = await start();
      expect(refused(await send(registry, station, pushBody(station.id, 1, [], { epoch: 2 })))).toMatchObject({
        status: 409,
        code: 'epoch_unknown',
      });
      expect(refused(await send(registry, station, pushBody('registry', 1, [])))).toMatchObject({ status: 403, code: 'role' });
      expect(refused(await send(registry, station, pushBody('st_nobody', 1, [])))).toMatchObject({ status: 403, code: 'not_enrolled' });
    });

    test.each([
      ['no header', 'x\n'],
      ['a wrong count', '{"station":"st_01","epoch":1,"from":1,"count":2}\n{}\n'],
      ['an unknown header member', '{"station":"st_01","epoch":1,"from":1,"count":0,"more":1}\n'],
      ['more events than the limit', '{"station":"st_01","epoch":1,"from":1,"count":1001}\n'],
    ])('with %s is malformed', async (_name, text) => {
      const { registry, station } = await start();
      expect(refused(await send(registry, station, Uint8Array.from(Buffer.from(text))))).toMatchObject({ status: 400, code: 'malformed' });
    });

    test('may be sent with gzip, and its signature covers the bytes as sent', async () => {
      const { registry, station } = await start();
      const plain = pushBody(station.id, 1, [{ entry: station.seal() }]);
      const zipped = Uint8Array.from(gzipSync(plain));
      const answer = pushAnswer.parse(
        await (await call(registry, station, 'POST', '/v1/push', zipped, { headers: { 'content-encoding': 'gzip' } })).json(),
      );
      expect(answer.accepted).toBe(1);
    });

    test('over the size limit is too large, also when it only grows so by unzipping', async () => {
      const { registry, station } = await start();
      const bomb = Uint8Array.from(gzipSync(Buffer.alloc(5 * 1024 * 1024, 32)));
      const response = await call(registry, station, 'POST', '/v1/push', bomb, { headers: { 'content-encoding': 'gzip' } });
      expect(problem.parse(await response.json())).toMatchObject({ status: 413, code: 'too_large' });
    });
  });

  describe('a fork', () => {
    test('keeps both branches, freezes the chain and is told by the control chain', async () => {
      const { registry, station } = await start();
      const clone = stationOf(station.id, station.genesis, station.event, station.transport);
      const logEntry = station.seal();
      taken(await push(registry, station, station.chain));
      const diverging = clone.seal({ body: { version: 'other' } });
      expect(refused(await push(registry, clone, [diverging]))).toMatchObject({
        status: 409,
        code: 'fork',
        index: 0,
        head: { seq: 1, hash: logEntry.hash },
      });
      expect(refused(await push(registry, station, station.chain))).toMatchObject({ status: 423, code: 'frozen' });
      const forked = (await logged(registry, station)).filter(({ type }) => type === 'chain.forked');
      expect(forked.map(({ body }) => body)).toEqual([
        { station: station.id, epoch: 1, seq: 1, logged: logEntry.hash, diverging: diverging.hash },
      ]);
      const evidence = new Uint8Array(await (await call(registry, station, 'GET', `/v1/evidence/${diverging.hash}`)).arrayBuffer());
      expect(evidence).toEqual(diverging.bytes);
      expect(statusAnswer.parse(await (await call(registry, station, 'GET', '/v1/status')).json())).toMatchObject({
        frozen: true,
        head: { seq: 1 },
      });
    });

    test('by an event that names another past is found too', async () => {
      const { registry, station } = await start();
      station.seal();
      taken(await push(registry, station, station.chain));
      const stray = station.seal({ prev: station.genesis });
      expect(refused(await push(registry, station, [stray]))).toMatchObject({ code: 'fork', index: 0 });
    });

    test('cannot be made by someone without the station key', async () => {
      const { registry, station } = await start();
      station.seal();
      taken(await push(registry, station, station.chain));
      const thief = stationOf(station.id, station.genesis, generateSigner(), station.transport);
      expect(refused(await push(registry, thief, [thief.seal({ body: { version: 'x' } })]))).toMatchObject({ code: 'bad_signature' });
      station.seal();
      expect(taken(await push(registry, station, station.chain)).accepted).toBe(1);
    });

    test('told to nobody before a crash is told at the next start', async () => {
      const dir = tempDir();
      const registry = await startRegistry(dir);
      const { station } = await enrol(registry);
      const clone = stationOf(station.id, station.genesis, station.event, station.transport);
      station.seal();
      taken(await push(registry, station, station.chain));
      // Straight to the store, as if the process had died before the control writer came.
      await registry.ledger.store.append({
        station: station.id,
        epoch: 1,
        from: 1,
        entries: [{ entry: clone.seal({ body: {} }), keys: [], sealed: [] }],
        recvMs: 1,
      });
      await registry.close();
      const next = await startRegistry(dir);
      expect((await logged(next, station)).filter(({ type }) => type === 'chain.forked')).toHaveLength(1);
    });
  });

  describe('people', () => {
    test('a person and a session may sign once the log knows their keys, from the event on that brings them', async () => {
      const { registry, station } = await start();
      const [person, session, stranger] = [generateSigner(), generateSigner(), generateSigner()];
      const tooEarly = station.seal({ type: 'custody.moved' }, [session]);
      expect(refused(await push(registry, station, [tooEarly]))).toMatchObject({ code: 'bad_signature', index: 0 });
      station.chain.length = 0;
      station.seal({ type: 'person.enrolled', body: { key: toBase64url(person.publicKey) } }, [person]);
      station.seal({ type: 'session.opened', body: { session_key: toBase64url(session.publicKey) } }, [session, person]);
      station.seal({ type: 'custody.moved' }, [session]);
      expect(taken(await push(registry, station, station.chain)).accepted).toBe(3);
      const { station: other } = await enrol(registry);
      expect(refused(await push(registry, other, [other.seal({}, [session])]))).toMatchObject({ code: 'bad_signature' });
      other.chain.length = 0;
      expect(taken(await push(registry, other, [other.seal({}, [person])])).accepted).toBe(1);
      expect(refused(await push(registry, other, [other.seal({}, [stranger])]))).toMatchObject({ code: 'bad_signature' });
    });

    test('a sealed value is taken when it opens its commitment, and refused when it does not', async () => {
      const { registry, station } = await start();
      const salt = new Uint8Array(32).fill(9);
      const entry = station.seal({ sealed: { host: commitment('host', salt, 'db-17') } });
      const line = (value: string) => pushBody(station.id, 1, [{ entry, private: { host: { salt: toBase64url(salt), value } } }]);
      expect(refused(await send(registry, station, line('db-18')))).toMatchObject({ code: 'bad_event', index: 0 });
      expect(taken(await send(registry, station, line('db-17'))).accepted).toBe(1);
    });
  });

  describe('request signatures', () => {
    test('a request by an unknown key, with another body, path or time is refused', async () => {
      const { registry, station } = await start();
      const code = async (response: Response) => problem.parse(await response.json());
      const stranger = stationOf('st_stranger', station.genesis, generateSigner(), generateSigner());
      expect(await code(await call(registry, stranger, 'GET', '/v1/status'))).toMatchObject({ status: 401, code: 'auth' });
      const asEvent = stationOf(station.id, station.genesis, station.event, station.event);
      expect(await code(await call(registry, asEvent, 'GET', '/v1/status'))).toMatchObject({ code: 'auth' });
      const body = pushBody(station.id, 1, []);
      expect(await code(await call(registry, station, 'POST', '/v1/push', body, { sentBody: pushBody(station.id, 2, []) }))).toMatchObject({
        code: 'auth',
      });
      const late = await code(await call(registry, station, 'GET', '/v1/status', undefined, { createdMs: Date.now() - 400_000 }));
      expect(late).toMatchObject({ status: 401, code: 'clock' });
      expect(Math.abs((late.server_ms ?? 0) - Date.now())).toBeLessThan(10_000);
      expect((await fetch(`${registry.url}/v1/status`)).status).toBe(401);
      expect((await fetch(`${registry.url}/v1/log/1/tile/entries/000.p/1`)).status).toBe(401);
    });
  });

  test('a tree head that this registry never signed raises an alarm, and the event is logged all the same', async () => {
    const { registry, station } = await start();
    const entry = station.seal({ seen: { size: 1, root: toBase64url(new Uint8Array(32)) } });
    expect(taken(await push(registry, station, [entry])).accepted).toBe(1);
    expect(await registry.ledger.alarms()).toEqual(['split_view']);
  });
}
