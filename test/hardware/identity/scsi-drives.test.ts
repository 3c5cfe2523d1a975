import { afterEach, describe, expect, test } from 'vitest';
import type { Identified } from '../../../contract/helper.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { makePlan } from '../../../domain/policy/plan.ts';
import { policies } from '../../../domain/policy/policies.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from '../helper/bench.ts';

let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});

async function on(drive: DriveSpecInput): Promise<TestBench> {
  current = await benchWith(small(drive));
  return current;
}
async function told(drive: DriveSpecInput): Promise<Identified> {
  const { shelf } = await on(drive);
  const open = await shelf.openDrive(port);
  try {
    return await readIdentity(open, virtualLimits);
  } finally {
    await open.close();
  }
}
async function known(drive: DriveSpecInput) {
  const one = await told(drive);
  if (one.kind !== 'identified') throw new Error(one.detail);
  return {
    ...one,
    why: (technique: Technique) => {
      const found = one.capabilities.techniques.find((known) => known.technique === technique);
      return found?.kind === 'out' ? found.why : found?.kind;
    },
  };
}

describe('what stands in the way on a SAS drive is named', () => {
  test.each([
    ['sas_hdd', demoDrives.sasHdd, ['scsi_sanitize_overwrite', 'scsi_format_unit', 'host_overwrite']],
    ['sata_hdd', demoDrives.sataHdd, ['ata_sanitize_overwrite', 'ata_security_erase_enhanced', 'host_overwrite']],
  ] as const)('a %s with host-managed zones is planned for nothing and waits for a person', async (_kind, drive, techniques) => {
    const { why, identity, capabilities } = await known({ ...drive, scsi: { zoned: true } });
    for (const technique of techniques) expect(why(technique)).toBe('not_built');
    for (const policy of policies)
      expect(
        makePlan({
          policy,
          identity,
          capabilities,
          dataClass: 'confidential',
          destination: 'reuse',
          lock: { verdict: 'open', findings: [] },
        }),
      ).toMatchObject({ kind: 'refused', why: 'least_method_out_of_reach', boundFor: 'decision' });
  });

  test('host-managed zones are not touched, whatever a clearance says', async () => {
    const { bench, shelf, image } = await on({ ...demoDrives.sasHdd, scsi: { zoned: true } });
    const before = image();
    const never = new AbortController().signal;
    const said = await milestones(runErase(bench, await clearanceFor(shelf, 'scsi_sanitize_overwrite'), never));
    expect(said).toMatchObject([{ kind: 'stopped', why: 'command_refused', data: 'untouched' }]);
    expect(image().equals(before)).toBe(true);
  });

  test('with several logical units nothing is offered: one of them would keep its data', async () => {
    const { why } = await known({ ...demoDrives.sasHdd, scsi: { luns: 2 } });
    for (const technique of ['scsi_sanitize_overwrite', 'scsi_format_unit', 'host_overwrite'] as const)
      expect(why(technique)).toBe('would_leave_areas');
    expect(why('scsi_sanitize_block_erase')).toBe('drive_lacks_it');
  });

  test('write protection makes it read-only: a sanitize may be tried, nothing else', async () => {
    const { why, capabilities } = await known({ ...demoDrives.sasSsd, scsi: { write_protected: true } });
    expect(capabilities.read_only).toBe(true);
    expect(why('scsi_sanitize_cryptographic_erase')).toBe('offered');
    expect(why('scsi_format_unit')).toBe('read_only');
    expect(why('host_overwrite')).toBe('read_only');
  });

  test('its grown defects are what it has reallocated', async () => {
    expect((await known({ ...demoDrives.sasHdd, scsi: { grown_defects: 37 } })).capabilities.reallocated).toBe(37);
  });

  test.each([
    ['not_specified', 'unknown'],
    ['reads_complete', 'anything'],
    ['medium_error', 'errors'],
    ['medium_error_write_required', 'errors'],
  ] as const)('reads after an erase: VPD B1h says %s', async (after_erase, expected) => {
    expect((await known({ ...demoDrives.sasSsd, scsi: { after_erase } })).capabilities.reads_after_erase).toBe(expected);
  });

  test('two answers about one size are no answer', async () => {
    const one = await told({ ...demoDrives.sasHdd, scsi: { capacity10_blocks: 4096 } });
    expect(one).toMatchObject({ kind: 'silent', why: 'no_answer' });
    expect(JSON.stringify(one)).toContain('READ CAPACITY (10) says 2097152 bytes');
  });

  test('a TPer that is locked takes everything out, one without keys set up nothing', async () => {
    const psid = 'DEM0PSID0000000000000000000000B1';
    const locked = await known({ ...demoDrives.sasSsd, tcg: { ssc: 'opal2', psid, locked: true } });
    expect(locked.capabilities.security).toBe('locked');
    expect(locked.why('scsi_sanitize_cryptographic_erase')).toBe('locked');
    expect(locked.why('host_overwrite')).toBe('locked');
    expect(locked.why('tcg_psid_revert')).toBe('offered');
    await current?.end();
    const open = await known({ ...demoDrives.nvme, tcg: { ssc: 'opal2', psid } });
    expect(open.capabilities.security).toBe('enabled');
    expect(open.why('nvme_sanitize_crypto_erase')).toBe('offered');
    expect(open.why('tcg_psid_revert')).toBe('not_locked');
    await current?.end();
    expect((await known(demoDrives.sasSsd)).why('tcg_psid_revert')).toBe('drive_lacks_it');
  });
});

describe('a SATA drive is asked for its TPer where word 48 says that it takes TRUSTED commands', () => {
  const psid = 'DEM0PSID0000000000000000000000B2';
  const opal = { ...demoDrives.sataSsd, tcg: { ssc: 'opal2', psid, locked: true } } as const;

  test('locked ranges take everything out but the revert, and the revert opens it for a sanitize', async () => {
    const locked = await known(opal);
    expect(locked.capabilities.security).toBe('locked');
    for (const technique of ['ata_sanitize_block_erase', 'ata_security_erase_normal', 'host_overwrite'] as const)
      expect(locked.why(technique)).toBe('locked');
    expect(locked.why('tcg_psid_revert')).toBe('offered');
    await current?.end();
    const { bench, shelf, marksLeft } = await on(opal);
    const never = new AbortController().signal;
    const key = await clearanceFor(shelf, 'tcg_psid_revert');
    expect(lastOf(await milestones(runErase(bench, key, never, psid)))).toMatchObject({ kind: 'stopped', why: 'psid_reverted' });
    const erased = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'ata_sanitize_block_erase'), never)));
    expect(erased).toMatchObject({ kind: 'erased', record: { completion: { claim: 'completed' } } });
    expect(marksLeft()).toBe(0);
  });

  test('one without keys set up loses nothing by it, and one without the feature set has no TPer', async () => {
    const open = await known({ ...demoDrives.sataSsd, tcg: { ssc: 'opal2', psid } });
    expect(open.capabilities.security).toBe('disabled');
    expect(open.why('ata_sanitize_block_erase')).toBe('offered');
    expect(open.why('tcg_psid_revert')).toBe('not_locked');
    await current?.end();
    expect((await known(demoDrives.sataSsd)).why('tcg_psid_revert')).toBe('drive_lacks_it');
  });
});

describe('a drive with sectors of 520 bytes', () => {
  const arrayDrive = { ...demoDrives.sasHdd, block_bytes: 520, blocks: 8192 } as const;

  test('is what it is: its own block size and its own capacity', async () => {
    const { shelf, end } = await benchWith(arrayDrive);
    const open = await shelf.openDrive(port);
    const one = await readIdentity(open, virtualLimits);
    await open.close();
    await end();
    expect(one).toMatchObject({ kind: 'identified', identity: { block_bytes: 520, capacity_bytes: 520 * 8192 } });
  });

  test.each(['scsi_sanitize_overwrite', 'host_overwrite'] as const)(
    'is erased and read back in its own blocks by %s',
    async (technique) => {
      current = await benchWith(arrayDrive);
      const { bench, shelf } = current;
      const never = new AbortController().signal;
      const clearance = await clearanceFor(shelf, technique);
      const end = lastOf(await milestones(runErase(bench, clearance, never)));
      if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
      const verified = lastOf(await milestones(runVerify(bench, { clearance, record: end.record, markers: 16 }, never)));
      expect(verified).toMatchObject({
        kind: 'verified',
        evidence: { unexpected: 0, unreadable: 0, structures: [], markers: { confirmed: 16, surviving: 0 } },
      });
      expect(current.marksLeft()).toBe(0);
    },
  );
});
