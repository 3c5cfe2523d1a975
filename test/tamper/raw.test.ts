import { expect, test } from 'vitest';
import { smallLedger } from './ledger.ts';
import { sweepBytes } from './raw.ts';
import { registryTarget, stationTarget } from './raw-targets.ts';
import { smallStation } from './station.ts';
import { counted } from './tally.ts';

// `npm run test:tamper` changes every byte; here a seeded part of them, and every gap.

test("a changed byte of a station's file is found, or is none that anybody reads", { timeout: 120_000 }, async () => {
  const tally = await sweepBytes({ target: stationTarget(await smallStation()), seed: 1, every: 1200 });
  expect(tally.missed).toEqual([]);
  expect(counted(tally, 'fsck') + counted(tally, 'SQLite')).toBeGreaterThan(20);
  expect(counted(tally, 'harmless: free')).toBeGreaterThan(0);
  expect(counted(tally, 'harmless: gap')).toBeGreaterThan(100_000);
});

test("a changed byte of a registry's file is found, or is none that anybody reads", { timeout: 120_000 }, async () => {
  const tally = await sweepBytes({ target: registryTarget(await smallLedger()), seed: 1, every: 800 });
  expect(tally.missed).toEqual([]);
  expect(counted(tally, 'fsck') + counted(tally, 'SQLite')).toBeGreaterThan(20);
  expect(counted(tally, 'harmless: gap')).toBeGreaterThan(100_000);
});
