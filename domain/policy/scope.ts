import type { Policy, PolicyScope } from './policy.ts';

/*
 * Which of several policies is for a drive: the one with the narrowest scope that fits. Nothing is guessed: where two fit
 * alike, or where a narrower one may fit and nobody here can tell, none is chosen, and what none is chosen for is not erased.
 */

/** What is known of a drive where the question is asked. */
export interface Whereabouts {
  /** Site of the station that has it in hand; undefined when that is not known. */
  readonly site: string | undefined;
  /** Is the drive this tenant's? Undefined when nobody here can tell. */
  isOf(tenant: string): boolean | undefined;
}

export type PolicyChoice =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'none'; readonly why: 'no_policy' | 'two_fit' | 'site_unknown' | 'tenant_unknown'; readonly among: readonly Policy[] };

/**
 * The policies that stand after all of these were put in force, the newest first. One takes the place of those before it
 * that have its id or speak of the same drives.
 *
 * @param set in the order in which they were put in force
 */
export function standingPolicies(set: readonly Policy[]): readonly Policy[] {
  const standing: Policy[] = [];
  for (const policy of set.toReversed()) {
    const isReplaced = standing.some(({ id, scope }) => id === policy.id || isSameScope(scope, policy.scope));
    if (!isReplaced) standing.push(policy);
  }
  return standing;
}

/** The policy among those that stand which is for this drive, or why there is none. */
export function choosePolicy(standing: readonly Policy[], where: Whereabouts): PolicyChoice {
  const fits = standing.flatMap((policy) => {
    const fit = fitOf(policy.scope, where);
    return fit === 'no' ? [] : [{ policy, fit, narrowness: narrownessOf(policy.scope) }];
  });
  const [first] = fits.toSorted((left, right) => right.narrowness - left.narrowness);
  if (first === undefined) return { kind: 'none', why: 'no_policy', among: [] };
  const narrowest = fits.filter(({ narrowness }) => narrowness === first.narrowness);
  const among = narrowest.map(({ policy }) => policy);
  const unknown = narrowest.find(({ fit }) => fit !== 'yes')?.fit;
  if (unknown === 'site_unknown' || unknown === 'tenant_unknown') return { kind: 'none', why: unknown, among };
  return narrowest.length > 1 ? { kind: 'none', why: 'two_fit', among } : { kind: 'policy', policy: first.policy };
}

/** Those that stand and would leave a drive with two policies if this one were put in force beside them. */
export function clashesWith(policy: Policy, standing: readonly Policy[]): readonly Policy[] {
  return standing.filter(
    (other) =>
      other.id !== policy.id &&
      !isSameScope(other.scope, policy.scope) &&
      narrownessOf(other.scope) === narrownessOf(policy.scope) &&
      meet(other.scope?.sites, policy.scope?.sites) &&
      meet(other.scope?.tenants, policy.scope?.tenants),
  );
}

type Fit = 'yes' | 'no' | 'site_unknown' | 'tenant_unknown';

function fitOf(scope: PolicyScope | undefined, { site, isOf }: Whereabouts): Fit {
  const tenants = scope?.tenants?.map((tenant) => isOf(tenant));
  const isOfOne = tenants?.some((is) => is === true) ?? true;
  if (scope?.sites !== undefined && site !== undefined && !scope.sites.includes(site)) return 'no';
  if (!isOfOne && tenants?.every((is) => is === false) === true) return 'no';
  if (!isOfOne) return 'tenant_unknown';
  return scope?.sites !== undefined && site === undefined ? 'site_unknown' : 'yes';
}

/** A tenant's own policy goes before that of a site: whose data it is weighs more than where it is. */
function narrownessOf(scope: PolicyScope | undefined): number {
  return (scope?.tenants === undefined ? 0 : 2) + (scope?.sites === undefined ? 0 : 1);
}

function isSameScope(left: PolicyScope | undefined, right: PolicyScope | undefined): boolean {
  return isSameList(left?.sites, right?.sites) && isSameList(left?.tenants, right?.tenants);
}

function isSameList(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.every((one) => right.includes(one)) && right.every((one) => left.includes(one));
}

/** Lists that no drive is in both of do not meet. An absent list holds everything. */
function meet(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  return left === undefined || right === undefined || left.some((one) => right.includes(one));
}
