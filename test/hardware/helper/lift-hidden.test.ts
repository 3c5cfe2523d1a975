import { afterEach, describe, expect, test } from 'vitest';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, type TestBench } from './bench.ts';

const never = new AbortController().signal;
const blocks = 8192;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function on(hidden: Partial<DriveSpecInput>): Promise<TestBench> {
  current = await benchWith({ ...demoDrives.sataHdd, blocks, ...hidden });
  return current;
}

describe('hidden areas are given back before an erase that would leave them', () => {
  test.each([
    ['a Host Protected Area', { hpa_blocks: 1024 }],
    ['an accessible maximum', { ama_blocks: 1024 }],
    ['a configuration overlay', { dco_blocks: 1024 }],
  ])('%s: the job stops untouched, and the next clearance is for the whole drive', async (_what, hidden) => {
    const { bench, shelf, image, marksLeft } = await on(hidden);
    const before = image();
    const first = await clearanceFor(shelf, 'host_overwrite');
    expect(first.capacity_bytes).toBe((blocks - 1024) * 512);
    expect(lastOf(await milestones(runErase(bench, first, never)))).toMatchObject({
      kind: 'stopped',
      why: 'capacity_changed',
      data: 'untouched',
    });
    expect(image().equals(before)).toBe(true);
    // The old leave is spent and would not fit the larger drive either.
    expect(lastOf(await milestones(runErase(bench, first, never)))).toMatchObject({ why: 'clearance_spent' });
    expect(lastOf(await milestones(runErase(bench, { ...first, id: 'stretched'.padEnd(22, '_') }, never)))).toMatchObject({
      why: 'wrong_drive',
      data: 'untouched',
    });
    const whole = await clearanceFor(shelf, 'host_overwrite');
    expect(whole.capacity_bytes).toBe(blocks * 512);
    expect(lastOf(await milestones(runErase(bench, whole, never)))).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
    // It outlives power.
    await shelf.powerCycle(port);
    expect((await clearanceFor(shelf, 'host_overwrite')).capacity_bytes).toBe(blocks * 512);
  });

  test('an HPA over a DCO goes first, and both are gone in one step where the drive allows it', async () => {
    const { bench, shelf } = await on({ hpa_blocks: 512, dco_blocks: 512 });
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'ata_security_erase_normal'), never)));
    expect(end).toMatchObject({ why: 'capacity_changed', data: 'untouched' });
    expect((await clearanceFor(shelf, 'host_overwrite')).capacity_bytes).toBe(blocks * 512);
  });

  test('a drive that takes no second change in one power cycle asks for one', async () => {
    const { bench, shelf } = await on({ ama_blocks: 1024 });
    const shrink = await shelf.openDrive(port);
    if (shrink.transport.kind !== 'scsi') throw new Error('kind');
    // SET ACCESSIBLE MAX ADDRESS EXT to 4095 by somebody else, in this power cycle.
    const cdb = Uint8Array.from(Buffer.from('8507200001000000ff000f0000407800', 'hex'));
    await shrink.transport.execute(cdb, { kind: 'none' }, 1000);
    await shrink.close();
    expect(lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'host_overwrite'), never)))).toMatchObject({
      why: 'power_cycle_needed',
      data: 'untouched',
    });
    await shelf.powerCycle(port);
    expect(lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'host_overwrite'), never)))).toMatchObject({
      why: 'capacity_changed',
    });
  });

  test('a technique that reaches below the limits leaves them as they are', async () => {
    const { bench, shelf, marksLeft } = await on({ hpa_blocks: 1024 });
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
    expect((await clearanceFor(shelf, 'host_overwrite')).capacity_bytes).toBe((blocks - 1024) * 512);
  });
});
