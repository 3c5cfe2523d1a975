import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { overwriteExt } from '../../../../hardware/ata/sanitize.ts';
import { dockFinding, dockGrade, type DockGrade } from '../../../../domain/drive/dock.ts';
import { probeDock } from '../../../../hardware/docks/qualify/probe.ts';
import type { UsbWords } from '../../../../hardware/transport/transport.ts';
import { qualifyDock } from '../../../../hardware/docks/qualify/qualify.ts';
import { virtualLimits } from '../../../../hardware/erase/limits.ts';
import { readIdentity } from '../../../../hardware/identity/read-identity.ts';
import { type BotQuirks, botDevice } from '../../../../hardware/simulator/bridge/bot-device.ts';
import { simulatedBulkDevice } from '../../../../hardware/simulator/bridge/bulk-device.ts';
import { botTransport, countUnits } from '../../../../hardware/transport/usb/bot-transport.ts';
import { behindBridge } from '../../../../hardware/simulator/bridge/bridge.ts';
import { nvmeFront, type NvmeFront } from '../../../../hardware/simulator/bridge/nvme-front.ts';
import { type BridgeQuirkInput, bridgeSpec } from '../../../../hardware/simulator/bridge/quirks.ts';
import { demoDrives } from '../../../../hardware/simulator/demo-drives.ts';
import { createShelf } from '../../../../hardware/simulator/shelf.ts';
import type { ScsiTransport } from '../../../../hardware/transport/transport.ts';
import { ata, benchWith, hourMs, port, sanitizeStatus, temporaryFolder } from '../../simulator/kit.ts';

const asm: UsbWords = { vendorId: 0x174c, productId: 0x55aa, release: 0x0100, serial: 'DOCK0001' };

async function docked(quirks: readonly BridgeQuirkInput[]): Promise<ScsiTransport> {
  const drive = await (await benchWith('sataHdd')).scsi();
  const { quirks: parsed } = bridgeSpec.parse({ vendor_id: 0, product_id: 0, quirks });
  return behindBridge(drive, parsed);
}

async function gradeOf(scsi: ScsiTransport, usb: UsbWords = asm): Promise<DockGrade> {
  return dockGrade.parse(qualifyDock(await probeDock(scsi, { usb, commandMs: 1000 })));
}

/** The techniques that reading the identity offers through this dock; none when the drive is silent there. */
async function offeredThrough(scsi: ScsiTransport): Promise<readonly string[]> {
  const told = await readIdentity({ transport: scsi, presence: '1', close: () => Promise.resolve() }, virtualLimits);
  if (told.kind === 'silent') return ['silent'];
  return told.capabilities.techniques.filter((one) => one.kind === 'offered').map((one) => one.technique);
}

describe('a dock', () => {
  it('that lets everything through is A', async () => {
    const grade = await gradeOf(await docked([]));
    expect(grade).toEqual({
      grade: 'A',
      findings: [],
      can: { identity: 'yes', capacity: 'yes', registers: 'yes', sanitize_status: 'yes', long_commands: 'unknown' },
    });
  });

  const cases: readonly (readonly [string, readonly BridgeQuirkInput[], DockGrade['grade'], string])[] = [
    ['needs REQUEST SENSE for the registers', [{ kind: 'fixed_sense', keeps_descriptor: true }], 'B', 'sense_by_detour'],
    ['spins the drive down', [{ kind: 'spun_down' }], 'B', 'spins_down'],
    ['takes only the 12-byte form', [{ kind: 'sat_12_only' }], 'C', 'sat_12_only'],
    ['turns commands without data down', [{ kind: 'blocks_commands_without_data' }], 'C', 'commands_blocked'],
    ['brings registers of zeros', [{ kind: 'empty_registers' }], 'C', 'empty_registers'],
    ['brings no registers', [{ kind: 'no_registers' }], 'C', 'no_registers'],
    ['brings sense of zeros', [{ kind: 'zero_sense' }], 'C', 'bad_sense'],
    ['brings the registers of the command before', [{ kind: 'stale_registers' }], 'C', 'stale_registers'],
    ['has no SAT', [{ kind: 'no_sat', serial: 'DOCK0001' }], 'D', 'no_sat'],
    ['puts its serial into IDENTIFY', [{ kind: 'own_serial', serial: 'BRIDGE77' }], 'D', 'identify_fabricated'],
    ['shows another drive each time', [{ kind: 'unsteady_identify' }], 'D', 'identify_unsteady'],
    ['shows blocks of another size', [{ kind: 'translates_blocks' }], 'D', 'blocks_translated'],
    ['shows eight times the bytes', [{ kind: 'eightfold_capacity' }], 'D', 'blocks_translated'],
    ['has an empty bay at a fixed unit', [{ kind: 'empty_bay' }], 'D', 'no_drive'],
    ['shows a CD', [{ kind: 'virtual_cd' }], 'D', 'hidden_unit'],
    ['does not answer', [{ kind: 'silent' }], 'D', 'no_answer'],
    ['falls silent at pass-through', [{ kind: 'silent', opcodes: [0x85, 0xa1] }], 'D', 'no_sat'],
    ['falls silent after reading', [{ kind: 'silent', opcodes: [0x9e] }], 'D', 'falls_silent'],
    ['breaks off at READ CAPACITY (16)', [{ kind: 'breaks_off', opcodes: [0x9e] }], 'C', 'stalls'],
  ];

  it.each(cases)('that %s', async (_what, quirks, grade, reason) => {
    expect(await gradeOf(await docked(quirks))).toMatchObject({ grade, reason });
  });

  it('that loses COUNT 15:8 is C even while the drive has no flag to lose, and a set flag is never read as clear', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    const scsi = behindBridge(drive, bridgeSpec.parse({ vendor_id: 0, product_id: 0, quirks: [{ kind: 'fixed_sense' }] }).quirks);
    expect(await gradeOf(scsi)).toMatchObject({ grade: 'C', reason: 'sense_without_flags' });
    await ata(drive, overwriteExt(0));
    bench.clock.turn(100 * hourMs);
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: true });
    expect(await gradeOf(scsi)).toMatchObject({ grade: 'C', reason: 'sense_without_flags', can: { sanitize_status: 'no' } });
    expect((await offeredThrough(scsi)).filter((name) => name.startsWith('ata_sanitize'))).toEqual([]);
  });

  it('with a JMS567, which tells its registers when asked, is B; with another chip nobody asks', async () => {
    const jms567 = { ...asm, vendorId: 0x152d, productId: 0x0567 };
    const telling = await docked([{ kind: 'empty_registers', tells_when_asked: true }]);
    expect(await gradeOf(telling, jms567)).toMatchObject({ grade: 'B', reason: 'sense_by_detour', can: { sanitize_status: 'yes' } });
    expect(await gradeOf(telling)).toMatchObject({ grade: 'C', reason: 'empty_registers' });
    expect(await gradeOf(await docked([{ kind: 'empty_registers' }]), jms567)).toMatchObject({ grade: 'C', reason: 'empty_registers' });
  });

  it('that cuts LBAs to 32 bits is D, and the drive is not offered at all', async () => {
    const drive = { ...demoDrives.sataHdd, blocks: 2 ** 32 + 8192 };
    const shelf = await createShelf(join(temporaryFolder(), 'shelf'), { bays: [{ port, name: 'Bay 1', drive }] });
    const open = await shelf.openDrive(port);
    onTestFinished(() => open.close());
    if (open.transport.kind !== 'scsi') throw new Error('a SATA drive answers CDBs');
    const scsi = behindBridge(open.transport, [{ kind: 'lba_32_bit' }]);
    expect(await gradeOf(scsi)).toMatchObject({ grade: 'D', reason: 'capacity_wraps', can: { identity: 'yes', capacity: 'no' } });
    expect(await offeredThrough(scsi)).toEqual(['silent']);
  });

  it('whose own serial the drive seems to have, without a WWN to tell them apart, is D', () => {
    const first = {
      kind: 'told',
      model: 'M',
      serial: 'DOCK 0001',
      checksum: 'valid',
      serialSound: true,
      sectors: 10,
      logicalSectorBytes: 512,
    } as const;
    const probe = { usb: asm, answered: true, unit: 'disk', route: 'ata_16', first, second: first, trouble: [] } as const;
    const capacity = { blocks: 10, blockBytes: 512 };
    expect(qualifyDock({ ...probe, capacity }).reason).toBe('serial_of_the_bridge');
    const named = { ...first, wwn: '5000c500de300001' };
    expect(qualifyDock({ ...probe, capacity, first: named, second: named }).findings).not.toContain('serial_of_the_bridge');
  });

  it('keeps what is remembered of it, and what a comparison has shown', async () => {
    const probe = await probeDock(await docked([]), { usb: asm, trouble: ['falls_silent'], commandMs: 1000 });
    expect(qualifyDock(probe)).toMatchObject({ grade: 'D', reason: 'falls_silent', can: { long_commands: 'no' } });
    const clean = await probeDock(await docked([]), { usb: asm, commandMs: 1000 });
    expect(qualifyDock(clean, ['twin_docks'])).toMatchObject({ grade: 'A', findings: ['twin_docks'] });
    expect(qualifyDock(clean, ['serial_shared'])).toMatchObject({ grade: 'D', can: { identity: 'no' } });
  });

  it('names the gravest finding first, whatever the order they came in', async () => {
    const grade = await gradeOf(await docked([{ kind: 'sat_12_only' }, { kind: 'translates_blocks' }]));
    expect(grade.findings).toEqual(['blocks_translated', 'sat_12_only']);
  });
});

describe('an NVMe drive in a USB enclosure', () => {
  const enclosure = async (front: Omit<NvmeFront, 'serial'>, usb: Pick<UsbWords, 'vendorId' | 'productId'>): Promise<DockGrade> => {
    const drive = await (await benchWith('nvme')).nvme();
    return gradeOf(nvmeFront(drive, { ...front, serial: 'ENCL01' }), { ...usb, release: 1, serial: 'ENCL01' });
  };

  it('is B where the statuses of commands come back', async () => {
    expect(await enclosure({ family: 'jmicron' }, { vendorId: 0x152d, productId: 0x0583 })).toMatchObject({
      grade: 'B',
      reason: 'nvme_unproven',
      can: { identity: 'yes', capacity: 'yes', registers: 'yes' },
    });
  });

  it('is C where a command that must fail is said to have gone well', async () => {
    expect(await enclosure({ family: 'jmicron', losesStatus: true }, { vendorId: 0x152d, productId: 0x0583 })).toMatchObject({
      grade: 'C',
      reason: 'nvme_without_status',
    });
  });

  it.each([
    ['asmedia', 0x174c, 0x2362],
    ['realtek', 0x0bda, 0x9210],
  ] as const)('is C through %s, which brings no status', async (family, vendorId, productId) => {
    expect(await enclosure({ family }, { vendorId, productId })).toMatchObject({
      grade: 'C',
      reason: 'nvme_without_status',
      can: { identity: 'yes', sanitize_status: 'no' },
    });
  });
});

it('has a limit for every finding', () => {
  const probe = { answered: true, unit: 'disk', route: 'none', trouble: [] } as const;
  for (const finding of dockFinding.options) expect(qualifyDock(probe, [finding]).findings).toContain(finding);
});

it('comes to the same grade by Bulk-Only Transport, through stalls and all', async () => {
  const through = (scsi: ScsiTransport, quirks: BotQuirks): ScsiTransport =>
    botTransport(simulatedBulkDevice(botDevice((cdb, data) => scsi.execute(cdb, data, 1000), quirks)));
  expect(await gradeOf(through(await docked([]), { faults: [{ kind: 'stall_status' }] }))).toMatchObject({ grade: 'A' });
  expect(await gradeOf(through(await docked([{ kind: 'fixed_sense', keeps_descriptor: true }]), {}))).toMatchObject({
    grade: 'B',
    reason: 'sense_by_detour',
  });
  expect(await gradeOf(through(await docked([]), { faults: [{ kind: 'phase_error', opcode: 0x9e, times: 1 }] }))).toMatchObject({
    grade: 'C',
    reason: 'stalls',
  });
});

it('grades each bay of a dock with two by what sits there', async () => {
  const drive = await docked([]);
  const empty = await docked([{ kind: 'empty_bay' }]);
  const device = simulatedBulkDevice(botDevice((cdb, data, lun) => (lun === 0 ? drive : empty).execute(cdb, data, 1000), { units: 2 }));
  expect(await countUnits(device)).toBe(2);
  expect(await gradeOf(botTransport(device, 0))).toMatchObject({ grade: 'A' });
  expect(await gradeOf(botTransport(device, 1))).toMatchObject({ grade: 'D', reason: 'no_drive' });
});
