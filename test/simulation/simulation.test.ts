import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breaks } from './breaks.ts';
import { playSeed } from './play.ts';

// `npm run test:simulation -- --seeds N` plays many more, and `--breaks` breaks one thing at a time.
const seeds = 100;

test(`stations and registry lose, double and hide nothing (seeds 1 to ${seeds})`, { timeout: 300_000 }, async () => {
  let logged = 0;
  const answers = new Set<string>();
  for (let seed = 1; seed <= seeds; seed++) {
    const played = await playSeed(seed);
    expect(played.faults, `seed ${seed}: ${played.story.slice(-30).join('\n')}`).toEqual([]);
    logged += played.logged;
    for (const what of played.answers.keys()) answers.add(what);
  }
  // All of it would hold of a registry that takes nothing.
  expect(logged).toBeGreaterThan(seeds * 10);
  expect([...answers]).toEqual(
    expect.arrayContaining(['push ok', 'push fork', 'push frozen', 'push gap', 'push bad_signature', 'push bad_event']),
  );
});

test('a seed is played again exactly, and another is another story', async () => {
  const [first, again, other] = [await playSeed(7), await playSeed(7), await playSeed(8)];
  expect(again.trace).toBe(first.trace);
  expect(again.story).toEqual(first.story);
  expect(other.trace).not.toBe(first.trace);
});

test.each(breaks.map((one) => [one.name, one] as const))('the break %s fits the code', (_name, { patches }) => {
  for (const { file, from } of patches) {
    const pieces = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split(from);
    expect(pieces, `${file} holds once: ${from}`).toHaveLength(2);
  }
});
