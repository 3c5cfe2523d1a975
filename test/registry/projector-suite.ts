import { expect, onTestFinished, test } from 'vitest';
import type { Projection } from '../../registry/projector/projection.ts';
import { startProjector, type Projector } from '../../registry/projector/projector.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { insertRows } from '../../registry/sql/port.ts';
import { number } from '../../registry/sql/rows.ts';
import { enrol, push, startRegistry, taken, tempDir, type TestStation } from './kit.ts';

const subject = (n: number): string => `d1_${String(n).padStart(32, '0')}`;

/** Writes down the index of each event; `broken` throws at one of them. */
function indexes(version = 1, broken?: number): Projection {
  return {
    name: 'indexes',
    version,
    tables: [{ name: 'seen', key: ['log_index'] }],
    apply: (events) => {
      if (events.some(({ index }) => index === broken)) throw new Error('cannot take this one');
      return Promise.resolve(
        insertRows(
          'seen',
          ['log_index', 'version'],
          events.map(({ index }) => [index, version]),
        ),
      );
    },
  };
}

async function start(): Promise<{ registry: OpenRegistry; station: TestStation }> {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  await registry.ledger.store.sql.apply([{ text: 'CREATE TABLE seen (log_index bigint PRIMARY KEY, version bigint NOT NULL)' }]);
  return { registry, station };
}

async function fill(registry: OpenRegistry, station: TestStation, count: number): Promise<number> {
  const from = station.chain.length;
  for (let i = 0; i < count; i += 1) station.seal({ type: 'drive.seen', subject: subject(i % 7) });
  taken(await push(registry, station, station.chain.slice(from)));
  return (await registry.ledger.store.logSize()) - 1;
}

async function follow(registry: OpenRegistry, projections: readonly Projection[]): Promise<Projector> {
  const reports: string[] = [];
  const { store, clock } = registry.ledger;
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  };
  const projector = await startProjector({ store, projections, clock, after, report: (what) => reports.push(what), delayMs: 1 });
  onTestFinished(() => projector.stop());
  return projector;
}

async function seen(registry: OpenRegistry): Promise<readonly (readonly [number, number])[]> {
  const rows = await registry.ledger.store.sql.query('SELECT log_index, version FROM seen ORDER BY log_index');
  return rows.map((row) => [number(row, 'log_index'), number(row, 'version')] as const);
}

const upTo = (last: number, version = 1): readonly (readonly [number, number])[] =>
  Array.from({ length: last + 1 }, (_, index) => [index, version] as const);

/** What every projection may count on, on any store. */
export function projectorSuite(): void {
  test('each event is seen once and in order, over a restart too', async () => {
    const { registry, station } = await start();
    await fill(registry, station, 300);
    const first = await follow(registry, [indexes()]);
    await first.settled(150, 'indexes');
    await first.stop();
    const last = await fill(registry, station, 30);
    const second = await follow(registry, [indexes()]);
    await second.settled(last, 'indexes');
    expect(await seen(registry)).toEqual(upTo(last));
    await expect.poll(() => second.status('indexes')).toMatchObject({ state: 'live', position: { logId: 1, next: last + 1 } });
  });

  test('two followers of one database see each event once between them', async () => {
    const { registry, station } = await start();
    const pair = [await follow(registry, [indexes()]), await follow(registry, [indexes()])];
    let last = 0;
    for (let round = 0; round < 5; round += 1) {
      last = await fill(registry, station, 20);
      await Promise.all(pair.map((projector) => projector.settled(last, 'indexes')));
    }
    expect(await seen(registry)).toEqual(upTo(last));
  });

  test('one that fails stops alone, with an alarm; the log goes on, and a repaired one takes it up', async () => {
    const { registry, station } = await start();
    const other: Projection = { name: 'other', version: 1, tables: [], apply: () => Promise.resolve([]) };
    const projector = await follow(registry, [indexes(1, 5), other]);
    const last = await fill(registry, station, 10);
    await projector.settled(last, 'other');
    await expect(projector.settled(last, 'indexes')).rejects.toThrow(/cannot take this one/);
    expect(projector.status('indexes')).toMatchObject({ state: 'stopped', fault: 'cannot take this one' });
    const { next } = projector.status('indexes').position;
    expect(next).toBeLessThanOrEqual(5);
    expect(await seen(registry)).toEqual(upTo(next - 1));
    expect(await registry.ledger.alarms()).toContain('projection_stopped');
    await projector.stop();
    const repaired = await follow(registry, [indexes(), other]);
    await repaired.settled(last);
    expect(await seen(registry)).toEqual(upTo(last));
  });

  test('one that failed goes on by itself once it can, without a restart', async () => {
    const { registry, station } = await start();
    let isFull = true;
    const full: Projection = {
      ...indexes(),
      apply: (events, own, log) => (isFull ? Promise.reject(new Error('the disk is full')) : indexes().apply(events, own, log)),
    };
    const projector = await follow(registry, [full]);
    const last = await fill(registry, station, 10);
    await expect(projector.settled(last)).rejects.toThrow(/full/);
    isFull = false;
    await expect.poll(() => projector.status('indexes').position.next, { timeout: 15_000 }).toBe(last + 1);
    expect(projector.status('indexes').state).toBe('live');
    expect(await seen(registry)).toEqual(upTo(last));
  });

  test('a statement that the database refuses stops only whose it is', async () => {
    const { registry, station } = await start();
    const wrong: Projection = { ...indexes(), name: 'wrong', apply: () => Promise.resolve([{ text: 'INSERT INTO nowhere VALUES (1)' }]) };
    const projector = await follow(registry, [wrong, indexes()]);
    const last = await fill(registry, station, 10);
    await projector.settled(last, 'indexes');
    await expect(projector.settled(last, 'wrong')).rejects.toThrow(/nowhere/);
    expect(await seen(registry)).toEqual(upTo(last));
  });

  test('another version of a projection makes its tables anew by itself', async () => {
    const { registry, station } = await start();
    const last = await fill(registry, station, 20);
    const old = await follow(registry, [indexes()]);
    await old.settled(last);
    await old.stop();
    const next = await follow(registry, [indexes(2)]);
    await next.settled(last);
    expect(await seen(registry)).toEqual(upTo(last, 2));
  });

  test('made anew while events come in, the tables of the registry equal those that were live all along (I11)', async () => {
    const { registry, station } = await start();
    const { projector } = registry.ledger;
    await fill(registry, station, 100);
    const checks = ['feed', 'subjects'].map((name) => projector.check(name));
    await fill(registry, station, 100);
    for (const check of await Promise.all(checks)) expect(check).toMatchObject({ kind: 'equal' });
    const before = projector.generation('subjects');
    const rebuilt = projector.rebuild('subjects');
    const last = await fill(registry, station, 100);
    await rebuilt;
    await projector.settled(last);
    expect(projector.generation('subjects')).toBe(before + 1);
    const result = await projector.check('subjects');
    expect(result).toMatchObject({ kind: 'equal', rows: 300 });
  });

  test('a row that was changed behind its back is found by the check and gone after a rebuild', async () => {
    const { registry, station } = await start();
    const { projector, store } = registry.ledger;
    const last = await fill(registry, station, 10);
    await projector.settled(last);
    await store.sql.apply([{ text: 'UPDATE subject_history SET custody = 1 WHERE log_index = $1', params: [last], changes: 1 }]);
    expect(await projector.check('subjects')).toMatchObject({ kind: 'differs', table: 'subject_history' });
    await projector.rebuild('subjects');
    await projector.settled(last);
    expect(await projector.check('subjects')).toMatchObject({ kind: 'equal' });
  });
}
