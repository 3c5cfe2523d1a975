import { afterEach, describe, expect, test } from 'vitest';
import { makePlan } from '../../../domain/policy/plan.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { scsiFormatUnit } from '../../../hardware/erase/scsi-format-unit.ts';
import { askStanding } from '../../../hardware/helper/ask.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { FaultInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from '../helper/bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function diskWith(faults: readonly FaultInput[] = [], timeScale?: number): Promise<TestBench> {
  current = await benchWith(small({ ...demoDrives.sasHdd, faults: [...faults] }), timeScale === undefined ? {} : { timeScale });
  return current;
}
const format = async (bench: TestBench) => {
  const clearance = await clearanceFor(bench.shelf, 'scsi_format_unit', { order: { method: 'clear' } });
  return { clearance, end: lastOf(await milestones(runErase(bench.bench, clearance, never))) };
};

describe('FORMAT UNIT', () => {
  test('ends verified, and the planted bytes are gone from the image', async () => {
    const bench = await diskWith();
    const { clearance, end } = await format(bench);
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    expect(end.record).toMatchObject({ command: '041000000000', completion: { claim: 'completed', source: 'request_sense' } });
    const verified = lastOf(await milestones(runVerify(bench.bench, { clearance, record: end.record, markers: 16 }, never)));
    expect(verified).toMatchObject({
      kind: 'verified',
      evidence: { unexpected: 0, structures: [], markers: { confirmed: 16, surviving: 0 } },
    });
    expect(bench.marksLeft()).toBe(0);
  });

  test('that is answered with good status and does nothing is found by every marker', async () => {
    const bench = await diskWith([{ kind: 'format_does_nothing' }]);
    const { clearance, end } = await format(bench);
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    expect(end.record.completion.claim).toBe('completed');
    const verified = lastOf(await milestones(runVerify(bench.bench, { clearance, record: end.record, markers: 16 }, never)));
    expect(verified).toMatchObject({ kind: 'verified', evidence: { markers: { surviving: 16 } } });
    expect(bench.marksLeft()).toBeGreaterThan(100);
  });

  test('that a reset has cut short is never completed, though the drive is quiet and ready', async () => {
    const { end } = await format(await diskWith([{ kind: 'reset_at', fraction: 0.5 }]));
    expect(end).toMatchObject({ kind: 'stopped', why: 'completion_unknown', record: { completion: { claim: 'unknown' } } });
    expect(JSON.stringify(end)).toContain('reset while it formatted');
  });

  test('that fails says so by 03/31/01', async () => {
    const { end } = await format(await diskWith([{ kind: 'sanitize_fails', fraction: 0.4 }]));
    expect(end).toMatchObject({ kind: 'stopped', record: { completion: { claim: 'failed', reading: '03/31/01: FORMAT command failed' } } });
  });

  test('is sent once though attentions wait from power-on', async () => {
    const bench = await diskWith([{ kind: 'attentions' }]);
    const { end } = await format(bench);
    expect(end.kind).toBe('erased');
    expect(bench.marksLeft()).toBe(0);
  });

  test('is asked first when the drive was pulled in the middle, and must be done again', async () => {
    const bench = await diskWith([{ kind: 'unplug_at', fraction: 0.4 }]);
    const { clearance, end } = await format(bench);
    expect(end).toMatchObject({ kind: 'stopped', why: 'drive_gone', data: 'partly_erased' });
    const job = { clearance, started_ms: Date.now() };
    expect(await askStanding(bench.bench, job)).toEqual({ kind: 'absent' });
    await bench.shelf.plug(port, demoDrives.sasHdd.folder);
    expect(await askStanding(bench.bench, job)).toMatchObject({ kind: 'failed', record: { completion: { claim: 'failed' } } });
  });

  test('that runs is told as running by whoever asks', async () => {
    const bench = await diskWith([], 60);
    const open = await bench.shelf.openDrive(port);
    try {
      const target = { open, limits: virtualLimits, identity: { capacity_bytes: 4 * 1024 * 1024, block_bytes: 512 } };
      const order = { technique: 'scsi_format_unit', method: 'clear', passes: 1, pattern: 'zero', read_back: { kind: 'full' } } as const;
      const started = await scsiFormatUnit.start({ ...target, order, seed: new Uint8Array(32) });
      expect(started.kind).toBe('accepted');
      const stands = await scsiFormatUnit.stand?.(target);
      expect(stands).toMatchObject({ kind: 'running' });
    } finally {
      await open.close();
    }
  });

  test('has a floor on a disk, so that a policy which accepts Clear may order it', async () => {
    const bench = await diskWith();
    const open = await bench.shelf.openDrive(port);
    const told = await readIdentity(open, virtualLimits);
    await open.close();
    if (told.kind !== 'identified') throw new Error('silent');
    const only = told.capabilities.techniques.filter((one) => one.technique === 'scsi_format_unit');
    expect(only).toEqual([{ kind: 'offered', technique: 'scsi_format_unit' }]);
    const plan = makePlan({
      policy: nist80088r2,
      identity: told.identity,
      capabilities: { ...told.capabilities, techniques: only },
      dataClass: 'internal',
      destination: 'reuse',
      lock: { verdict: 'open', findings: [] },
    });
    expect(plan).toMatchObject({ kind: 'plan', order: { technique: 'scsi_format_unit', method: 'clear' } });
  });
});
