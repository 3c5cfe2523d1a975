import type { Overview } from '../../contract/console/reports.ts';
import { driveState } from '../../domain/custody/words.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { coversAll, coversSite, type Scope } from '../people/rights.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import { countedBySteps } from './ageing.ts';
import type { Handlers } from './call.ts';
import type { StepLimits } from './limits.ts';
import { drivesIn, Params, withinScope } from './scope-sql.ts';
import { silentAfterMs } from './stations.ts';

export interface OverviewParts {
  readonly sql: SqlDatabase;
  readonly limits: StepLimits;
  readonly logName: string;
  readonly covered: () => number;
  readonly logSize: () => Promise<number>;
  readonly waiting: (scope: Scope) => Promise<{ readonly enrolments: number; readonly epochs: number }>;
  readonly openConflicts: (scope: Scope) => Promise<number>;
  /** Other systems that were given up. */
  readonly outletsGivenUp: () => Promise<number>;
}

const mostAlarms = 20;
const shownDays = 30;

/** Where everything stands that the asker may see, in one answer. */
export function overviewHandlers(parts: OverviewParts): Handlers<'overview.look'> {
  const { sql } = parts;
  return {
    'overview.look': async ({ scope, nowMs }) => {
      const [states, counted, days, alarms, stations, waiting, held, conflicts, outlets] = await Promise.all([
        stateCounts(sql, scope),
        countedBySteps(sql, scope, parts.limits, nowMs),
        dayCounts(sql, scope),
        coversAll(scope) ? alarmsOf(sql) : [],
        stationCounts(sql, scope, nowMs),
        parts.waiting(scope),
        heldCount(sql, scope),
        parts.openConflicts(scope),
        coversAll(scope) ? parts.outletsGivenUp() : 0,
      ]);
      const sum = (name: 'overdue' | 'overdue_tomorrow'): number => counted.reduce((total, counts) => total + counts[name], 0);
      return {
        at_ms: nowMs,
        log: { name: parts.logName, size: await parts.logSize(), covered: parts.covered() },
        alarms,
        states,
        overdue: sum('overdue'),
        overdue_tomorrow: sum('overdue_tomorrow'),
        conflicts,
        waiting: { ...waiting, quarantine: held, outlets },
        stations,
        days,
      };
    },
  };
}

async function stateCounts(sql: SqlDatabase, scope: Scope): Promise<Overview['states']> {
  const params = new Params();
  const rows = await sql.query(
    `SELECT d.state, count(*) AS drives FROM ${drivesIn(scope)} WHERE ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)} GROUP BY d.state`,
    params.values,
  );
  const counts = new Map(rows.map((row) => [text(row, 'state'), number(row, 'drives')]));
  return driveState.options.map((state) => ({ state, drives: counts.get(state) ?? 0 }));
}

/** Counts by day hold every tenant's drives together, so they are for those who see every tenant. */
async function dayCounts(sql: SqlDatabase, scope: Scope): Promise<Overview['days']> {
  const whole = scope.filter(({ tenants }) => tenants.includes(everywhere));
  const params = new Params();
  const rows = await sql.query(
    `SELECT day, CAST(sum(claimed) AS bigint) AS claimed, CAST(sum(released) AS bigint) AS released, CAST(sum(destroyed) AS bigint) AS destroyed
       FROM drive_days WHERE ${withinScope(whole, { site: 'site' }, params)} GROUP BY day ORDER BY day DESC LIMIT ${shownDays}`,
    params.values,
  );
  return rows
    .map((row) => ({
      day: text(row, 'day'),
      claimed: number(row, 'claimed'),
      released: number(row, 'released'),
      destroyed: number(row, 'destroyed'),
    }))
    .reverse();
}

export async function alarmsOf(sql: SqlDatabase): Promise<Overview['alarms']> {
  const rows = await sql.query(`SELECT kind, at_ms, detail FROM alarms ORDER BY alarm_no DESC LIMIT ${mostAlarms}`);
  return rows.map((row) => ({ kind: text(row, 'kind'), at_ms: number(row, 'at_ms'), detail: text(row, 'detail') }));
}

async function stationCounts(sql: SqlDatabase, scope: Scope, nowMs: number): Promise<Overview['stations']> {
  const counts = { in_step: 0, silent: 0, frozen: 0 };
  for (const row of await sql.query('SELECT site, forked, coalesce(last_ms, 0) AS last_ms FROM console_stations')) {
    if (!coversSite(scope, text(row, 'site'))) continue;
    const state = number(row, 'forked') === 1 ? 'frozen' : nowMs - number(row, 'last_ms') > silentAfterMs ? 'silent' : 'in_step';
    counts[state] += 1;
  }
  return counts;
}

export async function heldCount(sql: SqlDatabase, scope: Scope): Promise<number> {
  const params = new Params();
  const sites = scope.map((reach) => ({ sites: reach.sites, tenants: [everywhere] }));
  const [row] = await sql.query(
    `SELECT count(*) AS n FROM quarantine q JOIN stations s ON s.station_no = q.station_no WHERE q.state = 'held' AND ${withinScope(sites, { site: 's.site' }, params)}`,
    params.values,
  );
  return row === undefined ? 0 : number(row, 'n');
}
