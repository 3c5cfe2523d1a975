import { z } from 'zod';
import { type DriveLife, hasTouched, type Mark, stateOf } from './story.ts';

/**
 * How long each step of a drive's way may take. The figures are our own choice: no standard names them. They bar
 * nothing; a step that is late is shown and told, and the drive stays protected as before.
 */

/** The step that a drive waits for, as its time limit is named. */
export const limitedStep = z.enum([
  'put_away', // claimed or received, and in no bay and no container yet
  'receive', // offered, and not signed for by the other side
  'erase', // in custody, and its erase has not begun
  'match', // the identity lock is shut: somebody finds out which drive it is
  'finish', // an erase stopped, or its result is not known
  'validate', // read back and judged, and nobody has accepted it
  'release', // proven, and still here
  'decide', // in quarantine until a person decides
  'destroy', // bound for destruction
]);
export type LimitedStep = z.infer<typeof limitedStep>;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds from what begins a step to its end. Own choices. */
export const stepLimitsMs: Readonly<Record<LimitedStep, number>> = {
  put_away: 2 * hour,
  receive: 30 * minute,
  erase: 5 * day,
  match: 4 * hour,
  finish: day,
  validate: day,
  release: 14 * day,
  decide: 5 * day,
  destroy: 30 * day,
};

/** A step with the time that it has, Unix ms. */
export interface StepLimit {
  readonly step: LimitedStep;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The step that this drive waits for and until when. Undefined while the drive itself works, after its end, in a
 * dispute, and when the fact that begins the step tells no time: what is not known is not guessed.
 *
 * @param contained whether it lies in a bin, a cage or another container
 */
export function limitOf(life: DriveLife, { contained }: { readonly contained: boolean }): StepLimit | undefined {
  const found = stepOf(life, contained);
  if (found === undefined) return undefined;
  const fromMs = Date.parse(found.from ?? '');
  return Number.isFinite(fromMs) ? { step: found.step, fromMs, untilMs: fromMs + stepLimitsMs[found.step] } : undefined;
}

function stepOf(life: DriveLife, contained: boolean): { readonly step: LimitedStep; readonly from: string | undefined } | undefined {
  const judged = life.jobs.findLast((job) => hasTouched(job));
  const claimed = life.record?.claimed.wall;
  switch (stateOf(life)) {
    case 'in_custody':
      return contained ? { step: 'erase', from: claimed } : { step: 'put_away', from: life.since };
    case 'offered':
      return { step: 'receive', from: wallOf(life.offer?.mark) };
    case 'identified':
      return { step: 'erase', from: claimed };
    case 'mismatch':
      return { step: 'match', from: life.since };
    case 'interrupted':
    case 'sanitized_unverified':
      return { step: 'finish', from: life.since };
    case 'verified':
      return { step: 'validate', from: wallOf(judged?.verification?.mark) };
    case 'validated':
      return { step: 'release', from: wallOf(judged?.validation?.mark) };
    case 'quarantined':
      return { step: isBound(life) ? 'destroy' : 'decide', from: wallOf(life.quarantine?.mark) ?? life.since };
    case 'cleared':
    case 'sanitizing':
    case 'released':
    case 'destroyed':
    case 'disputed':
      return undefined;
  }
}

function isBound(life: DriveLife): boolean {
  return life.must_be_destroyed || life.quarantine?.bound_for === 'destruction';
}

function wallOf(mark: Mark | undefined): string | undefined {
  return mark?.wall;
}

/** `soon`: less than a quarter is left. `long_over`: as much again has passed, so that somebody else must know. */
export type Lateness = 'in_time' | 'soon' | 'over' | 'long_over';

/**
 * What is left of a step at a time, ms; negative when it is over. A clock that is behind the one which began the step
 * gives no more than the whole limit.
 */
export function timeLeft(
  { fromMs, untilMs }: Omit<StepLimit, 'step'>,
  nowMs: number,
): { readonly leftMs: number; readonly late: Lateness } {
  const whole = untilMs - fromMs;
  const leftMs = Math.min(whole, untilMs - nowMs);
  if (leftMs <= -whole) return { leftMs, late: 'long_over' };
  if (leftMs <= 0) return { leftMs, late: 'over' };
  return { leftMs, late: leftMs < whole / 4 ? 'soon' : 'in_time' };
}
