import { stringify } from 'csv-stringify/sync';
import type { Choice } from '../../contract/console/drives.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { Scope } from '../people/rights.ts';
import { termOf } from '../projections/terms.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { optionalNumber, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { driveRow } from './drive-view.ts';
import { holdersOf, mayRead, seenRows } from './drives.ts';
import { nameReaders, namesOf } from './names.ts';
import { drivesIn, Params, withinScope } from './scope-sql.ts';
import { driveColumns, narrowed } from './search.ts';

/** Drives in one file. Whoever wants more asks by site or by span of time. */
export const mostExported = 20_000;

/**
 * Drives of a choice, in order of subject: the chosen ones, or those that left custody in a span of time, at a site, of
 * a tenant, to a consignee. What lies outside the scope is not among them.
 *
 * @throws ConsoleRefusal when there are more than `most`
 */
export async function chosenDrives(sql: SqlReader, choice: Choice, given: Scope, most: number): Promise<readonly SqlRow[]> {
  const scope = narrowed(given, choice);
  const params = new Params();
  const conditions = [
    ...(choice.subjects === undefined ? [] : [choice.subjects.length === 0 ? '1 = 0' : `d.subject IN ${params.list(choice.subjects)}`]),
    ...(choice.from_ms === undefined ? [] : [`d.ended_ms >= ${params.add(choice.from_ms)}`]),
    ...(choice.until_ms === undefined ? [] : [`d.ended_ms < ${params.add(choice.until_ms)}`]),
    ...(choice.consignee === undefined ? [] : [`dc.consignee = ${params.add(termOf(choice.consignee))}`]),
    withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params),
  ];
  const consignees = choice.consignee === undefined ? '' : 'JOIN drive_consignees dc ON dc.subject = d.subject';
  const rows = await sql.query(
    `SELECT ${driveColumns}, d.life FROM ${drivesIn(scope, true)} ${consignees} WHERE ${conditions.join(' AND ')} ORDER BY d.subject LIMIT ${params.add(most + 1)}`,
    params.values,
  );
  if (rows.length > most)
    throw new ConsoleRefusal('too_large', `there are more than ${most} drives in this choice; narrow it by site, tenant or span of time`);
  return rows;
}

/** Drives as files that other programs read. */
export function exportHandlers({ sql }: { readonly sql: SqlDatabase }): Handlers<'drives.export'> {
  return {
    'drives.export': async ({ query, body, scope, asker, saw }) => {
      const rows = await chosenDrives(sql, body, scope, mostExported);
      const names = await namesOf(sql, holdersOf(rows), mayRead(asker, nameReaders));
      saw(seenRows(rows, `${query.as} ${JSON.stringify(body)}`));
      const drives = rows.map((row) => {
        const endedMs = optionalNumber(row, 'ended_ms');
        return { ...driveRow(row, names), ...(endedMs === undefined ? {} : { ended_ms: endedMs }) };
      });
      if (query.as === 'json') {
        const whole = drives.map((drive, i) => ({ ...drive, life: JSON.parse(text(rows[i] ?? {}, 'life')) as unknown }));
        return { media: 'application/json', body: JSON.stringify({ format: 'custos-drives/v1', drives: whole }), file: 'drives.json' };
      }
      const columns = [
        'subject',
        'serial',
        'model',
        'wwn',
        'state',
        'site',
        'place',
        'holder',
        'tenant',
        'since_ms',
        'outcome',
        'ended_ms',
      ];
      // A serial that begins like a formula must stay a serial in a spreadsheet.
      return {
        media: 'text/csv; charset=utf-8',
        body: stringify(drives, { header: true, columns, escape_formulas: true }),
        file: 'drives.csv',
      };
    },
  };
}
