import { afterEach, expect, test } from 'vitest';
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
async function killedInTheMiddle(bed: TestBench) {
  const started_ms = Date.now();
  const clearance = await clearanceFor(bed.shelf, 'scsi_format_unit', { order: { method: 'clear' } });
  const first = startOver(bed);
  for await (const report of await first.client.erase({ clearance })) if (report.kind === 'accepted') break;
  if (first.pid === undefined) throw new Error('the helper has no process');
  process.kill(first.pid, 'SIGKILL');
  await first.closed;
  return { clearance, started_ms };
}

test('FORMAT UNIT whose helper was killed is asked first, followed to its end and read back', async () => {
  // 7,200 s of the drive in 9 of ours: long enough that the next helper still finds it at work.
  const bed = await benchWith(small(demoDrives.sasHdd), { timeScale: 800 });
  current = bed;
  const job = await killedInTheMiddle(bed);
  const next = startOver(bed);
  expect(await next.client.ask(job)).toMatchObject({ kind: 'running' });
  const erased = lastOf(await milestones(await next.client.attach(job)));
  if (erased.kind !== 'erased') throw new Error(JSON.stringify(erased));
  expect(erased.record).toMatchObject({ technique: 'scsi_format_unit', completion: { claim: 'completed', source: 'request_sense' } });
  const read = lastOf(await milestones(await next.client.verify({ clearance: job.clearance, record: erased.record, markers: 16 })));
  expect(read).toMatchObject({ kind: 'verified', evidence: { unexpected: 0, structures: [], markers: { confirmed: 16, surviving: 0 } } });
  expect(bed.marksLeft()).toBe(0);
}, 40_000);

test('a followed FORMAT UNIT that is cancelled goes on in the drive, and one that is pulled is only partly done', async () => {
  const bed = await benchWith(small(demoDrives.sasHdd), { timeScale: 1 });
  current = bed;
  const job = await killedInTheMiddle(bed);
  const cancel = new AbortController();
  const said = [];
  for await (const report of attachTo(bed.bench, job, cancel.signal)) {
    said.push(report);
    cancel.abort();
  }
  expect(said.at(-1)).toMatchObject({ kind: 'stopped', why: 'cancelled', data: 'erasing_in_drive' });
  expect(await askStanding(bed.bench, job)).toMatchObject({ kind: 'running' });
  const pulled = [];
  for await (const report of attachTo(bed.bench, job, new AbortController().signal)) {
    pulled.push(report);
    if (pulled.length === 1) await bed.shelf.unplug(port);
  }
  expect(pulled.at(-1)).toMatchObject({ kind: 'stopped', why: 'drive_gone', data: 'partly_erased' });
}, 30_000);
