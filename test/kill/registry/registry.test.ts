import { expect, test } from 'vitest';
import { playRegistryRound } from './round.ts';

// `npm run test:kill -- --store both --rounds N --seed S` plays many more, on PostgreSQL too.
test(
  'a station and a registry that are killed while facts are on their way lose, double and unsign nothing',
  { timeout: 180_000 },
  async () => {
    const { faults, told, kills } = await playRegistryRound(7, 1);
    expect(faults).toEqual([]);
    expect(told).toBeGreaterThan(20);
    expect(kills.length).toBeGreaterThan(0);
  },
);
