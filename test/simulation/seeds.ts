import { expect, test } from 'vitest';
import { playSeed } from './play.ts';

/**
 * Plays some of the seeds that every run of the tests plays; each file takes a few, so that none is long.
 * `npm run test:simulation -- --seeds N` plays many more.
 *
 * @param answers answers that these seeds must have seen
 */
export function playSeeds(first: number, last: number, answers: readonly string[] = ['push ok']): void {
  test(`stations and registry lose, double and hide nothing (seeds ${first} to ${last})`, { timeout: 300_000 }, async () => {
    let logged = 0;
    let compared = 0;
    const seen = new Set<string>();
    for (let seed = first; seed <= last; seed++) {
      const played = await playSeed(seed);
      expect(played.faults, `seed ${seed}: ${played.story.slice(-30).join('\n')}`).toEqual([]);
      logged += played.logged;
      compared += played.compared;
      for (const what of played.answers.keys()) seen.add(what);
    }
    // All of it would hold of a registry that takes nothing, and of stations that are told nothing.
    expect(logged).toBeGreaterThan((last - first + 1) * 10);
    expect(compared).toBeGreaterThan(0);
    expect([...seen]).toEqual(expect.arrayContaining([...answers]));
  });
}
