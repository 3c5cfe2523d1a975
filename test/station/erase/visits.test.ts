import { expect, test } from 'vitest';
import { Visits } from '../../../station/erase/visits.ts';

test('a drive is asked once for each sight of it, and again when time has passed', () => {
  const visits = new Visits();
  expect(visits.mayAsk('d', 'ask j 1 a')).toBe(true);
  expect(visits.fruitless('d', 'ask j 1 a')).toBe(3_000);
  expect(visits.mayAsk('d', 'ask j 1 a')).toBe(false);
  expect(visits.mayAsk('d', 'ask j 1 b')).toBe(true);
  expect(visits.mayAsk('other', 'ask j 1 a')).toBe(true);
  visits.reopen('d', 'ask j 1 a');
  expect(visits.mayAsk('d', 'ask j 1 a')).toBe(true);
  expect(visits.fruitless('d', 'ask j 1 a')).toBe(6_000);
});

test('the pause grows to five minutes and no further, and another sight begins anew', () => {
  const visits = new Visits();
  const pauses = Array.from({ length: 12 }, () => visits.fruitless('d', 'same'));
  expect(pauses.slice(0, 3)).toEqual([3_000, 6_000, 12_000]);
  expect(pauses.at(-1)).toBe(300_000);
  expect(visits.fruitless('d', 'another')).toBe(3_000);
  visits.reopen('d', 'same'); // an old timer opens nothing
  expect(visits.mayAsk('d', 'another')).toBe(false);
  visits.forget('d');
  expect(visits.mayAsk('d', 'another')).toBe(true);
});
