import type { DriveLine } from '../../contract/views.ts';
import { type LimitedStep, stepLimitsMs } from '../../domain/custody/limits.ts';
import type { DriveState } from '../../domain/custody/words.ts';

const limited: Partial<Record<DriveState, LimitedStep>> = {
  validated: 'release',
  quarantined: 'destroy',
  offered: 'receive',
  verified: 'validate',
  in_custody: 'put_away',
};

/** The time limit that a drive in this state has, as the station would say it. */
export function limitIn(state: DriveState, from: number): Pick<DriveLine, 'limit'> {
  const step = limited[state];
  return step === undefined ? {} : { limit: { step, from_ms: from, until_ms: from + stepLimitsMs[step] } };
}
