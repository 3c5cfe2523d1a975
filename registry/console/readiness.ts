import type { Finding, Readiness } from '../../contract/console/reports.ts';
import { coversAll, coversSite, type Scope } from '../people/rights.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number, optionalNumber, text } from '../sql/rows.ts';
import { countedBySteps } from './ageing.ts';
import type { Call, Handlers } from './call.ts';
import type { StepLimits } from './limits.ts';
import { namesOf } from './names.ts';
import { alarmsOf, heldCount } from './overview.ts';
import { type DrawReport, reportFile } from './report-file.ts';
import { drivesIn, Params, withinScope } from './scope-sql.ts';
import { clockBoundMs, silentAfterMs } from './stations.ts';
import { silentOf, type WitnessStandings } from '../witness/silence.ts';

const shown = 20;
const roleWarnMs = 30 * 24 * 60 * 60 * 1000;

/** What a drive's row says against it, and how heavy an auditor would take it. */
const flaws = [
  ['released_without_proof', 'fails'],
  ['destroyed_without_witness', 'fails'],
  ['seen_after_end', 'fails'],
  ['breach', 'doubt'],
] as const;

interface Parts {
  readonly sql: SqlDatabase;
  readonly limits: StepLimits;
  readonly witnesses: WitnessStandings;
}

/** What would fail an audit today. The pages say what to do about each. */
export function readinessHandlers(parts: Parts & { readonly draw: DrawReport | undefined }): Handlers<'readiness.look' | 'readiness.save'> {
  return {
    'readiness.look': (call) => look(parts, call),
    'readiness.save': async (call) => {
      const { query, asker, nowMs } = call;
      const told = await look(parts, call);
      return reportFile(
        {
          name: 'audit-readiness',
          as: query.as,
          rows: told.findings.map((each) => ({ ...each, about: each.about.map(({ name }) => name).join('; ') })),
          columns: ['rule', 'weight', 'count', 'about'],
          json: { format: 'custos-readiness/v1', ...told },
          paper: { report: { of: 'readiness', ...told }, atMs: nowMs, askedBy: asker.name },
        },
        parts.draw,
      );
    },
  };
}

async function look(
  { sql, limits, witnesses }: Parts,
  { scope, nowMs, saw }: Pick<Call<unknown>, 'scope' | 'nowMs' | 'saw'>,
): Promise<Readiness> {
  const drives = await Promise.all([
    ...flaws.map(([flaw, weight]) => driveFinding(sql, flaw, weight, `d.flaw = '${flaw}'`, scope)),
    driveFinding(sql, 'open_conflict', 'fails', "d.state = 'disputed'", scope),
  ]);
  const counted = await countedBySteps(sql, scope, limits, nowMs);
  const overdue = counted.reduce((total, { overdue: late }) => total + late, 0);
  const held = await heldCount(sql, scope);
  const findings: Finding[] = [
    ...drives,
    { rule: 'overdue', weight: 'doubt', count: overdue, about: [] },
    { rule: 'quarantine_undecided', weight: 'fails', count: held, about: [] },
    ...(await stationFindings(sql, scope, nowMs)),
    ...(coversAll(scope) ? [...(await officeFindings(sql, nowMs)), await witnessFinding(witnesses, nowMs)] : []),
  ];
  const total = await countDrives(sql, '1 = 1', scope);
  // Three counts, for each is answered by an index alone.
  const [flawed, disputed, both] = await Promise.all(
    ['d.flaw IS NOT NULL', "d.state = 'disputed'", "d.flaw IS NOT NULL AND d.state = 'disputed'"].map((each) =>
      countDrives(sql, each, scope),
    ),
  );
  const unsound = (flawed ?? 0) + (disputed ?? 0) - (both ?? 0);
  const seen = drives.flatMap(({ about }) => about).length;
  saw({
    about: 'readiness',
    sites: [],
    tenants: [...new Set(scope.flatMap(({ tenants }) => tenants))].filter((one) => one !== '*'),
    drives: seen,
    opened: false,
  });
  return { at_ms: nowMs, drives: total, sound: total - unsound, findings: findings.filter(({ count }) => count > 0) };
}

async function countDrives(sql: SqlDatabase, condition: string, scope: Scope): Promise<number> {
  const params = new Params();
  const [row] = await sql.query(
    `SELECT count(*) AS n FROM ${drivesIn(scope)} WHERE ${condition} AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)}`,
    params.values,
  );
  return row === undefined ? 0 : number(row, 'n');
}

async function driveFinding(
  sql: SqlDatabase,
  rule: Finding['rule'],
  weight: Finding['weight'],
  condition: string,
  scope: Scope,
): Promise<Finding> {
  const params = new Params();
  const rows = await sql.query(
    `SELECT d.subject, d.serial FROM ${drivesIn(scope)} WHERE ${condition} AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)}
      ORDER BY d.subject LIMIT ${shown}`,
    params.values,
  );
  const count = rows.length < shown ? rows.length : await countDrives(sql, condition, scope);
  return { rule, weight, count, about: rows.map((row) => ({ kind: 'drive', id: text(row, 'subject'), name: text(row, 'serial') })) };
}

async function stationFindings(sql: SqlDatabase, scope: Scope, nowMs: number): Promise<readonly Finding[]> {
  const rows = (await sql.query('SELECT station, name, site, forked, last_ms, off_ms FROM console_stations ORDER BY site, name')).filter(
    (row) => coversSite(scope, text(row, 'site')),
  );
  const finding = (rule: Finding['rule'], weight: Finding['weight'], holds: (row: (typeof rows)[number]) => boolean): Finding => {
    const found = rows.filter(holds);
    const about = found.slice(0, shown).map((row) => ({ kind: 'station' as const, id: text(row, 'station'), name: text(row, 'name') }));
    return { rule, weight, count: found.length, about };
  };
  return [
    finding('station_frozen', 'fails', (row) => number(row, 'forked') === 1),
    finding('station_silent', 'doubt', (row) => nowMs - (optionalNumber(row, 'last_ms') ?? nowMs) > silentAfterMs),
    finding('clock_wrong', 'doubt', (row) => Math.abs(optionalNumber(row, 'off_ms') ?? 0) > clockBoundMs),
  ];
}

/** Witnesses that let checkpoints wait. While one of them goes on, the log is still watched. */
async function witnessFinding(witnesses: WitnessStandings, nowMs: number): Promise<Finding> {
  const all = await witnesses(nowMs);
  const silent = silentOf(all);
  return {
    rule: 'witness_silent',
    weight: silent.length === all.length ? 'fails' : 'doubt',
    count: silent.length,
    about: silent.slice(0, shown).map(({ name }) => ({ kind: 'alarm', id: 'witness_silent', name })),
  };
}

/** What concerns the registry itself. */
async function officeFindings(sql: SqlDatabase, nowMs: number): Promise<readonly Finding[]> {
  const ending = await sql.query(
    'SELECT person, role, until_ms FROM role_grants WHERE until_ms > $1 AND until_ms < $2 ORDER BY until_ms LIMIT 500',
    [nowMs, nowMs + roleWarnMs],
  );
  const names = await namesOf(
    sql,
    ending.map((row) => text(row, 'person')),
    true,
  );
  const policies = await sql.query('SELECT id FROM policies LIMIT 1');
  const alarms = await alarmsOf(sql);
  const [doors, others] = [alarms.filter(({ kind }) => kind === 'break_glass'), alarms.filter(({ kind }) => kind !== 'break_glass')];
  const kinds = [...new Set(others.map(({ kind }) => kind))];
  return [
    {
      rule: 'role_expires',
      weight: 'note',
      count: ending.length,
      about: ending.slice(0, shown).map((row) => ({ kind: 'person', id: text(row, 'person'), name: names(text(row, 'person')) })),
    },
    {
      rule: 'local_sign_in',
      weight: 'doubt',
      count: doors.length,
      about: doors.map(({ detail }) => ({ kind: 'alarm', id: 'break_glass', name: detail })),
    },
    { rule: 'no_policy', weight: 'doubt', count: policies.length === 0 ? 1 : 0, about: [] },
    { rule: 'log_alarm', weight: 'fails', count: kinds.length, about: kinds.map((kind) => ({ kind: 'alarm', id: kind, name: kind })) },
  ];
}
