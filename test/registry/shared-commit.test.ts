import { describe, expect, onTestFinished, test } from 'vitest';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import type { RegistryStore } from '../../registry/store.ts';
import type { TestStation } from './kit.ts';
import { call, enrol, push, registryName, send, startRegistry, stationOf, taken, tempDir } from './kit.ts';
import { onBothStores, onPostgres } from './stores.ts';

/** A store with a log and some stations whose chains begin at the control genesis. */
async function filled(open: (dir: string) => Promise<RegistryStore>, count: number): Promise<[RegistryStore, readonly TestStation[]]> {
  const store = await open(tempDir());
  onTestFinished(() => store.close());
  const control = generateSigner();
  await store.createLog({ logId: 1, name: registryName, logVkey: 'log', ackVkey: 'ack', controlKey: control });
  await store.takeLog();
  const stations = Array.from({ length: count }, (_, i) =>
    stationOf(`st_${String(i).padStart(2, '0')}`, controlGenesis.hash, generateSigner(), generateSigner()),
  );
  await store.sql.apply(
    stations.flatMap(({ id }, i) => [
      { text: `INSERT INTO stations (station_no, station, name, site, platform) VALUES ($1, $2, $2, '', '')`, params: [i + 1, id] },
      {
        text: `INSERT INTO heads (station_no, epoch, seq, hash, frozen)
               SELECT $1, epoch, seq, hash, frozen FROM heads WHERE station_no = 0`,
        params: [i + 1],
      },
    ]),
  );
  return [store, stations];
}

function append(store: RegistryStore, station: TestStation, also?: 'breaks') {
  const entries = [1, 2, 3].map((n) => ({
    entry: station.seal(),
    keys: [],
    sealed: [],
    // Fails when the events of this push are in already: nothing of them may stay.
    ...(also === undefined || n < 3 ? {} : { also: () => [{ text: 'UPDATE heads SET seq = seq WHERE station_no = -1', changes: 1 }] }),
  }));
  return store.append({ station: station.id, epoch: 1, from: 1, entries, recvMs: 1 });
}

describe('pushes that share a commit', () => {
  onBothStores((open) => {
    test('one that fails takes no other with it, and leaves nothing of itself', async () => {
      const [store, stations] = await filled(open, 12);
      const outcomes = await Promise.allSettled(stations.map((station, i) => append(store, station, i % 4 === 1 ? 'breaks' : undefined)));
      expect(outcomes.map(({ status }) => status)).toEqual(stations.map((_, i) => (i % 4 === 1 ? 'rejected' : 'fulfilled')));
      expect(await store.logSize()).toBe(9 * 3);
      const entries = (await store.entries(0, 100)).map((bytes) => fromUtf8(bytes) ?? '');
      for (const [i, station] of stations.entries()) {
        const own = entries.filter((entry) => entry.includes(`"station":"${station.id}"`));
        expect(own).toHaveLength(i % 4 === 1 ? 0 : 3);
        expect((await store.station(station.id))?.head.seq).toBe(i % 4 === 1 ? 0 : 3);
      }
    });

    test('refusals among them change nothing for the others', async () => {
      const [store, stations] = await filled(open, 6);
      const [stranger] = [stationOf('st_stranger', controlGenesis.hash, generateSigner(), generateSigner())];
      const outcomes = await Promise.all([stranger, ...stations].map((station) => append(store, station)));
      expect(outcomes[0]).toEqual({ kind: 'refused', code: 'not_enrolled' });
      const places = outcomes.slice(1).map((outcome) => (outcome.kind === 'accepted' ? (outcome.firstIndex ?? -1) : -1));
      expect(places.toSorted((a, b) => a - b)).toEqual([0, 3, 6, 9, 12, 15]);
    });

    test('the same push twice at once is taken once', async () => {
      const [store, [station]] = await filled(open, 1);
      if (station === undefined) throw new Error('no station');
      const entries = [station.seal(), station.seal()].map((entry) => ({ entry, keys: [], sealed: [] }));
      const same = { station: station.id, epoch: 1, from: 1, entries, recvMs: 1 };
      const outcomes = await Promise.all([store.append(same), store.append(same), store.append(same)]);
      expect(outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.accepted : -1)).toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
      expect(await store.logSize()).toBe(2);
    });
  });
});

function overHttp(): void {
  test('many stations at once: nothing is lost, nothing doubled, and each gets its own head back', async () => {
    const registry = await startRegistry(tempDir());
    const stations: TestStation[] = [];
    for (let i = 0; i < 12; i++) stations.push((await enrol(registry)).station);
    for (const station of stations) for (let i = 0; i < 20; i++) station.seal();
    const before = await registry.ledger.store.logSize();
    // Each sends its first half twice, as if an answer was lost, then the rest.
    await Promise.all(
      stations.map(async (station) => {
        const half = station.chain.slice(0, 10);
        await Promise.all([push(registry, station, half), push(registry, station, half)]);
        expect(taken(await push(registry, station, station.chain.slice(10)))).toMatchObject({
          accepted: 10,
          head: { seq: 20, hash: station.chain.at(-1)?.hash },
        });
      }),
    );
    expect(await registry.ledger.store.logSize()).toBe(before + 12 * 20);
  });

  test('what stations resend as they wrote it is known by its bytes, and only whole', async () => {
    const registry = await startRegistry(tempDir());
    const { station } = await enrol(registry);
    for (let i = 0; i < 4; i++) station.seal();
    const body = (from: number, tail = '') => {
      const lines = station.chain.slice(from - 1).map(({ bytes }) => `{"entry":${fromUtf8(bytes) ?? ''}${tail}}`);
      const header = JSON.stringify({ station: station.id, epoch: 1, from, count: lines.length });
      return Uint8Array.from(utf8([header, ...lines, ''].join('\n')));
    };
    expect(taken(await send(registry, station, body(1)))).toMatchObject({ accepted: 4, duplicates: 0 });
    station.seal();
    expect(taken(await send(registry, station, body(2)))).toMatchObject({ accepted: 1, duplicates: 3, head: { seq: 5 } });
    expect(taken(await send(registry, station, body(1)))).toMatchObject({ accepted: 0, duplicates: 5, head: { seq: 5 } });
    // What stands behind a known event is still read.
    const response = await call(registry, station, 'POST', '/v1/push', body(1, ',"more":1'));
    expect(response.status).toBe(400);
    expect((await send(registry, station, body(1, ',"private":{"host":{"salt":"x","value":1}}'))) as object).toMatchObject({
      code: 'malformed',
    });
  });
}

describe('over HTTP', () => {
  describe('on SQLite', () => {
    overHttp();
  });
  onPostgres(overHttp);
});
