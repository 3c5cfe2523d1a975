import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Standing } from '../../../contract/helper.ts';
import { type HelperProcess, spawnHelper } from '../../../hardware/helper/client.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, clock, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const main = join(import.meta.dirname, '../../../hardware/helper/main.ts');
const helpers: HelperProcess[] = [];
let current: TestBench | undefined;
afterEach(async () => {
  for (const helper of helpers.splice(0)) await helper.stop();
  await current?.end();
  current = undefined;
});

async function on(timeScale: number): Promise<TestBench & { readonly start: () => HelperProcess }> {
  const bench = await benchWith(small(demoDrives.sataHdd), { timeScale });
  current = bench;
  return {
    ...bench,
    start() {
      const helper = spawnHelper({ command: process.execPath, args: [main, '--shelf', bench.shelf.dir, '--spent', bench.spentPath] });
      helpers.push(helper);
      return helper;
    },
  };
}

/** Kills a helper as soon as the drive has taken ERASE UNIT. */
async function killedWhileErasing(bed: Awaited<ReturnType<typeof on>>): Promise<Awaited<ReturnType<typeof clearanceFor>>> {
  const clearance = await clearanceFor(bed.shelf, 'ata_security_erase_enhanced');
  const helper = bed.start();
  for await (const report of await helper.client.erase({ clearance })) if (report.kind === 'accepted') break;
  if (helper.pid === undefined) throw new Error('the helper has no process');
  process.kill(helper.pid, 'SIGKILL');
  await helper.closed;
  return clearance;
}

test('a helper that dies while the drive works leaves the drive at it, and the next one hears that it has ended', async () => {
  const bed = await on(2400);
  const started_ms = Date.now();
  const clearance = await killedWhileErasing(bed);
  const next = bed.start();
  let standing: Standing = { kind: 'unknown', detail: '' };
  // Meanwhile the drive answers nobody: that is no end, and it is asked again.
  for (const until = Date.now() + 15_000; standing.kind === 'unknown' && Date.now() < until; await clock.sleep(50))
    standing = await next.client.ask({ clearance, started_ms });
  expect(standing).toMatchObject({ kind: 'erased', record: { completion: { claim: 'completed', source: 'identify_device_security' } } });
  expect(bed.marksLeft()).toBe(0);
}, 30_000);

test('and when the drive loses power too, the next helper opens the lock with what the dead one wrote down', async () => {
  const bed = await on(600);
  const started_ms = Date.now();
  const clearance = await killedWhileErasing(bed);
  await bed.shelf.powerCycle(port);
  const next = bed.start();
  expect(await next.client.identify({ port })).toMatchObject({ kind: 'identified', capabilities: { security: 'locked' } });
  expect(await next.client.ask({ clearance, started_ms })).toEqual({ kind: 'not_running' });
  const overwrite = await clearanceFor(bed.shelf, 'host_overwrite');
  expect(lastOf(await milestones(await next.client.erase({ clearance: overwrite })))).toMatchObject({ kind: 'erased' });
  expect(await next.client.identify({ port })).toMatchObject({ kind: 'identified', capabilities: { security: 'disabled' } });
  expect(bed.marksLeft()).toBe(0);
}, 30_000);
