import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { type AnyFact, readFact } from '../../domain/facts/facts.ts';
import { defaultPolicy, policyOf } from '../../domain/policy/policies.ts';
import type { Policy, PolicyRef } from '../../domain/policy/policy.ts';

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

/** The policy that the registry has put in force for everybody, as far as its log was read here. */
export function policyInForce(authority: Authority | undefined): PolicyRef | undefined {
  const set = authority?.policies.at(-1);
  return set === undefined ? undefined : { id: set.id, version: set.version, hash: set.hash };
}

/** What goes on record when the registry has put another policy in force and its text is here. Jobs that run keep theirs. */
export function policyNews(
  store: Pick<StationStore, 'shelf'>,
  authority: Authority | undefined,
): readonly Extract<AnyFact, { readonly type: 'policy.adopted' }>[] {
  const set = policyInForce(authority);
  if (set === undefined || policyOf(set) === undefined || adoptedRef(store)?.hash === set.hash) return [];
  return [{ type: 'policy.adopted', body: set }];
}
