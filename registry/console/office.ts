import type { ReadRow } from '../../contract/console/people.ts';
import { everywhere } from '../../domain/facts/control.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { ReadLog } from '../people/read-log.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversAll, type Scope } from '../people/rights.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { namesOf } from './names.ts';
import { ownerTerm } from '../../domain/retention/tenant-mark.ts';
import { newTenant } from './sealed-index.ts';

export interface OfficeParts {
  readonly sql: SqlDatabase;
  readonly readLog: ReadLog;
  readonly randomBytes: RandomBytes;
}

type Office = 'tenants.list' | 'tenants.add' | 'reads.list';

/** After every read there is: the first page begins here. */
const newestRead = 'g';

/** Tenants, and the log of who looked at what. */
export function officeHandlers({ sql, readLog, randomBytes }: OfficeParts): Handlers<Office> {
  return {
    'tenants.list': async ({ scope }) => {
      const rows = await sql.query(
        'SELECT t.tenant, t.name, (SELECT count(*) FROM drive_tenants d WHERE d.tenant = t.tenant) AS drives FROM tenants t ORDER BY t.owner LIMIT 1000',
      );
      return {
        rows: rows
          .filter((row) => seesTenant(scope, text(row, 'tenant')))
          .map((row) => ({ tenant: text(row, 'tenant'), name: text(row, 'name'), drives: number(row, 'drives') })),
      };
    },
    'tenants.add': async ({ body, scope }) => {
      if (!seesEveryTenant(scope)) throw new ConsoleRefusal('role', 'only who sees every tenant may name a new one');
      await sql.apply([
        {
          text: 'INSERT INTO tenants (tenant, name, owner) VALUES ($1, $2, $3) ON CONFLICT (owner) DO NOTHING',
          params: [newTenant(randomBytes), body.name, ownerTerm(body.name)],
        },
      ]);
      const [row] = await sql.query('SELECT tenant FROM tenants WHERE owner = $1', [ownerTerm(body.name)]);
      if (row === undefined) throw new Error('a tenant that was just made is not there');
      return { tenant: text(row, 'tenant') };
    },
    'reads.list': async ({ query, scope }) => {
      const limit = query.limit ?? pageSize;
      const [before = newestRead] = query.after === undefined ? [] : readCursor(query.after, ['string']);
      if (query.tenant !== undefined && !seesTenant(scope, query.tenant))
        throw new ConsoleRefusal('role', 'this tenant is not yours to ask about');
      if (query.tenant === undefined && !coversAll(scope)) throw new ConsoleRefusal('role', 'name one of your tenants');
      const { shown, ...more } = cut(await readLog.list(query, String(before), limit + 1), limit, ({ id }) => [id]);
      const names = await namesOf(
        sql,
        shown.map(({ person }) => person),
        true,
      );
      const rows = shown.map(({ atMs, person, what, about, tenants, sites, drives, opened }): ReadRow => ({
        at_ms: atMs,
        person: { person, name: names(person) },
        what,
        about,
        tenants: tenants.filter((tenant) => seesTenant(scope, tenant)),
        sites: sites.filter((site) => site !== ''),
        drives,
        opened,
      }));
      return { rows, ...more };
    },
  };
}

function seesTenant(scope: Scope, tenant: string): boolean {
  return scope.some(({ tenants }) => tenants.includes(everywhere) || tenants.includes(tenant));
}

function seesEveryTenant(scope: Scope): boolean {
  return scope.some(({ tenants }) => tenants.includes(everywhere));
}
