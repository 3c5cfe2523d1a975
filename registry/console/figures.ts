import { actStep, type ActRow, type FailureRow, type FailuresBy, type ReturnFigures } from '../../contract/console/figures.ts';
import { everywhere } from '../../domain/facts/control.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { creditFigures } from './credits.ts';
import { type DrawReport, type Report, reportFile } from './report-file.ts';
import { Params, withinScope } from './scope-sql.ts';
import { narrowed } from './search.ts';

const dayMs = 86_400_000;
/** Months that are shown when nobody says from when, this one included. */
const usualMonths = 12;
const mostRows = 200;
const ages = [0, 30, 60, 90] as const;

interface Asked {
  readonly scope: Scope;
  readonly from: string;
}

interface Choice {
  readonly from?: string | undefined;
  readonly site?: string | undefined;
}

/** Figures out of counts that grow with months and kinds of drives, never with events. */
export function figureHandlers({
  sql,
  draw,
}: {
  readonly sql: SqlReader;
  readonly draw: DrawReport | undefined;
}): Handlers<'failures.look' | 'scans.look' | 'returns.look' | 'figures.save'> {
  return {
    'failures.look': async ({ query, scope, nowMs }) => {
      const asked = askedOf(query, scope, nowMs);
      const by = query.by ?? 'model';
      return { at_ms: nowMs, from: asked.from, by, rows: await failuresBy(sql, by, asked) };
    },
    'scans.look': async ({ query, scope, nowMs }) => {
      const asked = askedOf(query, scope, nowMs);
      return { at_ms: nowMs, from: asked.from, rows: await acts(sql, asked) };
    },
    'returns.look': ({ query, scope, nowMs }) => returns(sql, askedOf(query, scope, nowMs), nowMs),
    'figures.save': async ({ params: { figure }, query, scope, asker, nowMs }) => {
      const asked = askedOf(query, scope, nowMs);
      const by = query.by ?? 'model';
      const report = await reportOf(sql, figure, by, asked, nowMs);
      const name = figure === 'failures' ? `failures-by-${by}` : figure;
      const { of: _, ...whole } = report;
      return reportFile(
        {
          name,
          as: query.as,
          rows: 'rows' in report ? report.rows : figure === 'credits' ? report.credits.rows : report.months,
          columns: columnsOf[figure],
          json: { format: 'custos-figures/v1', figure: name, at_ms: nowMs, ...whole },
          paper: { report, atMs: nowMs, askedBy: asker.name, site: query.site },
        },
        draw,
      );
    },
  };
}

type Figure = keyof typeof columnsOf;
type FigureReport = Extract<Report, { readonly of: Figure }>;

async function reportOf(sql: SqlReader, figure: Figure, by: FailuresBy, asked: Asked, nowMs: number): Promise<FigureReport> {
  const { from } = asked;
  if (figure === 'failures') return { of: figure, from, by, rows: await failuresBy(sql, by, asked) };
  if (figure === 'scans') return { of: figure, from, rows: await acts(sql, asked) };
  return { of: figure, ...(await returns(sql, asked, nowMs)) };
}

/** Columns of the files are a promise, as those of every list that goes out. */
const columnsOf = {
  failures: ['name', 'firmware', 'done', 'failed', 'stopped', 'verified', 'unverified', 'refuted'],
  scans: ['step', 'how', 'acts'],
  returns: ['month', 'bound', 'sent', 'destroyed', 'elsewhere'],
  credits: ['month', 'maker', 'currency', 'drives', 'expected_minor', 'received_minor', 'refused_minor', 'open_minor'],
};

function askedOf({ from, site }: Choice, scope: Scope, nowMs: number): Asked {
  // Counts hold every tenant's drives together.
  const whole = scope.filter(({ tenants }) => tenants.includes(everywhere));
  const now = new Date(nowMs);
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - usualMonths + 1, 1)).toISOString().slice(0, 7);
  return { scope: narrowed(whole, { site }), from: from ?? first };
}

/** Statements with their values, for a test that holds their plans. */
export const figureQueries = {
  failures(by: FailuresBy, { scope, from }: Asked) {
    const columns = { model: 'model', firmware: 'model, firmware', dock: 'dock' }[by];
    const sums = eraseSums.map((name) => `CAST(sum(${name}) AS bigint) AS ${name}`).join(', ');
    return within(
      (month, site) =>
        `SELECT ${columns}, ${sums} FROM erase_tallies WHERE ${month} AND ${site} GROUP BY ${columns}
          ORDER BY sum(failed) + sum(refuted) DESC, sum(done) DESC, ${columns} LIMIT ${mostRows}`,
      scope,
      from,
    );
  },
  acts: ({ scope, from }: Asked) =>
    within(
      (month, site) =>
        `SELECT step, how, CAST(sum(acts) AS bigint) AS acts FROM act_tallies WHERE ${month} AND ${site}
          GROUP BY step, how ORDER BY step, sum(acts) DESC, how LIMIT ${mostRows}`,
      scope,
      from,
    ),
  returns: (by: 'month' | 'model', { scope, from }: Asked) =>
    within(
      (month, site) =>
        `SELECT ${by}, ${returnSums.map((name) => `CAST(sum(${name}) AS bigint) AS ${name}`).join(', ')} FROM return_tallies
          WHERE ${month} AND ${site} GROUP BY ${by} ORDER BY ${by === 'month' ? 'month' : 'sum(bound) DESC, model'} LIMIT ${mostRows}`,
      scope,
      from,
    ),
  waiting({ scope }: Pick<Asked, 'scope'>, nowMs: number) {
    const params = new Params();
    const parts = ages.map((days, at) => {
      const until = ages[at + 1];
      const newest = `bound_ms <= ${params.add(nowMs - days * dayMs)}`;
      const oldest = until === undefined ? '' : ` AND bound_ms > ${params.add(nowMs - until * dayMs)}`;
      return `count(CASE WHEN ${newest}${oldest} THEN 1 END) AS from_${days}`;
    });
    const condition = withinScope(scope, { site: 'site' }, params);
    return [`SELECT ${parts.join(', ')} FROM tally_drives WHERE bound_ms IS NOT NULL AND ${condition}`, params.values] as const;
  },
};

const eraseSums = ['done', 'failed', 'stopped', 'verified', 'unverified', 'refuted'] as const;
const returnSums = ['bound', 'sent', 'destroyed', 'elsewhere'] as const;

function within(write: (month: string, site: string) => string, scope: Scope, from: string): readonly [string, readonly SqlValue[]] {
  const params = new Params();
  const month = `month >= ${params.add(from)}`;
  return [write(month, withinScope(scope, { site: 'site' }, params)), params.values];
}

function sumsOf<Name extends string>(row: SqlRow, names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, number(row, name)])) as Record<Name, number>; // the very same names
}

async function failuresBy(sql: SqlReader, by: FailuresBy, asked: Asked): Promise<FailureRow[]> {
  const rows = await sql.query(...figureQueries.failures(by, asked));
  return rows.map((row) => ({
    name: text(row, by === 'dock' ? 'dock' : 'model'),
    ...(by === 'firmware' ? { firmware: text(row, 'firmware') } : {}),
    ...sumsOf(row, eraseSums),
  }));
}

async function acts(sql: SqlReader, asked: Asked): Promise<ActRow[]> {
  const rows = await sql.query(...figureQueries.acts(asked));
  return rows.map((row) => ({ step: actStep.parse(text(row, 'step')), how: text(row, 'how'), acts: number(row, 'acts') }));
}

async function returns(sql: SqlReader, asked: Asked, nowMs: number): Promise<ReturnFigures> {
  const [[waiting = {}], months, models, credits] = await Promise.all([
    sql.query(...figureQueries.waiting(asked, nowMs)),
    sql.query(...figureQueries.returns('month', asked)),
    sql.query(...figureQueries.returns('model', asked)),
    creditFigures(sql, asked, nowMs),
  ]);
  return {
    at_ms: nowMs,
    from: asked.from,
    waiting: ages.map((days, at) => {
      const until = ages[at + 1];
      return { from_days: days, ...(until === undefined ? {} : { until_days: until }), drives: number(waiting, `from_${days}`) };
    }),
    months: months.map((row) => ({ month: text(row, 'month'), ...sumsOf(row, returnSums) })),
    models: models.map((row) => ({ model: text(row, 'model'), ...sumsOf(row, returnSums) })),
    credits,
  };
}
