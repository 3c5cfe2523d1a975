import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { OpenRegistry } from '../../../registry/open.ts';
import type { Pump } from '../../../station/sync/pump.ts';
import { enrol } from '../../../station/sync/enrol.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { formatVkey, noteKey, parseVkey } from '../../../domain/ledger/note.ts';
import { openAck } from '../../../domain/ledger/ack.ts';
import { openEntry } from '../../../domain/ledger/entry.ts';
import { verifyLogProof } from '../../../domain/ledger/tlog-proof.ts';
import type { Bench } from '../record/bench-kit.ts';
import { claim, freshKeys, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';
import type { Wire } from './registry-kit.ts';
import { enrolBench, loggedOf, pumpOf, quick, registryName, startRegistry, startWire, until } from './registry-kit.ts';

const folder = temporaryFolder();
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(folder.remove);
let runs = 0;

interface Scene {
  readonly dir: string;
  registry: OpenRegistry;
  readonly wire: Wire;
  readonly bench: Bench;
  readonly pump: Pump;
  readonly person: string;
}

/** Registry, wire and an enrolled station with its first person signed in; the pump is not started. */
async function scene(): Promise<Scene> {
  const dir = join(folder.path, `s${++runs}`);
  mkdirSync(dir);
  const registry = await startRegistry(join(dir, 'registry'));
  const wire = await startWire(registry.url);
  const bench = openBench(join(dir, 'station.sqlite'), { alone: false, keys: freshKeys() });
  bench.clock.wall = Date.now();
  await enrolBench(bench, registry, wire.url);
  const person = await setUp(bench);
  const pump = pumpOf(bench);
  bench.recorder.subscribe(() => pump.poke());
  const it: Scene = { dir, registry, wire, bench, pump, person };
  closing.push(
    () => it.registry.close(),
    () => wire.close(),
    () => bench.store.close(),
    () => pump.stop(),
  );
  return it;
}

const station = (bench: Bench): string => bench.store.facts.chain()?.identity.station ?? '';
const inStep = (bench: Bench, pump: Pump) => () => {
  const { here, acknowledged, proven, state } = pump.view();
  return state === 'in_step' && here === acknowledged && proven === here && here === bench.store.shelf.count();
};

/** The log holds exactly the station's chain: nothing lost, doubled or out of order. */
async function expectWhole({ registry, bench }: Scene): Promise<void> {
  const own = [...bench.store.shelf.newest(100_000)].reverse().map(({ fact }) => ({ seq: fact.seq, hash: fact.hash }));
  expect(await loggedOf(registry, station(bench))).toEqual(own);
}

describe('the pump against a real registry', () => {
  it('brings every fact into the log and a proof of it back', async () => {
    const now = await scene();
    const { bench, pump, person, registry } = now;
    expect(pump.view()).toMatchObject({ state: 'sending', here: 3, acknowledged: 0, proven: 0, registry: registryName });
    pump.start();
    const [fact] = bench.recorder.record([claim(person, 1, { sealed: { host: 'db-17' } })]);
    await until('in step', inStep(bench, pump));
    await until('proof', () => bench.store.sync.proof(fact?.hash ?? '') !== undefined);
    const stored = bench.store.shelf.byHash(fact?.hash ?? '') ?? expect.fail();
    expect(stored.safety).toBe('proven');
    const logKey = parseVkey(registry.logVkey) ?? expect.fail();
    const verdict = verifyLogProof({
      text: bench.store.sync.proof(stored.fact.hash) ?? '',
      entry: stored.entry,
      logKey,
      verifier: bench.keys.verifier,
    });
    expect(verdict).toMatchObject({ kind: 'in_log', index: stored.logIndex });
    const ackKey = parseVkey(registry.ackVkey) ?? expect.fail();
    expect(openAck(bench.store.sync.ackCovering(stored.fact.seq) ?? '', ackKey, bench.keys.verifier)?.station).toBe(station(bench));
    expect(bench.store.sync.state().offset?.offsetMs).toBeTypeOf('number');
    // What the station verified goes into its next fact.
    const [next] = bench.recorder.record([claim(person, 2)]);
    const entry = openEntry(bench.store.shelf.byHash(next?.hash ?? '')?.entry ?? new Uint8Array());
    expect(entry.kind === 'entry' && entry.entry.event.seen).toEqual({
      size: pump.view().checkpoint?.size,
      root: pump.view().checkpoint?.root,
    });
    expect(entry.kind === 'entry' && entry.entry.event.time.src).toBe('registry');
    await until('in step again', inStep(bench, pump));
    await expectWhole(now);
  });

  it('loses, doubles and reorders nothing when the wire loses requests and answers and doubles both', async () => {
    const now = await scene();
    const { bench, pump, person, wire } = now;
    let turn = 0;
    wire.act = (path) =>
      path === '/v1/push' ? ((['drop_answer', 'drop_request', 'repeat', 'pass'] as const)[turn++ % 4] ?? 'pass') : 'pass';
    pump.start();
    for (let wave = 0; wave < 4; wave++) {
      for (let i = 0; i < 8; i++) bench.recorder.record([claim(person, wave * 10 + i)]);
      await until(`wave ${wave}`, () => pump.view().acknowledged === pump.view().here);
    }
    await until('in step', inStep(bench, pump));
    expect(turn).toBeGreaterThanOrEqual(8);
    await expectWhole(now);
  });

  it('goes on where it was when the registry and the station are ended between pushes', async () => {
    const now = await scene();
    const { bench, pump, person, wire, dir } = now;
    pump.start();
    bench.recorder.record([claim(person, 1)]);
    await until('in step', inStep(bench, pump));
    await now.registry.close();
    bench.recorder.record([claim(person, 2), claim(person, 3)]);
    await until('offline', () => pump.view().state === 'offline');
    await pump.stop();
    const { notBeforeMs, tries } = bench.store.sync.state();
    expect(tries).toBeGreaterThan(0);
    expect(notBeforeMs).toBeGreaterThan(0);
    now.registry = await startRegistry(join(dir, 'registry'));
    wire.target = new URL(now.registry.url);
    const again = pumpOf(bench);
    closing.push(() => again.stop());
    again.start();
    await until('in step again', inStep(bench, again));
    await expectWhole(now);
  });

  /** Facts go in, then the registry goes back to a copy from before. The pump is ended. */
  async function restored(): Promise<Scene> {
    const now = await scene();
    const { bench, pump, person, wire, dir } = now;
    pump.start();
    await until('in step', inStep(bench, pump));
    await pump.stop();
    await now.registry.close();
    cpSync(join(dir, 'registry'), join(dir, 'backup'), { recursive: true });
    now.registry = await startRegistry(join(dir, 'registry'));
    wire.target = new URL(now.registry.url);
    const second = pumpOf(bench);
    second.start();
    bench.recorder.record([claim(person, 1), claim(person, 2)]);
    await until('in step with more', inStep(bench, second));
    await second.stop();
    await now.registry.close();
    rmSync(join(dir, 'registry'), { recursive: true });
    cpSync(join(dir, 'backup'), join(dir, 'registry'), { recursive: true });
    now.registry = await startRegistry(join(dir, 'registry'));
    wire.target = new URL(now.registry.url);
    return now;
  }

  it('fills a registry up again that was restored from an older copy, and both come out the same', async () => {
    const now = await restored();
    const third = pumpOf(now.bench);
    closing.push(() => third.stop());
    third.start();
    now.bench.recorder.record([claim(now.person, 3)]);
    await until('in step', inStep(now.bench, third));
    await expectWhole(now);
    expect(third.view().problem).toBeUndefined();
  });

  it('raises an alarm that stays when a restored registry has told another story meanwhile, and keeps what it served', async () => {
    const now = await restored();
    const other = openBench(join(now.dir, 'other.sqlite'), { alone: false, keys: freshKeys() });
    closing.push(() => other.store.close());
    await enrolBench(other, now.registry, now.wire.url);
    const before = now.bench.store.sync.checkpoint();
    const third = pumpOf(now.bench);
    closing.push(() => third.stop());
    third.start();
    now.bench.recorder.record([claim(now.person, 3)]);
    await until('acknowledged', () => third.view().acknowledged === now.bench.store.shelf.count());
    await until('alarm', () => third.view().problem === 'split_view');
    await expectWhole(now);
    expect(now.bench.store.sync.checkpoint()).toEqual(before);
    expect(now.bench.store.secrets.kept('evidence:split_view')).toContain(registryName);
  });

  it('freezes when this store is an older copy of itself, and adds nothing to the log', async () => {
    const now = await scene();
    const { bench, pump, person, dir } = now;
    pump.start();
    bench.recorder.record([claim(person, 1)]);
    await until('in step', inStep(bench, pump));
    await pump.stop();
    bench.store.close();
    cpSync(join(dir, 'station.sqlite'), join(dir, 'copy.sqlite'));
    const more = openBench(join(dir, 'station.sqlite'), { alone: false, keys: bench.keys });
    const morePump = pumpOf(more);
    morePump.start();
    more.recorder.record([{ type: 'station.heartbeat', body: { version: '1' } }]);
    await until('in step with more', inStep(more, morePump));
    await morePump.stop();
    const logged = await loggedOf(now.registry, station(more));
    more.store.close();
    const copy = openBench(join(dir, 'copy.sqlite'), { alone: false, keys: bench.keys });
    copy.clock.wall += 60_000;
    const copyPump = pumpOf(copy);
    closing.push(
      () => copy.store.close(),
      () => copyPump.stop(),
    );
    copyPump.start();
    copy.recorder.record([{ type: 'station.heartbeat', body: { version: '2' } }]);
    await until('frozen', () => copyPump.view().state === 'frozen');
    expect(copyPump.view().problem).toBe('fork');
    expect(copy.recorder.record([{ type: 'station.heartbeat', body: { version: '3' } }])).toHaveLength(1);
    expect(await loggedOf(now.registry, station(copy))).toEqual(logged);
  });

  it("corrects its clock once when it lies hours from the registry's", async () => {
    const now = await scene();
    const { bench, wire } = now;
    wire.act = (path) => (path.startsWith('/v1/time') ? 'drop_request' : 'pass');
    const late = pumpOf(bench, { clock: { wallMs: () => Date.now() - 5 * 3_600_000, monoMs: () => performance.now() } });
    closing.push(() => late.stop());
    late.start();
    await until('acknowledged', () => late.view().acknowledged === late.view().here);
    expect(Math.abs((bench.store.sync.state().offset?.offsetMs ?? 0) - 5 * 3_600_000)).toBeLessThan(2_000);
  });

  it('carries a backlog in growing batches, one request at a time', async () => {
    const now = await scene();
    const { bench, pump, person, wire } = now;
    for (let i = 0; i < 4; i++) bench.recorder.record(Array.from({ length: 100 }, (_, j) => claim(person, i * 100 + j)));
    wire.seen.length = 0;
    pump.start();
    await until('acknowledged', () => pump.view().acknowledged === pump.view().here, 15_000);
    expect(wire.seen.filter((path) => path === 'POST /v1/push').length).toBeLessThanOrEqual(3);
    await expectWhole(now);
  });
});

describe('a pump that stopped', () => {
  it('leaves a frozen chain alone until a person resumes it', async () => {
    const now = await scene();
    now.bench.store.sync.keep({ phase: 'frozen', problem: 'frozen', tries: 7, notBeforeMs: Date.now() + 3_600_000 });
    now.wire.seen.length = 0;
    now.pump.start();
    now.bench.recorder.record([claim(now.person, 1)]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(now.wire.seen).toEqual([]);
    expect(now.pump.view()).toMatchObject({ state: 'frozen', acknowledged: 0 });
    now.pump.resume();
    await until('in step', inStep(now.bench, now.pump));
    await expectWhole(now);
  });

  it('says so when the fault is on this side, and starts again when a person says', async () => {
    const now = await scene();
    let full = true;
    const { sync } = now.bench.store;
    const store = {
      ...now.bench.store,
      sync: {
        ...sync,
        acknowledge(step: Parameters<typeof sync.acknowledge>[0]) {
          if (full) throw new Error('database or disk is full');
          sync.acknowledge(step);
        },
      },
    };
    const pump = pumpOf(now.bench, { store });
    closing.push(() => pump.stop());
    pump.start();
    await until('broken', () => pump.view().problem === 'sync_broken');
    expect(pump.view()).toMatchObject({ state: 'refused', acknowledged: 0 });
    full = false;
    pump.resume();
    await until('in step', inStep(now.bench, pump));
    await expectWhole(now);
  });

  it('does not cut a back-off short for new facts', async () => {
    const now = await scene();
    now.bench.store.sync.keep({ tries: 2, notBeforeMs: Date.now() + 30_000 });
    const pump = pumpOf(now.bench, { waits: { ...quick, lastBackOffMs: 300 } });
    closing.push(() => pump.stop());
    now.wire.seen.length = 0;
    pump.start();
    now.bench.recorder.record([claim(now.person, 1)]);
    pump.poke();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(now.wire.seen).toEqual([]);
  });

  it('cuts a back-off to the longest one when the clock that kept it was set back since', async () => {
    const now = await scene();
    now.bench.store.sync.keep({ tries: 2, notBeforeMs: Date.now() + 86_400_000 });
    const pump = pumpOf(now.bench, { waits: { ...quick, lastBackOffMs: 300 } });
    closing.push(() => pump.stop());
    now.bench.recorder.record([claim(now.person, 1)]);
    pump.start();
    await until('in step', inStep(now.bench, pump));
    await expectWhole(now);
  });
});

describe('enrolling', () => {
  it('takes a code once, and only from a station that has no chain yet', async () => {
    const now = await scene();
    const input = { connection: fetchConnection(now.wire.url), url: now.wire.url, name: 'B', site: 'S', platform: 'linux' };
    const code = await now.registry.enrolmentCode();
    expect(await enrol(now.bench, { ...input, code })).toEqual({ kind: 'refused', why: 'already_enrolled' });
    const fresh = (): Bench => {
      const bench = openBench(join(now.dir, `fresh${++runs}.sqlite`), { alone: false, keys: freshKeys() });
      closing.push(() => bench.store.close());
      return bench;
    };
    const one = fresh();
    expect((await enrol(one, { ...input, code })).kind).toBe('enrolled');
    expect(one.store.sync.state()).toMatchObject({ phase: 'running', pins: { reg: registryName, url: now.wire.url } });
    expect(await enrol(fresh(), { ...input, code })).toMatchObject({ kind: 'refused', why: 'bad_code' });
    expect(await enrol(fresh(), { ...input, code: 'A'.repeat(22) })).toMatchObject({ kind: 'refused', why: 'bad_code' });
  });

  it('keeps nothing when nobody answers, and gets the same station when the answer was lost', async () => {
    const now = await scene();
    const bench = openBench(join(now.dir, 'lost.sqlite'), { alone: false, keys: freshKeys() });
    closing.push(() => bench.store.close());
    const input = {
      connection: fetchConnection(now.wire.url),
      url: now.wire.url,
      name: 'B',
      site: 'S',
      platform: 'linux',
      code: await now.registry.enrolmentCode(),
    };
    now.wire.act = () => 'drop_answer';
    expect(await enrol(bench, input)).toMatchObject({ kind: 'refused', why: 'no_answer' });
    expect(bench.store.facts.chain()).toBeUndefined();
    now.wire.act = () => 'pass';
    expect((await enrol(bench, input)).kind).toBe('enrolled');
  });
});

describe('an approval', () => {
  it('that names a log of another registry is not believed, and nothing is pinned', async () => {
    const registry = await startRegistry(join(folder.path, `s${++runs}`));
    const bench = openBench(join(folder.path, `s${runs}.sqlite`), { alone: false, keys: freshKeys() });
    closing.push(
      () => registry.close(),
      () => bench.store.close(),
    );
    const log = `${registryName}/berlin`;
    const renamed = formatVkey(noteKey(log, registry.ledger.keys.log.publicKey));
    const connection = fetchConnection(registry.url, async (...asked) => {
      const said: unknown = await (await fetch(...asked)).json();
      return Response.json({ ...(said as object), log, log_vkey: renamed });
    });
    const code = await registry.enrolmentCode();
    const outcome = await enrol(bench, { connection, url: registry.url, code, name: 'Bench 1', site: 'Site 3', platform: 'linux' });
    expect(outcome).toEqual({ kind: 'refused', why: 'bad_answer', detail: 'another log' });
    expect(bench.store.sync.state().pins).toBeUndefined();
  });
});
