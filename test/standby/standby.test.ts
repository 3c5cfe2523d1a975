import { expect, test } from 'vitest';
import { whyNoPostgres } from '../kit/postgres.ts';
import { playStandbyRound } from './round.ts';

const missing = whyNoPostgres();

test(
  'a primary killed under load leaves nothing acknowledged behind, and the registry goes on at the standby',
  { timeout: 120_000 },
  async (ctx) => {
    ctx.skip(missing !== undefined, missing);
    const { faults, before, after, checkpoints } = await playStandbyRound({ killAfter: 60, stations: 3 });
    expect(faults).toEqual([]);
    expect(before).toBeGreaterThanOrEqual(60);
    expect(after).toBeGreaterThan(0);
    expect(checkpoints).toBeGreaterThan(1);
  },
);
