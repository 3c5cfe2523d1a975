import { expect, test } from 'vitest';
import { type Migration, refuseOtherSteps, stepsLeft } from '../../registry/migrations.ts';
import { RegistryRefused } from '../../registry/refused.ts';

const step = (id: number): Migration => ({ id, name: `${id}.sql`, sql: '', hash: `hash of ${id}` });
const ids = (known: readonly number[], done: readonly number[]): readonly number[] =>
  stepsLeft(known.map(step), done.map(step), 'the store').map(({ id }) => id);

test('the steps that a store lacks are left, in order', () => {
  expect(ids([10, 20, 30], [])).toEqual([10, 20, 30]);
  expect(ids([10, 20, 30], [10])).toEqual([20, 30]);
  expect(ids([10, 20, 30], [10, 20, 30])).toEqual([]);
});

test('a step that came later under a lower number is left, and none that was taken is taken again', () => {
  expect(ids([10, 20, 75, 79], [10, 20, 79])).toEqual([75]);
  expect(ids([10, 20, 75, 79, 80], [10, 20, 79])).toEqual([75, 80]);
  expect(() => {
    refuseOtherSteps([10, 75, 79].map(step), [10, 79].map(step), 'the store');
  }).toThrow('it has no step 75.sql');
});

test('a step that is not known, or has another text, is refused', () => {
  expect(() => ids([10], [10, 20])).toThrow(expect.objectContaining({ code: 'from_the_future' }));
  expect(() => stepsLeft([step(10)], [{ ...step(10), hash: 'another' }], 'the store')).toThrow(
    expect.objectContaining({ code: 'changed_migration' }),
  );
  expect(() => ids([10], [10, 20])).toThrow(RegistryRefused);
});
