import { describe, expect, it } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { limitedStep, limitOf, stepLimitsMs, timeLeft } from '../../../domain/custody/limits.ts';
import { lived, step, type Step, untilCertified } from './story.ts';

const outside = { contained: false };

function after(...steps: readonly Step[]) {
  const life = lived(evolve, steps);
  return { life, limit: limitOf(life, outside), lastMs: 1_800_000_000_000 + life.facts * 1000 };
}

describe('the time limit of a step', () => {
  it.each([
    ['put_away', [step.claim()], 1],
    ['receive', [step.claim(), step.offer()], 2],
    ['put_away', [step.claim(), step.offer(), step.receive()], 3],
    ['erase', [step.claim(), step.seen()], 1],
    ['match', [step.claim(), step.seen('shut')], 2],
    ['finish', [step.claim(), step.seen(), step.clear(), step.start(), step.interrupt()], 5],
    ['validate', untilCertified.slice(0, 7), 7],
    ['release', untilCertified, 8],
    ['decide', [step.claim(), step.quarantine()], 2],
    ['destroy', [step.claim(), step.quarantine('drive_silent', 'destruction')], 2],
  ] as const)('%s begins with the fact that asks for it', (name, steps, begun) => {
    const { limit } = after(...steps);
    const fromMs = 1_800_000_000_000 + begun * 1000;
    expect(limit).toEqual({ step: name, fromMs, untilMs: fromMs + stepLimitsMs[name] });
  });

  it('counts from the claim to the erase wherever the drive lies, and moves to the erase once it lies in a container', () => {
    const { life } = after(step.claim(), step.offer(), step.receive());
    expect(limitOf(life, { contained: true })).toMatchObject({ step: 'erase', fromMs: 1_800_000_001_000 });
  });

  it('starts anew for the receiver, not for a giver who takes the offer back', () => {
    expect(after(step.claim(), step.seen(), step.offer(), step.withdraw()).limit).toMatchObject({ fromMs: 1_800_000_001_000 });
  });

  it('does not run while the drive works, after its end, or in a dispute', () => {
    expect(after(step.claim(), step.seen(), step.clear(), step.start()).limit).toBeUndefined();
    expect(after(step.claim(), step.destroy()).limit).toBeUndefined();
    expect(after(step.claim(), step.claim()).limit).toBeUndefined();
  });

  it('is unknown when the fact that begins it tells no time', () => {
    const { life } = after(step.claim());
    expect(limitOf({ ...life, since: 'yesterday' }, outside)).toBeUndefined();
  });

  it('is there for every step', () => {
    for (const name of limitedStep.options) expect(stepLimitsMs[name]).toBeGreaterThan(0);
  });
});

describe('what is left', () => {
  const limit = { fromMs: 1000, untilMs: 5000 };
  it.each([
    [1000, 4000, 'in_time'],
    [4000, 1000, 'in_time'],
    [4001, 999, 'soon'],
    [5000, 0, 'over'],
    [8999, -3999, 'over'],
    [9000, -4000, 'long_over'],
    // A clock that is behind gives no more than the whole.
    [0, 4000, 'in_time'],
  ] as const)('at %i: %i ms, %s', (nowMs, leftMs, late) => {
    expect(timeLeft(limit, nowMs)).toEqual({ leftMs, late });
  });
});
