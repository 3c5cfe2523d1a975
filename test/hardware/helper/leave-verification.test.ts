import { afterEach, describe, expect, test } from 'vitest';
import type { Technique } from '../../../domain/erase/technique.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { askStanding, attachTo } from '../../../hardware/helper/ask.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { getSanitizeStatusLog, inMediaVerification, parseSanitizeStatusLog, sanitizeBlockErase } from '../../../hardware/nvme/sanitize.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { NvmeTransport } from '../../../hardware/transport/transport.ts';
import { benchWith, clearanceFor, clock, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});

/** Something done to the drive by somebody else, who closes it after. */
async function behindOurBack<T>({ shelf }: TestBench, act: (transport: NvmeTransport) => Promise<T>): Promise<T> {
  const open = await shelf.openDrive(port);
  try {
    if (open.transport.kind !== 'nvme') throw new Error('not an NVMe drive');
    return await act(open.transport);
  } finally {
    await open.close();
  }
}

async function isVerifying(transport: NvmeTransport): Promise<boolean> {
  const log = parseSanitizeStatusLog((await transport.admin(getSanitizeStatusLog(), 1000)).data);
  return log !== undefined && inMediaVerification(log);
}

/** A drive that another tool has sanitized with EMVS and left there. */
async function leftVerifying(): Promise<TestBench> {
  current = await benchWith(small({ ...demoDrives.nvme, nvme: { media_verification: true } }));
  await behindOurBack(current, async (transport) => {
    expect((await transport.admin(sanitizeBlockErase({ mediaVerification: true }), 1000)).status).toBe(0);
    for (const until = Date.now() + 15_000; !(await isVerifying(transport)); await clock.sleep(20))
      if (Date.now() > until) throw new Error('the sanitize does not end');
  });
  return current;
}

describe('a drive left in the Media Verification state', () => {
  test('is not called running, and being asked leaves it as it is', async () => {
    const bed = await leftVerifying();
    const open = await bed.shelf.openDrive(port);
    const told = await readIdentity(open, virtualLimits);
    await open.close();
    expect(told).toMatchObject({ kind: 'identified', capabilities: { sanitize: 'succeeded' } });
    expect(await behindOurBack(bed, isVerifying)).toBe(true);
  });

  test.each(['nvme_sanitize_block_erase', 'nvme_format_user_data_erase', 'host_overwrite'] as const)(
    'is led out of it under a clearance, marked and erased by %s',
    async (technique) => {
      const bed = await leftVerifying();
      const clearance = await clearanceFor(bed.shelf, technique);
      const said = await milestones(runErase(bed.bench, clearance, never));
      expect(said[0]).toMatchObject({ kind: 'marked', written: 16, confirmed: 16 });
      const erased = lastOf(said);
      if (erased.kind !== 'erased') throw new Error(JSON.stringify(erased));
      expect(lastOf(await milestones(runVerify(bed.bench, { clearance, record: erased.record, markers: 16 }, never)))).toMatchObject({
        kind: 'verified',
        evidence: { unexpected: 0, markers: { surviving: 0 } },
      });
      expect(await behindOurBack(bed, isVerifying)).toBe(false);
    },
  );

  test('stays in it when the clearance does not fit', async () => {
    const bed = await leftVerifying();
    const clearance = await clearanceFor(bed.shelf, 'nvme_sanitize_block_erase', { serial: 'S0DEMONE000099' });
    expect(lastOf(await milestones(runErase(bed.bench, clearance, never)))).toMatchObject({ why: 'wrong_drive', data: 'untouched' });
    expect(await behindOurBack(bed, isVerifying)).toBe(true);
  });

  test('is no success of a job of ours that asked for another action, and nobody waits for its end', async () => {
    const bed = await leftVerifying();
    const clearance = await clearanceFor(bed.shelf, 'nvme_sanitize_crypto_erase');
    await bed.bench.spent.spend(clearance.id);
    await bed.bench.spent.note(clearance.id, 'sent');
    await bed.bench.spent.note(clearance.id, 'accepted');
    const job = { clearance, started_ms: Date.now() };
    expect(await askStanding(bed.bench, job)).toMatchObject({ kind: 'unknown' });
    expect(lastOf(await milestones(attachTo(bed.bench, job, never)))).toMatchObject({ kind: 'stopped', why: 'completion_unknown' });
  });
});

describe('a drive that offers the Media Verification state', () => {
  const erase = async (technique: Technique) => {
    current = await benchWith(small({ ...demoDrives.nvme, nvme: { media_verification: true } }));
    const clearance = await clearanceFor(current.shelf, technique);
    const erased = lastOf(await milestones(runErase(current.bench, clearance, never)));
    if (erased.kind !== 'erased') throw new Error(JSON.stringify(erased));
    return { bed: current, clearance, record: erased.record };
  };

  test.each(['nvme_sanitize_block_erase', 'nvme_sanitize_crypto_erase', 'nvme_sanitize_overwrite'] as const)(
    'is sanitized into it by %s, read back in it, and in use again after',
    async (technique) => {
      const { bed, clearance, record } = await erase(technique);
      expect(record.completion).toMatchObject({ claim: 'completed', reading: expect.stringContaining('SSI 5') as string });
      expect(await behindOurBack(bed, isVerifying)).toBe(true);
      expect(lastOf(await milestones(runVerify(bed.bench, { clearance, record, markers: 16 }, never)))).toMatchObject({
        kind: 'verified',
        evidence: { markers: { surviving: 0 } },
      });
      expect(await behindOurBack(bed, isVerifying)).toBe(false);
    },
  );

  test('stays in it while nobody has read it back: whoever asks finds it erased, and a read-back that was stopped is done again', async () => {
    const { bed, clearance, record } = await erase('nvme_sanitize_block_erase');
    const job = { clearance, started_ms: record.started_ms };
    expect(await askStanding(bed.bench, job)).toMatchObject({ kind: 'erased', record: { completion: { claim: 'completed' } } });
    expect(lastOf(await milestones(attachTo(bed.bench, job, never)))).toMatchObject({ kind: 'erased' });
    const stop = new AbortController();
    stop.abort();
    expect(lastOf(await milestones(runVerify(bed.bench, { clearance, record, markers: 16 }, stop.signal)))).toMatchObject({
      kind: 'stopped',
    });
    expect(await behindOurBack(bed, isVerifying)).toBe(true);
    expect(lastOf(await milestones(runVerify(bed.bench, { clearance, record, markers: 16 }, never)))).toMatchObject({ kind: 'verified' });
    expect(await behindOurBack(bed, isVerifying)).toBe(false);
  });
});
