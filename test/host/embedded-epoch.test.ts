import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mustBeDone } from '../../host/demo/window.ts';
import { hallFor, whyNot } from '../kit/station.ts';

/* One bench with its registry in the same process: nobody elsewhere can open an epoch. */

const store = 'station.db';
const inStep = { what: 'everything in the log', limitMs: 20_000 };

test(
  'a single bench whose store alone was restored goes on in a new epoch that its own supervisor opens',
  { timeout: 60_000 },
  async () => {
    const hall = await hallFor({ registry: 'embedded' });
    const { stationDatabase } = hall.assembled.data;
    const settled = () =>
      hall.bench(inStep.what, ({ sync }) => (sync.state === 'in_step' && sync.acknowledged === sync.here) || undefined, inStep.limitMs);
    await settled();
    const kept = join(hall.dir, store);
    await hall.restart(() => Promise.resolve(cpSync(stationDatabase, kept)));
    await hall.as('technician');
    await settled();
    await hall.restart(() => {
      for (const more of ['-wal', '-shm']) rmSync(`${stationDatabase}${more}`, { force: true });
      cpSync(kept, stationDatabase);
      return Promise.resolve();
    });

    const frozen = await hall.bench('the frozen chain', ({ sync }) => (sync.state === 'frozen' ? sync : undefined));
    expect(frozen).toMatchObject({ problem: 'store_older', embedded: true });
    await hall.as('technician');
    expect(whyNot(await hall.client.sync.askEpoch({}))).toBe('role_missing');
    await hall.as('supervisor');
    mustBeDone(await hall.client.sync.askEpoch({}), 'opening the epoch');
    await settled();
    expect(hall.assembled.store.facts.chain()?.identity.epoch).toBe(2);
    const { ledger } = hall.assembled.registry ?? {};
    const waiting = await ledger?.epochs.waiting();
    expect(waiting).toEqual([]);
    await hall.as('supervisor');
    await settled();
    expect(whyNot(await hall.client.sync.askEpoch({}))).toBe('nothing_to_ask');
  },
);

test('a single bench that lost its keys goes on with fresh ones, without a code from anybody', { timeout: 60_000 }, async () => {
  const hall = await hallFor({ registry: 'embedded' });
  const inLog = () =>
    hall.bench(inStep.what, ({ sync }) => (sync.state === 'in_step' && sync.acknowledged === sync.here) || undefined, inStep.limitMs);
  await inLog();
  const { keys } = hall.assembled.data;
  await hall.restart(() => {
    for (const file of readdirSync(keys)) if (!/install|guard/.test(file)) rmSync(join(keys, file), { recursive: true });
    return Promise.resolve();
  });
  const frozen = await hall.bench('the frozen chain', ({ sync }) => (sync.state === 'frozen' ? sync : undefined));
  expect(frozen).toMatchObject({ problem: 'keys_differ', embedded: true });
  await hall.as('supervisor');
  mustBeDone(await hall.client.sync.askEpoch({}), 'opening the epoch');
  await inLog();
  expect(hall.assembled.store.facts.chain()?.identity.epoch).toBe(2);
});
