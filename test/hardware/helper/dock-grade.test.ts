import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Identified, Report } from '../../../contract/helper.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { type HelperProcess, spawnHelper } from '../../../hardware/helper/client.ts';
import type { BridgeQuirkInput } from '../../../hardware/simulator/bridge/quirks.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import type { Shelf } from '../../../hardware/simulator/shelf-types.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const main = join(import.meta.dirname, '../../../hardware/helper/main.ts');
const asm1153 = { vendor_id: 0x174c, product_id: 0x55aa, device_release: 0x0100, serial: 'DOCK0001' };
const asm2362 = { vendor_id: 0x174c, product_id: 0x2362, device_release: 0x0100, serial: 'DOCK0002' };
const jms583 = { vendor_id: 0x152d, product_id: 0x0583, device_release: 0x0209, serial: 'DOCK0003' };

let current: TestBench | undefined;
let helper: HelperProcess | undefined;

afterEach(async () => {
  await helper?.stop();
  await current?.end();
  helper = undefined;
  current = undefined;
});

/** A helper process over one virtual drive behind this bridge. */
async function behind(
  bridge: DriveSpecInput['bridge'],
  drive: DriveSpecInput = demoDrives.sataSsd,
): Promise<TestBench & { readonly helper: HelperProcess }> {
  current = await benchWith(small({ ...drive, ...(bridge !== undefined && { bridge }) }));
  helper = spawnHelper({ command: process.execPath, args: [main, '--shelf', current.shelf.dir, '--spent', current.spentPath] });
  return { ...current, helper };
}

/** One drive for each bridge, in a bay of the bridge's name. */
async function shelfOf(
  bridges: Readonly<Record<string, DriveSpecInput['bridge']>>,
): Promise<{ readonly shelf: Shelf; readonly dir: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-bridges-'));
  const bays = Object.entries(bridges).map(([name, bridge], at) => {
    const drive = small({
      ...demoDrives.sataSsd,
      folder: `drive-${at}`,
      serial: `S0BRIDGE${at}`,
      wwn: (0x5002538000000000n + BigInt(at)).toString(16),
    });
    return { port: `virtual/${name}`, name, drive: { ...drive, ...(bridge !== undefined && { bridge }) } };
  });
  return { shelf: await createShelf(join(dir, 'shelf'), { bays }), dir };
}

function quirky(...quirks: readonly BridgeQuirkInput[]): DriveSpecInput['bridge'] {
  return { ...asm1153, quirks: [...quirks] };
}

function offered(told: Identified | undefined): readonly Technique[] {
  if (told?.kind !== 'identified') throw new Error(`the drive is silent: ${told?.detail ?? 'not asked'}`);
  return told.capabilities.techniques.flatMap((one) => (one.kind === 'offered' ? [one.technique] : []));
}

async function erase(bench: Awaited<ReturnType<typeof behind>>, technique: Technique): Promise<Report> {
  const clearance = await clearanceFor(bench.shelf, technique);
  return lastOf(await milestones(await bench.helper.client.erase({ clearance })));
}

const bridges = {
  none: undefined,
  honest: asm1153,
  empty_registers: quirky({ kind: 'empty_registers' }),
  no_registers: quirky({ kind: 'no_registers' }),
  bad_sense: quirky({ kind: 'zero_sense' }),
  stale_registers: quirky({ kind: 'stale_registers' }),
  commands_blocked: quirky({ kind: 'blocks_commands_without_data' }),
  sense_without_flags: quirky({ kind: 'fixed_sense' }),
  sense_by_detour: quirky({ kind: 'fixed_sense', keeps_descriptor: true }),
  spins_down: quirky({ kind: 'spun_down' }),
  no_sat: quirky({ kind: 'no_sat', serial: 'BRIDGE01' }),
};
type Name = keyof typeof bridges;

describe('a drive behind a USB bridge', { timeout: 20_000 }, () => {
  let told: Readonly<Record<Name, Identified>>;
  beforeAll(async () => {
    const made = await shelfOf(bridges);
    const asked = spawnHelper({ command: process.execPath, args: [main, '--shelf', made.shelf.dir, '--spent', join(made.dir, 'spent')] });
    const { client } = asked;
    const each = Object.keys(bridges).map(async (name) => [name, await client.identify({ port: `virtual/${name}` })] as const);
    told = Object.fromEntries(await Promise.all(each)) as typeof told; // one for each name, by the line above
    await asked.stop();
    return () => rmSync(made.dir, { recursive: true, force: true });
  });

  test('that keeps nothing back has grade A, and every technique that it has without a dock', () => {
    expect(told.none).not.toHaveProperty('dock');
    expect(told.honest).toMatchObject({ kind: 'identified', dock: { grade: 'A', findings: [] } });
    expect(offered(told.honest)).toEqual(offered(told.none));
  });

  test('is told with the descriptors of its dock, and one without a dock with none', async () => {
    const { shelf, dir } = await shelfOf({ none: undefined, honest: asm1153 });
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const [none, honest] = await shelf.bays();
    expect(none).not.toHaveProperty('usb');
    expect(honest).toMatchObject({
      usb: {
        chip: { vendor_id: 0x174c, product_id: 0x55aa, device_release: 0x0100, chip: expect.any(String) as string },
        serial: 'DOCK0001',
      },
    });
  });

  test.each(['empty_registers', 'no_registers', 'bad_sense', 'stale_registers', 'commands_blocked', 'sense_without_flags'] as const)(
    'of grade C for %s may only be overwritten',
    (reason) => {
      expect(told[reason]).toMatchObject({ kind: 'identified', dock: { grade: 'C', reason } });
      expect(offered(told[reason])).toEqual(['host_overwrite']);
    },
  );

  test.each(['sense_by_detour', 'spins_down'] as const)('of grade B for %s is sanitized by command', (reason) => {
    expect(told[reason]).toMatchObject({ kind: 'identified', dock: { grade: 'B', reason } });
    expect(offered(told[reason])).toContain('ata_sanitize_block_erase');
  });

  test('that spins down gets no command that blocks for hours', () => {
    expect(offered(told.sense_by_detour)).toContain('ata_security_erase_normal');
    expect(offered(told.spins_down).filter((one) => one.startsWith('ata_security'))).toEqual([]);
  });

  test('that lets no ATA command through is silent, and its dock has grade D', () => {
    expect(told.no_sat).toMatchObject({ kind: 'silent', why: 'no_serial', dock: { grade: 'D', reason: 'no_sat' } });
  });

  test('of grade C refuses the commands of a clearance, and takes an overwrite', async () => {
    const bench = await behind(quirky({ kind: 'empty_registers' }));
    expect(await erase(bench, 'ata_sanitize_block_erase')).toMatchObject({ kind: 'stopped', why: 'dock_not_fit', data: 'untouched' });
    expect(bench.marksLeft()).toBe(bench.planted.records);
    expect(await erase(bench, 'host_overwrite')).toMatchObject({ kind: 'erased' });
    expect(bench.marksLeft()).toBe(0);
  });

  test('of grade D is not erased, whatever the clearance says, and nothing has to be asked before', async () => {
    const bench = await behind(quirky({ kind: 'unsteady_identify' }));
    const end = await erase(bench, 'host_overwrite');
    expect(end).toMatchObject({
      kind: 'stopped',
      why: 'dock_not_fit',
      data: 'untouched',
      detail: expect.stringContaining('identify_unsteady') as string,
    });
    expect(bench.marksLeft()).toBe(bench.planted.records);
  });
});

describe('an NVMe drive behind a USB bridge', { timeout: 20_000 }, () => {
  test('that only reads may be overwritten, and gets neither Format nor Sanitize', async () => {
    const bench = await behind(asm2362, demoDrives.nvme);
    const told = await bench.helper.client.identify({ port });
    expect(told).toMatchObject({
      kind: 'identified',
      identity: { interface: 'nvme', serial: demoDrives.nvme.serial },
      dock: { grade: 'C', reason: 'nvme_without_status' },
    });
    expect(offered(told)).toEqual(['host_overwrite']);
    expect(await erase(bench, 'nvme_format_user_data_erase')).toMatchObject({ kind: 'stopped', why: 'dock_not_fit', data: 'untouched' });
  });

  test('that carries its commands is sanitized by them', async () => {
    const bench = await behind(jms583, demoDrives.nvme);
    expect(await bench.helper.client.identify({ port })).toMatchObject({
      kind: 'identified',
      dock: { grade: 'B', reason: 'nvme_unproven' },
    });
    expect(await erase(bench, 'nvme_sanitize_crypto_erase')).toMatchObject({ kind: 'erased' });
  });
});
