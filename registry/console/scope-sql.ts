import { everywhere } from '../../domain/facts/control.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlValue } from '../sql/port.ts';

/** Collects the values of a query while its text is written. */
export class Params {
  readonly values: SqlValue[] = [];

  /** The placeholder for a value. */
  add(value: SqlValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  list(values: readonly SqlValue[]): string {
    return `(${values.map((value) => this.add(value)).join(', ')})`;
  }
}

/**
 * The scope as a condition. A column that is NULL is within it only where the scope names everything.
 *
 * @param columns of the row: its site, and its tenant where it can have one
 */
export function withinScope(scope: Scope, columns: { readonly site: string; readonly tenant?: string }, params: Params): string {
  const parts = withoutRepeats(scope).map(({ sites, tenants }) => {
    const site = sites.includes(everywhere) ? undefined : `${columns.site} IN ${params.list(sites)}`;
    const tenant =
      columns.tenant === undefined || tenants.includes(everywhere) ? undefined : `${columns.tenant} IN ${params.list(tenants)}`;
    return [site, tenant].filter((part) => part !== undefined).join(' AND ') || '1 = 1';
  });
  return parts.length === 0 ? '1 = 0' : `(${parts.map((part) => `(${part})`).join(' OR ')})`;
}

/** Somebody with several roles of the same reach asks one question, and the database can answer it by an index. */
function withoutRepeats(scope: Scope): Scope {
  const within = (inner: readonly string[], outer: readonly string[]): boolean =>
    outer.includes(everywhere) || inner.every((name) => outer.includes(name));
  return scope.filter(
    (reach, at) =>
      !scope.some(
        (other, place) =>
          place !== at &&
          within(reach.sites, other.sites) &&
          within(reach.tenants, other.tenants) &&
          // Of two that are the same the first stays.
          (place < at || !within(other.sites, reach.sites) || !within(other.tenants, reach.tenants)),
      ),
  );
}

/** Drives with their tenants, where the scope or the question needs them: most drives have one, and looking each up is the longer half of a count. */
export function drivesIn(scope: Scope, needsTenant = false): string {
  const isFree = scope.every(({ tenants }) => tenants.includes(everywhere));
  return isFree && !needsTenant ? 'console_drives d' : 'console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject';
}

/** The sites that a scope names, sorted; undefined when it names every one. */
export function sitesOf(scope: Scope): readonly string[] | undefined {
  if (scope.some(({ sites }) => sites.includes(everywhere))) return undefined;
  return [...new Set(scope.flatMap(({ sites }) => sites))].sort();
}
