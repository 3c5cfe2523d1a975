import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { RegistryAnswer, RegistryRequest } from '../../../contract/ports.ts';
import { fromUtf8, utf8 } from '../../../domain/bytes.ts';
import { ackKeyName, signAck } from '../../../domain/ledger/ack.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { PushOutcome } from '../../../station/sync/push.ts';
import { pushOnce } from '../../../station/sync/push.ts';
import { syncView } from '../../../station/sync/sync-view.ts';
import { backOffMs, syncWaits } from '../../../station/sync/waits.ts';
import type { Bench } from '../record/bench-kit.ts';
import { claim, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterEach(() => {
  for (const bench of open.splice(0)) bench.store.close();
});
afterAll(folder.remove);
let files = 0;

const reg = 'custos.invalid/script';
const ackKey = generateSigner();
const logKey = generateSigner();
const genesis = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';

/** A station of a registry that answers by script. */
async function scripted(): Promise<{
  readonly bench: Bench;
  readonly push: (answer: (request: RegistryRequest) => RegistryAnswer) => Promise<PushOutcome>;
  readonly requests: RegistryRequest[];
}> {
  const bench = openBench(join(folder.path, `p${++files}.sqlite`), { alone: false });
  open.push(bench);
  const pins = {
    url: 'http://registry',
    reg,
    log: reg,
    logKey: formatVkey(noteKey(reg, logKey.publicKey)),
    ackKey: formatVkey(noteKey(ackKeyName(reg), ackKey.publicKey)),
    controlKey: '',
  };
  bench.store.sync.enrol(pins, { reg, station: 'st_aa', epoch: 1, genesis });
  const person = await setUp(bench);
  bench.recorder.record([claim(person, 1, { sealed: { host: 'db' } }), claim(person, 2)]);
  const requests: RegistryRequest[] = [];
  return {
    bench,
    requests,
    push(answer) {
      const connection = {
        authority: 'registry',
        request: (request: RegistryRequest): Promise<RegistryAnswer> => {
          requests.push(request);
          return Promise.resolve(answer(request));
        },
        close: () => undefined,
      };
      const { store, keys, clock } = bench;
      return pushOnce(
        { store, keys, clock, waits: syncWaits, share: () => 1 },
        { connection, keys, clock, random: { bytes: randomBytes }, callMs: 1 },
      );
    },
  };
}

const json = (status: number, body: object): RegistryAnswer => ({ kind: 'answer', status, body: utf8(JSON.stringify(body)) });
const problem = (status: number, code: string, more: object = {}): RegistryAnswer =>
  json(status, { type: 'about:blank', status, code, detail: 'd', ...more });
function taken(
  bench: Bench,
  seq: number,
  more: { readonly ack?: string; readonly hash?: string; readonly limits?: object; readonly accepted?: number } = {},
): RegistryAnswer {
  const hash = more.hash ?? bench.store.sync.hashAt(seq) ?? '';
  const ack = more.ack ?? signAck({ log: reg, station: 'st_aa', epoch: 1, seq, hash, index: 40 + seq, atMs: 5 }, reg, ackKey);
  return json(200, {
    head: { epoch: 1, seq, hash },
    accepted: more.accepted ?? seq,
    duplicates: 0,
    first_index: 41,
    log: reg,
    ack,
    policy: genesis,
    limits: more.limits ?? { max: 1000, min_ms: 0 },
  });
}

describe('one push', () => {
  it('sends header and entries as canonical lines, private values beside the entry, compressed and signed', async () => {
    const { bench, push, requests } = await scripted();
    await push(() => taken(bench, 5));
    const [request] = requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/push',
      headers: { 'content-encoding': 'gzip', signature: expect.stringMatching(/^sig1=:/) },
    });
    const lines = (fromUtf8(new Uint8Array(gunzipSync(request?.body ?? new Uint8Array()))) ?? '').split('\n');
    expect(lines).toHaveLength(7);
    expect(JSON.parse(lines[0] ?? '')).toEqual({ station: 'st_aa', epoch: 1, from: 1, count: 5 });
    expect(JSON.parse(lines[4] ?? '')).toMatchObject({
      entry: { event: { type: 'custody.claimed' } },
      private: { host: { value: 'db', salt: expect.stringMatching(/^[\w-]{43}$/) } },
    });
    expect(lines[5]).not.toContain('private');
    expect(lines[6]).toBe('');
  });

  it('keeps head, ack, indexes and the doubled batch, and has nothing more to send', async () => {
    const { bench, push } = await scripted();
    expect(await push(() => taken(bench, 5))).toBe('moved');
    expect(bench.store.sync.state()).toMatchObject({ acked: { seq: 5 }, batch: 200, tries: 0, lastContactMs: bench.clock.wall });
    expect(bench.store.shelf.newest(1)[0]).toMatchObject({ safety: 'acknowledged', logIndex: 45 });
    expect(bench.store.sync.ackCovering(1)).toContain('custody-ack/v1');
    expect(await push(() => expect.fail('nothing to send'))).toBe('idle');
    expect(syncView(bench.store).state).toBe('in_step');
  });

  it('keeps to what the registry asks for', async () => {
    const { bench, push } = await scripted();
    expect(await push(() => taken(bench, 2, { limits: { max: 150, min_ms: 700 } }))).toBe('waiting');
    expect(bench.store.sync.state()).toMatchObject({ batch: 150, notBeforeMs: bench.clock.wall + 700 });
  });

  // What each answer means to the station: outcome, phase, and what else is kept.
  const table: readonly (readonly [string, RegistryAnswer, PushOutcome, object])[] = [
    ['a lost answer', { kind: 'no_answer', why: 'ECONNRESET' }, 'waiting', { phase: 'running', batch: 50, tries: 1 }],
    ["a proxy's page", json(502, {}), 'waiting', { phase: 'running', problem: 'http_502', tries: 1 }],
    ['an answer in another form', json(200, { ok: true }), 'waiting', { phase: 'running', problem: 'unclear_answer' }],
    ['a code of a newer registry', problem(409, 'new_code'), 'waiting', { phase: 'running', problem: 'http_409' }],
    ['malformed', problem(400, 'malformed'), 'stopped', { phase: 'refused', problem: 'malformed' }],
    ['unknown carrier', problem(401, 'auth'), 'stopped', { phase: 'refused', problem: 'auth' }],
    ['not enrolled', problem(403, 'not_enrolled'), 'stopped', { phase: 'refused', problem: 'not_enrolled' }],
    ['a closed epoch', problem(409, 'epoch_closed'), 'stopped', { phase: 'frozen', problem: 'epoch_closed' }],
    ['a fork', problem(409, 'fork'), 'stopped', { phase: 'frozen', problem: 'fork' }],
    ['a frozen chain', problem(423, 'frozen'), 'stopped', { phase: 'frozen', problem: 'frozen' }],
    ['a revoked key', problem(423, 'key_revoked', { quarantined: true }), 'stopped', { phase: 'frozen', problem: 'key_revoked' }],
    ['too large', problem(413, 'too_large'), 'moved', { phase: 'running', batch: 2 }],
    ['a bad event further on', problem(422, 'bad_event', { index: 3 }), 'moved', { phase: 'running', batch: 3 }],
    ['a bad event at the front', problem(422, 'bad_signature', { index: 0 }), 'stopped', { phase: 'refused', problem: 'bad_signature' }],
    ['slow down', problem(429, 'slow_down', { retry_ms: 4321 }), 'waiting', { phase: 'running', batch: 100, tries: 1 }],
    ['busy', problem(503, 'busy', { retry_ms: 99 }), 'waiting', { phase: 'running', batch: 50 }],
    ['read only', problem(503, 'read_only'), 'waiting', { phase: 'running', problem: 'read_only' }],
    ['a gap without a head', problem(409, 'gap'), 'stopped', { phase: 'refused', problem: 'gap' }],
  ];
  for (const [what, answer, outcome, kept] of table) {
    it(`takes ${what} as ${outcome}`, async () => {
      const { bench, push } = await scripted();
      expect(await push(() => answer)).toBe(outcome);
      expect(bench.store.sync.state()).toMatchObject({ acked: { seq: 0 }, ...kept });
      // Whatever the registry says, the bench goes on recording.
      expect(bench.recorder.record([{ type: 'station.heartbeat', body: { version: '1' } }])).toHaveLength(1);
    });
  }

  it('waits as long as the registry asks, over a restart too', async () => {
    const { bench, push } = await scripted();
    await push(() => problem(429, 'slow_down', { retry_ms: 4321 }));
    expect(bench.store.sync.state().notBeforeMs).toBe(bench.clock.wall + 4321);
    expect(syncView(bench.store)).toMatchObject({ state: 'offline', here: 5, acknowledged: 0, proven: 0 });
  });

  it("goes on after a gap from the registry's head, and freezes when that head is not its own", async () => {
    const { bench, push } = await scripted();
    await push(() => taken(bench, 5));
    bench.recorder.record([{ type: 'station.heartbeat', body: { version: '1' } }]);
    const back = { epoch: 1, seq: 2, hash: bench.store.sync.hashAt(2) ?? '' };
    expect(await push(() => problem(409, 'gap', { head: back }))).toBe('moved');
    expect(bench.store.sync.state().acked).toEqual({ seq: 2, hash: back.hash });
    expect(await push(() => problem(409, 'gap', { head: { epoch: 1, seq: 0, hash: genesis } }))).toBe('moved');
    expect(bench.store.sync.state().acked.seq).toBe(0);
    expect(await push(() => problem(409, 'gap', { head: { ...back, seq: 900 } }))).toBe('stopped');
    expect(bench.store.sync.state()).toMatchObject({ phase: 'frozen', problem: 'chain_differs' });
    expect(await push(() => expect.fail('frozen'))).toBe('stopped');
  });

  it('trusts no head that is not its own event and no ack that is not signed for it', async () => {
    const other = 'A'.repeat(43);
    const forged = (bench: Bench) =>
      signAck(
        { log: reg, station: 'st_aa', epoch: 1, seq: 5, hash: bench.store.sync.hashAt(5) ?? '', index: 45, atMs: 5 },
        reg,
        generateSigner(),
      );
    const older = (bench: Bench) =>
      signAck({ log: reg, station: 'st_aa', epoch: 1, seq: 4, hash: bench.store.sync.hashAt(4) ?? '', index: 44, atMs: 5 }, reg, ackKey);
    const cases: readonly (readonly [(bench: Bench) => RegistryAnswer, object])[] = [
      [(bench) => taken(bench, 5, { hash: other }), { phase: 'frozen', problem: 'chain_differs' }],
      [(bench) => taken(bench, 5, { ack: forged(bench) }), { phase: 'refused', problem: 'bad_ack' }],
      [(bench) => taken(bench, 5, { ack: older(bench) }), { phase: 'refused', problem: 'bad_ack' }],
      [(bench) => taken(bench, 5, { ack: 'not a note' }), { phase: 'refused', problem: 'bad_ack' }],
    ];
    for (const [answer, kept] of cases) {
      const { bench, push } = await scripted();
      expect(await push(() => answer(bench))).toBe('stopped');
      expect(bench.store.sync.state()).toMatchObject({ acked: { seq: 0 }, ...kept });
    }
  });

  it('corrects its clock once and no more in one push', async () => {
    const { bench, push, requests } = await scripted();
    const serverMs = bench.clock.wall + 7_200_000;
    expect(await push(() => problem(401, 'clock', { server_ms: serverMs }))).toBe('stopped');
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers['signature-input']).toContain(`created=${serverMs / 1000}`);
    expect(bench.store.sync.state()).toMatchObject({ offset: { offsetMs: 7_200_000 }, phase: 'refused', problem: 'clock' });
  });

  it('stops at one event that is too large alone', async () => {
    const { bench, push } = await scripted();
    for (let i = 0; i < 2; i++) expect(await push(() => problem(413, 'too_large'))).toBe('moved');
    expect(bench.store.sync.state().batch).toBe(1);
    expect(await push(() => problem(413, 'too_large'))).toBe('stopped');
  });
});

describe('the back-off', () => {
  it('is a random share of a span that doubles from one second to five minutes', () => {
    expect([0, 1, 2, 8, 9, 50].map((tries) => backOffMs(tries, 1))).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
    expect(backOffMs(3, 0.25)).toBe(2_000);
  });
});
