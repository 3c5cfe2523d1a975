import type { RecheckDone, RecheckDue } from '../../contract/console/rechecks.ts';
import { driveState } from '../../domain/custody/words.ts';
import { recheckVerdict } from '../../domain/erase/recheck.ts';
import { controlChart, type RecheckPeriod } from '../../domain/policy/recheck.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { mayRead } from './drives.ts';
import { nameReaders, namesOf } from './names.ts';
import { Params, withinScope } from './scope-sql.ts';

const mostDue = 200;
const mostDone = 100;
const chartMonths = 12;
const dayMs = 86_400_000;

/** Draws whose drive still waits: the newest of each, while no re-check that came to a verdict names it, as a bench goes by it. */
const openDraws = `(SELECT r.subject, w.said_ms FROM recheck_drawn r JOIN recheck_windows w ON w.closed = r.closed WHERE
    NOT EXISTS (SELECT 1 FROM console_rechecks c WHERE c.subject = r.subject AND c.drawn = r.event AND c.verdict <> 'unreadable')
    AND NOT EXISTS (SELECT 1 FROM recheck_drawn r2 JOIN recheck_windows w2 ON w2.closed = r2.closed
      WHERE r2.subject = r.subject AND (w2.log_id > w.log_id OR (w2.log_id = w.log_id AND w2.log_index > w.log_index))))`;
const drives = 'JOIN console_drives d ON d.subject = o.subject LEFT JOIN drive_tenants dt ON dt.subject = d.subject';
const isGone = `d.state IN ('released', 'destroyed')`;

interface Query {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

function within(scope: Scope, textOf: (condition: string) => string): Query {
  const params = new Params();
  return { text: textOf(withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params)), params: params.values };
}

/** Statements with their values, for a test that holds their plans. */
export const recheckPageQueries = {
  due: (scope: Scope): Query =>
    within(
      scope,
      (condition) => `SELECT o.subject, o.said_ms, d.serial, d.site, d.state, d.place FROM ${openDraws} AS o ${drives}
        WHERE NOT ${isGone} AND ${condition} ORDER BY o.said_ms, o.subject LIMIT ${mostDue}`,
    ),
  counts: (scope: Scope): Query =>
    within(
      scope,
      (condition) => `SELECT CASE WHEN ${isGone} THEN 1 ELSE 0 END AS gone, count(*) AS n FROM ${openDraws} AS o ${drives}
        WHERE ${condition} GROUP BY 1`,
    ),
  done: (scope: Scope): Query =>
    within(
      scope,
      (condition) => `SELECT o.subject, o.event, o.verdict, o.actor, o.at_ms, d.serial, d.site FROM console_rechecks AS o ${drives}
        WHERE ${condition} ORDER BY o.at_ms DESC, o.subject LIMIT ${mostDone}`,
    ),
  days: (scope: Scope): Query =>
    within(
      scope,
      (condition) => `SELECT o.at_ms / ${dayMs} AS day, o.verdict, count(*) AS n FROM console_rechecks AS o ${drives}
        WHERE o.verdict <> 'unreadable' AND ${condition} GROUP BY 1, 2 ORDER BY 1`,
    ),
  share: 'SELECT share_permille FROM recheck_windows ORDER BY log_id DESC, log_index DESC LIMIT 1',
} as const;

/** What was drawn, what became of it, and how often a first result was not borne out. */
export function recheckHandlers({ sql }: { readonly sql: SqlReader }): Handlers<'rechecks.list'> {
  return {
    'rechecks.list': async ({ scope, asker, nowMs, saw }) => {
      const ask = async (query: Query): Promise<readonly SqlRow[]> => sql.query(query.text, query.params);
      const [due, counts, done, days, share] = await Promise.all([
        ask(recheckPageQueries.due(scope)),
        ask(recheckPageQueries.counts(scope)),
        ask(recheckPageQueries.done(scope)),
        ask(recheckPageQueries.days(scope)),
        ask({ text: recheckPageQueries.share, params: [] }),
      ]);
      const names = await namesOf(
        sql,
        done.map((row) => optionalText(row, 'actor')),
        mayRead(asker, nameReaders),
      );
      const countOf = (gone: number): number =>
        counts.filter((row) => number(row, 'gone') === gone).reduce((sum, row) => sum + number(row, 'n'), 0);
      const shown = [...due, ...done];
      saw({
        about: '',
        sites: [...new Set(shown.map((row) => text(row, 'site')))].toSorted(),
        tenants: [],
        drives: shown.length,
        opened: false,
      });
      const chart = controlChart(monthsOf(days));
      return {
        at_ms: nowMs,
        ...(share[0] === undefined ? {} : { share_permille: number(share[0], 'share_permille') }),
        due: due.map(dueOf),
        due_count: countOf(0),
        gone_count: countOf(1),
        done: done.map((row) => doneOf(row, names)),
        ...(chart.centre === undefined ? {} : { centre: chart.centre }),
        months: chart.points.slice(-chartMonths).map(({ name: month, ...point }) => ({ month, ...point })),
      };
    },
  };
}

function dueOf(row: SqlRow): RecheckDue {
  const place = optionalText(row, 'place');
  return {
    subject: text(row, 'subject'),
    serial: text(row, 'serial'),
    site: text(row, 'site'),
    state: driveState.parse(text(row, 'state')),
    ...(place === undefined ? {} : { place }),
    drawn_ms: number(row, 'said_ms'),
  };
}

function doneOf(row: SqlRow, names: (person: string) => string): RecheckDone {
  const actor = optionalText(row, 'actor');
  return {
    subject: text(row, 'subject'),
    serial: text(row, 'serial'),
    site: text(row, 'site'),
    event: text(row, 'event'),
    verdict: recheckVerdict.parse(text(row, 'verdict')),
    ...(actor === undefined ? {} : { by: { person: actor, name: names(actor) } }),
    at_ms: number(row, 'at_ms'),
  };
}

/** Months in which something was checked, UTC, oldest first. */
function monthsOf(days: readonly SqlRow[]): readonly RecheckPeriod[] {
  const months = new Map<string, RecheckPeriod>();
  for (const row of days) {
    const name = new Date(number(row, 'day') * dayMs).toISOString().slice(0, 7);
    const { checked, failed } = months.get(name) ?? { checked: 0, failed: 0 };
    const n = number(row, 'n');
    months.set(name, { name, checked: checked + n, failed: failed + (text(row, 'verdict') === 'not_borne_out' ? n : 0) });
  }
  return [...months.values()];
}
