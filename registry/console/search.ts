import { termOf } from '../projections/terms.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { text } from '../sql/rows.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { Params, sitesOf, withinScope } from './scope-sql.ts';

export interface Search {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly site?: string | undefined;
  readonly tenant?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** A text that comes after every other one with the same beginning. */
const last = '\u{10ffff}';

export const driveColumns =
  'd.subject, d.site, d.serial, d.model, d.wwn, d.state, d.step, d.since_ms, d.holder, d.place, d.outcome, d.ended_ms, dt.tenant';

/** Narrows a scope to one site or tenant that was asked for; what it does not cover leaves nothing. */
export function narrowed(scope: Scope, { site, tenant }: Pick<Search, 'site' | 'tenant'>): Scope {
  return scope.flatMap(({ sites, tenants }) => {
    const left = narrow(sites, site);
    const right = narrow(tenants, tenant);
    return left === undefined || right === undefined ? [] : [{ sites: left, tenants: right }];
  });
}

function narrow(names: readonly string[], asked: string | undefined): string[] | undefined {
  if (asked === undefined) return [...names];
  return names.includes('*') || names.includes(asked) ? [asked] : undefined;
}

/**
 * One page of drives. What is asked for by text is walked in the order of the terms; a state alone in the order of site
 * and subject. Either way a page costs what it shows, however many drives there are.
 */
export async function findDrives(
  sql: SqlReader,
  asked: Search,
  given: Scope,
): Promise<{ readonly rows: readonly SqlRow[]; readonly next?: string }> {
  const scope = narrowed(given, asked);
  const limit = asked.limit ?? pageSize;
  if (scope.length === 0) return { rows: [] };
  const sites = sitesOf(scope);
  const byState = asked.state !== undefined && (asked.q ?? '') === '';
  const queries = byState ? stateQueries(asked, scope, sites, limit + 1) : termQueries(asked, scope, sites, limit + 1);
  const found = (await Promise.all(queries.map(([query, params]) => sql.query(query, params)))).flat();
  const keyOf = (row: SqlRow): readonly [string, string] => [text(row, byState ? 'site' : 'term'), text(row, 'subject')];
  if (queries.length > 1) found.sort((left, right) => compareKeys(keyOf(left), keyOf(right)));
  const { shown, ...more } = cut(found, limit, keyOf);
  return { rows: shown, ...more };
}

/** The queries of one page: one over all sites, or one for each site that the scope names. */
export function termQueries(
  asked: Search,
  scope: Scope,
  sites: readonly string[] | undefined,
  limit: number,
): readonly (readonly [string, readonly SqlValue[]])[] {
  const q = termOf(asked.q ?? '');
  const [term = q, subject = ''] = asked.after === undefined ? [] : readCursor(asked.after, ['string', 'string']);
  return (sites ?? [undefined]).map((site) => {
    const params = new Params();
    const conditions = [
      ...(site === undefined ? [] : [`t.site = ${params.add(site)}`]),
      `(t.term, t.subject) > (${params.add(term)}, ${params.add(subject)})`,
      `t.term < ${params.add(`${q}${last}`)}`,
      // A drive whose serial and place both begin so is shown once, at the first of them.
      q === ''
        ? 't.main = 1'
        : `NOT EXISTS (SELECT 1 FROM console_terms s WHERE s.subject = t.subject AND s.term >= ${params.add(q)} AND s.term < t.term)`,
      ...(asked.state === undefined ? [] : [`d.state = ${params.add(asked.state)}`]),
      withinScope(scope, { site: 't.site', tenant: 'dt.tenant' }, params),
    ];
    const query = `SELECT t.term, ${driveColumns} FROM console_terms t JOIN console_drives d ON d.subject = t.subject
      LEFT JOIN drive_tenants dt ON dt.subject = t.subject WHERE ${conditions.join(' AND ')} ORDER BY t.term, t.subject LIMIT ${params.add(limit)}`;
    return [query, params.values];
  });
}

function stateQueries(
  asked: Search,
  scope: Scope,
  sites: readonly string[] | undefined,
  limit: number,
): readonly (readonly [string, readonly SqlValue[]])[] {
  const [site = '', subject = ''] = asked.after === undefined ? [] : readCursor(asked.after, ['string', 'string']);
  return (sites ?? [undefined]).map((own) => {
    const params = new Params();
    const conditions = [
      `d.state = ${params.add(asked.state ?? '')}`,
      ...(own === undefined ? [] : [`d.site = ${params.add(own)}`]),
      `(d.site, d.subject) > (${params.add(site)}, ${params.add(subject)})`,
      withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params),
    ];
    const query = `SELECT ${driveColumns} FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject
      WHERE ${conditions.join(' AND ')} ORDER BY d.site, d.subject LIMIT ${params.add(limit)}`;
    return [query, params.values];
  });
}

/** Code points, as both databases sort. */
function compareKeys(left: readonly [string, string], right: readonly [string, string]): number {
  return Buffer.compare(Buffer.from(left[0]), Buffer.from(right[0])) || Buffer.compare(Buffer.from(left[1]), Buffer.from(right[1]));
}
