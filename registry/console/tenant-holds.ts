import type { TenantHoldRow } from '../../contract/console/retention.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { holdGround } from '../../domain/facts/holds.ts';
import { tenantMark } from '../../domain/retention/tenant-mark.ts';
import type { RandomBytes } from '../../keys/random.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { Scope } from '../people/rights.ts';
import { tenantHoldsOf } from '../retention/clocks.ts';
import type { SqlReader } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { namesOf } from './names.ts';

export interface TenantHoldParts {
  readonly sql: SqlReader;
  readonly acts: Acts;
  readonly randomBytes: RandomBytes;
}

/** Legal holds on whole tenants, by officers who see the tenant at every site. */
export function tenantHoldHandlers({ sql, acts, randomBytes }: TenantHoldParts): Handlers<'retention.hold' | 'retention.lift'> {
  return {
    'retention.hold': async ({ params: { tenant }, body: { ground, note }, scope, asker }) => {
      if (!seesAllOf(scope, tenant)) throw noTenant();
      const { mark, key } = await markOf(sql, tenant, randomBytes);
      const hold = toBase64url(randomBytes(16));
      const entry = await acts.control.write({ type: 'tenant.held', body: { tenant, hold, ground, mark }, key, note, actor: asker.person });
      return { event: await acts.seen(entry.hash) };
    },

    'retention.lift': async ({ params: { tenant, hold }, body: { note }, scope, asker }) => {
      const standing = (await tenantHoldsOf(sql, tenant)).find((each) => each.hold === hold && each.lifted_ms === undefined);
      if (!seesAllOf(scope, tenant) || standing === undefined) throw noTenant();
      if (standing.actor === asker.person)
        throw new ConsoleRefusal('refused', 'a hold is lifted by another officer than the one who placed it', { why: 'same_person' });
      const entry = await acts.control.write({ type: 'tenant.freed', body: { tenant, hold }, note, actor: asker.person });
      return { event: await acts.seen(entry.hash) };
    },
  };
}

/** A mark of the tenant's name under a new key. @throws ConsoleRefusal when there is no such tenant */
export async function markOf(
  sql: SqlReader,
  tenant: string,
  randomBytes: RandomBytes,
): Promise<{ readonly mark: string; readonly key: string }> {
  const [row] = await sql.query('SELECT owner FROM tenants WHERE tenant = $1', [tenant]);
  if (row === undefined) throw noTenant();
  const key = Uint8Array.from(randomBytes(32));
  return { mark: tenantMark(key, text(row, 'owner')), key: toBase64url(key) };
}

/** Holds on tenants that stand, of those whom the asker sees everywhere. */
export async function standingHolds(
  sql: SqlReader,
  asked: { readonly scope: Scope; readonly tenants: ReadonlyMap<string, string>; readonly names: boolean },
): Promise<TenantHoldRow[]> {
  const rows = await sql.query(
    'SELECT hold, tenant, ground, actor, placed_ms FROM tenant_holds WHERE lifted_ms IS NULL ORDER BY placed_ms, hold',
  );
  const mine = rows.filter((row) => seesAllOf(asked.scope, text(row, 'tenant')));
  const names = await namesOf(
    sql,
    mine.map((row) => optionalText(row, 'actor')),
    asked.names,
  );
  return mine.map((row) => {
    const actor = optionalText(row, 'actor');
    return {
      hold: text(row, 'hold'),
      tenant: text(row, 'tenant'),
      name: asked.tenants.get(text(row, 'tenant')) ?? '',
      ground: holdGround.parse(text(row, 'ground')),
      placed_ms: number(row, 'placed_ms'),
      ...(actor === undefined ? {} : { placed_by: { person: actor, name: names(actor) } }),
    };
  });
}

/** A clock or a hold is about all drives of a tenant: who sees them at some sites only would see half of it. */
export function seesAllOf(scope: Scope, tenant: string): boolean {
  return scope.some(({ sites, tenants }) => sites.includes(everywhere) && (tenants.includes(everywhere) || tenants.includes(tenant)));
}

function noTenant(): ConsoleRefusal {
  return new ConsoleRefusal('not_found', 'there is no such tenant, or no such hold on it, among those that you may see');
}
