import { nist80088r1 } from './policies/nist-800-88r1.ts';
import { nist80088r2 } from './policies/nist-800-88r2.ts';
import { type Policy, type PolicyRef, policyHash } from './policy.ts';

/** Every policy version this build knows. A version that was ever adopted stays here: old drives were judged by it. */
export const policies: readonly Policy[] = [nist80088r2, nist80088r1];

export const defaultPolicy: Policy = nist80088r2;

const hashes = new Map(policies.map((policy) => [policyHash(policy), policy]));

/** The policy that a fact names, by its hash; undefined when this build does not know it or the name does not fit. */
export function policyOf(ref: PolicyRef): Policy | undefined {
  const found = hashes.get(ref.hash);
  return found?.id === ref.id && found.version === ref.version ? found : undefined;
}
