import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breaks } from './breaks.ts';
import { playSeed } from './play.ts';

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
