import { readOwnCode } from '../../domain/label/codes.ts';
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
 * and subject. Either way a page costs what it shows, and what lies in a container that is asked for, however many drives
 * there are.
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

type Query = readonly [text: string, params: readonly SqlValue[]];

/**
 * The queries of one page: what drives are found by themselves, over all sites or once for each site that the scope names;
 * and what lies in the container that was asked for, if the page has not gone past it.
 */
export function termQueries(asked: Search, scope: Scope, sites: readonly string[] | undefined, limit: number): readonly Query[] {
  const own = readOwnCode(asked.q ?? '');
  // A drive's printed label holds the first digits of its id, by which it is found.
  const q = own?.kind === 'drive' ? termOf(`d1_${own.tag}`) : termOf(asked.q ?? '');
  const [term = q, subject = ''] = asked.after === undefined ? [] : readCursor(asked.after, ['string', 'string']);
  const words = (sites ?? [undefined]).map((site): Query => {
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
  if (q === '' || term !== q) return words;
  const tag = own?.kind === 'container' ? own.tag : undefined;
  return [...words, containedQuery({ q, tag, after: String(subject), state: asked.state }, scope, limit)];
}

/**
 * What lies in a container that is asked for by its whole name, or by the tag of its label, and in the containers inside
 * it. A row's term is the question itself, which comes before every longer word. Only drives in scope come of it, so nobody
 * learns of a container of others.
 */
function containedQuery(
  { q, tag, after, state }: Pick<Search, 'state'> & { readonly q: string; readonly tag: string | undefined; readonly after: string },
  scope: Scope,
  limit: number,
): Query {
  const params = new Params();
  const term = params.add(q);
  const container =
    tag === undefined ? `term = ${term}` : `subject >= ${params.add(`c1_${tag}`)} AND subject < ${params.add(`c1_${tag}${last}`)}`;
  const conditions = [
    'd.subject = h.item',
    ...(state === undefined ? [] : [`d.state = ${params.add(state)}`]),
    withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params),
  ];
  // Neither database knows how little a container holds, and both would rather go over all drives. Counting for each item,
  // and the order of a CROSS JOIN, leave them only the way by key. UNION lets two that are said to lie in each other end.
  const query = `WITH RECURSIVE held (item) AS (
      SELECT subject FROM console_containers WHERE ${container}
      UNION SELECT c.item FROM held h JOIN console_contents c ON c.container = h.item),
    page (item) AS (
      SELECT h.item FROM held h WHERE h.item > ${params.add(after)}
        AND (SELECT count(*) FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject WHERE ${conditions.join(' AND ')}) > 0
        AND (SELECT count(*) FROM console_terms s WHERE s.subject = h.item AND s.term >= ${term} AND s.term < ${params.add(`${q}${last}`)}) = 0
      ORDER BY h.item LIMIT ${params.add(limit)})
    SELECT CAST(${term} AS text) AS term, ${driveColumns} FROM page p CROSS JOIN console_drives d
      LEFT JOIN drive_tenants dt ON dt.subject = d.subject WHERE d.subject = p.item ORDER BY p.item`;
  return [query, params.values];
}

function stateQueries(asked: Search, scope: Scope, sites: readonly string[] | undefined, limit: number): readonly Query[] {
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
