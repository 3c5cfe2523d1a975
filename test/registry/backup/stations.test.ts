import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drillBackup } from '../../../registry/backup/drill.ts';
import { restoreBackup } from '../../../registry/backup/restore.ts';
import { takeBackup } from '../../../registry/backup/take.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import type { Pump } from '../../../station/sync/pump.ts';
import { migratedDatabase } from '../../kit/postgres-template.ts';
import { withRunPostgres } from '../../kit/run-postgres.ts';
import { type Bench, claim, freshKeys, openBench, setUp } from '../../station/record/bench-kit.ts';
import { enrolBench, loggedOf, pumpOf, startWire, until, type Wire } from '../../station/sync/registry-kit.ts';
import { startRegistry, tempDir } from '../kit.ts';
import { placeIn } from '../move/full.ts';

const progress = (): void => undefined;
const server = withRunPostgres();

interface Scene {
  readonly bench: Bench;
  readonly pump: Pump;
  readonly wire: Wire;
  readonly record: (from: number, count: number) => void;
}

async function stationAt(registry: OpenRegistry): Promise<Scene> {
  const wire = await startWire(registry.url);
  const bench = openBench(join(tempDir(), 'station.sqlite'), { alone: false, keys: freshKeys() });
  bench.clock.wall = Date.now();
  await enrolBench(bench, registry, wire.url);
  const person = await setUp(bench);
  const pump = pumpOf(bench);
  onTestFinished(async () => {
    await pump.stop();
    bench.store.close();
    await wire.close();
  });
  const record = (from: number, count: number): void => {
    for (let i = from; i < from + count; i++) bench.recorder.record([claim(person, i)]);
    pump.poke();
  };
  return { bench, pump, wire, record };
}

const ownOf = (bench: Bench) => [...bench.store.shelf.newest(100_000)].reverse().map(({ fact }) => ({ seq: fact.seq, hash: fact.hash }));

test(
  'after a loss, stations bring again what was acknowledged and under no checkpoint: nothing is lost, and no fork is signed',
  { timeout: 60_000 },
  async () => {
    const dir = tempDir();
    const database = await migratedDatabase(server(), 'restored_tail');
    // Its timers never run: it acknowledges, and signs no checkpoint but those that are asked for here.
    const first = await startRegistry(dir, { databaseUrl: database, after: () => () => undefined });
    const { bench, pump, wire, record } = await stationAt(first);
    record(1, 5);
    pump.start();
    await until('the first five are acknowledged', () => pump.view().acknowledged === pump.view().here);
    await first.ledger.integrator.settle();
    const backup = join(tempDir(), 'backup');
    const manifest = await takeBackup({ place: placeIn(dir, database), dir: backup, withKeys: true, nowMs: 1, progress });
    record(6, 20);
    await until('twenty more are acknowledged', () => pump.view().acknowledged === pump.view().here);
    const lost = (await first.ledger.store.logSize()) - manifest.entries;
    expect(lost).toBe(20);
    // The server is gone and everything on it; the guard file was on another volume.
    const there = { ...placeIn(join(tempDir(), 'new')), guardDir: join(dir, 'guard') };
    expect(await restoreBackup({ dir: backup, place: there, nothingNewer: false, progress })).toMatchObject({ outlook: 'goes_on' });
    const second = await startRegistry(there.dataDir, { guardDir: there.guardDir });
    wire.target = new URL(second.url);
    record(26, 1);
    const station = bench.store.facts.chain()?.identity.station ?? '';
    await until('all of it is in the restored log', () => pump.view().proven === pump.view().here, 30_000);
    expect(await loggedOf(second, station)).toEqual(ownOf(bench));
    expect(await second.ledger.alarms()).toEqual([]);
    expect(await drillBackup({ dir: backup, live: second.url, progress })).toMatchObject({ verdict: 'whole', newer: 21 });
  },
);

test(
  'while the restored log is behind what was signed, stations keep what they have, and go on when the newer data is back',
  { timeout: 60_000 },
  async () => {
    const dir = tempDir();
    const database = await migratedDatabase(server(), 'restored_behind');
    const first = await startRegistry(dir, { databaseUrl: database });
    const { bench, pump, wire, record } = await stationAt(first);
    record(1, 5);
    pump.start();
    await until('five are proven', () => pump.view().proven === pump.view().here);
    const backup = join(tempDir(), 'backup');
    await takeBackup({ place: placeIn(dir, database), dir: backup, withKeys: true, nowMs: 1, progress });
    record(6, 5);
    await until('ten are proven', () => pump.view().proven === pump.view().here);
    await first.close();
    const there = { ...placeIn(join(tempDir(), 'new')), guardDir: join(dir, 'guard') };
    expect(await restoreBackup({ dir: backup, place: there, nothingNewer: false, progress })).toMatchObject({ outlook: 'behind' });
    const older = await startRegistry(there.dataDir, { guardDir: there.guardDir });
    wire.target = new URL(older.url);
    record(11, 5);
    await until('the station was told to wait', () => bench.store.sync.state().problem === 'read_only');
    expect(bench.store.sync.state().phase).toBe('running');
    expect((await fetch(`${older.url}/v1/log/1/checkpoint`)).status).not.toBe(200);
    await older.close();
    const newest = await startRegistry(dir, { databaseUrl: database });
    wire.target = new URL(newest.url);
    await until('all fifteen are proven', () => pump.view().proven === pump.view().here, 30_000);
    expect(await loggedOf(newest, bench.store.facts.chain()?.identity.station ?? '')).toEqual(ownOf(bench));
    expect(await newest.ledger.alarms()).toEqual([]);
  },
);
