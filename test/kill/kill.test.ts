import { expect, test } from 'vitest';
import { playRound } from './round.ts';

// `npm run test:kill -- --rounds N --seed S` plays many more.
test.for([1, 2])(
  'a station that is killed in the middle of its job comes back with every fact it told of, and finishes the job (%i)',
  { timeout: 120_000 },
  async (round) => {
    const result = await playRound(7, round);
    expect(result.faults).toEqual([]);
  },
);
