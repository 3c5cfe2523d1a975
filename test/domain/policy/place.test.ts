import { describe, expect, test } from 'vitest';
import { judgePlace, type Removal } from '../../../domain/policy/place.ts';
import type { PlaceRule } from '../../../domain/policy/policy.ts';

const campus: PlaceRule = {
  id: 'campus',
  within: ['Hall A', 'Hall B'],
  media: ['ata_hdd', 'ata_ssd'],
  data_class: ['confidential', 'restricted'],
  least: 'purge',
  key_change_alone: false,
  origin: 'own',
};
const purged = { method: 'purge', byKeyChange: false } as const;
const removal: Removal = { from: 'Hall A', to: 'Hall C', media: 'ata_hdd', dataClass: 'restricted', reached: undefined };

function said(change: Partial<Removal>, rules: readonly PlaceRule[] = [campus]): string {
  const answer = judgePlace({ places: [...rules] }, { ...removal, ...change });
  return answer.kind === 'stays' ? answer.rule.id : answer.kind;
}

describe('a drive that is taken elsewhere', () => {
  test('stays until what the place asks for was reached', () => {
    expect(said({})).toBe('campus');
    expect(said({ reached: { method: 'clear', byKeyChange: false } })).toBe('campus');
    expect(said({ reached: purged })).toBe('may_go');
    expect(said({ reached: { method: 'destroy', byKeyChange: false } })).toBe('may_go');
    expect(said({ reached: { method: 'purge', byKeyChange: true } })).toBe('campus');
    expect(said({ reached: { method: 'purge', byKeyChange: true } }, [{ ...campus, key_change_alone: true }])).toBe('may_go');
  });

  test('goes freely within the place, from outside of it, and where the rule does not speak of it', () => {
    expect(said({ to: 'Hall B' })).toBe('may_go');
    expect(said({ to: 'Hall A' })).toBe('may_go');
    expect(said({ from: 'Hall C', to: 'Hall D' })).toBe('may_go');
    expect(said({ from: 'Hall C', to: 'Hall A' })).toBe('may_go');
    expect(said({ media: 'image' })).toBe('may_go');
    expect(said({ dataClass: 'public' })).toBe('may_go');
    expect(said({}, [])).toBe('may_go');
    expect(judgePlace({}, removal)).toEqual({ kind: 'may_go' });
  });

  test('stays where something about it is not known', () => {
    expect(said({ to: undefined })).toBe('campus');
    expect(said({ from: undefined })).toBe('campus');
    expect(said({ from: undefined, to: undefined })).toBe('campus');
    expect(said({ media: 'unknown' })).toBe('campus');
    expect(said({ dataClass: 'unknown' })).toBe('campus');
    // It is at the place already, or on its way into it, wherever it was.
    expect(said({ from: undefined, to: 'Hall B' })).toBe('may_go');
  });

  test('is held to every rule, in whatever order they stand', () => {
    const region: PlaceRule = { ...campus, id: 'region', within: ['Hall A', 'Hall B', 'Hall C'], least: 'destroy' };
    for (const rules of [
      [campus, region],
      [region, campus],
    ]) {
      expect(said({ reached: purged }, rules)).toBe('may_go');
      expect(said({ to: 'Hall D', reached: purged }, rules)).toBe('region');
      expect(said({ to: undefined, reached: purged }, rules)).toBe('region');
    }
  });
});
