import { expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/custody/life.ts';
import type { MachineKind, StorageKind } from '../../../domain/facts/machines.ts';
import { readOwnCode, machineCode } from '../../../domain/label/codes.ts';
import { foldMachine, judgeDestructionBy, judgeMachineUse, type Machine, machineState } from '../../../domain/machines/machines.ts';

const subject = `c1_${'5a'.repeat(16)}`;
const day = 86_400_000;
const now = Date.UTC(2026, 10, 23);

function fact(type: string, body: object, n: number): RecordedFact {
  const wall = new Date(now - 1000 + n).toISOString();
  return { hash: `${type}${n}`, type, subject, station: 'st_one', wall, body, actor: 'tc_one' } as unknown as RecordedFact;
}

function machine(kind: MachineKind, suits: readonly StorageKind[], untilMs?: number, fragments?: number): Machine {
  const is = { kind, name: 'One', suits, ...(fragments === undefined ? {} : { fragment_mm: fragments }) };
  const more = untilMs === undefined ? [] : [fact('machine.calibrated', { until_ms: untilMs }, 1)];
  const folded = foldMachine([fact('machine.registered', is, 0), ...more]);
  if (folded === undefined) throw new Error('no machine was folded');
  return folded;
}

const whyNot = (of: Machine | undefined, use: Partial<Parameters<typeof judgeMachineUse>[1]> = {}): string => {
  const verdict = judgeMachineUse(of, { technique: 'shred', media: 'ata_hdd', nowMs: now, ...use });
  return verdict.kind === 'legal' ? 'legal' : `${verdict.why}${verdict.detail === undefined ? '' : ` ${verdict.detail}`}`;
};

test('a machine may be used until the moment that its calibration ends', () => {
  const shredder = machine('shredder', ['magnetic'], now + 40 * day);
  expect(machineState(shredder, now)).toBe('ready');
  expect(machineState(shredder, now + 10 * day)).toBe('due');
  expect(whyNot(shredder, { nowMs: now + 40 * day - 1 })).toBe('legal');
  expect(whyNot(shredder, { nowMs: now + 40 * day })).toBe('machine_not_calibrated over');
  expect(whyNot(shredder, { nowMs: undefined })).toBe('machine_not_calibrated over');
  expect(whyNot(machine('shredder', ['magnetic']))).toBe('machine_not_calibrated never');
  expect(whyNot(undefined)).toBe('machine_unknown');
});

test('no solid-state drive goes into what was made for disks, and one of an unknown kind only into what suits both', () => {
  const disks = machine('shredder', ['magnetic'], now + day);
  const both = machine('shredder', ['magnetic', 'solid_state'], now + day);
  expect(whyNot(disks, { media: 'nvme_ssd' })).toBe('machine_unsuited other_medium');
  expect(whyNot(disks, { media: 'unknown' })).toBe('machine_unsuited medium_unknown');
  expect(whyNot(disks, { media: undefined })).toBe('machine_unsuited medium_unknown');
  expect(whyNot(both, { media: 'nvme_ssd' })).toBe('legal');
  expect(whyNot(both, { media: undefined })).toBe('legal');
  expect(whyNot(both, { technique: 'melt' })).toBe('machine_unsuited other_technique');
});

test('a degausser and a crusher destroy nothing by themselves', () => {
  const degausser = machine('degausser', ['magnetic', 'solid_state'], now + day);
  expect(whyNot(degausser, { media: 'ata_ssd' })).toBe('machine_unsuited nothing_magnetic_in_it');
  expect(whyNot(degausser)).toBe('machine_unsuited leaves_it_whole');
  expect(whyNot(machine('crusher', ['magnetic'], now + day))).toBe('machine_unsuited leaves_it_whole');
});

test('pieces larger than the machine leaves are not destroyed', () => {
  const fine = machine('shredder', ['magnetic'], now + day, 6);
  expect(whyNot(fine, { fragmentMm: 6 })).toBe('legal');
  expect(whyNot(fine, { fragmentMm: 7 })).toBe('fragments_too_large');
  expect(whyNot(machine('shredder', ['magnetic'], now + day), { fragmentMm: 7 })).toBe('legal');
});

test('where machines are in use a destruction names one; where none is, it need not', () => {
  const none = { anyInUse: false, named: undefined };
  expect(judgeDestructionBy({ technique: 'shred' }, 'ata_hdd', none, now)).toEqual({ kind: 'legal' });
  expect(judgeDestructionBy({ technique: 'shred' }, 'ata_hdd', { ...none, anyInUse: true }, now)).toMatchObject({ why: 'machine_missing' });
  expect(judgeDestructionBy({ technique: 'shred', by: subject }, 'ata_hdd', none, now)).toMatchObject({ why: 'machine_unknown' });
});

test('what is retired stays so: no later calibration brings it back, and it is registered once', () => {
  const is = { kind: 'shredder', name: 'One', suits: ['magnetic'] };
  const retired = foldMachine([
    fact('machine.calibrated', { until_ms: now + day }, 0), // before it was registered: no effect
    fact('machine.registered', is, 1),
    fact('machine.registered', { ...is, name: 'Other' }, 2),
    fact('machine.retired', { why: 'worn' }, 3),
    fact('machine.calibrated', { until_ms: now + day }, 4),
  ]);
  expect(retired).toMatchObject({ is: { name: 'One' }, retired: { why: 'worn' } });
  expect(retired?.until_ms).toBeUndefined();
  expect(whyNot(retired)).toBe('machine_retired');
});

test('its card is a code of its own', () => {
  expect(readOwnCode(machineCode(subject))).toEqual({ kind: 'machine', tag: '5a5a5a5a5a5a' });
  expect(readOwnCode('CU-M-5A5A')).toEqual({ kind: 'malformed' });
});
