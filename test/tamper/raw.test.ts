import { expect, test } from 'vitest';
import { sweepBytes } from './raw.ts';
import { registryTarget, stationTarget } from './raw-targets.ts';

// `npm run test:tamper` changes every byte; here a seeded part of them.

test("a changed byte of a station's file is found, or is none that anybody reads", { timeout: 120_000 }, async () => {
  const { fates, missed } = await sweepBytes({ ...(await stationTarget()), seed: 1, every: 1200, gapEvery: 20_000 });
  expect(missed).toEqual([]);
  expect(fates.found + fates.refused).toBeGreaterThan(20);
  expect(fates.free).toBeGreaterThan(0);
});

test("a changed byte of a registry's file is found, or is none that anybody reads", { timeout: 120_000 }, async () => {
  const { fates, missed } = await sweepBytes({ ...(await registryTarget()), seed: 1, every: 800, gapEvery: 40_000 });
  expect(missed).toEqual([]);
  expect(fates.found + fates.refused).toBeGreaterThan(20);
  expect(fates.free).toBeGreaterThan(0);
});
