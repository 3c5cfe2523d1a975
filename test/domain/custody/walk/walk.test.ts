import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sabotages } from './gates.ts';
import { hallSabotages } from './hall-gates.ts';
import { openSurface, type SurfaceName, walk } from './history.ts';

// `npm run test:walk -- --histories N --seed S` walks many more, and `--sabotage` takes the gates out one by one.
test.for<[SurfaceName, number, seed?: number]>([
  ['fold', 120],
  ['station', 10],
  ['pull', 8],
  ['hall', 10, 3],
])('nothing leaves unproven, whoever tells what in whatever order: %s', { timeout: 60_000 }, ([name, histories, seed = 20_261_123]) => {
  const surface = openSurface(name);
  const gone = new Map<string, number>();
  try {
    for (let number = 1; number <= histories; number++) {
      const walked = walk(surface, seed, number);
      expect(walked.faults, `history ${number}\n${walked.lines.join('\n')}`).toEqual([]);
      for (const [what, times] of walked.gone) gone.set(what, (gone.get(what) ?? 0) + times);
    }
  } finally {
    surface.close();
  }
  // The property would hold of a station that lets nothing go.
  const of = (...what: readonly string[]): number => what.reduce((sum, each) => sum + (gone.get(each) ?? 0), 0);
  expect(of('destroyed')).toBeGreaterThan(0);
  expect(of('released on proof', 'released on an exception')).toBeGreaterThan(0);
  if (name === 'fold') expect(of('released on an exception')).toBeGreaterThan(5);
});

test('each gate that `--sabotage` takes out is still where the list says, once', () => {
  for (const { name, patches } of [...sabotages, ...hallSabotages])
    for (const { file, from } of patches) {
      const pieces = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8').split(from);
      expect(pieces, `${name} in ${file}`).toHaveLength(2);
    }
});
