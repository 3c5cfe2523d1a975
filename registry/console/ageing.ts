import { type Ageing, step as stepName, type Step } from '../../contract/console/reports.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { driveRow } from './drive-view.ts';
import { holdersOf, mayRead, seenRows } from './drives.ts';
import { type StepLimits, tomorrowMs } from './limits.ts';
import { nameReaders, namesOf } from './names.ts';
import { Params, withinScope } from './scope-sql.ts';
import { driveColumns, narrowed } from './search.ts';

export const joined = 'console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject';
const mostGroups = 200;

/** Counts of a group of drives in custody. */
export interface Counted {
  readonly drives: number;
  readonly overdue: number;
  readonly overdue_tomorrow: number;
}

/** Rows of drives in custody, grouped by columns, the group with most overdue drives first. */
export async function countedBy(
  sql: SqlReader,
  columns: string,
  scope: Scope,
  limits: StepLimits,
  nowMs: number,
): Promise<readonly (readonly [SqlRow, Counted])[]> {
  const params = new Params();
  const late = (atMs: number): string =>
    `CAST(sum(CASE ${stepName.options
      .map((step) => `WHEN d.step = ${params.add(step)} AND d.since_ms < ${params.add(atMs - limits[step])} THEN 1`)
      .join(' ')} ELSE 0 END) AS bigint)`;
  const text = `SELECT ${columns}, count(*) AS drives, ${late(nowMs)} AS overdue, ${late(nowMs + tomorrowMs)} AS soon, min(d.since_ms) AS oldest
     FROM ${joined} WHERE d.step IS NOT NULL AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)}
    GROUP BY ${columns} ORDER BY overdue DESC, drives DESC, ${columns} LIMIT ${mostGroups}`;
  const rows = await sql.query(text, params.values);
  return rows.map((row) => {
    const overdue = number(row, 'overdue');
    return [row, { drives: number(row, 'drives'), overdue, overdue_tomorrow: number(row, 'soon') - overdue }];
  });
}

export function ageingHandlers(parts: { readonly sql: SqlDatabase; readonly limits: StepLimits }): Handlers<'ageing.look' | 'ageing.list'> {
  const { sql, limits } = parts;
  return {
    'ageing.look': async ({ query, scope: given, asker, nowMs }) => {
      const scope = narrowed(given, query);
      const by = (columns: string) => countedBy(sql, columns, scope, limits, nowMs);
      const [steps, places, holders, tenants] = await Promise.all([by('d.step'), by('d.site, d.place'), by('d.holder'), by('dt.tenant')]);
      const names = await namesOf(
        sql,
        holders.map(([row]) => optionalText(row, 'holder')),
        mayRead(asker, nameReaders),
      );
      const tenantNames = new Map(
        (await sql.query('SELECT tenant, name FROM tenants')).map((row) => [text(row, 'tenant'), text(row, 'name')]),
      );
      return {
        at_ms: nowMs,
        steps: stepName.options.map((step) => stepPart(step, steps, limits)),
        places: places.map(([row, counts]) => ({ site: siteOf(row), place: optionalText(row, 'place') ?? '', ...counts })),
        holders: holders.map(([row, counts]) => ({ holder: names(optionalText(row, 'holder') ?? ''), ...counts })),
        tenants: tenants.map(([row, counts]) => {
          const tenant = optionalText(row, 'tenant');
          return { ...(tenant === undefined ? {} : { tenant }), name: tenantNames.get(tenant ?? '') ?? '', ...counts };
        }),
      };
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
  const query = `SELECT ${driveColumns} FROM ${joined} WHERE d.step = ${params.add(step)}
      AND (d.since_ms, d.subject) > (${params.add(sinceMs)}, ${params.add(subject)})
      AND ${withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)} ORDER BY d.since_ms, d.subject LIMIT ${params.add(limit)}`;
  return [query, params.values] as const;
}

function stepPart(step: Step, counted: readonly (readonly [SqlRow, Counted])[], limits: StepLimits): Ageing['steps'][number] {
  const found = counted.find(([row]) => text(row, 'step') === step);
  const none = { drives: 0, overdue: 0, overdue_tomorrow: 0 };
  if (found === undefined) return { step, limit_ms: limits[step], ...none };
  return { step, limit_ms: limits[step], ...found[1], oldest_ms: number(found[0], 'oldest') };
}

function siteOf(row: SqlRow): string {
  return text(row, 'site') === '' ? 'unknown' : text(row, 'site');
}
