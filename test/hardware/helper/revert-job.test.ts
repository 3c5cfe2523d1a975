import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../contract/helper.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import type { Shelf } from '../../../hardware/simulator/shelf-types.ts';
import { benchWith, clearanceFor, helperOver, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
const right = demoDrives.lockedKeys.tcg.psid;
const wrong = right.replace('E4', 'E5');
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});
async function on(drive: DriveSpecInput = demoDrives.lockedKeys, spares: readonly DriveSpecInput[] = []): Promise<TestBench> {
  current = await benchWith(small(drive), { spares });
  return current;
}
async function revert({ bench, shelf }: TestBench, psid: string | undefined): Promise<Report> {
  return lastOf(await milestones(runErase(bench, await clearanceFor(shelf, 'tcg_psid_revert'), never, psid)));
}

/** The same shelf, with every SECURITY PROTOCOL OUT and Security Send that goes over it. */
function heard(shelf: Shelf, before?: (sent: number) => Promise<void>): { readonly source: Shelf; readonly sent: readonly string[] } {
  const sent: string[] = [];
  const source: Shelf = {
    ...shelf,
    openDrive: async (at) => {
      const open = await shelf.openDrive(at);
      const { transport } = open;
      if (transport.kind !== 'scsi') return open;
      const execute: typeof transport.execute = async (cdb, data, timeoutMs) => {
        await before?.(sent.length);
        if (data.kind === 'out') sent.push(Buffer.from(data.bytes).toString('hex'));
        return transport.execute(cdb, data, timeoutMs);
      };
      return { ...open, transport: { ...transport, execute } };
    },
  };
  return { source, sent };
}

/** The UID of the Revert method. */
const revertMethod = '0000000600000202';

async function capabilitiesNow(shelf: Shelf) {
  const open = await shelf.openDrive(port);
  const told = await readIdentity(open, virtualLimits);
  await open.close();
  if (told.kind !== 'identified') throw new Error(told.detail);
  return told.capabilities;
}

describe('a revert by PSID', () => {
  test('opens the drive and stops: the sanitize goes under another clearance', async () => {
    const bed = await on();
    const { bench, shelf, marksLeft } = bed;
    expect((await capabilitiesNow(shelf)).security).toBe('locked');
    const first = await clearanceFor(shelf, 'tcg_psid_revert');
    const reports = await milestones(runErase(bench, first, never, right));
    expect(reports).toHaveLength(1);
    expect(lastOf(reports)).toMatchObject({ kind: 'stopped', why: 'psid_reverted', data: 'unknown' });
    expect(JSON.stringify(reports)).toContain('a revert changes the key');
    expect(await bench.spent.lastStep(first.id)).toBe('accepted');
    expect(lastOf(await milestones(runErase(bench, first, never, right)))).toMatchObject({ why: 'clearance_spent' });
    const open = await capabilitiesNow(shelf);
    expect(open.security).toBe('disabled');
    expect(open.techniques).toContainEqual({ kind: 'out', technique: 'tcg_psid_revert', why: 'not_locked' });
    expect(await revert(bed, right)).toMatchObject({ why: 'command_refused', detail: 'tcg_psid_revert: not_locked' });
    const sanitize = await clearanceFor(shelf, 'scsi_sanitize_block_erase');
    expect(lastOf(await milestones(runErase(bench, sanitize, never)))).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
  });

  test('of a Pyrite drive erases nothing and says so', async () => {
    const bed = await on({ ...demoDrives.nvme, tcg: { ssc: 'pyrite2', psid: right, locked: true } });
    const end = await revert(bed, right);
    expect(end).toMatchObject({ why: 'psid_reverted', data: 'unknown' });
    expect(JSON.stringify(end)).toContain('may be there still');
    expect(bed.marksLeft()).toBeGreaterThan(100);
  });

  test('goes on after wrong PSIDs, and stops before the drive would shut itself', async () => {
    const bed = await on();
    const before = bed.image();
    expect(await revert(bed, wrong)).toMatchObject({ why: 'wrong_psid', data: 'untouched' });
    expect(await revert(bed, wrong)).toMatchObject({ why: 'wrong_psid', data: 'untouched' });
    expect(await revert(bed, wrong)).toMatchObject({ why: 'power_cycle_needed', data: 'untouched' });
    // The right one is not tried either: nobody knows that it is.
    const { source, sent } = heard(bed.shelf);
    expect(await revert({ ...bed, bench: { ...bed.bench, sources: [source] } }, right)).toMatchObject({ why: 'power_cycle_needed' });
    expect(sent).toEqual([]);
    expect(bed.image().equals(before)).toBe(true);
    await bed.shelf.powerCycle(port);
    expect(await revert(bed, right)).toMatchObject({ why: 'psid_reverted' });
  });

  test('of a drive that others have shut asks for a power cycle', async () => {
    const bed = await on();
    const others = { ...bed.bench, psidTries: { take: () => Promise.resolve(2), close: () => Promise.resolve() } };
    for (let times = 0; times < 5; times++) expect(await revert({ ...bed, bench: others }, wrong)).toMatchObject({ why: 'wrong_psid' });
    expect(await revert(bed, right)).toMatchObject({ why: 'power_cycle_needed', data: 'untouched' });
    await bed.shelf.powerCycle(port);
    expect(await revert(bed, right)).toMatchObject({ why: 'psid_reverted' });
  });

  test.each([
    ['no PSID', undefined],
    ['31 characters', right.slice(1)],
    ['small letters', right.toLowerCase()],
  ])('with %s is refused before the clearance is used', async (_what, psid) => {
    const { bench, shelf } = await on();
    const clearance = await clearanceFor(shelf, 'tcg_psid_revert');
    expect(lastOf(await milestones(runErase(bench, clearance, never, psid)))).toMatchObject({ why: 'wrong_psid', data: 'untouched' });
    expect(await bench.spent.lastStep(clearance.id)).toBeUndefined();
  });
});

describe('nothing is sent', () => {
  test.each([
    ['for another serial', { serial: 'SOMEBODY ELSE' }, 'wrong_drive'],
    ['for another WWN', { wwn: '5000c50000000bad' }, 'wrong_drive'],
    ['for another capacity', { capacity_bytes: 512 }, 'wrong_drive'],
    ['for another port', { port: 'virtual/2' }, 'drive_gone'],
    ['after the deadline', { deadline_ms: 1 }, 'clearance_expired'],
  ])('%s', async (_what, changes, why) => {
    const { bench, shelf } = await on();
    const { source, sent } = heard(shelf);
    const clearance = await clearanceFor(shelf, 'tcg_psid_revert', changes);
    expect(lastOf(await milestones(runErase({ ...bench, sources: [source] }, clearance, never, right)))).toMatchObject({ why });
    expect(sent).toEqual([]);
  });

  test('with a clearance for an erase, whatever PSID comes along', async () => {
    const { bench, shelf } = await on();
    const { source, sent } = heard(shelf);
    const clearance = await clearanceFor(shelf, 'scsi_sanitize_block_erase');
    expect(lastOf(await milestones(runErase({ ...bench, sources: [source] }, clearance, never, right)))).toMatchObject({ why: 'locked' });
    expect(sent).toEqual([]);
  });

  test.each([
    ['before the first packet', 0],
    ['before the session opens', 1],
    ['before Revert', 2],
  ])('any more once another drive answers, %s', async (_what, at) => {
    const bed = await on();
    const clearance = await clearanceFor(bed.shelf, 'tcg_psid_revert');
    let swapped = false;
    const { source, sent } = heard(bed.shelf, (count) => {
      swapped ||= count === at && noted(bed);
      return Promise.resolve();
    });
    const liar: Shelf = {
      ...source,
      openDrive: async (where) => {
        const open = await source.openDrive(where);
        const { transport } = open;
        if (transport.kind !== 'scsi') return open;
        const execute: typeof transport.execute = async (cdb, data, timeoutMs) => {
          const answer = await transport.execute(cdb, data, timeoutMs);
          const isSerialPage = cdb[0] === 0x12 && cdb[1] === 1 && cdb[2] === 0x80;
          return swapped && isSerialPage
            ? { ...answer, data: Uint8Array.from(answer.data, (byte, index) => (index < 4 ? byte : 0x58)) }
            : answer;
        };
        return { ...open, transport: { ...transport, execute } };
      },
    };
    const end = lastOf(await milestones(runErase({ ...bed.bench, sources: [liar] }, clearance, never, right)));
    expect(end).toMatchObject({ why: 'wrong_drive' });
    expect(sent).toHaveLength(at);
    expect(sent.some((packet) => packet.includes(revertMethod))).toBe(false);
    expect((await capabilitiesNow(bed.shelf)).security).toBe('locked');
  });
});

/** The try is on disk: from here on packets go to the drive. */
function noted({ spentPath }: TestBench): boolean {
  return readFileSync(spentPath, 'utf8').includes(' sent');
}

test('through a helper process: two wrong, one right, and the PSID is in no file', async () => {
  const bed = await on();
  const helper = helperOver(bed);
  try {
    const go = async (psid: string): Promise<Report> =>
      lastOf(await milestones(await helper.client.erase({ clearance: await clearanceFor(bed.shelf, 'tcg_psid_revert'), psid })));
    expect(await go(wrong)).toMatchObject({ why: 'wrong_psid' });
    expect(await go(wrong)).toMatchObject({ why: 'wrong_psid' });
    const end = await go(right);
    expect(end).toMatchObject({ why: 'psid_reverted', data: 'unknown' });
    expect(JSON.stringify(end)).not.toContain(right);
    const clearance = await clearanceFor(bed.shelf, 'scsi_sanitize_block_erase');
    expect(lastOf(await milestones(await helper.client.erase({ clearance })))).toMatchObject({ kind: 'erased' });
  } finally {
    await helper.stop();
  }
  expect(bed.marksLeft()).toBe(0);
  for (const name of readdirSync(bed.dir)) {
    const path = join(bed.dir, name);
    if (statSync(path).isDirectory()) continue; // the virtual drive itself knows what is printed on it
    const text = readFileSync(path, 'utf8');
    expect(text.includes(right) || text.includes(Buffer.from(right).toString('hex')), name).toBe(false);
  }
});
