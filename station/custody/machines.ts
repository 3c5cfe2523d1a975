import type { Receipt } from '../../contract/bridge.ts';
import type { MachineView } from '../../contract/machines.ts';
import { type AnyFact, readFact } from '../../domain/facts/facts.ts';
import type { MachineEnd, MachineKind, StorageKind } from '../../domain/facts/machines.ts';
import { containerId } from '../../domain/ledger/ids.ts';
import { judgeMachineFact, type Machine, machineState, techniqueOf } from '../../domain/machines/machines.ts';
import { mayCause } from '../../domain/people/duties.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';
import { type Hands, sealedTexts } from './attempt.ts';
import { machineAt, machinesHere } from './machine-register.ts';

export function machineViews({ store, clock }: Pick<StationParts, 'store' | 'clock'>): MachineView[] {
  const nowMs = clock.wallMs();
  return machinesHere(store).map((machine) => viewOf(machine, nowMs));
}

function viewOf(machine: Machine, nowMs: number): MachineView {
  const { kind, name, suits, fragment_mm: fragments } = machine.is;
  const technique = techniqueOf[kind];
  return {
    machine: machine.subject,
    kind,
    name,
    suits,
    state: machineState(machine, nowMs),
    ...(technique === undefined ? {} : { technique }),
    ...(fragments === undefined ? {} : { fragment_mm: fragments }),
    ...(machine.until_ms === undefined ? {} : { until_ms: machine.until_ms }),
  };
}

/** The one machine whose label says this. */
export function machineByTag(parts: Pick<StationParts, 'store' | 'clock'>, tag: string): MachineView | undefined {
  const [only, second] = machineViews(parts).filter(({ machine }) => machine.startsWith(`c1_${tag}`));
  return second === undefined ? only : undefined;
}

interface Registering {
  readonly kind: MachineKind;
  readonly name: string;
  readonly suits: readonly StorageKind[];
  readonly fragment_mm?: number | undefined;
  readonly until_ms?: number | undefined;
  readonly maker?: string | undefined;
  readonly serial?: string | undefined;
  readonly reference?: string | undefined;
}

/** Puts a machine into the register, with its calibration when there is one. */
export function registerMachine(parts: StationParts, hands: Hands, asked: Registering): Receipt {
  const { kind, name, suits, fragment_mm: fragments, until_ms: untilMs, maker, serial, reference } = asked;
  if (untilMs !== undefined && untilMs <= parts.clock.wallMs()) return refused('machine_not_calibrated', 'over');
  const subject = containerId(parts.random.bytes(16));
  const body = { kind, name, suits: [...new Set(suits)], ...(fragments === undefined ? {} : { fragment_mm: fragments }) };
  const first = { type: 'machine.registered' as const, subject, body, sealed: sealedTexts({ maker, serial }) };
  if (untilMs === undefined) return recordMachine(parts, hands, [first]);
  return recordMachine(parts, hands, [
    first,
    { type: 'machine.calibrated', subject, body: { until_ms: untilMs }, sealed: sealedTexts({ reference }) },
  ]);
}

export function calibrateMachine(
  parts: StationParts,
  hands: Hands,
  {
    machine,
    until_ms: untilMs,
    reference,
  }: { readonly machine: string; readonly until_ms: number; readonly reference?: string | undefined },
): Receipt {
  if (untilMs <= parts.clock.wallMs()) return refused('machine_not_calibrated', 'over');
  return recordMachine(parts, hands, [
    { type: 'machine.calibrated', subject: machine, body: { until_ms: untilMs }, sealed: sealedTexts({ reference }) },
  ]);
}

export function retireMachine(
  parts: StationParts,
  hands: Hands,
  { machine, why, note }: { readonly machine: string; readonly why: MachineEnd; readonly note?: string | undefined },
): Receipt {
  return recordMachine(parts, hands, [{ type: 'machine.retired', subject: machine, body: { why }, sealed: sealedTexts({ note }) }]);
}

function recordMachine(
  parts: StationParts,
  hands: Hands,
  drafts: readonly [Proposal & { readonly subject: string }, ...(Proposal & { readonly subject: string })[]],
): Receipt {
  const [first] = drafts;
  if (!mayCause(first.type, hands.actor)) return refused('role_missing');
  const read = readFact(first.type, first.body);
  if (read.kind !== 'fact') return refused('illegal_move', read.kind);
  const verdict = judgeMachineFact(machineAt(parts.store, first.subject), machineFact(read.fact));
  if (verdict.kind === 'refused') return refused(verdict.why, verdict.detail);
  return done(parts.recorder.record(drafts.map((each) => ({ ...each, actor: hands.actor.id }))), first.subject);
}

function machineFact(fact: AnyFact): Parameters<typeof judgeMachineFact>[1] {
  switch (fact.type) {
    case 'machine.registered':
    case 'machine.calibrated':
    case 'machine.retired':
      return fact;
    default:
      throw new Error(`${fact.type} is not about a machine`);
  }
}
