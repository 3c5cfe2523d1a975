import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sabotages } from './guards.ts';
import { playRound } from './round.ts';

// `npm run test:races -- --rounds N --seed S` plays many more, and `--sabotage` takes the guards out one by one.
test('hands, docks and helpers that race each other strike no drive but the one that was cleared', { timeout: 60_000 }, async () => {
  let struck = 0;
  let erased = 0;
  for (let round = 1; round <= 60; round++) {
    const { faults, strikes, ends } = await playRound(20_261_122, round);
    expect(faults, `round ${round}`).toEqual([]);
    struck += strikes;
    erased += ends.filter((end) => end === 'erased').length;
  }
  // The property would hold of a helper that does nothing.
  expect(struck).toBeGreaterThan(10);
  expect(erased).toBeGreaterThan(8);
});

test('a stamp that races them is written on no drive but the one that it is for', { timeout: 60_000 }, async () => {
  const all: string[] = [];
  for (let round = 1; round <= 60; round++) {
    const { faults, ends } = await playRound(20_261_124, round, true);
    expect(faults, `round ${round}`).toEqual([]);
    all.push(...ends);
  }
  expect(all.filter((end) => end === 'accepted').length).toBeGreaterThan(4);
});

test('each guard that `--sabotage` takes out is still where the list says, once', () => {
  for (const { name, patches } of sabotages)
    for (const { file, from } of patches) {
      const pieces = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').split(from);
      expect(pieces, `${name} in ${file}`).toHaveLength(2);
    }
});
