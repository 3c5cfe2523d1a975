import { afterEach, describe, expect, test } from 'vitest';
import type { Technique } from '../../../domain/erase/technique.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { mediumOf } from '../../../hardware/erase/medium.ts';
import { askStanding, attachTo } from '../../../hardware/helper/ask.ts';
import { runErase, seedOf } from '../../../hardware/helper/erase-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { writeMarkers } from '../../../hardware/verify/markers.ts';
import type { OpenDrive } from '../../../hardware/transport/transport.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function on(drive: DriveSpecInput, options?: Parameters<typeof benchWith>[1]): Promise<TestBench> {
  current = await benchWith(small(drive), options);
  return current;
}

describe('each technique ends verified, and the planted bytes are gone from the image', () => {
  const cases: readonly (readonly [Technique, DriveSpecInput])[] = [
    ['ata_sanitize_overwrite', demoDrives.sataHdd],
    ['ata_sanitize_block_erase', demoDrives.sataSsd],
    ['ata_sanitize_crypto_scramble', demoDrives.sataSsd],
    ['ata_security_erase_enhanced', demoDrives.sataHdd],
    ['ata_security_erase_normal', demoDrives.sataSsd],
    ['scsi_sanitize_overwrite', demoDrives.sasHdd],
    ['scsi_sanitize_block_erase', demoDrives.sasSsd],
    ['scsi_sanitize_cryptographic_erase', demoDrives.sasSsd],
    ['nvme_sanitize_block_erase', demoDrives.nvme],
    ['nvme_sanitize_crypto_erase', demoDrives.nvme],
    ['nvme_sanitize_overwrite', demoDrives.nvme],
    ['host_overwrite', demoDrives.sataHdd],
    ['host_overwrite', demoDrives.sasSsd],
    ['host_overwrite', demoDrives.nvme],
  ];
  test.each(cases.map(([technique, drive]) => ({ technique, drive, kind: drive.kind })))(
    '$technique on a $kind',
    async ({ technique, drive }) => {
      const { bench, shelf, planted, marksLeft } = await on(drive);
      expect(planted.records).toBeGreaterThan(100);
      expect(marksLeft()).toBeGreaterThanOrEqual(planted.records);
      const clearance = await clearanceFor(shelf, technique, { order: { pattern: 'random' } });
      const said = await milestones(runErase(bench, clearance, never));
      expect(said.map((one) => one.kind)).toEqual(['marked', 'accepted', 'erased']);
      const erased = lastOf(said);
      if (erased.kind !== 'erased') throw new Error('not erased');
      expect(erased.record).toMatchObject({ technique, completion: { claim: 'completed' }, bad: [], bad_count: 0 });
      expect(said[0]).toMatchObject({ written: 16, confirmed: 16 });
      const verified = lastOf(await milestones(runVerify(bench, { clearance, record: erased.record, markers: 16 }, never)));
      if (verified.kind !== 'verified') throw new Error(`not verified: ${JSON.stringify(verified)}`);
      expect(verified.evidence).toMatchObject({
        unexpected: 0,
        unreadable: 0,
        structures: [],
        markers: { confirmed: 16, surviving: 0, unreadable: 0 },
      });
      expect(verified.evidence.read_bytes).toBeGreaterThan(clearance.capacity_bytes / 10);
      expect(marksLeft()).toBe(0);
    },
  );
});

describe('a drive that lies, fails or leaves', () => {
  test('false success is found by surviving markers', async () => {
    const { bench, shelf, marksLeft } = await on(demoDrives.pretending);
    const clearance = await clearanceFor(shelf, 'ata_sanitize_block_erase');
    const erased = lastOf(await milestones(runErase(bench, clearance, never)));
    if (erased.kind !== 'erased') throw new Error(`not erased: ${JSON.stringify(erased)}`);
    expect(erased.record.completion.claim).toBe('completed');
    const verified = lastOf(await milestones(runVerify(bench, { clearance, record: erased.record, markers: 16 }, never)));
    if (verified.kind !== 'verified') throw new Error('not verified');
    expect(verified.evidence.markers.surviving).toBe(16);
    expect(verified.evidence.structures).toContain('GPT header');
    expect(marksLeft()).toBeGreaterThan(100);
  });

  test('a sanitize that fails ends with the word of the drive and its record', async () => {
    const { bench, shelf } = await on(demoDrives.failing);
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'ata_sanitize_overwrite'), never)));
    expect(end).toMatchObject({
      kind: 'stopped',
      why: 'drive_said_failed',
      record: { completion: { claim: 'failed', source: 'sanitize_status_ext' } },
    });
  });

  test('a SCSI and an NVMe sanitize that fail are told apart from success', async () => {
    for (const [drive, technique] of [
      [demoDrives.sasHdd, 'scsi_sanitize_overwrite'],
      [demoDrives.nvme, 'nvme_sanitize_crypto_erase'],
    ] as const) {
      const { bench, shelf, end } = await on({ ...drive, faults: [{ kind: 'sanitize_fails', fraction: 0.4 }] });
      const last = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, technique), never)));
      expect(last).toMatchObject({ kind: 'stopped', why: 'drive_said_failed', record: { completion: { claim: 'failed' } } });
      await end();
    }
    current = undefined;
  });

  test('an unplugged drive is gone; plugged again it is asked, attached to, and ends erased', async () => {
    const { bench, shelf, marksLeft } = await on(
      { ...demoDrives.sataHdd, faults: [{ kind: 'unplug_at', fraction: 0.3 }] },
      { timeScale: 7200 },
    );
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    const started_ms = Date.now();
    const gone = lastOf(await milestones(runErase(bench, clearance, never)));
    expect(gone).toMatchObject({ kind: 'stopped', why: 'drive_gone', data: 'erasing_in_drive' });
    expect(await askStanding(bench, { clearance, started_ms })).toEqual({ kind: 'absent' });
    await shelf.plug(port, demoDrives.sataHdd.folder);
    expect(await askStanding(bench, { clearance, started_ms })).toMatchObject({ kind: 'running' });
    const end = lastOf(await milestones(attachTo(bench, { clearance, started_ms }, never)));
    expect(end).toMatchObject({ kind: 'erased', record: { completion: { claim: 'completed' } } });
    expect(await askStanding(bench, { clearance, started_ms })).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
  });

  test('bad sectors are split down to, listed, and end an overwrite as not written', async () => {
    const { bench, shelf } = await on({
      ...demoDrives.badSectors,
      faults: [
        {
          kind: 'bad_sectors',
          ranges: [
            { lba: 5000, blocks: 8, on: 'both' },
            { lba: 7001, blocks: 1, on: 'write' },
          ],
        },
      ],
    });
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'host_overwrite'), never)));
    expect(end).toMatchObject({
      kind: 'stopped',
      why: 'write_errors',
      data: 'partly_erased',
      record: {
        bad_count: 2,
        bad: [
          { offset: 5000 * 512, length: 8 * 512, sense: '03/0C/00' },
          { offset: 7001 * 512, length: 512, sense: '03/0C/00' },
        ],
        written_bytes: 4 * 1024 * 1024 - 9 * 512,
      },
    });
  });

  test('a bridge that hides the upper half of COUNT could never show completion: nothing is touched', async () => {
    const { bench, shelf, image } = await on({ ...demoDrives.sataSsd, faults: [{ kind: 'fixed_sense' }] });
    const before = image();
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'ata_sanitize_block_erase'), never)));
    expect(end).toMatchObject({ kind: 'stopped', why: 'dock_not_fit', data: 'untouched' });
    expect(image().equals(before)).toBe(true);
  });

  test('a dock that brings no registers back is not fit for sanitize, and nothing is touched', async () => {
    const { bench, shelf, image } = await on({ ...demoDrives.sataSsd, faults: [{ kind: 'empty_registers' }] });
    const before = image();
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'ata_sanitize_block_erase'), never)));
    expect(end).toMatchObject({ kind: 'stopped', why: 'dock_not_fit', data: 'untouched' });
    expect(image().equals(before)).toBe(true);
  });
});

describe('the guard', () => {
  /** The image must not change by one byte, whatever the reason. */
  async function refused(changes: Parameters<typeof clearanceFor>[2], technique: Technique = 'ata_sanitize_overwrite'): Promise<unknown> {
    const { bench, shelf, image } = await on(demoDrives.sataHdd);
    const before = image();
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, technique, changes), never)));
    expect(image().equals(before)).toBe(true);
    return end;
  }

  test.each([
    ['another serial', { serial: 'ZDEMO0A2' }],
    ['another WWN', { wwn: '5000c500de300099' }],
    ['another model', { model: 'ST4000NM000A' }],
    ['another capacity', { capacity_bytes: 4096 }],
  ])('stops at %s, and the drive is untouched', async (_what, changes) => {
    expect(await refused(changes)).toMatchObject({ kind: 'stopped', why: 'wrong_drive', data: 'untouched' });
  });

  test('stops after the deadline', async () => {
    expect(await refused({ deadline_ms: Date.now() - 1 })).toMatchObject({ kind: 'stopped', why: 'clearance_expired', data: 'untouched' });
  });

  test('stops at a technique that is not built, and at one that the drive lacks', async () => {
    expect(await refused({}, 'destroy')).toMatchObject({
      kind: 'stopped',
      why: 'command_refused',
      data: 'untouched',
      detail: expect.stringContaining('not built'),
    });
    await current?.end();
    expect(await refused({}, 'ata_sanitize_crypto_scramble')).toMatchObject({ kind: 'stopped', why: 'command_refused', data: 'untouched' });
  });

  test('stops at an empty bay and at a port that is not there', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    expect(lastOf(await milestones(runErase(bench, { ...clearance, port: 'virtual/9' }, never)))).toMatchObject({
      why: 'drive_gone',
      data: 'untouched',
    });
    await shelf.unplug(port);
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ why: 'drive_gone', data: 'untouched' });
  });

  test('stops when another drive sits in the bay by now, which keeps its bytes', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd, { spares: [small(demoDrives.sasHdd)] });
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    await shelf.unplug(port);
    await shelf.plug(port, demoDrives.sasHdd.folder);
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ why: 'wrong_drive', data: 'untouched' });
  });

  test('stops when the host guards the bay or somebody else has the drive open', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    const guarding = {
      openDrive: (at: string) => shelf.openDrive(at),
      bays: async () => (await shelf.bays()).map((bay) => ({ ...bay, guarded: 'mounted at /srv' })),
    };
    expect(lastOf(await milestones(runErase({ ...bench, sources: [guarding] }, clearance, never)))).toMatchObject({
      why: 'in_use',
      data: 'untouched',
      detail: 'mounted at /srv',
    });
    const open = await shelf.openDrive(port);
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ why: 'in_use', data: 'untouched' });
    await open.close();
  });

  test('stops when the bay changes between the look and the opening', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    const stale = {
      openDrive: (at: string) => shelf.openDrive(at),
      bays: async () => (await shelf.bays()).map((bay) => ({ ...bay, presence: 'older' })),
    };
    expect(lastOf(await milestones(runErase({ ...bench, sources: [stale] }, clearance, never)))).toMatchObject({
      why: 'drive_gone',
      data: 'untouched',
    });
  });

  test.each([
    ['before the markers', 1, 'untouched'],
    ['right before the command', 2, 'partly_erased'],
  ] as const)('asks for the name once more on the open handle: a drive that changed %s is the wrong one', async (_when, asked, data) => {
    const { bench, shelf, marksLeft } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    const sent: number[] = [];
    const changing = {
      bays: () => shelf.bays(),
      openDrive: async (at: string): Promise<OpenDrive> => {
        const open = await shelf.openDrive(at);
        const { transport } = open;
        if (transport.kind !== 'scsi') throw new Error('a SATA drive speaks SCSI here');
        let identified = 0;
        return {
          ...open,
          close: () => open.close(),
          transport: {
            kind: 'scsi',
            async execute(cdb, phase, timeoutMs) {
              if (cdb[14] === 0xb4) sent.push(cdb[4] ?? 0);
              const answer = await transport.execute(cdb, phase, timeoutMs);
              return cdb[14] === 0xec && identified++ >= asked ? { ...answer, data: otherSerial(answer.data) } : answer;
            },
          },
        };
      },
    };
    const end = lastOf(await milestones(runErase({ ...bench, sources: [changing] }, clearance, never)));
    expect(end).toMatchObject({ kind: 'stopped', why: 'wrong_drive', data });
    expect(marksLeft()).toBeGreaterThan(0);
    // SANITIZE STATUS EXT (feature 0) is asked when the capabilities are read; the starter is never sent.
    expect(sent.length).toBeGreaterThan(0);
    // ANTIFREEZE LOCK (40h) comes before the markers; neither touches data.
    expect(sent.filter((feature) => feature !== 0 && feature !== 0x40)).toEqual([]);
  });

  test('takes a clearance once, even when the first use failed', async () => {
    const { bench, shelf } = await on(demoDrives.failing);
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    await milestones(runErase(bench, clearance, never));
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ why: 'clearance_spent', data: 'untouched' });
  });

  test('lets a drive be verified only when it is the one of the clearance', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    const erased = lastOf(await milestones(runErase(bench, clearance, never)));
    if (erased.kind !== 'erased') throw new Error('not erased');
    expect(
      lastOf(
        await milestones(runVerify(bench, { clearance: { ...clearance, serial: 'ZDEMO0A2' }, record: erased.record, markers: 16 }, never)),
      ),
    ).toMatchObject({
      kind: 'stopped',
      why: 'wrong_drive',
      data: 'erased_unverified',
    });
  });
});

/** The same IDENTIFY DEVICE data with the first two characters of the serial exchanged: the checksum stays right. */
function otherSerial(data: Uint8Array): Uint8Array {
  const other = data.slice();
  [other[20], other[21]] = [data[21] ?? 0, data[20] ?? 0];
  return other;
}

describe('asking about an unfinished job', () => {
  test('finds nothing running when the clearance was never acted on, whatever the drive did before', async () => {
    const { bench, shelf } = await on(demoDrives.sasSsd);
    const first = await clearanceFor(shelf, 'scsi_sanitize_block_erase');
    await milestones(runErase(bench, first, never));
    const second = await clearanceFor(shelf, 'scsi_sanitize_block_erase');
    expect(await askStanding(bench, { clearance: second, started_ms: Date.now() })).toEqual({ kind: 'not_running' });
    await bench.spent.spend(second.id);
    expect(await askStanding(bench, { clearance: second, started_ms: Date.now() })).toEqual({ kind: 'not_running' });
  });

  test('takes an old success for nothing when the command was sent, never accepted, and the markers are still there', async () => {
    const { bench, shelf } = await on(demoDrives.sasSsd);
    await milestones(runErase(bench, await clearanceFor(shelf, 'scsi_sanitize_block_erase'), never));
    const second = await clearanceFor(shelf, 'scsi_sanitize_block_erase');
    const open = await shelf.openDrive(port);
    await writeMarkers(await mediumOf(open, { capacity_bytes: second.capacity_bytes, block_bytes: 512 }, virtualLimits), seedOf(second));
    await open.close();
    await bench.spent.spend(second.id);
    await bench.spent.note(second.id, 'sent');
    expect(await askStanding(bench, { clearance: second, started_ms: Date.now() })).toEqual({ kind: 'not_running' });
  });

  test("does not take another sanitize action's success for ours", async () => {
    const { bench, shelf } = await on(demoDrives.nvme);
    await milestones(runErase(bench, await clearanceFor(shelf, 'nvme_sanitize_block_erase'), never));
    const second = await clearanceFor(shelf, 'nvme_sanitize_crypto_erase');
    await bench.spent.spend(second.id);
    await bench.spent.note(second.id, 'sent');
    await bench.spent.note(second.id, 'accepted');
    expect(await askStanding(bench, { clearance: second, started_ms: Date.now() })).toMatchObject({ kind: 'unknown' });
  });

  test('finds the wrong drive', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite', { serial: 'ZDEMO0A2' });
    expect(await askStanding(bench, { clearance, started_ms: Date.now() })).toEqual({ kind: 'wrong_drive' });
  });
});

describe('cancelling', () => {
  test('stops an overwrite at its next request and says what is left', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const cancel = new AbortController();
    const clearance = await clearanceFor(shelf, 'host_overwrite', { order: { pattern: 'random', passes: 16 } });
    const said = [];
    for await (const report of runErase(bench, clearance, cancel.signal)) {
      said.push(report);
      if (report.kind === 'accepted') cancel.abort();
    }
    const end = said.at(-1);
    expect(end).toMatchObject({ kind: 'stopped', why: 'cancelled', data: 'partly_erased', record: { completion: { claim: 'failed' } } });
    expect(end?.kind === 'stopped' ? end.record?.written_bytes : undefined).toBeLessThan(16 * clearance.capacity_bytes);
  });

  test('lets go of a drive that erases itself, which goes on to its end', async () => {
    const { bench, shelf, marksLeft } = await on(demoDrives.sataHdd, { timeScale: 14_400 });
    const cancel = new AbortController();
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    const said = [];
    for await (const report of runErase(bench, clearance, cancel.signal)) {
      said.push(report);
      if (report.kind === 'accepted') cancel.abort();
    }
    expect(said.at(-1)).toMatchObject({ kind: 'stopped', why: 'cancelled', data: 'erasing_in_drive' });
    expect(lastOf(await milestones(attachTo(bench, { clearance, started_ms: Date.now() }, never)))).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
  });
});
