import type { StationStore } from '../../contract/ports.ts';
import { stationStoreOver } from '../../db/open.ts';
import { type Disk, diskError, fateOf, type Mood } from './disks.ts';
import { type Power, PowerLost, type World } from './world.ts';

/** Members of the store that only read: they fail on no full disk. */
const reads =
  /^(chain|toRecover|asked|newestCustodyEvent|state|outbox|hashAt|checkpoint|unproven|proof|ackCovering|counts|kept|job|openJobs|by[A-Z].*|all|life|row|find|cursor|problem|due|authority|ofSubject|storyOf|newest|newestOf|ofType|owners|holdsOn)$/;

interface Machine {
  readonly world: World;
  readonly power: Power;
  readonly mood: Mood;
  readonly disk: Disk;
  /** Ends the machine, and has it start again. */
  cut(): void;
}

/** The station's real store, on a disk that may be full and a machine that may stop in the middle. */
export function guardedStore(machine: Machine): StationStore {
  const real = stationStoreOver(machine.disk.database);
  const guarded = (part: object): unknown =>
    Object.fromEntries(
      Object.entries(part).map(
        ([name, member]: [string, unknown]) =>
          typeof member === 'function'
            ? [name, (...args: unknown[]) => callOf(machine, name, () => (member as (...args: unknown[]) => unknown)(...args))]
            : [name, member], // the store's own function
      ),
    );
  const parts = Object.entries(real).map(([name, part]: [string, unknown]) => [
    name,
    typeof part === 'object' && part !== null ? guarded(part) : part,
  ]);
  return Object.fromEntries(parts) as StationStore; // the same members as `real`
}

function callOf({ world, power, mood, cut }: Machine, name: string, work: () => unknown): unknown {
  if (!power.on) throw new PowerLost();
  if (reads.test(name)) return work();
  const fate = fateOf(world, mood);
  if (fate !== 'done') world.say(`${power.name} ${name} ${fate}`);
  if (fate === 'fails') throw diskError();
  const result = fate === 'cut_before' ? undefined : work();
  if (fate === 'done') return result;
  if (fate === 'fails_but_done') throw diskError();
  cut();
  throw new PowerLost();
}
