import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Identified, identified } from '../../../contract/helper.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { type Keeps, readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import { memoryMedium } from '../erase/memory.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function ask(drive: DriveSpecInput, keeps?: Keeps): Promise<Identified> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-identity-'));
  dirs.push(dir);
  const shelf = await createShelf(join(dir, 'shelf'), { bays: [{ port: 'v/1', name: 'Bay 1', drive }], timeScale: 3600 });
  const open = await shelf.openDrive('v/1');
  const told = await readIdentity(open, virtualLimits, keeps);
  await open.close();
  return identified.parse(told);
}

async function known(drive: DriveSpecInput, keeps?: Keeps): Promise<Extract<Identified, { kind: 'identified' }>> {
  const told = await ask(drive, keeps);
  if (told.kind !== 'identified') throw new Error(`silent: ${told.why} ${told.detail}`);
  return told;
}

function offer(told: Extract<Identified, { kind: 'identified' }>, technique: Technique): string | undefined {
  const found = told.capabilities.techniques.find((one) => one.technique === technique);
  return found?.kind === 'out' ? found.why : found?.kind;
}

describe('a drive says who it is', () => {
  test('a SATA disk by IDENTIFY DEVICE', async () => {
    const { identity, capabilities } = await known(demoDrives.sataHdd);
    expect(identity).toEqual({
      interface: 'ata',
      media: 'ata_hdd',
      model: 'ST4000NM000A-2HZ100',
      serial: 'ZDEMO0A1',
      firmware: 'TN02',
      wwn: '5000c500de300001',
      serial_source: 'identify_device',
      capacity_bytes: 64 * 2 ** 20,
      native_bytes: 64 * 2 ** 20,
      block_bytes: 512,
    });
    expect(capabilities.hidden.hpa).toBe('none');
    expect(capabilities.sanitize).toBe('never');
  });

  test('a SAS drive by its unit serial number and its logical unit name', async () => {
    const { identity } = await known(demoDrives.sasSsd);
    expect(identity).toMatchObject({
      interface: 'scsi',
      media: 'scsi_ssd',
      model: 'KIOXIA KPM61RUG960G',
      serial: '0DEM0A01DEM4',
      wwn: '58ce38ede3000004',
      serial_source: 'unit_serial_vpd',
    });
    expect(identity.native_bytes).toBeUndefined();
  });

  test('an NVMe drive by Identify Controller, with the name of its namespace', async () => {
    const { identity, capabilities } = await known(demoDrives.nvme);
    expect(identity).toMatchObject({
      interface: 'nvme',
      media: 'nvme_ssd',
      serial: 'S0DEMONE000005',
      wwn: '002538de30000005',
      block_bytes: 4096,
      serial_source: 'identify_controller',
    });
    expect(capabilities).toMatchObject({ namespaces: 1, unallocated_bytes: 0, read_only: false });
  });

  test("a drive behind a bridge by its own serial, with the bridge's beside it", async () => {
    const told = await known(demoDrives.lying);
    expect(told.identity.serial).toBe('0DEM0000DEM7');
    expect(told.bridge_serial).toBe('DOCK00000042');
  });

  test('made-up IDENTIFY DEVICE data is found by its checksum: the drive is silent', async () => {
    expect(
      await ask({ ...demoDrives.lying, faults: [{ kind: 'lies_serial', serial: 'DOCK00000042', fabricates_identify: true }] }),
    ).toMatchObject({ kind: 'silent', why: 'no_serial' });
  });

  test.each(['0', '00000000', '0123456789ABCDEF'])('a drive with the serial "%s" is silent', async (serial) => {
    for (const drive of [demoDrives.sataSsd, demoDrives.sasHdd, demoDrives.nvme])
      expect(await ask({ ...drive, serial })).toMatchObject({ kind: 'silent', why: 'no_serial' });
  });

  test('an image has only the serial that its dock assigned, and none without', async () => {
    const open = { transport: { ...memoryMedium(1024 * 1024), kind: 'block' as const }, presence: 'p', close: async () => undefined };
    expect(await readIdentity(open, virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_serial' });
    const told = await readIdentity({ ...open, assigned: { model: 'Disk image', serial: 'IMGABC' } }, virtualLimits);
    expect(told).toMatchObject({
      kind: 'identified',
      identity: { interface: 'image', media: 'image', serial: 'IMGABC', serial_source: 'assigned', capacity_bytes: 1024 * 1024 },
    });
  });
});

describe('what a drive can do, and why not', () => {
  test('each technique but destroy is listed once', async () => {
    const { capabilities } = await known(demoDrives.nvme);
    const names = capabilities.techniques.map((one) => one.technique);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('destroy');
    expect(names).toHaveLength(16);
  });

  test('a SATA disk overwrites itself, lacks block erase, and offers nothing of other interfaces', async () => {
    const told = await known(demoDrives.sataHdd);
    expect(offer(told, 'ata_sanitize_overwrite')).toBe('offered');
    expect(offer(told, 'ata_sanitize_block_erase')).toBe('drive_lacks_it');
    expect(offer(told, 'ata_security_erase_normal')).toBe('offered');
    expect(offer(told, 'nvme_sanitize_crypto_erase')).toBe('not_this_interface');
    expect(offer(told, 'host_overwrite')).toBe('offered');
  });

  test('a host protected area is present, its sectors are known, and it can be lifted', async () => {
    const told = await known({ ...demoDrives.sataHdd, hpa_blocks: 4096 });
    expect(told.capabilities.hidden.hpa).toBe('present');
    expect(told.identity.native_bytes).toBe(64 * 2 ** 20);
    expect(told.identity.capacity_bytes).toBe(60 * 2 ** 20 + 2 * 2 ** 20);
    expect(told.capabilities.liftable).toBe(true);
    expect(offer(told, 'ata_sanitize_overwrite')).toBe('offered');
  });

  test('behind a bridge without registers hidden areas are unknown, never none, and no sanitize is offered', async () => {
    const told = await known({ ...demoDrives.sataHdd, faults: [{ kind: 'empty_registers' }] });
    expect(told.capabilities.hidden.hpa).toBe('unknown');
    expect(told.identity.native_bytes).toBeUndefined();
    expect(offer(told, 'ata_sanitize_overwrite')).toBe('bridge_blocks_it');
    expect(told.capabilities.sanitize).toBe('unknown');
  });

  test('a locked drive and a frozen one say so', async () => {
    const locked = await known({ ...demoDrives.sataSsd, faults: [{ kind: 'locked' }] });
    expect(locked.capabilities.security).toBe('locked');
    expect(offer(locked, 'host_overwrite')).toBe('locked');
    expect(offer(locked, 'ata_sanitize_block_erase')).toBe('locked');
    const frozen = await known({ ...demoDrives.sataSsd, faults: [{ kind: 'security_frozen' }] });
    expect(frozen.capabilities.security).toBe('frozen');
    expect(offer(frozen, 'ata_security_erase_enhanced')).toBe('security_frozen');
  });

  test('a lock whose password we keep bars nothing; any other bars all', async () => {
    const drive = { ...demoDrives.sataHdd, faults: [{ kind: 'locked' as const }] };
    const ours = await known(drive, () => Promise.resolve(true));
    expect(ours.capabilities.security).toBe('locked');
    expect(offer(ours, 'ata_security_erase_enhanced')).toBe('offered');
    expect(offer(ours, 'ata_sanitize_overwrite')).toBe('offered');
    expect(offer(await known(drive), 'ata_security_erase_enhanced')).toBe('locked');
  });

  test('a configuration overlay and an accessible maximum are found behind READ NATIVE MAX', async () => {
    const dco = await known({ ...demoDrives.sataHdd, hpa_blocks: 1024, dco_blocks: 2048 });
    expect(dco.capabilities.hidden).toEqual({ hpa: 'present', dco: 'present', ama: 'none' });
    expect(dco.identity.native_bytes).toBe(64 * 2 ** 20);
    expect(dco.identity.capacity_bytes).toBe(64 * 2 ** 20 - 3072 * 512);
    const ama = await known({ ...demoDrives.sataHdd, ama_blocks: 2048 });
    expect(ama.capabilities.hidden).toEqual({ hpa: 'none', dco: 'none', ama: 'present' });
    expect(ama.identity.native_bytes).toBe(64 * 2 ** 20);
  });

  test('reallocated and pending sectors are told as SMART counts them', async () => {
    expect((await known({ ...demoDrives.sataHdd, reallocated: 12, pending: 3 })).capabilities.reallocated).toBe(15);
    expect((await known(demoDrives.sasHdd)).capabilities.reallocated).toBe(0);
  });
});
