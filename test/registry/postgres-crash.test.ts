import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { enrol, keepIn, push, pushBody, send, startRegistry, taken, tempDir } from './kit.ts';
import { checkpointOf, fill } from './log-suite.ts';

// A server of its own: what the databases of other tests left to write would have to be recovered, too.
const missing = whyNoPostgres();
let running: PostgresServer | undefined;
const server = (): PostgresServer => {
  if (running === undefined) throw new Error('no server');
  return running;
};
beforeAll(async () => {
  if (missing !== undefined) return;
  running = await startPostgres();
  keepIn(running);
});
afterAll(() => running?.stop());
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

test('a PostgreSQL server killed and started again has everything that was acknowledged, and signs on', { timeout: 120_000 }, async () => {
  const dir = tempDir();
  const registry = await startRegistry(dir);
  const { station } = await enrol(registry);
  await fill(registry, station, 50);
  const before = await checkpointOf(registry);
  await server().kill();
  expect('code' in (await push(registry, station, station.chain))).toBe(true);
  await server().start();
  const { head } = taken(await send(registry, station, pushBody(station.id, 1, [])));
  expect(head.seq).toBe(50);
  await fill(registry, station, 10);
  // A checkpoint that failed meanwhile stops signing for good; a restart reads the log again and goes on.
  await registry.close();
  const again = await startRegistry(dir);
  const after = await checkpointOf(again);
  expect(after.size).toBe(before.size + 10);
});
