import type { PowerReading } from '../drive/power.ts';
import type { DriveLife, Mark } from './story.ts';

/**
 * Whether a drive that was proven clean had power anywhere but in our bays since. Its own count of power cycles is read when
 * the result is verified, and at each later sight in a bay: one sight is one cycle. More than that, or fewer, and somebody
 * else may have written to it.
 */

/** The count as last told, and how many sights have told none since. */
export interface PowerStory {
  readonly at_verification: number;
  readonly cycles: number;
  readonly untold: number;
  /** The sight that showed another count than our own bays explain. */
  readonly moved?: Mark;
}

/** The result was verified: from here on it is counted. Without a reading nothing is known of it. */
export function powerAtVerification(life: DriveLife, power: PowerReading | undefined): DriveLife {
  const { power: _before, ...rest } = life;
  return power === undefined ? rest : { ...rest, power: { at_verification: power.cycles, cycles: power.cycles, untold: 0 } };
}

/** The drive was seen in a bay. */
export function powerAtSight(life: DriveLife, power: PowerReading | undefined, mark: Mark): DriveLife {
  const before = life.power;
  if (before === undefined) return life;
  if (power === undefined) return { ...life, power: { ...before, untold: before.untold + 1 } };
  const isOurs = power.cycles >= before.cycles && power.cycles <= before.cycles + before.untold + 1;
  const moved = before.moved ?? (isOurs ? undefined : mark);
  return { ...life, power: { ...before, cycles: power.cycles, untold: 0, ...(moved === undefined ? {} : { moved }) } };
}

/** `unknown`: nothing was told when the result was verified. */
export type Stock = 'unknown' | 'unmoved' | 'moved';

export function stockOf({ power }: DriveLife): Stock {
  if (power === undefined) return 'unknown';
  return power.moved === undefined ? 'unmoved' : 'moved';
}
