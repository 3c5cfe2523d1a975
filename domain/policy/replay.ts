import type { DriveLife } from '../custody/story.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policies.ts';
import type { KnownPolicy, ReplayChange, ReplayRework } from './replay-life.ts';
import { hoursOf, median, replayTally } from './replay-tally.ts';

export interface Replay {
  /** Drives with an erase that could be judged again. */
  readonly judged: number;
  /** Drives that were left out, because nothing was erased or the policy that judged them is not known here. */
  readonly skipped: number;
  /** Drives whose erase was not enough by their own policy and would have been by the draft. */
  readonly spared: number;
  readonly changes: readonly ReplayChange[];
  readonly rework: readonly ReplayRework[];
  /** Sum of the known hours; `unmeasured` drives are not in it. */
  readonly hours: number;
  readonly unmeasured: number;
}

/** What a draft would have asked of the drives of the past, with the hours that more erases would take. */
export function replay(draft: Policy, lives: readonly DriveLife[], known: KnownPolicy = policyOf): Replay {
  const { tally, changes, rework } = replayTally(draft, lives, known);
  const times = new Map(tally.times.map(({ media, technique, ms }) => [`${media} ${technique}`, median(ms) / 3_600_000]));
  const { hours, unmeasured } = hoursOf(tally);
  return {
    judged: tally.judged,
    skipped: tally.untouched + tally.unknown_policy + tally.older,
    spared: tally.spared,
    changes,
    rework: rework.map((row) => {
      const own = times.get(`${row.media} ${row.technique}`);
      return { ...row, ...(own === undefined ? {} : { hours: own }) };
    }),
    hours,
    unmeasured,
  };
}
