import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStationStore } from '../../../db/open.ts';
import type { RegistryConnection, StationStore } from '../../../contract/ports.ts';
import { toBase64url, utf8 } from '../../../domain/bytes.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { openJudge } from '../../../station/pull/judge.ts';
import { provenCustody } from '../../../station/pull/newest-custody.ts';
import { pullHistory, pullOnce } from '../../../station/pull/pull.ts';
import { createPuller } from '../../../station/pull/puller.ts';
import type { Caller } from '../../../station/sync/call.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { letIn } from '../../registry/authority-kit.ts';
import { drive, person, pushAll } from '../../registry/feed-kit.ts';
import { enrol, startRegistry, tempDir, type TestStation, verifier } from '../../registry/kit.ts';

const subject = drive(1);

/** Hall A with a station that writes, and hall B with a store that follows the registry. */
async function start(): Promise<{ registry: OpenRegistry; a: TestStation; b: TestStation; store: StationStore }> {
  const registry = await startRegistry(tempDir());
  const { station: a } = await enrol(registry, 'Hall A');
  const { station: b, answer } = await enrol(registry, 'Hall B');
  for (const [station, no] of [[a, 1] as const, [b, 2] as const]) {
    const roles = ['technician'];
    station.seal({ type: 'person.enrolled', body: { person: person(no), roles, key: toBase64url(generateSigner().publicKey) } });
    await pushAll(registry, station, 0);
  }
  const store = openStationStore(join(tempDir(), 'station.sqlite'));
  onTestFinished(() => {
    store.close();
  });
  const { reg, log, log_vkey: logKey, ack_vkey: ackKey, control_key: controlKey } = answer;
  store.sync.enrol({ url: registry.url, reg, log, logKey, ackKey, controlKey }, { reg, station: b.id, epoch: 1, genesis: b.genesis });
  return { registry, a, b, store };
}

const needsOf = (store: StationStore) => ({ store, keys: { verifier }, clock: { wallMs: () => Date.now() } });
const judgeOf = (store: StationStore) => {
  const { pins } = store.sync.state();
  if (pins === undefined) throw new Error('no pins');
  return openJudge(pins, verifier, store.pull.authority());
};

function callerOf(
  registry: OpenRegistry,
  { transport }: TestStation,
  connection: RegistryConnection = fetchConnection(registry.url),
): Caller {
  return { connection, keys: { transport }, clock: { wallMs: () => Date.now() }, random: { bytes: randomBytes }, callMs: 30_000 };
}

async function claimAndOffer(registry: OpenRegistry, a: TestStation): Promise<void> {
  const from = a.chain.length;
  const claim = a.seal({
    type: 'custody.claimed',
    subject,
    actor: person(1),
    body: {
      holder: person(1),
      place: 'Shelf 1',
      reason: 'retired',
      data_class: 'internal',
      destination: 'vendor',
      serial: 'ABC123',
      label: { serial: 'ABC123' },
    },
  });
  a.seal({ type: 'custody.offered', subject, actor: person(1), deps: [claim.hash], body: { from: person(1), to: person(2) } });
  await pushAll(registry, a, from);
}

test('follows the registry with a clock that was set, though nothing is there to send', async () => {
  const { registry, a, b, store } = await start();
  await claimAndOffer(registry, a);
  const clock = { wallMs: () => Date.now() + 3650 * 86_400_000 };
  expect(await pullOnce({ ...needsOf(store), clock }, { ...callerOf(registry, b), clock }, judgeOf(store), 0)).toBe('moved');
  expect(Math.abs((store.sync.state().offset?.offsetMs ?? 0) + 3650 * 86_400_000)).toBeLessThan(60_000);
});

test('a drive that was offered from another site has its whole life here, and the next event rests on its newest', async () => {
  const { registry, a, b, store } = await start();
  await claimAndOffer(registry, a);
  const caller = callerOf(registry, b);
  const judge = judgeOf(store);
  expect(await pullOnce(needsOf(store), caller, judge, 0)).toBe('moved');
  expect(store.pull.due(5)).toEqual([subject]);
  expect(await pullHistory(needsOf(store), caller, judge, subject)).toBe('moved');
  expect(store.pull.due(5)).toEqual([]);
  const life = store.drives.life(subject);
  expect(life).toMatchObject({ holder: person(1), breach_count: 0, facts: 2 });
  expect(store.facts.newestCustodyEvent(subject)).toBe(a.chain[2]?.hash);
  expect(store.shelf.storyOf(subject).map(({ fact, safety }) => [fact.type, safety])).toEqual([
    ['custody.claimed', 'logged'],
    ['custody.offered', 'logged'],
  ]);
  expect(store.shelf.ofSubject(subject)).toEqual([]);
  store.rebuild();
  expect(store.drives.life(subject)).toEqual(life);
  // Another start reads keys and rights from what is kept, and goes on where it was.
  a.seal({ type: 'custody.withdrawn', subject, actor: person(1), deps: [a.chain[2]?.hash ?? ''], body: { from: person(1) } });
  await pushAll(registry, a, 3);
  expect(await pullOnce(needsOf(store), caller, judgeOf(store), 0)).toBe('moved');
  expect(store.drives.life(subject)).toMatchObject({ facts: 3, breach_count: 0 });
});

test('a page with one entry that cannot be believed is kept away as a whole', async () => {
  const { registry, a, b, store } = await start();
  await claimAndOffer(registry, a);
  const real = fetchConnection(registry.url);
  const forging: RegistryConnection = {
    ...real,
    async request(asked) {
      const answer = await real.request(asked);
      if (answer.kind !== 'answer') return answer;
      return {
        ...answer,
        body: utf8(
          Buffer.from(answer.body)
            .toString('utf8')
            .replace('"to":"tc_', '"to":"tc_9')
            .replace(/(tc_9.{31})./, '$1'),
        ),
      };
    },
  };
  expect(await pullOnce(needsOf(store), callerOf(registry, b, forging), judgeOf(store), 0)).toBe('stopped');
  expect(store.pull.cursor()).toBe(-1);
  expect(store.pull.readMs()).toBeUndefined();
  expect(store.pull.problem()).toBe('feed_not_believed');
  expect(store.drives.life(subject)).toBeUndefined();
  expect(await pullOnce(needsOf(store), callerOf(registry, b), judgeOf(store), 0)).toBe('moved');
});

test('a registry that lost what was read is read from the beginning, and what was here stays', async () => {
  const { registry, a, b, store } = await start();
  await claimAndOffer(registry, a);
  const caller = callerOf(registry, b);
  expect(await pullOnce(needsOf(store), caller, judgeOf(store), 0)).toBe('moved');
  // Read to its end, and a page that more follows says nothing of that.
  const readMs = store.pull.readMs() ?? Number.NaN;
  expect(Math.abs(Date.now() - readMs)).toBeLessThan(60_000);
  store.pull.take({ entries: [], next: 1_000 });
  expect(store.pull.readMs()).toBe(readMs);
  expect(await pullOnce(needsOf(store), caller, judgeOf(store), 0)).toBe('restarted');
  expect(store.pull.cursor()).toBe(-1);
  expect(store.pull.readMs()).toBeUndefined();
  expect(store.secrets.kept('evidence:cursor_ahead')).toContain('1000');
  expect(await pullOnce(needsOf(store), caller, judgeOf(store), 0)).toBe('moved');
  expect(await pullHistory(needsOf(store), caller, judgeOf(store), subject)).toBe('moved');
  expect(store.drives.life(subject)).toMatchObject({ facts: 2, breach_count: 0 });
});

test('the newest custody event of a drive is proven by the log itself', async () => {
  const { registry, a, b, store } = await start();
  expect(await provenCustody(needsOf(store), callerOf(registry, b), subject)).toEqual({ kind: 'none' });
  await claimAndOffer(registry, a);
  const proven = await provenCustody(needsOf(store), callerOf(registry, b), subject);
  expect(proven).toEqual({ kind: 'proven', hash: a.chain[2]?.hash, index: 6 });
  await registry.close();
  expect(await provenCustody(needsOf(store), callerOf(registry, b), subject)).toEqual({ kind: 'away' });
});

test('a page that the store did not take is read again as if it were new', async () => {
  const { registry, b, store } = await start();
  const { station: c, next } = await letIn(registry);
  c.seal({ type: 'key.rotated', body: { key: toBase64url(next.publicKey), next: hashText(sha256(generateSigner().publicKey)) } }, [next]);
  await pushAll(registry, c, 0);
  await registry.ledger.integrator.settle();
  const size = registry.ledger.integrator.published()?.size ?? 0;
  const notes: string[] = [];
  const puller = createPuller({
    store: { ...store, pull: { ...store.pull, take: vi.fn<typeof store.pull.take>(store.pull.take).mockImplementationOnce(full) } },
    keys: { verifier, transport: b.transport },
    connect: fetchConnection,
    clock: { wallMs: () => Date.now() },
    timer: { after: (ms, run) => clearTimeout.bind(undefined, setTimeout(run, ms)) },
    random: { bytes: randomBytes },
    log: { note: (what) => void notes.push(what) },
  });
  onTestFinished(() => puller.stop());
  puller.start();
  await expect.poll(() => notes, { timeout: 15_000 }).toContain('pull_broken');
  expect(store.pull.cursor()).toBe(-1);
  puller.resume();
  await expect.poll(() => store.pull.cursor(), { timeout: 15_000 }).toBe(size - 1);
  expect(store.pull.problem()).toBeUndefined();
});

function full(): never {
  throw new Error('SQLITE_FULL: database or disk is full');
}

test('the loop follows by itself, and fetches the history of a drive that was scanned though a question waits', async () => {
  const { registry, a, b, store } = await start();
  const puller = createPuller({
    store,
    keys: { verifier, transport: b.transport },
    connect: fetchConnection,
    clock: { wallMs: () => Date.now() },
    timer: {
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
    },
    random: { bytes: randomBytes },
    log: { note: () => undefined },
  });
  onTestFinished(() => puller.stop());
  puller.start();
  await expect.poll(() => store.pull.cursor(), { timeout: 15_000 }).toBe(4);
  // Nobody offered this one to hall B: it lies on the desk there all the same.
  a.seal({ type: 'drive.seen', subject: drive(9), body: { port: 'x' } });
  await pushAll(registry, a, 1);
  puller.fetch(drive(9));
  await expect.poll(() => store.shelf.storyOf(drive(9)).length, { timeout: 15_000 }).toBe(1);
  await claimAndOffer(registry, a);
  await expect.poll(() => store.drives.life(subject)?.facts, { timeout: 15_000 }).toBe(2);
});
