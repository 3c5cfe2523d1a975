import { afterEach, expect, test } from 'vitest';
import type { HelperProcess } from '../../../hardware/helper/client.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, helperOver, port, small, type TestBench } from './bench.ts';

const helpers: HelperProcess[] = [];
let current: TestBench | undefined;
afterEach(async () => {
  for (const helper of helpers.splice(0)) await helper.stop();
  await current?.end();
  current = undefined;
});

function startOver(bench: TestBench): HelperProcess {
  const helper = helperOver(bench);
  helpers.push(helper);
  return helper;
}

test.each([
  ['scsi_format_unit', demoDrives.sasHdd, 'failed'],
  ['nvme_format_user_data_erase', { ...demoDrives.formatOnly, erase_s: 7200 }, 'not_running'],
] as const)(
  '%s whose helper was killed is told as running, and after a loss of power as undone',
  async (technique, drive, after) => {
    const bed = await benchWith(small(drive), { timeScale: 1 });
    current = bed;
    const started_ms = Date.now();
    const clearance = await clearanceFor(bed.shelf, technique, { order: { method: 'clear' } });
    const first = startOver(bed);
    for await (const report of await first.client.erase({ clearance })) if (report.kind === 'accepted') break;
    if (first.pid === undefined) throw new Error('the helper has no process');
    process.kill(first.pid, 'SIGKILL');
    await first.closed;
    const next = startOver(bed);
    expect(await next.client.ask({ clearance, started_ms })).toMatchObject({ kind: 'running' });
    await bed.shelf.powerCycle(port);
    expect(await next.client.ask({ clearance, started_ms })).toMatchObject({ kind: after });
    expect(bed.marksLeft()).toBeGreaterThan(0);
  },
  30_000,
);
