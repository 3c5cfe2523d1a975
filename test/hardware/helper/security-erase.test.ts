import { readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../contract/helper.ts';
import { makePlan, ruledOut } from '../../../domain/policy/plan.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { fromHex } from '../../../domain/bytes.ts';
import { parseIdentifyDevice } from '../../../hardware/ata/identify.ts';
import { ataPassThrough16 } from '../../../hardware/ata/sat.ts';
import { securitySetPassword } from '../../../hardware/ata/security.ts';
import { erasePassword } from '../../../hardware/erase/ata-security-erase.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { askStanding } from '../../../hardware/helper/ask.ts';
import { type Bench, keepsFor, runErase } from '../../../hardware/helper/erase-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import type { OpenDrive } from '../../../hardware/transport/transport.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
const enhanced = 'ata_security_erase_enhanced';
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function on(drive: DriveSpecInput, options?: Parameters<typeof benchWith>[1]): Promise<TestBench> {
  current = await benchWith(small(drive), options);
  return current;
}

/** The security word as the drive shows it now, and how it names the offers. */
async function told(bench: Bench, shelf: TestBench['shelf']): Promise<{ readonly security: string; readonly offered: boolean }> {
  const open = await shelf.openDrive(port);
  try {
    const seen = await readIdentity(open, virtualLimits, keepsFor(bench));
    if (seen.kind !== 'identified') throw new Error(seen.detail);
    const offer = seen.capabilities.techniques.find((one) => one.technique === enhanced);
    return { security: seen.capabilities.security, offered: offer?.kind === 'offered' };
  } finally {
    await open.close();
  }
}

/** Counts the ATA commands that reach the drive, and may forbid some. */
function watching(bench: Bench, seen: number[], change?: (command: number) => 'abort' | undefined): Bench {
  const [source] = bench.sources;
  if (source === undefined) throw new Error('no source');
  const wrap = (open: OpenDrive): OpenDrive => {
    const { transport } = open;
    if (transport.kind !== 'scsi') return open;
    return {
      ...open,
      transport: {
        kind: 'scsi',
        execute: async (cdb, data, timeoutMs) => {
          const command = cdb[0] === 0x85 ? (cdb[14] ?? 0) : 0;
          if (command > 0xf0) seen.push(command);
          if (command > 0xf0 && change?.(command) === 'abort')
            return {
              status: 2,
              sense: fromHex('720b00000000000e090c0004000000000000000000004051') ?? new Uint8Array(0),
              data: new Uint8Array(0),
            };
          return transport.execute(cdb, data, timeoutMs);
        },
      },
    };
  };
  return { ...bench, sources: [{ ...source, bays: () => source.bays(), openDrive: async (at) => wrap(await source.openDrive(at)) }] };
}

describe('a security erase that ends well', () => {
  test('has its password in escrow before the drive has it, and the IDENTIFY after as its record', async () => {
    const { bench, shelf, spentPath, escrow } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, enhanced);
    const sent: number[] = [];
    const escrowed: string[] = [];
    const looking = watching(bench, sent, (command) => {
      if (command === 0xf1) escrowed.push(readFileSync(`${spentPath}-passwords`, 'utf8'));
      return undefined;
    });
    const said = await milestones(runErase(looking, clearance, never));
    expect(said.map((one) => one.kind)).toEqual(['marked', 'accepted', 'erased']);
    expect(sent).toEqual([0xf1, 0xf3, 0xf4]);
    expect(escrowed[0]).toContain(`${clearance.id} set `);
    expect(statSync(`${spentPath}-passwords`).mode & 0o077).toBe(0);
    expect(await escrow.ofJob(clearance.id)).toBe('erased');
    const erased = lastOf(said);
    if (erased.kind !== 'erased') throw new Error('not erased');
    const { completion, command } = erased.record;
    expect(completion).toMatchObject({ claim: 'completed', source: 'identify_device_security' });
    const shown = parseIdentifyDevice(fromHex(completion.raw) ?? new Uint8Array(0));
    expect(shown).toMatchObject({ serial: demoDrives.sataHdd.serial, security: { enabled: false, locked: false } });
    expect(command).toBe('850a060000000100000000000040f400');
  });

  test('tells no progress, and cannot be stopped by us', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd, { timeScale: 7200 });
    const clearance = await clearanceFor(shelf, enhanced);
    const progress: Report[] = [];
    for await (const report of runErase(bench, clearance, never))
      if (report.kind === 'progress' && report.phase === 'erase') progress.push(report);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.every((one) => one.kind === 'progress' && one.done_ppm === undefined)).toBe(true);
  });

  test('is what a policy chooses for a disk behind a dock without registers, and it works there', async () => {
    const { bench, shelf, marksLeft } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'empty_registers' }] });
    const open = await shelf.openDrive(port);
    const seen = await readIdentity(open, virtualLimits);
    await open.close();
    if (seen.kind !== 'identified') throw new Error(seen.detail);
    const plan = makePlan({
      policy: defaultPolicy,
      identity: seen.identity,
      capabilities: seen.capabilities,
      dataClass: 'restricted',
      destination: 'maker',
      lock: { verdict: 'open', findings: [] },
    });
    expect(plan).toMatchObject({ kind: 'plan', order: { technique: enhanced, method: 'purge' }, coverage: { hidden_areas: 'addressed' } });
    expect(ruledOut(plan)).toContain('ata_sanitize_overwrite:bridge_blocks_it');
    expect(lastOf(await milestones(runErase(bench, await clearanceFor(shelf, enhanced), never)))).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
  });
});

describe('a security erase that is cut off', () => {
  test('leaves the drive locked with our password; it is not counted as done, and the next erase opens it and ends', async () => {
    const { bench, shelf, marksLeft, escrow } = await on(
      { ...demoDrives.sataHdd, faults: [{ kind: 'unplug_at', fraction: 0.4 }] },
      { timeScale: 7200 },
    );
    const first = await clearanceFor(shelf, enhanced);
    const started_ms = Date.now();
    expect(lastOf(await milestones(runErase(bench, first, never)))).toMatchObject({ why: 'drive_gone', data: 'partly_erased' });
    await shelf.plug(port, demoDrives.sataHdd.folder);
    expect(await told(bench, shelf)).toEqual({ security: 'locked', offered: true });
    expect(await askStanding(bench, { clearance: first, started_ms })).toEqual({ kind: 'not_running' });
    const again = await clearanceFor(shelf, enhanced);
    const sent: number[] = [];
    const said = await milestones(runErase(watching(bench, sent), again, never));
    expect(lastOf(said)).toMatchObject({ kind: 'erased', record: { completion: { claim: 'completed' } } });
    expect(sent).toEqual([0xf2, 0xf6, 0xf1, 0xf3, 0xf4]);
    expect(marksLeft()).toBe(0);
    expect(await escrow.kept(again.serial)).toBeUndefined();
    // The drive is open now because of the second job: the first one is not done for that.
    expect(await askStanding(bench, { clearance: first, started_ms })).toEqual({ kind: 'not_running' });
  });

  test('may be followed by any other technique, host overwrite too', async () => {
    const { bench, shelf } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'unplug_at', fraction: 0.4 }] }, { timeScale: 7200 });
    await milestones(runErase(bench, await clearanceFor(shelf, enhanced), never));
    await shelf.plug(port, demoDrives.sataHdd.folder);
    const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ kind: 'erased' });
    expect(await told(bench, shelf)).toMatchObject({ security: 'disabled' });
  });

  test('is done when only its watcher died: the password is gone and the list says that the drive had begun', async () => {
    const { bench, shelf, escrow } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, enhanced);
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ kind: 'erased' });
    expect(await askStanding(bench, { clearance, started_ms: Date.now() })).toMatchObject({
      kind: 'erased',
      record: { completion: { source: 'identify_device_security' } },
    });
    expect(await escrow.ofJob(clearance.id)).toBe('erased');
  });
});

describe('a security erase that is refused', () => {
  test('by an aborted ERASE UNIT leaves no password on the drive', async () => {
    const { bench, shelf, escrow } = await on(demoDrives.sataHdd);
    const clearance = await clearanceFor(shelf, enhanced);
    const sent: number[] = [];
    const end = lastOf(
      await milestones(
        runErase(
          watching(bench, sent, (one) => (one === 0xf4 ? 'abort' : undefined)),
          clearance,
          never,
        ),
      ),
    );
    expect(end).toMatchObject({
      kind: 'stopped',
      why: 'command_refused',
      data: 'partly_erased',
      detail: expect.stringContaining('no password is left'),
    });
    expect(sent).toEqual([0xf1, 0xf3, 0xf4, 0xf6]);
    expect(await escrow.ofJob(clearance.id)).toBe('taken_back');
    expect(await told(bench, shelf)).toMatchObject({ security: 'disabled' });
    expect(await askStanding(bench, { clearance, started_ms: Date.now() })).toEqual({ kind: 'not_running' });
  });

  test('by a frozen drive touches nothing and asks for a power cycle by name', async () => {
    const { bench, shelf, image } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'security_frozen' }] });
    const before = image();
    const clearance = await clearanceFor(shelf, enhanced);
    expect(lastOf(await milestones(runErase(bench, clearance, never)))).toMatchObject({ why: 'frozen', data: 'untouched' });
    expect(image().equals(before)).toBe(true);
    await shelf.powerCycle(port);
    expect(await told(bench, shelf)).toEqual({ security: 'disabled', offered: true });
  });

  test('by a lock that is not ours sends no password at all', async () => {
    const { bench, shelf } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'locked' }] });
    const sent: number[] = [];
    const end = lastOf(await milestones(runErase(watching(bench, sent), await clearanceFor(shelf, enhanced), never)));
    expect(end).toMatchObject({ why: 'locked', data: 'untouched' });
    expect(sent).toEqual([]);
  });

  test('when the kept password does not fit, one try is made and never a second', async () => {
    const { bench, shelf, escrow } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'locked' }] });
    await escrow.forJob('another_job').keep(demoDrives.sataHdd.serial, erasePassword);
    const sent: number[] = [];
    for (const why of ['locked', 'locked', 'locked'])
      expect(lastOf(await milestones(runErase(watching(bench, sent), await clearanceFor(shelf, enhanced), never)))).toMatchObject({ why });
    expect(sent).toEqual([0xf2]);
  });

  test('after too many wrong passwords waits for a power cycle', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const open = await shelf.openDrive(port);
    if (open.transport.kind !== 'scsi') throw new Error('kind');
    const { transport } = open;
    const send = (task: Parameters<typeof ataPassThrough16>[0]): Promise<unknown> => {
      const { cdb, data } = ataPassThrough16(task);
      return transport.execute(cdb, data, 1000);
    };
    await send(securitySetPassword({ password: erasePassword }));
    const wrong = { ...securitySetPassword({ password: new Uint8Array([1]) }), command: 0xf2 };
    for (let tries = 0; tries < 5; tries++) await send(wrong);
    await open.close();
    expect(lastOf(await milestones(runErase(bench, await clearanceFor(shelf, enhanced), never)))).toMatchObject({
      why: 'power_cycle_needed',
      data: 'untouched',
    });
  });

  test('without a place for the password nothing is sent', async () => {
    const { bench, shelf } = await on(demoDrives.sataHdd);
    const sent: number[] = [];
    const { escrow: _none, ...bare } = bench;
    expect(lastOf(await milestones(runErase(watching(bare, sent), await clearanceFor(shelf, enhanced), never)))).toMatchObject({
      why: 'command_refused',
    });
    expect(sent).toEqual([]);
  });

  test('and one that fails in the drive ends with its word, still no success', async () => {
    const { bench, shelf } = await on({ ...demoDrives.sataHdd, faults: [{ kind: 'sanitize_fails', fraction: 0.6 }] }, { timeScale: 7200 });
    const end = lastOf(await milestones(runErase(bench, await clearanceFor(shelf, enhanced), never)));
    expect(end).toMatchObject({ why: 'drive_said_failed', record: { completion: { claim: 'failed' } } });
  });
});

test('a drive that pretends is found out by its markers, whatever its word 128 says', async () => {
  const { bench, shelf } = await on(demoDrives.pretending);
  const clearance = await clearanceFor(shelf, 'ata_security_erase_normal');
  const erased = lastOf(await milestones(runErase(bench, clearance, never)));
  if (erased.kind !== 'erased') throw new Error('not erased');
  const verified = lastOf(await milestones(runVerify(bench, { clearance, record: erased.record, markers: 16 }, never)));
  expect(verified).toMatchObject({ kind: 'verified', evidence: { markers: { surviving: 16 } } });
});
