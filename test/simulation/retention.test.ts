import { expect, test } from 'vitest';
import type { Hold } from '../../domain/retention/clock.ts';
import { type HeldDrive, retentionReport } from '../../domain/retention/report.ts';
import { playYear } from './retention-year.ts';

// `npm run test:simulation -- --year 20 --from 1` plays many more, with three benches.
test(
  'a year of an ended contract: real benches delete nothing too early, and the report has what truly was',
  { timeout: 60_000 },
  async () => {
    const { faults, truth, drives, reports } = await playYear(1);
    const { contract, holds, refused, erasedAway } = truth;
    expect(faults).toEqual([]);
    // The promise would be kept by benches that delete nothing, and by ones that nobody asks.
    for (const why of ['contract_keeps', 'on_hold', 'hold_list_old', 'owner_unknown']) expect(refused.get(why), why).toBeGreaterThan(0);
    const mine = drives.filter(({ owner }) => owner === 'Acme Ltd');
    expect(mine.filter(({ deletedMs }) => deletedMs === undefined)).toEqual([]);
    // Weeks without a line stop nothing that is of others.
    expect(erasedAway).toBeGreaterThan(0);
    if (contract === undefined) throw new Error('no contract has ended');
    const all: Hold[] = holds.map((hold) => ({ ...hold, tenant: contract.tenant }));
    const held = drives
      .filter(({ owner }) => owner !== 'Bolt')
      .map(({ subject, owner, deletedMs }): HeldDrive => ({
        subject,
        ...(owner === undefined ? {} : { tenant: contract.tenant }),
        ...(deletedMs === undefined ? {} : { deleted_ms: deletedMs }),
      }));
    for (const report of reports) {
      const { lines, tenant_unknown: unknown, met } = retentionReport(contract, held, all, report.at_ms);
      const outcomes = (of: typeof lines) => of.map(({ subject, outcome, hold }) => [subject, outcome, hold]);
      expect([outcomes(report.lines), report.tenant_unknown, report.met]).toEqual([outcomes(lines), unknown, met]);
      // The registry goes by its own clock, which the benches measured to be some milliseconds apart.
      for (const [at, { deleted_ms: deletedMs = 0 }] of report.lines.entries())
        expect(Math.abs(deletedMs - (lines[at]?.deleted_ms ?? 0))).toBeLessThan(1000);
    }
    const [first, last] = reports.map(({ lines }) => new Set(lines.map(({ outcome }) => outcome)));
    expect(reports.map(({ lines }) => lines.length)).toEqual([mine.length, mine.length]);
    expect([...(first ?? [])].some((outcome) => ['held', 'kept', 'due'].includes(outcome))).toBe(true);
    expect([...(last ?? [])].every((outcome) => ['met', 'late', 'early'].includes(outcome))).toBe(true);
    expect(last?.has('late')).toBe(true);
  },
);
