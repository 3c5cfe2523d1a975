import { afterEach, expect, test } from 'vitest';
import type { Technique } from '../../../domain/erase/technique.ts';
import type { HelperProcess } from '../../../hardware/helper/client.ts';
import { askStanding, attachTo } from '../../../hardware/helper/ask.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, helperOver, lastOf, milestones, port, small, type TestBench } from './bench.ts';

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

/** A helper's format, and the helper killed as soon as the drive has taken it. */
async function killedInTheMiddle(bed: TestBench, technique: Technique) {
  const started_ms = Date.now();
  const clearance = await clearanceFor(bed.shelf, technique, { order: { method: 'clear' } });
  const first = startOver(bed);
  for await (const report of await first.client.erase({ clearance })) if (report.kind === 'accepted') break;
  if (first.pid === undefined) throw new Error('the helper has no process');
  process.kill(first.pid, 'SIGKILL');
  await first.closed;
  return { clearance, started_ms };
}

test.each([
  ['scsi_format_unit', demoDrives.sasHdd, 'failed'],
  ['nvme_format_user_data_erase', { ...demoDrives.formatOnly, erase_s: 7200 }, 'not_running'],
] as const)(
  '%s whose helper was killed is told as running, and after a loss of power as undone',
  async (technique, drive, after) => {
    const bed = await benchWith(small(drive), { timeScale: 1 });
    current = bed;
    const { clearance, started_ms } = await killedInTheMiddle(bed, technique);
    const next = startOver(bed);
    expect(await next.client.ask({ clearance, started_ms })).toMatchObject({ kind: 'running' });
    await bed.shelf.powerCycle(port);
    expect(await next.client.ask({ clearance, started_ms })).toMatchObject({ kind: after });
    expect(bed.marksLeft()).toBeGreaterThan(0);
  },
  30_000,
);

test('a Format NVM whose status nobody heard is followed to its end, and then begins again', async () => {
  const bed = await benchWith(small({ ...demoDrives.formatOnly, erase_s: 96_000 }), { timeScale: 800 });
  current = bed;
  const job = await killedInTheMiddle(bed, 'nvme_format_user_data_erase');
  expect(await askStanding(bed.bench, job)).toMatchObject({ kind: 'running' });
  const end = lastOf(await milestones(attachTo(bed.bench, job, new AbortController().signal)));
  expect(end).toMatchObject({ kind: 'stopped', why: 'helper_died', data: 'partly_erased' });
  expect(await askStanding(bed.bench, job)).toEqual({ kind: 'not_running' });
}, 40_000);
