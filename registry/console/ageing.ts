import { type Ageing, step as stepName, type Step } from '../../contract/console/reports.ts';
import type { Asker, Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { driveRow } from './drive-view.ts';
import { holdersOf, mayRead, seenRows } from './drives.ts';
import { type StepLimits, tomorrowMs } from './limits.ts';
import { nameReaders, namesOf } from './names.ts';
import { type DrawReport, reportFile } from './report-file.ts';
import { drivesIn, Params, withinScope } from './scope-sql.ts';
import { driveColumns, narrowed } from './search.ts';

const mostGroups = 200;

/** Counts of a group of drives in custody. */
export interface Counted {
  readonly drives: number;
  readonly overdue: number;
  readonly overdue_tomorrow: number;
}

interface Group extends Counted {
  readonly row: SqlRow;
  readonly oldest: number;
}

const groupColumns = 'd.step, d.site, d.place, d.holder, dt.tenant';

/** Drives in custody, counted by columns of `drivesIn`. One reading, whatever a page shows of it. */
async function groupsOf(sql: SqlReader, columns: string, scope: Scope, limits: StepLimits, nowMs: number): Promise<readonly Group[]> {
  const params = new Params();
  const earlier = (atMs: number): string => `CAST(sum(CASE WHEN d.since_ms < ${params.add(atMs)} THEN 1 ELSE 0 END) AS bigint)`;
  // Step by step: each has a limit of its own, and an index that is in the order of the groups.
  const ofStep = (step: Step): string => {
    const counts = `${earlier(nowMs - limits[step])} AS overdue, ${earlier(nowMs + tomorrowMs - limits[step])} AS soon`;
    return `SELECT ${columns}, count(*) AS drives, ${counts}, min(d.since_ms) AS oldest FROM ${drivesIn(scope, columns.includes('dt.'))}
      WHERE d.step = ${params.add(step)} AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)} GROUP BY ${columns}`;
  };
  const text = stepName.options.map(ofStep).join(' UNION ALL ');
  return (await sql.query(text, params.values)).map((row) => {
    const overdue = number(row, 'overdue');
    return { row, drives: number(row, 'drives'), overdue, overdue_tomorrow: number(row, 'soon') - overdue, oldest: number(row, 'oldest') };
  });
}

/** Drives in custody by step. */
export function countedBySteps(sql: SqlReader, scope: Scope, limits: StepLimits, nowMs: number): Promise<readonly Group[]> {
  return groupsOf(sql, 'd.step', scope, limits, nowMs);
}

/** Groups put together by some of their columns, the one with most overdue drives first. */
function by(groups: readonly Group[], columns: readonly string[]): readonly Group[] {
  const sums = new Map<string, Group>();
  for (const group of groups) {
    const key = JSON.stringify(columns.map((column) => group.row[column] ?? null));
    const sum = sums.get(key);
    sums.set(key, {
      row: group.row,
      drives: group.drives + (sum?.drives ?? 0),
      overdue: group.overdue + (sum?.overdue ?? 0),
      overdue_tomorrow: group.overdue_tomorrow + (sum?.overdue_tomorrow ?? 0),
      oldest: Math.min(group.oldest, sum?.oldest ?? group.oldest),
    });
  }
  return [...sums]
    .sort(
      ([leftKey, left], [rightKey, right]) => right.overdue - left.overdue || right.drives - left.drives || (leftKey < rightKey ? -1 : 1),
    )
    .slice(0, mostGroups)
    .map(([, group]) => group);
}

function countsOf({ drives, overdue, overdue_tomorrow: tomorrow }: Counted): Counted {
  return { drives, overdue, overdue_tomorrow: tomorrow };
}

interface Looked {
  readonly query: { readonly site?: string | undefined; readonly tenant?: string | undefined };
  readonly scope: Scope;
  readonly asker: Asker;
  readonly nowMs: number;
}

async function look(sql: SqlDatabase, limits: StepLimits, { query, scope: given, asker, nowMs }: Looked): Promise<Ageing> {
  const scope = narrowed(given, query);
  const groups = await groupsOf(sql, groupColumns, scope, limits, nowMs);
  const [steps, places, holders, tenants] = [
    by(groups, ['step']),
    by(groups, ['site', 'place']),
    by(groups, ['holder']),
    by(groups, ['tenant']),
  ];
  const names = await namesOf(
    sql,
    holders.map(({ row }) => optionalText(row, 'holder')),
    mayRead(asker, nameReaders),
  );
  const tenantNames = new Map((await sql.query('SELECT tenant, name FROM tenants')).map((row) => [text(row, 'tenant'), text(row, 'name')]));
  return {
    at_ms: nowMs,
    steps: stepName.options.map((step) => stepPart(step, steps, limits)),
    places: places.map((group) => ({ site: siteOf(group.row), place: optionalText(group.row, 'place') ?? '', ...countsOf(group) })),
    holders: holders.map((group) => ({ holder: names(optionalText(group.row, 'holder') ?? ''), ...countsOf(group) })),
    tenants: tenants.map((group) => {
      const tenant = optionalText(group.row, 'tenant');
      return { ...(tenant === undefined ? {} : { tenant }), name: tenantNames.get(tenant ?? '') ?? '', ...countsOf(group) };
    }),
  };
}

/** Every group as one row, by what it is a group of. */
function groupRows({ steps, places, holders, tenants }: Ageing): readonly object[] {
  return [
    ...steps.map((row) => ({ ...row, by: 'step', name: row.step })),
    ...places.map((row) => ({ ...row, by: 'place', name: [row.site, row.place].filter((part) => part !== '').join(', ') })),
    ...holders.map((row) => ({ ...row, by: 'holder', name: row.holder })),
    ...tenants.map((row) => ({ ...row, by: 'tenant' })),
  ];
}

export function ageingHandlers(parts: {
  readonly sql: SqlDatabase;
  readonly limits: StepLimits;
  readonly draw: DrawReport | undefined;
}): Handlers<'ageing.look' | 'ageing.list' | 'ageing.save'> {
  const { sql, limits, draw } = parts;
  return {
    'ageing.look': (call) => look(sql, limits, call),

    'ageing.save': async (call) => {
      const { query, asker, nowMs } = call;
      const told = await look(sql, limits, call);
      return reportFile(
        {
          name: 'overdue',
          as: query.as,
          rows: groupRows(told),
          columns: ['by', 'name', 'drives', 'overdue', 'overdue_tomorrow'],
          json: { format: 'custos-ageing/v1', ...told },
          paper: { report: { of: 'ageing', ...told }, atMs: nowMs, askedBy: asker.name, site: query.site },
        },
        draw,
      );
    },

    'ageing.list': async ({ query, scope: given, asker, saw }) => {
      const scope = narrowed(given, query);
      const limit = query.limit ?? pageSize;
      const [dueMs, subject] = query.after === undefined ? [undefined, ''] : readCursor(query.after, ['number', 'string']);
      const steps = query.step === undefined ? stepName.options : [query.step];
      const found = (
        await Promise.all(
          steps.map(async (step) => {
            const sinceMs = dueMs === undefined ? -1 : Number(dueMs) - limits[step];
            const [queryText, params] = stepQuery(step, scope, sinceMs, String(subject), limit + 1);
            return (await sql.query(queryText, params)).map((row) => ({ row, step, dueMs: number(row, 'since_ms') + limits[step] }));
          }),
        )
      )
        .flat()
        .sort((left, right) => left.dueMs - right.dueMs || (text(left.row, 'subject') < text(right.row, 'subject') ? -1 : 1));
      const { shown, ...more } = cut(found, limit, ({ dueMs: at, row }) => [at, text(row, 'subject')]);
      const rows = shown.map(({ row }) => row);
      const names = await namesOf(sql, holdersOf(rows), mayRead(asker, nameReaders));
      saw(seenRows(rows, [query.step, query.site, query.tenant].filter((part) => part !== undefined).join(' ')));
      return { rows: shown.map((each) => ({ ...driveRow(each.row, names), step: each.step, due_ms: each.dueMs })), ...more };
    },
  };
}

/** One page of the drives in a step, the longest waiting first. */
export function stepQuery(step: Step, scope: Scope, sinceMs: number, subject: string, limit: number) {
  const params = new Params();
  const query = `SELECT ${driveColumns} FROM ${drivesIn(scope, true)} WHERE d.step = ${params.add(step)}
      AND (d.since_ms, d.subject) > (${params.add(sinceMs)}, ${params.add(subject)})
      AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)} ORDER BY d.since_ms, d.subject LIMIT ${params.add(limit)}`;
  return [query, params.values] as const;
}

function stepPart(step: Step, groups: readonly Group[], limits: StepLimits): Ageing['steps'][number] {
  const found = groups.find(({ row }) => text(row, 'step') === step);
  const none = { drives: 0, overdue: 0, overdue_tomorrow: 0 };
  if (found === undefined) return { step, limit_ms: limits[step], ...none };
  return { step, limit_ms: limits[step], ...countsOf(found), oldest_ms: found.oldest };
}

function siteOf(row: SqlRow): string {
  return text(row, 'site') === '' ? 'unknown' : text(row, 'site');
}
