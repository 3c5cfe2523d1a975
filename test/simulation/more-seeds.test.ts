import { expect, test } from 'vitest';
import { playSeed } from './play.ts';

// The other half of the seeds: two files, so that they run side by side.
const [first, last] = [101, 200];

test(`stations and registry lose, double and hide nothing (seeds ${first} to ${last})`, { timeout: 300_000 }, async () => {
  for (let seed = first; seed <= last; seed++) {
    const { faults, story } = await playSeed(seed);
    expect(faults, `seed ${seed}: ${story.slice(-30).join('\n')}`).toEqual([]);
  }
});
