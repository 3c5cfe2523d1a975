import type { StationStore } from '../../contract/ports.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { MoveVerdict } from '../../domain/custody/verdicts.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { foldMachine, judgeDestructionBy, type Machine } from '../../domain/machines/machines.ts';

type Store = Pick<StationStore, 'shelf'>;

/** A machine by its facts, own ones and those of others that were pulled. */
export function machineAt({ shelf }: Store, subject: string): Machine | undefined {
  return foldMachine(shelf.storyOf(subject).map(({ fact }) => fact));
}

/** The machines that were registered at this station, in order of their names. A station has a handful. */
export function machinesHere({ shelf }: Store): readonly Machine[] {
  const subjects = new Set(shelf.ofType('machine.registered', 0, Number.MAX_SAFE_INTEGER).flatMap(({ fact }) => fact.subject ?? []));
  return [...subjects]
    .flatMap((subject) => machineAt({ shelf }, subject) ?? [])
    .sort((one, other) => one.is.name.localeCompare(other.is.name));
}

/** What the machine register says of a destruction that is to be recorded. */
export function judgeMachineOf(store: Store, life: DriveLife, body: unknown, nowMs: number | undefined): MoveVerdict {
  const read = readFact('drive.destroyed', body);
  if (read.kind !== 'fact' || read.fact.type !== 'drive.destroyed') return { kind: 'legal' };
  const { by } = read.fact.body;
  const machines = {
    anyInUse: by === undefined && machinesHere(store).some(({ retired }) => retired === undefined),
    named: by === undefined ? undefined : machineAt(store, by),
  };
  return judgeDestructionBy(read.fact.body, life.seen?.identity.media, machines, nowMs);
}
