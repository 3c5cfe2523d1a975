import type { CreditFigures } from '../../contract/console/figures.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import { Params, withinScope } from './scope-sql.ts';

const mostRows = 200;
const dayMs = 86_400_000;
/** Windows that end so soon are late fees ahead (own choice). */
const aheadMs = 14 * dayMs;

interface Asked {
  readonly scope: Scope;
  readonly from: string;
}

const missing = 'CASE WHEN amount_minor > received_minor THEN amount_minor - received_minor ELSE 0 END';

/** Statements with their values, for a test that holds their plans. */
export const creditQueries = {
  rows: (asked: Asked) =>
    ofMonths(
      asked,
      `SELECT month, maker, currency, count(*) AS drives, ${sum('amount_minor')} AS expected_minor, ${sum('received_minor')} AS received_minor,
        ${sum(`CASE WHEN refused IS NULL THEN 0 ELSE ${missing} END`)} AS refused_minor,
        ${sum(`CASE WHEN refused IS NULL THEN ${missing} ELSE 0 END`)} AS open_minor`,
      'GROUP BY month, maker, currency ORDER BY month DESC, maker, currency',
    ),
  refusals: (asked: Asked) =>
    ofMonths(
      asked,
      `SELECT maker, refused, currency, count(*) AS drives, ${sum(missing)} AS minor`,
      'AND refused IS NOT NULL GROUP BY maker, refused, currency ORDER BY maker, count(*) DESC, refused, currency',
    ),
  /** Drives that have not gone back, whose window is over or ends soon. */
  late({ scope }: Pick<Asked, 'scope'>, nowMs: number): readonly [string, readonly SqlValue[]] {
    const params = new Params();
    const soon = `c.until_ms <= ${params.add(nowMs + aheadMs)}`;
    const over = sum(`CASE WHEN c.until_ms <= ${params.add(nowMs)} THEN 1 ELSE 0 END`);
    const query = `SELECT c.maker AS maker, COALESCE(c.fee_currency, '') AS currency, count(*) AS drives, ${over} AS over,
        ${sum('COALESCE(c.fee_minor, 0)')} AS minor, min(c.until_ms) AS first_ms
      FROM credits c JOIN tally_drives t ON t.subject = c.subject
      WHERE c.until_ms IS NOT NULL AND ${soon} AND c.refused IS NULL AND c.received_minor < c.amount_minor AND t.bound_ms IS NOT NULL
        AND ${withinScope(scope, { site: 'c.site' }, params)}
      GROUP BY c.maker, COALESCE(c.fee_currency, '') ORDER BY min(c.until_ms), c.maker LIMIT ${mostRows}`;
    return [query, params.values];
  },
};

function sum(of: string): string {
  return `CAST(sum(${of}) AS bigint)`;
}

function ofMonths({ scope, from }: Asked, select: string, rest: string): readonly [string, readonly SqlValue[]] {
  const params = new Params();
  const month = `month >= ${params.add(from)}`;
  return [
    `${select} FROM credits WHERE ${month} AND ${withinScope(scope, { site: 'site' }, params)} ${rest} LIMIT ${mostRows}`,
    params.values,
  ];
}

/** Credits expected, received and refused by month and maker, why they were refused, and late fees ahead. */
export async function creditFigures(sql: SqlReader, asked: Asked, nowMs: number): Promise<CreditFigures> {
  const [rows, refusals, late] = await Promise.all([
    sql.query(...creditQueries.rows(asked)),
    sql.query(...creditQueries.refusals(asked)),
    sql.query(...creditQueries.late(asked, nowMs)),
  ]);
  const amounts = (row: SqlRow): { maker: string; currency: string; drives: number } => ({
    maker: text(row, 'maker'),
    currency: text(row, 'currency'),
    drives: number(row, 'drives'),
  });
  return {
    rows: rows.map((row) => ({
      month: text(row, 'month'),
      ...amounts(row),
      expected_minor: number(row, 'expected_minor'),
      received_minor: number(row, 'received_minor'),
      refused_minor: number(row, 'refused_minor'),
      open_minor: number(row, 'open_minor'),
    })),
    refusals: refusals.map((row) => ({ ...amounts(row), why: text(row, 'refused'), minor: number(row, 'minor') })),
    late: late.map((row) => ({
      ...amounts(row),
      over: number(row, 'over'),
      minor: number(row, 'minor'),
      first_ms: number(row, 'first_ms'),
    })),
  };
}
