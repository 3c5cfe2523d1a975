import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import type { OpenDrive, ScsiTransport } from '../../../hardware/transport/transport.ts';

/* Word 255 of IDENTIFY DEVICE: signature A5h in bits 7:0, and a byte that brings the sum to zero. */

const dir = mkdtempSync(join(tmpdir(), 'custos-checksum-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const shelf = await createShelf(join(dir, 'shelf'), {
  bays: [{ port: 'v/1', name: 'Bay 1', drive: demoDrives.sataHdd }],
  timeScale: 3600,
});

const identifyBytes = 512;
const edits = {
  absent: (data: Uint8Array) => data.fill(0, 510),
  wrong: (data: Uint8Array) => data.fill((data[511] ?? 0) ^ 1, 511),
  right: (data: Uint8Array) => data,
} as const;

/** The model with word 255 of its IDENTIFY DEVICE data changed on the way, as the drive behind `where`. */
async function told(checksum: keyof typeof edits, where: Partial<OpenDrive>): Promise<string> {
  const open = await shelf.openDrive('v/1');
  const { transport } = open;
  if (transport.kind !== 'scsi') throw new Error('a SATA model takes CDBs');
  let edited = 0;
  const altered: ScsiTransport = {
    kind: 'scsi',
    execute: async (cdb, data, timeoutMs) => {
      const answer = await transport.execute(cdb, data, timeoutMs);
      // ATA PASS-THROUGH(16) or (12) with IDENTIFY DEVICE (ECh) in COMMAND.
      const identify = (cdb[0] === 0x85 && cdb[14] === 0xec) || (cdb[0] === 0xa1 && cdb[9] === 0xec);
      if (!identify || answer.data.length !== identifyBytes) return answer;
      edited += 1;
      return { ...answer, data: edits[checksum](answer.data.slice()) };
    },
  };
  const answer = await readIdentity({ ...open, transport: altered, ...where }, virtualLimits);
  await open.close();
  expect(edited).toBeGreaterThan(0);
  return answer.kind === 'identified' ? answer.identity.serial : answer.detail;
}

const dock = (scsi: ScsiTransport): Partial<OpenDrive> => ({
  dock: { scsi, usb: { vendorId: 0x174c, productId: 0x55aa, release: 0x100 } },
});
const silentDock = dock({ kind: 'scsi', execute: async () => ({ status: 2, sense: new Uint8Array(0), data: new Uint8Array(0) }) });

test('an absent checksum is taken on a SATA port of the host, where no bridge can have made the data up', async () => {
  expect(await told('absent', { direct: true })).toBe(demoDrives.sataHdd.serial);
});

test.each([
  ['a way that is not known', {}],
  ['USB', silentDock],
])('an absent checksum over %s leaves the drive silent', async (_name, where) => {
  expect(await told('absent', where)).toBe('IDENTIFY DEVICE checksum: absent');
});

test.each([
  ['a SATA port of the host', { direct: true }],
  ['a way that is not known', {}],
  ['USB', silentDock],
])('a wrong checksum over %s leaves the drive silent, and a right one does not', async (_name, where) => {
  expect(await told('wrong', where)).toBe('IDENTIFY DEVICE checksum: wrong');
  expect(await told('right', where)).toBe(demoDrives.sataHdd.serial);
});
