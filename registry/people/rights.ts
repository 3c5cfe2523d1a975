import type { Grant } from '../../contract/console/parts.ts';
import { onlyTells, type Route } from '../../contract/route.ts';
import { everywhere } from '../../domain/facts/control.ts';

/*
 * Who may do what, decided from the rows of the route table and the roles that the log grants: one decision for the
 * pages and for everybody else who calls. There is no other way in, for administrators neither.
 */

/** Somebody who is signed in, or a program with an access token, with the roles that count at this moment. */
export interface Asker {
  readonly person: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly way: 'oidc' | 'local' | 'program';
  readonly untilMs: number;
  /** Names the session, or the token, in its table; opens nothing. */
  readonly session: string;
}

/** Sites and tenants for which a role was given, together. */
export interface Reach {
  readonly sites: readonly string[];
  readonly tenants: readonly string[];
}

/** Where an asker may look: drives of one of these. Empty: nowhere. */
export type Scope = readonly Reach[];

export type Right =
  | { readonly kind: 'may'; readonly scope: Scope }
  | { readonly kind: 'may_not'; readonly code: 'sign_in' | 'role'; readonly why?: 'program' };

/** May this person call this route, and how far does the answer reach? */
export function rightTo(route: Pick<Route, 'who' | 'roles' | 'method' | 'logged'>, asker: Asker | undefined): Right {
  // Whatever is done in somebody's name is done by somebody: a program asks, and nothing more.
  if (asker?.way === 'program' && !onlyTells(route)) return { kind: 'may_not', code: 'role', why: 'program' };
  switch (route.who) {
    case 'anyone':
      return { kind: 'may', scope: [] };
    case 'station':
      // A person's cookie signs nothing for a station.
      return { kind: 'may_not', code: 'role' };
    case 'person': {
      if (asker === undefined) return { kind: 'may_not', code: 'sign_in' };
      if (route.roles.length === 0) return { kind: 'may', scope: asker.grants };
      const scope = asker.grants.filter((grant) => route.roles.includes(grant.role));
      return scope.length === 0 ? { kind: 'may_not', code: 'role' } : { kind: 'may', scope };
    }
  }
}

/** Is what stands at this site, and belongs to this tenant, within the scope? An unknown tenant is seen by those only who see all. */
export function covers(scope: Scope, where: { readonly site: string; readonly tenant: string | undefined }): boolean {
  return scope.some(
    ({ sites, tenants }) =>
      (sites.includes(everywhere) || sites.includes(where.site)) &&
      (tenants.includes(everywhere) || (where.tenant !== undefined && tenants.includes(where.tenant))),
  );
}

/** Is this site within the scope, whatever the tenant? For stations, which belong to a site and to no tenant. */
export function coversSite(scope: Scope, site: string): boolean {
  return scope.some(({ sites }) => sites.includes(everywhere) || sites.includes(site));
}

/** Whether the scope leaves nothing out: what belongs to the registry itself is shown to those who see all sites. */
export function coversAll(scope: Scope): boolean {
  return scope.some(({ sites, tenants }) => sites.includes(everywhere) && tenants.includes(everywhere));
}

/** Whoever gives a role gives no more than they have themselves: each site and each tenant must be theirs, together. */
export function mayGive(own: Scope, given: Reach): boolean {
  return given.sites.every((site) =>
    given.tenants.every((tenant) =>
      own.some(
        ({ sites, tenants }) =>
          (sites.includes(everywhere) || (site !== everywhere && sites.includes(site))) &&
          (tenants.includes(everywhere) || (tenant !== everywhere && tenants.includes(tenant))),
      ),
    ),
  );
}
