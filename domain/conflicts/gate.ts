import type { DriveLife } from '../custody/story.ts';
import { legal, type MoveVerdict, refused } from '../custody/verdicts.ts';
import type { FactType, OverriddenAct } from '../facts/facts.ts';
import type { Contest } from './conflicts.ts';

/** What a conflict locks: everything that cannot be taken back once the wrong story has won. */
const locked: Readonly<Partial<Record<FactType, OverriddenAct>>> = {
  'erase.cleared': 'erase',
  'custody.released': 'release',
  'drive.destroyed': 'destroy',
};

/** Does a conflict lock facts of this type? */
export function isLockedByConflict(type: FactType): boolean {
  return locked[type] !== undefined;
}

/** The open conflicts that lock a drive, by id. Those about clocks lock nothing. */
export function lockingConflicts(contest: Contest): readonly string[] {
  return contest.open.filter((conflict) => conflict.class !== 'clock').map(({ id }) => id);
}

/**
 * Whether an act may go on in the face of the drive's conflicts: not while any is open, unless two people let this very
 * act through and named every one of them. The detail of a refusal is the class of the first.
 */
export function judgeContested(contest: Contest, type: FactType, override: DriveLife['override']): MoveVerdict {
  const act = locked[type];
  if (act === undefined || !contest.contested) return legal;
  const isLetThrough = override?.act === act && lockingConflicts(contest).every((id) => override.conflicts.includes(id));
  return isLetThrough ? legal : refused('disputed', contest.open.find((conflict) => conflict.class !== 'clock')?.class);
}
