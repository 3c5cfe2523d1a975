import { describe, expect, test } from 'vitest';
import { readFact } from '../../../domain/facts/facts.ts';
import type { BridgeQuirkInput } from '../../../hardware/simulator/bridge/quirks.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { DockTrust } from '../../../station/docks/dock-trust.ts';
import { type Hall, hallFor, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

/** A dock of a chip and firmware of its own: `release` tells them apart. */
function dock(release: number, ...quirks: readonly BridgeQuirkInput[]): NonNullable<DriveSpecInput['bridge']> {
  return { vendor_id: 0x174c, product_id: 0x55aa, device_release: release, serial: `DOCK${release}`, quirks: [...quirks] };
}

/** Every grade on record, oldest first. */
function graded(hall: Hall): readonly string[] {
  return hall.assembled.store.shelf.ofType('dock.graded', 0, Number.MAX_SAFE_INTEGER).map(({ fact }) => {
    const read = readFact(fact.type, fact.body);
    if (read.kind !== 'fact' || read.fact.type !== 'dock.graded') throw new Error('a grade that cannot be read');
    const { chip, grade, findings } = read.fact.body;
    return `${chip.device_release} ${grade} ${findings.join()}`.trim();
  });
}

async function replug(hall: Hall, port: string, folder: string): Promise<void> {
  await hall.shelf.unplug(port);
  await hall.bay(port, 'empty', (bay) => !bay.occupied);
  await hall.shelf.plug(port, folder);
}

describe('the grade of a dock', { timeout: 20_000 }, () => {
  test('is shown, decides the technique, and is written once for each chip and firmware', async () => {
    const honest = virtualDrive('sata_hdd', { bridge: dock(1) });
    const mute = virtualDrive('sata_hdd', { bridge: dock(2, { kind: 'fixed_sense' }) });
    const hall = await hallFor({ drives: [honest, mute] });
    await hall.as('technician');
    const good = await hall.takeIn(0, { destination: 'reuse', dataClass: 'internal' });
    const poor = await hall.takeIn(1, { destination: 'reuse', dataClass: 'internal' });
    expect(await hall.drive(good.subject)).toMatchObject({ dock_grade: { grade: 'A' }, plan: { technique: 'ata_sanitize_overwrite' } });
    expect(await hall.drive(poor.subject)).toMatchObject({
      dock_grade: { grade: 'C', reason: 'sense_without_flags' },
      plan: { kind: 'plan', technique: 'host_overwrite', method: 'clear' },
    });
    expect(whyNot(await hall.start(poor))).toBe('done');
    await hall.drive(poor.subject, ({ state }) => state === 'verified');
    expect(hall.planted(mute)).toBe(0);
    await replug(hall, poor.port, mute.folder);
    await hall.bay(poor.port, 'graded again', (bay) => bay.identity !== undefined && bay.dock_grade?.grade === 'C');
    expect(graded(hall)).toEqual(['1 A', '2 C sense_without_flags']);
  });

  test('that leaves too little for this data asks for another dock, and nothing is begun', async () => {
    const hall = await hallFor({ drives: [virtualDrive('sata_ssd', { bridge: dock(3, { kind: 'blocks_commands_without_data' }) })] });
    await hall.as('technician');
    const { subject, port } = await hall.takeIn(0);
    const view = await hall.drive(subject, ({ next }) => next?.kind === 'change_dock');
    expect(view.plan).toMatchObject({ kind: 'refused', bound_for: 'decision' });
    expect(whyNot(await hall.start({ subject, port }))).toBe('no_plan');
  });

  test('is remembered of chip and firmware: before a look, and where a look could not try it', async () => {
    const hall = await hallFor({ drives: [virtualDrive('sata_ssd', { bridge: dock(4, { kind: 'no_registers' }) })], seated: true });
    const { port } = await hall.bay('virtual/1', 'a grade', ({ dock_grade: shown }) => shown?.grade === 'C');
    await hall.bench('the grade on record', () => (graded(hall).length > 0 ? true : undefined));
    await hall.restart();
    expect(graded(hall)).toEqual(['4 C no_registers']);
    const trust = new DockTrust(hall.assembled.store);
    const bay = {
      port: `${port}0`,
      name: 'Bay 10',
      dock: 'another one',
      virtual: true,
      occupied: true,
      presence: 'new',
      usb: { chip: { vendor_id: 0x174c, product_id: 0x55aa, device_release: 4 } },
    };
    expect(trust.judge([{ bay }])[0]?.dock).toMatchObject({ grade: 'C', reason: 'no_registers' });
    const other = { ...bay, usb: { chip: { ...bay.usb.chip, device_release: 5 } } };
    expect(trust.judge([{ bay: other }])[0]?.dock).toBeUndefined();
    const look = {
      kind: 'silent',
      why: 'busy',
      detail: '',
      dock: {
        grade: 'B',
        reason: 'registers_not_shown',
        findings: ['registers_not_shown'],
        can: { identity: 'yes', capacity: 'yes', registers: 'unknown', sanitize_status: 'unknown', long_commands: 'unknown' },
      },
    } as const;
    const tried = { ...look, dock: { ...look.dock, grade: 'A', findings: [], can: { ...look.dock.can, registers: 'yes' } } } as const;
    const judged = (identified: typeof look | typeof tried): unknown =>
      trust.judge([{ bay, identified: { ...identified, dock: { ...identified.dock, findings: [...identified.dock.findings] } } }])[0]?.dock
        ?.grade;
    expect(judged(look)).toBe('C');
    expect(judged(tried)).toBe('A');
  });
});

describe('a dock that lies', { timeout: 20_000 }, () => {
  test('whose serial stays while the drive changes is blocked, also after a restart', async () => {
    const liar = dock(6, { kind: 'own_serial', serial: 'BRIDGE0001', seals: true });
    const first = virtualDrive('sata_hdd', { bridge: liar });
    const second = virtualDrive('sata_ssd', { bridge: liar });
    const hall = await hallFor({ drives: [first, second] });
    await hall.as('technician');
    const { subject, port } = await hall.takeIn(0, { label: ['S/N: BRIDGE0001'] });
    expect(await hall.drive(subject)).toMatchObject({ dock_grade: { grade: 'A' } });
    await hall.shelf.unplug(port);
    await hall.bay(port, 'empty', (bay) => !bay.occupied);
    await hall.shelf.plug(port, second.folder);
    const lies = { grade: 'D', reason: 'serial_of_the_bridge' };
    const blocked = await hall.bay(port, 'caught', (bay) => bay.identity?.model === second.model && bay.dock_grade?.grade === 'D');
    expect(blocked.dock_grade).toEqual(lies);
    expect(whyNot(await hall.start({ subject, port }))).toBe('dock_not_fit');
    expect(hall.planted(second)).toBeGreaterThan(0);
    await hall.restart();
    const again = await hall.bay(port, 'caught again', (bay) => bay.identity !== undefined && bay.dock_grade?.grade === 'D');
    expect(again.dock_grade).toEqual(lies);
    expect(graded(hall)).toEqual(['6 A', '6 D serial_of_the_bridge']);
  });

  test('and another that tell one serial for two drives are both blocked', async () => {
    const one = virtualDrive('sata_hdd', { bridge: dock(7) });
    const twin = virtualDrive('sata_hdd', { bridge: dock(8), serial: one.serial, wwn: '5000c500ffff0001' });
    const hall = await hallFor({ drives: [one, twin] });
    await hall.as('technician');
    const { subject, port } = await hall.takeIn(0, { label: labelOf(one) });
    await hall.shelf.plug('virtual/2', twin.folder);
    for (const at of [port, 'virtual/2']) {
      const bay = await hall.bay(at, 'caught', ({ dock_grade: shown }) => shown?.grade === 'D');
      expect(bay.dock_grade?.reason).toBe('serial_shared');
    }
    expect(whyNot(await hall.start({ subject, port }))).toBe('dock_not_fit');
    expect(hall.planted(one)).toBeGreaterThan(0);
  });
});
