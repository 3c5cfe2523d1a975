import { markOf } from '../custody/effects.ts';
import type { Mark, RecordedFact } from '../custody/story.ts';
import { firstOf, legal, type MoveVerdict, refused } from '../custody/verdicts.ts';
import type { DestroyTechnique } from '../custody/words.ts';
import type { Media } from '../drive/identity.ts';
import { type AnyFact, type Fact, readFact } from '../facts/facts.ts';
import type { MachineKind, StorageKind } from '../facts/machines.ts';

/** A machine that destroys drives, by its own facts. */
export interface Machine {
  readonly subject: string;
  readonly is: Fact<'machine.registered'>;
  readonly registered: Mark;
  /** May be used before this, Unix ms. Absent: it was never calibrated. */
  readonly until_ms?: number;
  readonly retired?: Fact<'machine.retired'> & { readonly mark: Mark };
}

export type MachineFact = Extract<AnyFact, { readonly type: `machine.${string}` }>;

export function isMachineFact(fact: AnyFact): fact is MachineFact {
  return fact.type.startsWith('machine.');
}

/**
 * How a drive that went through it was destroyed, in the words of NIST SP 800-88. Nothing for a crusher, which bends or pierces
 * and leaves large pieces, nor for a degausser, which leaves the drive whole: neither ends custody here (own choice).
 */
export const techniqueOf: Readonly<Record<MachineKind, DestroyTechnique | undefined>> = {
  shredder: 'shred',
  disintegrator: 'disintegrate',
  pulverizer: 'pulverize',
  incinerator: 'incinerate',
  furnace: 'melt',
  crusher: undefined,
  degausser: undefined,
};

/** What a medium keeps its data in; undefined when nobody knows. */
export function storageOf(media: Media | undefined): StorageKind | undefined {
  switch (media) {
    case 'ata_hdd':
    case 'scsi_hdd':
      return 'magnetic';
    case 'ata_ssd':
    case 'scsi_ssd':
    case 'nvme_ssd':
    case 'usb_flash':
      return 'solid_state';
    case 'image':
    case 'unknown':
    case undefined:
      return undefined;
  }
}

/** A machine from its facts, in their order. What the rules forbid has no effect. */
export function foldMachine(facts: readonly RecordedFact[]): Machine | undefined {
  return facts.reduce<Machine | undefined>((machine, fact) => {
    const read = readFact(fact.type, fact.body);
    if (read.kind !== 'fact' || !isMachineFact(read.fact) || judgeMachineFact(machine, read.fact).kind === 'refused') return machine;
    return apply(machine, read.fact, fact);
  }, undefined);
}

function apply(machine: Machine | undefined, fact: MachineFact, recorded: RecordedFact): Machine | undefined {
  if (fact.type === 'machine.registered') return { subject: recorded.subject ?? '', is: fact.body, registered: markOf(recorded) };
  if (machine === undefined) return undefined;
  return fact.type === 'machine.calibrated'
    ? { ...machine, until_ms: fact.body.until_ms }
    : { ...machine, retired: { ...fact.body, mark: markOf(recorded) } };
}

/** Registered once; calibrated and retired only while it is in use. */
export function judgeMachineFact(machine: Machine | undefined, fact: MachineFact): MoveVerdict {
  if (fact.type === 'machine.registered') return firstOf([machine !== undefined, 'illegal_move', 'exists']);
  return firstOf([machine === undefined, 'machine_unknown'], [machine?.retired !== undefined, 'machine_retired']);
}

export type MachineState = 'ready' | 'due' | 'over' | 'not_calibrated' | 'retired';

/** So long before its calibration ends a machine is shown as due, ms (own choice). */
const dueMs = 30 * 86_400_000;

export function machineState(machine: Machine, nowMs: number): MachineState {
  if (machine.retired !== undefined) return 'retired';
  if (machine.until_ms === undefined) return 'not_calibrated';
  if (nowMs >= machine.until_ms) return 'over';
  return nowMs >= machine.until_ms - dueMs ? 'due' : 'ready';
}

/**
 * May a drive be destroyed in this machine now? A drive that never told what it is goes only into a machine that suits every
 * kind.
 *
 * @param nowMs Unix ms. Undefined: not known, so that every calibration counts as over
 */
export function judgeMachineUse(
  machine: Machine | undefined,
  use: {
    readonly technique: DestroyTechnique;
    readonly media: Media | undefined;
    /** The largest piece that was measured, mm. */
    readonly fragmentMm?: number | undefined;
    readonly nowMs: number | undefined;
  },
): MoveVerdict {
  if (machine === undefined) return refused('machine_unknown');
  const state = machineState(machine, use.nowMs ?? Number.POSITIVE_INFINITY);
  const storage = storageOf(use.media);
  const { kind, suits, fragment_mm: reaches } = machine.is;
  return firstOf(
    [state === 'retired', 'machine_retired'],
    [kind === 'degausser' && storage === 'solid_state', 'machine_unsuited', 'nothing_magnetic_in_it'],
    [techniqueOf[kind] === undefined, 'machine_unsuited', 'leaves_it_whole'],
    [techniqueOf[kind] !== use.technique, 'machine_unsuited', 'other_technique'],
    [storage === undefined && suits.length < 2, 'machine_unsuited', 'medium_unknown'],
    [storage !== undefined && !suits.includes(storage), 'machine_unsuited', 'other_medium'],
    [state === 'not_calibrated', 'machine_not_calibrated', 'never'],
    [state === 'over', 'machine_not_calibrated', 'over'],
    [use.fragmentMm !== undefined && reaches !== undefined && use.fragmentMm > reaches, 'fragments_too_large'],
  );
}

/** Where machines are registered, a destruction names one of them; where none is, it may be told in words. */
export function judgeDestructionBy(
  body: Pick<Fact<'drive.destroyed'>, 'by' | 'technique' | 'fragment_mm'>,
  media: Media | undefined,
  machines: { readonly anyInUse: boolean; readonly named: Machine | undefined },
  nowMs: number | undefined,
): MoveVerdict {
  if (body.by === undefined) return machines.anyInUse ? refused('machine_missing') : legal;
  return judgeMachineUse(machines.named, { technique: body.technique, media, fragmentMm: body.fragment_mm, nowMs });
}
