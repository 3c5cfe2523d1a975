import { expect, it } from 'vitest';
import { limitedStep, stepLimitsMs } from '../../domain/custody/limits.ts';
import { limboNext, limitWords } from '../../renderer/words/limits.ts';

const minute = 60_000;
const limit = { step: 'receive', from_ms: 0, until_ms: 30 * minute } as const;

/** Plain spaces for narrow ones. */
function plain(text: string): string {
  return text.replaceAll('\u202f', ' ');
}

it('says what is left, by how much a step is late, and what to do then', () => {
  expect(plain(limitWords(limit, 10 * minute).left)).toBe('20 min 00 s left');
  expect(limitWords(limit, 10 * minute).next).toBeUndefined();
  const late = limitWords(limit, 35 * minute);
  expect(late).toMatchObject({ late: 'over', mark: 'stopped', name: 'Sign for it' });
  expect(plain(late.left)).toBe('overdue by 5 min 00 s');
  expect(limitWords(limit, 61 * minute).next).toMatch(/Tell a supervisor\.$/);
});

it('has a sentence for every step that is late', () => {
  for (const step of limitedStep.options) {
    const { next } = limitWords({ step, from_ms: 0, until_ms: stepLimitsMs[step] }, stepLimitsMs[step] + 1);
    expect(next, step).toMatch(/^[A-Z].*\.$/);
  }
});

it('tells giver, receiver and everybody else apart in limbo', () => {
  const who = { from: 'Technician 1', to: 'Custodian 1' };
  expect(limboNext(limit, 29 * minute, 'giver', who)).toBeUndefined();
  const said = (['giver', 'receiver', 'other'] as const).map((side) => limboNext(limit, 31 * minute, side, who));
  expect(new Set(said).size).toBe(3);
  expect(said[0]).toContain('take the offer back');
  expect(said[1]).toContain('let Technician 1 take the offer back');
  expect(limboNext(limit, 2000 * minute, 'receiver', who)).toMatch(/report it missing\. Tell a supervisor\.$/);
});
