import { afterEach, describe, expect, test } from 'vitest';
import { afterFailure } from '../../../domain/custody/failure.ts';
import { judgeErase } from '../../../domain/erase/judge.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { askStanding } from '../../../hardware/helper/ask.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});

async function on(drive: DriveSpecInput): Promise<TestBench> {
  current = await benchWith(small(drive));
  return current;
}

/** What the drive says of itself now. */
async function told({ shelf }: TestBench) {
  const open = await shelf.openDrive(port);
  try {
    const one = await readIdentity(open, virtualLimits);
    if (one.kind !== 'identified') throw new Error(one.detail);
    const offer = (technique: Technique) => one.capabilities.techniques.find((known) => known.technique === technique);
    return { ...one.capabilities, offer };
  } finally {
    await open.close();
  }
}

/** Erases, reads back and judges as the station does, with everything but the markers in order. */
async function judged({ bench, shelf }: TestBench, technique: Technique) {
  const clearance = await clearanceFor(shelf, technique);
  const said = await milestones(runErase(bench, clearance, never));
  const erased = lastOf(said);
  if (erased.kind !== 'erased') throw new Error(JSON.stringify(erased));
  const verified = lastOf(await milestones(runVerify(bench, { clearance, record: erased.record, markers: 0 }, never)));
  if (verified.kind !== 'verified') throw new Error(JSON.stringify(verified));
  const verdict = judgeErase({
    technique,
    record: erased.record,
    evidence: verified.evidence,
    markersConfirmed: 0,
    floorMs: 1,
    plausibility: 'plausible',
    coverage: { user_area: 'addressed', hidden_areas: 'not_present', reallocated: 'addressed', other_namespaces: 'not_present' },
  });
  return { said, verdict };
}

const unmarked = { kind: 'marked', written: 0, confirmed: 0 };
const worn = { ...demoDrives.nvme, nvme: { read_only: true } } as const;
const protectedSas = { ...demoDrives.sasSsd, scsi: { write_protected: true } } as const;

describe('a drive that takes no write gets one sanitize', () => {
  test('a worn-out NVMe drive is sanitized without markers, its data is gone, and nobody calls that verified', async () => {
    const bed = await on(worn);
    const { said, verdict } = await judged(bed, 'nvme_sanitize_block_erase');
    expect(said.map((one) => one.kind)).toEqual(['marked', 'accepted', 'erased']);
    expect(said[0]).toEqual(unmarked);
    expect(bed.marksLeft()).toBe(0);
    expect(verdict.kind).toBe('not_verified');
    expect(verdict.reasons).toContain('markers_unconfirmed');
  });

  test('a write-protected SAS drive that refuses the sanitize too is bound for destruction', async () => {
    const bed = await on(protectedSas);
    const before = bed.image();
    const said = await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, 'scsi_sanitize_block_erase'), never));
    expect(said[0]).toEqual(unmarked);
    const end = lastOf(said);
    expect(end).toMatchObject({ kind: 'stopped', why: 'read_only', data: 'untouched' });
    if (end.kind !== 'stopped' || end.why === 'cancelled') throw new Error('not stopped');
    expect(afterFailure(end.why, end.data)).toBe('destruction');
    expect(bed.image().equals(before)).toBe(true);
  });

  test('what needs writes is stopped before anything is sent', async () => {
    const bed = await on(worn);
    for (const technique of ['host_overwrite', 'nvme_format_user_data_erase'] as const) {
      expect((await told(bed)).offer(technique)).toMatchObject({ kind: 'out', why: 'read_only' });
      const said = await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, technique), never));
      expect(said).toMatchObject([{ kind: 'stopped', why: 'read_only', data: 'untouched' }]);
    }
  });

  test('an old success of the drive is not taken for ours, though no marker is there', async () => {
    const bed = await on(worn);
    await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, 'nvme_sanitize_block_erase'), never));
    const second = await clearanceFor(bed.shelf, 'nvme_sanitize_block_erase');
    await bed.bench.spent.spend(second.id);
    await bed.bench.spent.note(second.id, 'sent');
    expect(await askStanding(bed.bench, { clearance: second, started_ms: Date.now() })).toEqual({ kind: 'not_running' });
  });

  test('a drive that should take writes and takes none is not sanitized without markers', async () => {
    const bed = await on({
      ...demoDrives.sasSsd,
      faults: [{ kind: 'bad_sectors', ranges: [{ lba: 0, blocks: 8192, on: 'write' }] }],
    });
    const said = await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, 'scsi_sanitize_block_erase'), never));
    expect(said).toMatchObject([{ kind: 'stopped', why: 'markers_not_written', data: 'untouched' }]);
    expect(bed.marksLeft()).toBeGreaterThan(0);
  });
});

describe('behind a failed sanitize', () => {
  const cases = [
    ['nvme_sanitize_block_erase', demoDrives.nvme, 'nvme_format_user_data_erase'],
    ['ata_sanitize_block_erase', demoDrives.sataSsd, 'ata_security_erase_normal'],
  ] as const;

  test.each(cases)('%s is tried once more, without markers, and the drive can be marked again after', async (technique, drive, other) => {
    const bed = await on({ ...drive, faults: [{ kind: 'sanitize_fails', once: true }] });
    const first = lastOf(await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, technique), never)));
    expect(first).toMatchObject({ kind: 'stopped', why: 'drive_said_failed' });
    const now = await told(bed);
    expect(now.sanitize).toBe('failed');
    expect(now.offer(technique)).toMatchObject({ kind: 'offered' });
    expect(now.offer(other)).toMatchObject({ kind: 'out', why: 'read_only' });
    expect(now.offer('host_overwrite')).toMatchObject({ kind: 'out', why: 'read_only' });
    const { said, verdict } = await judged(bed, technique);
    expect(said[0]).toEqual(unmarked);
    expect(verdict).toMatchObject({ kind: 'not_verified' });
    expect(verdict.reasons).toContain('markers_unconfirmed');
    expect(bed.marksLeft()).toBe(0);
    const third = await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, technique), never));
    expect(third[0]).toMatchObject({ kind: 'marked', written: 16, confirmed: 16 });
  });

  test.each(cases)('%s that fails again binds the drive for destruction', async (technique, drive) => {
    const bed = await on({ ...drive, faults: [{ kind: 'sanitize_fails' }] });
    await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, technique), never));
    const end = lastOf(await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, technique), never)));
    expect(end).toMatchObject({ kind: 'stopped', why: 'drive_said_failed', record: { completion: { claim: 'failed' } } });
    if (end.kind !== 'stopped' || end.why === 'cancelled') throw new Error('not stopped');
    expect(afterFailure(end.why, end.data)).toBe('destruction');
  });

  test('a SAS drive that tells no capacity any more says why, and is not called busy', async () => {
    const bed = await on({ ...demoDrives.sasHdd, faults: [{ kind: 'sanitize_fails' }] });
    await milestones(runErase(bed.bench, await clearanceFor(bed.shelf, 'scsi_sanitize_overwrite'), never));
    const open = await bed.shelf.openDrive(port);
    const one = await readIdentity(open, virtualLimits);
    await open.close();
    expect(one).toMatchObject({ kind: 'silent', why: 'no_answer' });
    expect(JSON.stringify(one)).toContain('03/31/03');
  });
});
