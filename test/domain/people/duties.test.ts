import { describe, expect, test } from 'vitest';
import { facts } from '../../../domain/facts/facts.ts';
import { duties, mayCause } from '../../../domain/people/duties.ts';
import { role } from '../../../domain/people/roles.ts';

describe('the table of duties', () => {
  test('has a row for every fact and no other', () => {
    expect(Object.keys(duties).toSorted()).toEqual(Object.keys(facts).toSorted());
  });

  test('leaves every act of judgement and every way out to people', () => {
    for (const type of [
      'custody.claimed',
      'custody.received',
      'custody.readmitted',
      'custody.released',
      'drive.destroyed',
      'erase.cleared',
      'validation.decided',
    ] as const) {
      expect(mayCause(type, 'machine')).toBe(false);
    }
  });

  test('lets an auditor change nothing', () => {
    const changes = Object.keys(duties).filter((type) => !type.startsWith('session.'));
    for (const type of changes) expect(mayCause(type as keyof typeof duties, { roles: ['auditor'] })).toBe(false);
  });

  test('gives validation to validators alone and readmission to supervisors alone', () => {
    expect(role.options.filter((one) => mayCause('validation.decided', { roles: [one] }))).toEqual(['validator']);
    expect(role.options.filter((one) => mayCause('custody.readmitted', { roles: [one] }))).toEqual(['supervisor']);
  });

  test('takes a person with no role for a person, not for the station', () => {
    expect(mayCause('erase.finished', { roles: [] })).toBe(false);
    expect(mayCause('erase.finished', 'machine')).toBe(true);
  });
});
