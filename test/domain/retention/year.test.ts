import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayMs,
  type EndedContract,
  type Hold,
  holdAt,
  holdListDays,
  ninetyAndNinety,
  runMs,
  standingOf,
  warningsDue,
  whyKept,
} from '../../../domain/retention/clock.ts';
import { type HeldDrive, retentionReport } from '../../../domain/retention/report.ts';

const tenant = 'contract-7';
const start = Date.UTC(2031, 0, 1);
const contract: EndedContract = { tenant, ended_ms: start + 20 * dayMs, rule: ninetyAndNinety };
const at = (day: number) => start + day * dayMs;

describe('the 90 + 90 clock', () => {
  const ask = (day: number, holds: readonly Hold[] = [], listed: number | undefined = at(day)) =>
    whyKept({ tenant, subject: 'd', contract, holds, listed_ms: listed, now: at(day) });
  const hold: Hold = { hold: 'h', tenant, placed_ms: at(50), lifted_ms: at(80) };

  test.each([
    ['before the end', 19, [], 'contract_runs'],
    ['on day 89', 109, [], 'kept'],
    ['on day 90', 110, [], undefined],
    ['under a hold', 60, [hold], 'held'],
    ['on day 90, of which 30 were held', 110, [hold], 'kept'],
    ['on day 120, of which 30 were held', 140, [hold], undefined],
  ] as const)('%s', (_, day, holds, why) => {
    expect(ask(day, holds)).toBe(why);
  });

  test('fails closed with an old list of holds, none, or one from the future', () => {
    expect(ask(150, [], at(150) - holdListDays * dayMs)).toBeUndefined();
    expect(ask(150, [], at(150) - holdListDays * dayMs - 1)).toBe('hold_list_old');
    expect(whyKept({ tenant, subject: 'd', contract, holds: [], listed_ms: undefined, now: at(150) })).toBe('hold_list_old');
    expect(ask(150, [], at(151))).toBe('hold_list_old');
    expect(whyKept({ tenant: undefined, subject: 'd', contract, holds: [], listed_ms: at(150), now: at(150) })).toBe('tenant_unknown');
  });

  test('holds that overlap stop the clock once, and one on a drive stops only that drive', () => {
    const holds: Hold[] = [hold, { hold: 'i', tenant, placed_ms: at(70), lifted_ms: at(90) }, { ...hold, hold: 'k', tenant: 'other' }];
    expect(runMs(contract, holds, 'd', at(120))).toBe(60 * dayMs);
    const one: Hold[] = [{ hold: 'h', tenant, subject: 'd', placed_ms: at(50) }];
    expect(standingOf(contract, one, 'd', at(300))).toEqual({ kind: 'held', hold: 'h' });
    expect(standingOf(contract, one, 'e', at(300)).kind).toBe('late');
  });

  test('says of each drive what became of it, and hides none', () => {
    const drives: HeldDrive[] = [
      { subject: 'a', tenant, deleted_ms: at(150) },
      { subject: 'b', tenant, deleted_ms: at(60) },
      { subject: 'c', tenant, deleted_ms: at(201) },
      { subject: 'd', tenant },
      { subject: 'e' },
      { subject: 'f', tenant: 'other' },
    ];
    const report = retentionReport(contract, drives, [], at(202));
    expect(report.lines.map(({ subject, outcome }) => `${subject} ${outcome}`)).toEqual(['a met', 'b early', 'c late', 'd overdue']);
    expect(report).toMatchObject({ tenant_unknown: ['e'], met: false });
    expect(retentionReport(contract, drives.slice(0, 1), [], at(202)).met).toBe(true);
  });
});

/** One year with stations that are away for days, holds that come and go, and people who delete whatever the rule lets them. */
const year = fc.record({
  holds: fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 360 }),
      days: fc.option(fc.integer({ min: 1, max: 90 })),
      drive: fc.option(fc.integer({ min: 0, max: 11 })),
    }),
    { maxLength: 5 },
  ),
  offline: fc.array(
    fc.record({ station: fc.integer({ min: 0, max: 2 }), from: fc.integer({ min: 0, max: 360 }), days: fc.integer({ min: 1, max: 40 }) }),
    {
      maxLength: 8,
    },
  ),
  eager: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 12, maxLength: 12 }),
});

function holdsOf(planned: { from: number; days: number | null; drive: number | null }[]): Hold[] {
  return planned.map(({ from, days, drive }, n) => ({
    hold: `h${n}`,
    tenant,
    placed_ms: at(from),
    ...(days === null ? {} : { lifted_ms: at(from + days) }),
    ...(drive === null ? {} : { subject: `d${String(drive).padStart(2, '0')}` }),
  }));
}

/** What a station knows that was last in touch at this time: no hold and no lifting after it. */
function knownAt(holds: readonly Hold[], listed: number): Hold[] {
  return holds
    .filter(({ placed_ms: placed }) => placed <= listed)
    .map(({ lifted_ms: lifted, ...hold }) => (lifted === undefined || lifted > listed ? hold : { ...hold, lifted_ms: lifted }));
}

test('a year: nothing is deleted early, no drive escapes the report, each warning comes once', () => {
  fc.assert(
    fc.property(year, ({ holds: planned, offline, eager }) => {
      const holds = holdsOf(planned);
      const listed = [at(0), at(0), at(0)];
      const drives = new Map<string, HeldDrive>(
        eager.map((_, n) => [`d${String(n).padStart(2, '0')}`, { subject: `d${String(n).padStart(2, '0')}`, tenant }]),
      );
      const given: number[] = [];
      for (let day = 0; day <= 365; day += 1) {
        const now = at(day);
        for (const station of [0, 1, 2]) {
          if (!offline.some((away) => away.station === station && away.from <= day && day < away.from + away.days)) listed[station] = now;
        }
        given.push(...warningsDue(contract, knownAt(holds, now), given, now));
        for (const [n, drive] of [...drives.values()].entries()) {
          if (drive.deleted_ms !== undefined || day % (eager[n] ?? 1) !== 0) continue;
          const known = listed[n % 3] ?? at(0);
          const question = { tenant, subject: drive.subject, contract, holds: knownAt(holds, known), listed_ms: known, now };
          if (whyKept(question) !== undefined) continue;
          // What the station could not know is at most as old as a list may be.
          expect(runMs(contract, holds, drive.subject, now)).toBeGreaterThanOrEqual((90 - holdListDays) * dayMs);
          const standing = holdAt(tenant, holds, drive.subject, now);
          expect(standing === undefined || now - standing.placed_ms < holdListDays * dayMs).toBe(true);
          drives.set(drive.subject, { ...drive, deleted_ms: now });
        }
        const report = retentionReport(contract, [...drives.values()], knownAt(holds, now), now);
        expect(report.lines.map(({ subject }) => subject)).toEqual([...drives.keys()]);
        for (const { subject, outcome } of report.lines) {
          const over = runMs(contract, knownAt(holds, now), subject, now) > 180 * dayMs;
          if (drives.get(subject)?.deleted_ms === undefined)
            expect(outcome === 'overdue' || outcome === 'held').toBe(over || outcome === 'held');
        }
      }
      expect(new Set(given).size).toBe(given.length);
      if (holds.every(({ subject }) => subject !== undefined)) expect(given).toEqual([60, 30, 7]);
    }),
    { seed: 90, numRuns: 12 },
  );
});
