import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openBundleRelay, sendBundle } from '../../../host/machine/bundle-relay.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { claim, temporaryFolder } from '../record/bench-kit.ts';
import { loggedOf, startRegistry } from './registry-kit.ts';
import { openYard, staff, type Yard } from './yard.ts';

const folder = temporaryFolder();
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(folder.remove);
let runs = 0;

interface Scene {
  readonly registry: OpenRegistry;
  /** Never reaches the registry itself: its pump is not started. */
  readonly dark: Yard & { readonly person: string };
  readonly carrier: Yard;
}

async function scene(): Promise<Scene> {
  const root = join(folder.path, `b${++runs}`);
  mkdirSync(root);
  const registry = await startRegistry(join(root, 'registry'));
  closing.push(() => registry.close());
  const open = async (name: string): Promise<Yard> => {
    const yard = await openYard(join(root, name), { kind: 'remote', url: registry.url, code: await registry.enrolmentCode() });
    closing.push(() => yard.close());
    return yard;
  };
  const dark = await open('dark');
  return { registry, dark: { ...dark, person: await staff(dark) }, carrier: await open('carrier') };
}

async function exported(yard: Yard): Promise<Uint8Array> {
  const bundle = await yard.link.exportBundle();
  return typeof bundle === 'string' ? expect.fail(bundle) : bundle;
}

async function carried(yard: Yard, bundle: Uint8Array): Promise<Uint8Array> {
  const answer = await yard.link.importBundle(bundle);
  return typeof answer === 'string' ? expect.fail(answer) : answer;
}

const own = (yard: Yard) => [...yard.store.shelf.newest(10_000)].reverse().map(({ fact: { seq, hash } }) => ({ seq, hash }));
const stationOf = (yard: Yard): string => yard.store.facts.chain()?.identity.station ?? '';

describe('a bundle on a stick', () => {
  it('brings facts to the log and acks, checkpoint and proofs back, time after time', async () => {
    const { registry, dark, carrier } = await scene();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 3; i++) dark.recorder.record([claim(dark.person, round * 10 + i, { sealed: { host: 'db-9' } })]);
      const answer = await carried(carrier, await exported(dark));
      expect(await dark.link.importBundle(answer)).toBe('taken');
      const { here, acknowledged, proven } = dark.store.sync.counts();
      expect([acknowledged, proven]).toEqual([here, here]);
      expect(await loggedOf(registry, stationOf(dark))).toEqual(own(dark));
    }
    const [claimed] = dark.store.shelf.ofType('custody.claimed', 0, Number.MAX_SAFE_INTEGER);
    expect(claimed?.safety).toBe('proven');
    expect(dark.store.sync.checkpoint()?.size).toBeGreaterThan(0);
    // The carrier has nothing of it as its own.
    expect(carrier.store.shelf.count()).toBe(0);
  });

  it('may be lost, brought twice, or answered twice', async () => {
    const { registry, dark, carrier } = await scene();
    dark.recorder.record([claim(dark.person, 1)]);
    const lost = await exported(dark);
    const first = await carried(carrier, lost);
    dark.recorder.record([claim(dark.person, 2)]);
    const second = await carried(carrier, await exported(dark));
    expect(await dark.link.importBundle(second)).toBe('taken');
    expect(await dark.link.importBundle(second)).toBe('taken');
    // The older answer comes late: it may take nothing back.
    expect(await dark.link.importBundle(first)).toBe('taken');
    await carried(carrier, lost);
    expect(await loggedOf(registry, stationOf(dark))).toEqual(own(dark));
    const { here, acknowledged } = dark.store.sync.counts();
    expect(acknowledged).toBe(here);
    expect(dark.pump.view().state).toBe('in_step');
  });

  it('is refused when damaged, of another registry, or for another station, and changes nothing', async () => {
    const { dark, carrier } = await scene();
    const other = await scene();
    dark.recorder.record([claim(dark.person, 1)]);
    const bundle = await exported(dark);
    const text = gunzipSync(bundle);
    const flipped = Uint8Array.from(text);
    flipped[text.length - 20] = (flipped[text.length - 20] ?? 0) ^ 1;
    expect(await carrier.link.importBundle(new Uint8Array(gzipSync(flipped)))).toBe('bundle_unreadable');
    expect(await carrier.link.importBundle(new Uint8Array(gzipSync(text.subarray(0, -1))))).toBe('bundle_unreadable');
    expect(await carrier.link.importBundle(bundle.subarray(0, 40))).toBe('bundle_unreadable');
    expect(await carrier.link.importBundle(new Uint8Array(gzipSync(Buffer.alloc(130 * 1024 * 1024), { level: 1 })))).toBe(
      'bundle_unreadable',
    );
    const answer = await carried(carrier, bundle);
    expect(await carrier.link.importBundle(answer)).toBe('bundle_not_ours');
    const state = dark.store.sync.state();
    expect(await dark.link.importBundle(await carried(other.carrier, await exported(other.dark)))).toBe('bundle_not_ours');
    expect(dark.store.sync.state()).toEqual(state);
  });
});

it('goes through another station on the same network', async () => {
  const { registry, dark, carrier } = await scene();
  const relay = await openBundleRelay({ host: '127.0.0.1', port: 0 }, async (file) => {
    const answer = await carrier.link.importBundle(file, 'carry');
    return answer === 'taken' ? 'bundle_unreadable' : answer;
  });
  closing.push(() => relay.close());
  dark.recorder.record([claim(dark.person, 1)]);
  const answer = await sendBundle(relay.url, await exported(dark));
  expect(typeof answer === 'string' ? answer : await dark.link.importBundle(answer)).toBe('taken');
  expect(await loggedOf(registry, stationOf(dark))).toEqual(own(dark));
  expect(await sendBundle(relay.url, new Uint8Array(10))).toBe('bundle_unreadable');
  // Only bundles: nothing else of the station is behind this door.
  expect((await fetch(new URL('/', relay.url))).status).toBe(404);
  expect((await fetch(new URL('/bridge', relay.url), { method: 'POST' })).status).toBe(404);
});
