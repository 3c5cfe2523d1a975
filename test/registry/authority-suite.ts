import { describe, expect, test } from 'vitest';
import { enrolAnswer, problem, statusAnswer } from '../../contract/registry.ts';
import { afterTrust, authorityOf, grantsAt, policyAt, standingsAt } from '../../domain/authority/authority.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { requestName, requestWords } from '../../domain/ledger/request-words.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import { endRole, grantRole, grantsOf, setPolicy } from '../../registry/ledger/grants.ts';
import { decideHeld } from '../../registry/ledger/quarantine.ts';
import { heldEvents } from '../../registry/ledger/quarantine-rows.ts';
import { revokeKey } from '../../registry/ledger/revocation.ts';
import {
  askEpoch,
  asking,
  digestOf,
  epochAsk,
  get,
  letIn,
  officer,
  other,
  placed,
  post,
  pushEpoch,
  start,
  stateOf,
  textOf,
} from './authority-kit.ts';
import { call, push, refused, startRegistry, stationOf, taken, tempDir } from './kit.ts';

function enrolmentSuite(): void {
  describe('enrolment by six words', () => {
    test('waits for an officer, shows the words of what was asked, and opens the chain once approved', async () => {
      const registry = await startRegistry(tempDir());
      const { desk } = registry.ledger;
      const { event, transport, request } = asking(await desk.makeCode({ site: 'Hall A', role: 'bench', madeBy: officer }));
      const name = requestName(request);
      const waiting = { kind: 'waiting', request: name, words: requestWords(name) };
      expect(await post(registry, '/v1/enrol', request)).toEqual({ status: 202, body: waiting });
      expect(await post(registry, '/v1/enrol', request)).toEqual({ status: 202, body: waiting });
      expect(await get(registry, `/v1/enrol/${name}`)).toEqual({ status: 202, body: waiting });
      expect(await desk.waiting()).toMatchObject([{ request: name, name: 'Bench 7', site: 'Hall A', role: 'bench' }]);
      expect(JSON.stringify(await desk.waiting())).not.toContain(request.code);

      const approval = await desk.approve(name, officer);
      if (approval.kind !== 'approved') throw new Error(approval.kind);
      expect(await stateOf(registry, name)).toEqual(approval);
      expect(await desk.approve(name, other)).toEqual(approval);
      expect(await desk.refuse(name, officer)).toMatchObject({ kind: 'refused', code: 'decided' });
      expect(await desk.waiting()).toEqual([]);
      const station = stationOf(approval.station, approval.genesis, event, transport);
      expect(taken(await push(registry, station, [station.seal()])).accepted).toBe(1);
      const enrolled = (await placed(registry)).filter(({ entry }) => entry.event.type === 'station.enrolled');
      expect(enrolled.map(({ entry }) => [entry.event.actor, entry.event.body['site']])).toEqual([[officer, 'Hall A']]);
    });

    test('approved by two officers at once lets in one station', async () => {
      const registry = await startRegistry(tempDir());
      const { desk } = registry.ledger;
      const { request } = asking(await desk.makeCode({}));
      await post(registry, '/v1/enrol', request);
      const answers = await Promise.all([1, 2, 3].map(() => desk.approve(requestName(request), officer)));
      for (const answer of answers) expect(answer).toEqual({ ...answers[0], kind: 'approved' });
      expect((await placed(registry)).filter(({ entry }) => entry.event.type === 'station.enrolled')).toHaveLength(1);
    });

    test('as a reader lets a machine carry and ask, and never write', async () => {
      const registry = await startRegistry(tempDir());
      const { station } = await letIn(registry);
      const { event, transport, request } = asking(await registry.ledger.desk.makeCode({ role: 'reader', approves: true }));
      const answer = enrolAnswer.parse((await post(registry, '/v1/enrol', request)).body);
      if (answer.kind !== 'approved') throw new Error('not approved');
      const reader = stationOf(answer.station, answer.genesis, event, transport);
      expect(refused(await push(registry, reader, [reader.seal()])).code).toBe('bad_signature');
      expect(taken(await push(registry, station, [station.seal()], reader)).accepted).toBe(1);
      expect(statusAnswer.parse(await (await call(registry, reader, 'GET', '/v1/status')).json()).role).toBe('reader');
      const standings = standingsAt(authorityOf(await placed(registry)), 100);
      expect([event, transport].map(({ keyId: id }) => standings(id).length)).toEqual([0, 1]);
    });

    test('uses a code once, however many come with it at once', async () => {
      const registry = await startRegistry(tempDir());
      const code = await registry.ledger.desk.makeCode({});
      const answers = await Promise.all([1, 2, 3, 4].map(() => post(registry, '/v1/enrol', asking(code).request)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 403, 403, 403]);
    });

    test('refused, or not decided within a day, lets nobody in', async () => {
      let nowMs = Date.now();
      const registry = await startRegistry(tempDir(), { clock: { nowMs: () => nowMs, monoMs: () => 0, boot: 'b1' } });
      const { desk } = registry.ledger;
      const [one, two] = [asking(await desk.makeCode({})).request, asking(await desk.makeCode({})).request];
      for (const request of [one, two]) await post(registry, '/v1/enrol', request);
      expect(await desk.refuse(requestName(one), officer)).toEqual({ kind: 'done' });
      expect(await desk.refuse(requestName(one), officer)).toEqual({ kind: 'done' });
      expect(await stateOf(registry, requestName(one))).toEqual({ kind: 'refused', why: 'by_officer' });
      expect(await desk.approve(requestName(one), officer)).toMatchObject({ code: 'decided' });
      expect((await post(registry, '/v1/enrol', one)).status).toBe(403);
      nowMs += 25 * 60 * 60 * 1000;
      expect(await stateOf(registry, requestName(two))).toEqual({ kind: 'refused', why: 'expired' });
      expect(await desk.approve(requestName(two), officer)).toMatchObject({ code: 'decided' });
      expect(await desk.waiting()).toEqual([]);
      expect((await get(registry, `/v1/enrol/${'A'.repeat(43)}`)).status).toBe(404);
      expect((await placed(registry)).map(({ entry }) => entry.event.type)).toEqual(['log.opened']);
    });
  });
}

function rotationSuite(): void {
  describe('a change of the station key', () => {
    test('counts when the old key announced the new one and both sign; then the old key signs nothing more', async () => {
      const registry = await startRegistry(tempDir());
      const { station, next } = await letIn(registry);
      const after = generateSigner();
      station.seal();
      station.seal({ type: 'key.rotated', body: { key: textOf(next), next: digestOf(after) } }, [next]);
      const renewed = stationOf(station.id, station.genesis, next, station.transport);
      renewed.chain.push(...station.chain);
      renewed.seal();
      // All in one push: the new key counts from the event after the change on.
      expect(taken(await push(registry, station, renewed.chain)).accepted).toBe(3);
      expect(taken(await push(registry, station, renewed.chain)).duplicates).toBe(3);
      const stale = stationOf(station.id, station.genesis, station.event, station.transport);
      stale.chain.push(...renewed.chain);
      expect(refused(await push(registry, station, [stale.seal()]))).toMatchObject({ code: 'bad_signature', index: 0 });
      renewed.seal({ type: 'key.rotated', body: { key: textOf(after), next: digestOf(generateSigner()) } }, [after]);
      expect(taken(await push(registry, station, renewed.chain)).accepted).toBe(1);
    });

    test.each(['another key than the announced one', 'a new key that does not sign along', 'a key that was in use before'])(
      'is refused with %s',
      async (fault) => {
        const registry = await startRegistry(tempDir());
        const { station, next } = await letIn(registry);
        const key = fault.startsWith('another') ? generateSigner() : fault.includes('before') ? station.transport : next;
        const cosigners = fault.includes('along') ? [] : [key];
        const entry = station.seal({ type: 'key.rotated', body: { key: textOf(key), next: digestOf(generateSigner()) } }, cosigners);
        const { code } = refused(await push(registry, station, [entry]));
        expect(code).toBe(fault.includes('along') ? 'bad_signature' : 'bad_event');
        station.chain.pop();
        expect(taken(await push(registry, station, [station.seal()])).accepted).toBe(1);
      },
    );

    test('sent twice at the same time is taken once and never called a forgery', async () => {
      const registry = await startRegistry(tempDir());
      const { station, next } = await letIn(registry);
      for (let i = 0; i < 40; i++) station.seal();
      station.seal({ type: 'key.rotated', body: { key: textOf(next), next: digestOf(generateSigner()) } }, [next]);
      const answers = await Promise.all([1, 2, 3, 4].map(() => push(registry, station, station.chain)));
      expect(answers.map((answer) => taken(answer).accepted).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 41]);
    });
  });
}

function revocationSuite(): void {
  describe('a revoked key', () => {
    test('gets nothing more into the log: arrivals are kept, shown, and decided by an officer', async () => {
      const { registry, station } = await start();
      const { ledger } = registry;
      station.seal();
      taken(await push(registry, station, station.chain));
      const revoked = await revokeKey(ledger, {
        keyId: station.event.keyId,
        reason: 'stolen',
        trust: { epoch: 1, seq: 1 },
        officer,
        note: 'Taken from the van',
      });
      expect(revoked.kind).toBe('revoked');
      station.seal();
      station.seal();
      for (let i = 0; i < 2; i++)
        expect(refused(await push(registry, station, station.chain))).toMatchObject({
          status: 423,
          code: 'key_revoked',
          index: 1,
          quarantined: true,
        });
      // What was in the log before is there, and may be sent again.
      expect(taken(await push(registry, station, station.chain.slice(0, 1))).duplicates).toBe(1);
      const held = await heldEvents(ledger.store.sql, 10);
      expect(held.map(({ seq, station: of, keyId: by }) => [seq, of, by])).toEqual(
        [2, 3].map((seq) => [seq, station.id, station.event.keyId]),
      );
      const status = statusAnswer.parse(await (await call(registry, station, 'GET', '/v1/status')).json());
      expect(status).toMatchObject({ quarantined: 2, head: { seq: 1 } });

      const [second, third] = station.chain.slice(1);
      const admit = { hash: second?.hash ?? '', verdict: { kind: 'admit', ground: 'made_before_loss' }, officer } as const;
      const both = await Promise.all([decideHeld(ledger, admit), decideHeld(ledger, admit)]);
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
      expect(await decideHeld(ledger, { hash: third?.hash ?? '', verdict: { kind: 'dismiss', ground: 'forged' }, officer })).toMatchObject({
        kind: 'done',
      });
      expect(await heldEvents(ledger.store.sql, 10)).toEqual([]);
      const log = await placed(registry);
      expect(log.slice(-3).map(({ entry }) => [entry.event.type, entry.event.att?.[0]?.size])).toEqual([
        ['key.revoked', undefined],
        ['quarantine.admitted', second?.bytes.length],
        ['quarantine.dismissed', third?.bytes.length],
      ]);
      // Dismissed is not gone.
      const evidence = await call(registry, station, 'GET', `/v1/evidence/${third?.hash ?? ''}`);
      expect(new Uint8Array(await evidence.arrayBuffer())).toEqual(third?.bytes);
    });

    test('revoked while its pushes come in: not one event by it stands behind the revocation', async () => {
      const { registry, station } = await start();
      for (let i = 0; i < 60; i++) station.seal();
      const chunks = Array.from({ length: 12 }, (_, i) => station.chain.slice(0, (i + 1) * 5));
      const pushes = chunks.map((chunk) => push(registry, station, chunk));
      const revoked = revokeKey(registry.ledger, { keyId: station.event.keyId, reason: 'stolen' });
      const answers = await Promise.all(pushes);
      await revoked;
      for (const answer of answers) if ('code' in answer) expect(answer).toMatchObject({ code: 'key_revoked', quarantined: true });
      const log = await placed(registry);
      const at = log.findIndex(({ entry }) => entry.event.type === 'key.revoked');
      expect(at).toBeGreaterThan(0);
      expect(log.slice(at).filter(({ entry }) => entry.event.station === station.id)).toEqual([]);
      const held = await heldEvents(registry.ledger.store.sql, 100);
      expect(log.filter(({ entry }) => entry.event.station === station.id).length + held.length).toBe(60);
      expect(refused(await push(registry, station, station.chain)).code).toBe('key_revoked');
    });

    test('of transport opens no door, and a key that signs without being the station’s is a forgery as before', async () => {
      const { registry, station } = await start();
      const { station: second } = await letIn(registry);
      await revokeKey(registry.ledger, { keyId: station.transport.keyId, reason: 'lost', officer });
      const answer = problem.parse(await (await call(registry, station, 'GET', '/v1/status')).json());
      expect(answer).toMatchObject({ status: 423, code: 'key_revoked' });
      // Carried by another station its events are as good as ever.
      expect(taken(await push(registry, station, [station.seal()], second)).accepted).toBe(1);
      await revokeKey(registry.ledger, { keyId: second.event.keyId, reason: 'lost', officer });
      const forged = stationOf(station.id, station.genesis, second.event, station.transport);
      forged.chain.push(...station.chain);
      expect(refused(await push(registry, forged, [forged.seal()], second)).code).toBe('bad_signature');
      expect(await revokeKey(registry.ledger, { keyId: generateSigner().keyId, reason: 'lost' })).toMatchObject({ code: 'not_found' });
      const control = registry.ledger.keys.control.keyId;
      expect(await revokeKey(registry.ledger, { keyId: control, reason: 'lost' })).toMatchObject({ code: 'malformed' });
    });
  });
}

function epochSuite(): void {
  describe('a new epoch', () => {
    test('after a clone: both branches live on, the old keys and the old epoch do not', async () => {
      const { registry, station } = await start();
      const { epochs } = registry.ledger;
      const clone = stationOf(station.id, station.genesis, station.event, station.transport);
      station.seal();
      taken(await push(registry, station, station.chain));
      const diverging = clone.seal({ body: { version: 'other' } });
      expect(refused(await push(registry, clone, [diverging])).code).toBe('fork');

      const [event, transport] = [generateSigner(), generateSigner()];
      expect(await askEpoch(registry, clone, epochAsk(clone, { reason: 'cloned' }))).toMatchObject({ code: 'malformed' });
      const request = epochAsk(clone, { reason: 'cloned', event_key: textOf(event), transport_key: textOf(transport) });
      const name = requestName(request);
      expect(await askEpoch(registry, clone, request)).toEqual({ kind: 'waiting', request: name, words: requestWords(name) });
      expect(await epochs.waiting()).toMatchObject([{ request: name, station: station.id, reason: 'cloned' }]);
      const approvals = await Promise.all([epochs.approve(name, officer), epochs.approve(name, other)]);
      expect(approvals[1]).toEqual(approvals[0]);
      const [approval] = approvals;
      if (approval?.kind !== 'approved') throw new Error('not approved');
      expect(approval).toMatchObject({ epoch: 2, after: { epoch: 1, seq: 1, hash: station.chain[0]?.hash } });
      expect((await get(registry, `/v1/epochs/${name}`)).body).toEqual(approval);

      const renewed = stationOf(station.id, approval.genesis, event, transport);
      const bound = { name: 'entry', media: 'application/json', size: diverging.bytes.length, sha256: digestOfBytes(diverging.bytes) };
      const again = { type: 'event.recovered', epoch: 2, body: { event: diverging.hash, epoch: 1, seq: 1 }, att: [bound] };
      const recovered = renewed.seal(again);
      const plain = renewed.seal({ epoch: 2 });
      expect(refused(await pushEpoch(registry, renewed, [{ entry: recovered }, { entry: plain }]))).toMatchObject({
        code: 'bad_event',
        index: 0,
      });
      const lines = [{ entry: recovered, recovered: diverging }, { entry: plain }];
      expect(taken(await pushEpoch(registry, renewed, lines))).toMatchObject({ accepted: 2, head: { epoch: 2, seq: 2 } });
      expect(taken(await pushEpoch(registry, renewed, lines))).toMatchObject({ accepted: 0, duplicates: 2 });
      const evidence = await call(registry, renewed, 'GET', `/v1/evidence/${diverging.hash}`);
      expect(new Uint8Array(await evidence.arrayBuffer())).toEqual(diverging.bytes);

      // The twin with the old keys is outside, also when another station carries for it.
      expect(refused(await push(registry, station, station.chain))).toMatchObject({ status: 401, code: 'auth' });
      expect(refused(await push(registry, station, [station.seal()], renewed))).toMatchObject({ code: 'epoch_closed', head: { epoch: 2 } });
      const usurper = stationOf(station.id, approval.genesis, station.event, station.transport);
      expect(refused(await pushEpoch(registry, renewed, [{ entry: usurper.seal({ epoch: 2 }) }])).code).toBe('bad_signature');
    });

    test('is not granted for another station, an epoch that is over, or a request that was refused', async () => {
      const { registry, station } = await start();
      const { station: stranger } = await letIn(registry);
      const { epochs } = registry.ledger;
      expect(await askEpoch(registry, stranger, epochAsk(station))).toMatchObject({ status: 403, code: 'role' });
      expect(await askEpoch(registry, station, epochAsk(station, { epoch: 2 }))).toMatchObject({ code: 'epoch_unknown' });
      expect(await askEpoch(registry, station, epochAsk(station, { event_key: textOf(stranger.event) }))).toMatchObject({
        code: 'malformed',
      });
      const [first, second] = [epochAsk(station), epochAsk(station)];
      for (const request of [first, second]) expect(await askEpoch(registry, station, request)).toMatchObject({ kind: 'waiting' });
      expect(await epochs.refuse(requestName(first), officer)).toEqual({ kind: 'done' });
      expect(await epochs.approve(requestName(first), officer)).toMatchObject({ kind: 'refused', code: 'decided' });
      const third = epochAsk(station);
      expect(await askEpoch(registry, station, third)).toMatchObject({ kind: 'waiting' });
      // Two open requests for one epoch: the first approval closes it for the other.
      expect(await epochs.approve(requestName(second), officer)).toMatchObject({ kind: 'approved', epoch: 2 });
      expect(await epochs.approve(requestName(third), officer)).toMatchObject({ kind: 'refused', code: 'epoch_closed' });
      // Who asks in an epoch that is over is told which one stands; who comes with a wrong code, nothing of the chain.
      expect(await askEpoch(registry, station, epochAsk(station))).toMatchObject({ code: 'epoch_closed', head: { epoch: 2 } });
      const [event, transport] = [generateSigner(), generateSigner()];
      const lost = epochAsk(station, { reason: 'key_lost', event_key: textOf(event), transport_key: textOf(transport) });
      expect((await post(registry, '/v1/epochs', { ...lost, code: 'A'.repeat(22) })).body).toSatisfy((body: object) => !('head' in body));
    });

    test('for a station without any of its keys is asked with a code that an officer made for it', async () => {
      const { registry, station } = await start();
      const { desk, epochs } = registry.ledger;
      const [event, transport] = [generateSigner(), generateSigner()];
      const request = epochAsk(station, { reason: 'key_lost', event_key: textOf(event), transport_key: textOf(transport) });
      const wrong = await desk.makeCode({ forStation: 'st_another', madeBy: officer });
      expect((await post(registry, '/v1/epochs', { ...request, code: wrong })).status).toBe(403);
      const code = await desk.makeCode({ forStation: station.id, madeBy: officer });
      expect((await post(registry, '/v1/enrol', asking(code).request)).status).toBe(403);
      expect((await post(registry, '/v1/epochs', { ...request, code })).status).toBe(202);
      const approval = await epochs.approve(requestName(request), officer);
      if (approval.kind !== 'approved') throw new Error(approval.kind);
      const renewed = stationOf(station.id, approval.genesis, event, transport);
      expect(taken(await pushEpoch(registry, renewed, [{ entry: renewed.seal({ epoch: 2 }) }])).accepted).toBe(1);
    });

    test('asked for by a repeated request is refused: its nonce was used', async () => {
      const { registry, station } = await start();
      const body = Uint8Array.from(utf8(JSON.stringify(epochAsk(station))));
      const headers = signRequest({
        parts: { method: 'POST', authority: new URL(registry.url).host, path: '/v1/epochs', query: '', body },
        createdMs: Date.now(),
        nonce: toBase64url(randomBytes(16)),
        signer: station.transport,
      });
      const statuses = [];
      for (let i = 0; i < 2; i++)
        statuses.push((await fetch(`${registry.url}/v1/epochs`, { method: 'POST', headers: { ...headers }, body })).status);
      expect(statuses).toEqual([202, 401]);
    });
  });
}

function foldSuite(): void {
  test('the log alone tells what the store holds: keys, roles, policy, and what is not believed any more', async () => {
    const registry = await startRegistry(tempDir());
    const { ledger } = registry;
    const { station, next } = await letIn(registry);
    station.seal();
    station.seal({ type: 'key.rotated', body: { key: textOf(next), next: digestOf(generateSigner()) } }, [next]);
    const renewed = stationOf(station.id, station.genesis, next, station.transport);
    renewed.chain.push(...station.chain);
    renewed.seal();
    taken(await push(registry, station, renewed.chain));
    const grant = { person: officer, role: 'supervisor', sites: ['Hall A'], tenants: ['*'], untilMs: 5 } as const;
    await grantRole(ledger.control, grant, undefined);
    await grantRole(ledger.control, { ...grant, person: other, role: 'auditor' }, officer);
    expect(await endRole(ledger.control, { person: other, role: 'auditor' }, officer)).toMatchObject({ kind: 'done' });
    expect(await endRole(ledger.control, { person: other, role: 'auditor' }, officer)).toMatchObject({ code: 'not_found' });
    const hash = digestOf(next);
    await setPolicy(ledger.control, { id: 'house', version: 2, hash }, officer);
    await revokeKey(ledger, { keyId: next.keyId, reason: 'stolen', trust: { epoch: 1, seq: 2 } });

    const log = await placed(registry);
    const authority = authorityOf(log);
    const end = log.length;
    const ids = [station.event, station.transport, next].map((signer) => keyId(signer.publicKey));
    const stored = await ledger.store.keys(ids);
    const standings = standingsAt(authority, end);
    const bare = (keys: readonly object[]) => keys.map((key) => ({ ...key, stationNo: undefined, publicKey: undefined }));
    for (const id of ids) expect(bare(standings(id))).toEqual(bare(stored.get(id) ?? []));
    expect(grantsAt(authority, officer, end)).toMatchObject([grant]);
    expect(grantsAt(authority, other, end)).toEqual([]);
    expect((await grantsOf(ledger.store.sql)).map(({ person }) => person)).toEqual([officer]);
    expect(policyAt(authority, end)?.hash).toBe(hash);
    expect(taken(await push(registry, station, station.chain.slice(0, 1))).policy).toBe(hash);
    const flagged = log.filter((one) => afterTrust(authority, one).length > 0);
    expect(flagged.map(({ entry }) => [entry.event.station, entry.event.seq])).toEqual([[station.id, 3]]);
  });
}

function digestOfBytes(bytes: Uint8Array): string {
  return hashText(sha256(bytes));
}

/** What every store must hold of enrolment, keys, epochs and quarantine. */
export function authoritySuite(): void {
  enrolmentSuite();
  rotationSuite();
  revocationSuite();
  epochSuite();
  foldSuite();
}
