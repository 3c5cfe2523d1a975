import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { type AnyFact, readFact } from '../../domain/facts/facts.ts';
import { defaultPolicy, policyOf } from '../../domain/policy/policies.ts';
import type { Policy, PolicyRef } from '../../domain/policy/policy.ts';
import { choosePolicy, standingPolicies } from '../../domain/policy/scope.ts';
import { ownSite } from './own-site.ts';

/** The policy that this station goes by: the one it adopted last, on record. */
export function adoptedRef(store: Pick<StationStore, 'shelf'>): PolicyRef | undefined {
  const newest = store.shelf.newestOf('policy.adopted')?.fact;
  const read = newest === undefined ? undefined : readFact(newest.type, newest.body);
  return read?.kind === 'fact' && read.fact.type === 'policy.adopted' ? read.fact.body : undefined;
}

/**
 * The same with its text. One whose text is not here (it came from a newer build, or the log is being read again) allows
 * nothing: going by an older one instead could erase too little.
 */
export function adoptedPolicy(store: Pick<StationStore, 'shelf'>): Policy {
  const ref = adoptedRef(store);
  return ref === undefined ? defaultPolicy : (policyOf(ref) ?? allowsNothing(ref));
}

/** Is the text of the policy that this station goes by here? */
export function isPolicyKnown(store: Pick<StationStore, 'shelf'>): boolean {
  const ref = adoptedRef(store);
  return ref === undefined || policyOf(ref) !== undefined;
}

function allowsNothing({ id, version }: PolicyRef): Policy {
  return { id, version, name: `${id}, not known here`, standard: '', rules: [], ladders: [], read_back: [], destroy: [], notes: [] };
}

/**
 * The policy that the registry has put in force for this site, as far as its log was read here. One whose text is not here
 * counts as one for every site: whether it is for another one, nobody here can know.
 */
export function policyInForce(authority: Authority | undefined, site?: string): PolicyRef | undefined {
  const refs = new Map(
    (authority?.policies ?? []).map(({ id, version, hash }) => {
      const ref = { id, version, hash };
      return [policyOf(ref) ?? allowsNothing(ref), ref];
    }),
  );
  const choice = choosePolicy(standingPolicies([...refs.keys()]), { site, isOf: () => undefined });
  return choice.kind === 'policy' ? refs.get(choice.policy) : undefined;
}

/** What goes on record when the registry has put another policy in force and its text is here. Jobs that run keep theirs. */
export function policyNews(
  store: Pick<StationStore, 'shelf'>,
  authority: Authority | undefined,
): readonly Extract<AnyFact, { readonly type: 'policy.adopted' }>[] {
  const set = policyInForce(authority, ownSite(store, authority));
  if (set === undefined || policyOf(set) === undefined || adoptedRef(store)?.hash === set.hash) return [];
  return [{ type: 'policy.adopted', body: set }];
}
