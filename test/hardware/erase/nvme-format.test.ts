import { afterEach, describe, expect, test } from 'vitest';
import type { Order } from '../../../domain/erase/clearance.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { nvmeFormatUserDataErase } from '../../../hardware/erase/nvme-format-user-data-erase.ts';
import { askStanding } from '../../../hardware/helper/ask.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from '../helper/bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function driveWith(change: Partial<DriveSpecInput> = {}, timeScale?: number): Promise<TestBench> {
  current = await benchWith(small({ ...demoDrives.nvme, ...change }), timeScale === undefined ? {} : { timeScale });
  return current;
}
type FormatName = 'nvme_format_user_data_erase' | 'nvme_format_cryptographic_erase';
const format = async (bench: TestBench, technique: FormatName = 'nvme_format_user_data_erase') => {
  const clearance = await clearanceFor(bench.shelf, technique, { order: { method: 'clear' } });
  return { clearance, end: lastOf(await milestones(runErase(bench.bench, clearance, never))) };
};
const order: Order = { technique: 'nvme_format_user_data_erase', method: 'clear', passes: 1, pattern: 'zero', read_back: { kind: 'full' } };

describe('Format NVM', () => {
  test.each(['nvme_format_user_data_erase', 'nvme_format_cryptographic_erase'] as const)('%s ends verified', async (technique) => {
    const bench = await driveWith();
    const { clearance, end } = await format(bench, technique);
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    expect(end.record).toMatchObject({
      // Opcode 80h, NSID 1, the 4096-byte format in use (index 1) kept, SES 1 or 2.
      command: technique === 'nvme_format_user_data_erase' ? '80000000010000000102000000000000' : '80000000010000000104000000000000',
      completion: { claim: 'completed', source: 'format_nvm_status', reading: 'Format NVM ended with SCT 0 SC 00' },
    });
    const verified = lastOf(await milestones(runVerify(bench.bench, { clearance, record: end.record, markers: 16 }, never)));
    expect(verified).toMatchObject({
      kind: 'verified',
      evidence: { unexpected: 0, structures: [], markers: { confirmed: 16, surviving: 0 } },
    });
    expect(bench.marksLeft()).toBe(0);
  });

  test('that is answered with success and does nothing is found by every marker', async () => {
    const bench = await driveWith({ faults: [{ kind: 'format_does_nothing' }] });
    const { clearance, end } = await format(bench);
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    const verified = lastOf(await milestones(runVerify(bench.bench, { clearance, record: end.record, markers: 16 }, never)));
    expect(verified).toMatchObject({ kind: 'verified', evidence: { markers: { surviving: 16 } } });
  });

  test('that fails in the middle is the word of the drive', async () => {
    const { end } = await format(await driveWith({ faults: [{ kind: 'sanitize_fails', fraction: 0.5 }] }));
    expect(end).toMatchObject({ kind: 'stopped' });
    expect(JSON.stringify(end)).toContain('SCT 0 SC 06');
  });

  test('whose drive is pulled is asked first, and must be done again', async () => {
    const bench = await driveWith({ faults: [{ kind: 'unplug_at', fraction: 0.4 }] }, 360);
    const { clearance, end } = await format(bench);
    expect(end).toMatchObject({ kind: 'stopped', why: 'drive_gone', data: 'partly_erased' });
    const job = { clearance, started_ms: Date.now() };
    expect(await askStanding(bench.bench, job)).toEqual({ kind: 'absent' });
    await bench.shelf.plug(port, demoDrives.nvme.folder);
    expect(await askStanding(bench.bench, job)).toEqual({ kind: 'not_running' });
    const again = await format(bench);
    expect(again.end.kind).toBe('erased');
  });

  test('tells its progress beside the command that blocks', async () => {
    const bench = await driveWith({}, 60);
    const open = await bench.shelf.openDrive(port);
    try {
      const target = { open, limits: virtualLimits, identity: { capacity_bytes: 8 * 1024 * 1024, block_bytes: 4096 }, order };
      const started = await nvmeFormatUserDataErase.start({ ...target, seed: new Uint8Array(32) });
      if (started.kind !== 'accepted') throw new Error(started.detail);
      expect(await nvmeFormatUserDataErase.stand?.(target)).toMatchObject({ kind: 'running' });
      let seen = await started.running.poll();
      for (let looks = 0; looks < 200 && seen.kind === 'running' && seen.donePpm === undefined; looks++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        seen = await started.running.poll();
      }
      expect(seen).toMatchObject({ kind: 'running', donePpm: expect.any(Number) as number });
      await started.running.settled;
      expect(await started.running.poll()).toMatchObject({ kind: 'ended', completion: { claim: 'completed' } });
      expect(await nvmeFormatUserDataErase.stand?.(target)).toEqual({ kind: 'not_running' });
    } finally {
      await open.close();
    }
  });
});

describe('what an NVMe drive offers', () => {
  const offers = async (bench: TestBench) => {
    const open = await bench.shelf.openDrive(port);
    const told = await readIdentity(open, virtualLimits);
    await open.close();
    if (told.kind !== 'identified') throw new Error(told.detail);
    return {
      told,
      of: (technique: string) => {
        const found = told.capabilities.techniques.find((one) => one.technique === technique);
        return found?.kind === 'out' ? found.why : found?.kind;
      },
    };
  };

  test('with capacity in no namespace, or more namespaces than one, leaves Format and overwrite out', async () => {
    for (const namespaces of [[1024], [1024, 1024]]) {
      const bench = await driveWith({ nvme: { namespaces } });
      const { told, of } = await offers(bench);
      expect(told.capabilities).toMatchObject({
        namespaces: namespaces.length,
        unallocated_bytes: (2048 - 1024 * namespaces.length) * 4096,
      });
      expect(of('nvme_format_user_data_erase')).toBe('would_leave_areas');
      expect(of('nvme_format_cryptographic_erase')).toBe('would_leave_areas');
      expect(of('host_overwrite')).toBe('would_leave_areas');
      expect(of('nvme_sanitize_block_erase')).toBe('offered');
      await bench.end();
    }
    current = undefined;
  });

  test('counts a namespace that is allocated and not attached', async () => {
    const { told, of } = await offers(await driveWith({ nvme: { namespaces: [1024, 1024], detached: [2] } }));
    expect(told.capabilities.namespaces).toBe(2);
    expect(told.identity.capacity_bytes).toBe(1024 * 4096);
    expect(of('nvme_format_user_data_erase')).toBe('would_leave_areas');
  });

  test('without Sanitize leaves Format, and a worn out one Sanitize alone', async () => {
    const first = await offers(await driveWith({ nvme: { sanitize: false } }));
    expect(first.of('nvme_sanitize_crypto_erase')).toBe('drive_lacks_it');
    expect(first.of('nvme_format_user_data_erase')).toBe('offered');
    await current?.end();
    const worn = await offers(await driveWith({ nvme: { read_only: true } }));
    expect(worn.told.capabilities.read_only).toBe(true);
    expect(worn.of('nvme_sanitize_crypto_erase')).toBe('offered');
    for (const technique of ['nvme_format_user_data_erase', 'host_overwrite']) expect(worn.of(technique)).toBe('read_only');
  });

  test('takes a sanitize that keeps blocks allocated where it makes the media readable again', async () => {
    const bench = await driveWith({ nvme: { no_deallocate: true } });
    const clearance = await clearanceFor(bench.shelf, 'nvme_sanitize_block_erase');
    const end = lastOf(await milestones(runErase(bench.bench, clearance, never)));
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    expect(end.record.completion.reading).toContain('not deallocated');
    // CDW10 0202h: SANACT 2 with NDAS.
    expect(end.record.command).toBe('84000000000000000202000000000000');
  });

  test('is marked, erased and read back over all its active namespaces', async () => {
    const bench = await driveWith({ nvme: { namespaces: [1024, 512] } });
    const { told } = await offers(bench);
    expect(told.identity).toMatchObject({ capacity_bytes: 1536 * 4096, native_bytes: 2048 * 4096 });
    const clearance = await clearanceFor(bench.shelf, 'nvme_sanitize_block_erase');
    const said = await milestones(runErase(bench.bench, clearance, never));
    expect(said[0]).toMatchObject({ kind: 'marked', written: 16, confirmed: 16 });
    const end = lastOf(said);
    if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
    const verified = lastOf(await milestones(runVerify(bench.bench, { clearance, record: end.record, markers: 16 }, never)));
    expect(verified).toMatchObject({ kind: 'verified', evidence: { unexpected: 0, markers: { confirmed: 16, surviving: 0 } } });
    // What lies in no namespace was planted too, and Sanitize reaches it.
    expect(bench.marksLeft()).toBe(0);
  });
});
