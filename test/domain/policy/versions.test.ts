import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { proofOf } from '../../../domain/custody/proof.ts';
import { policies, policyOf } from '../../../domain/policy/policies.ts';
import { policyHash, policyRefOf } from '../../../domain/policy/policy.ts';
import { lived, untilCertified } from '../custody/story.ts';

/** What stands in clearances and certificates of the past. A change here unjudges every drive that was judged by it. */
const adopted = [
  { id: 'nist-800-88r2', version: 1, hash: 'us5j0xnF5NRZclW1IdFtTyfq2ZVKNz9tiAZV3TeCkJk' },
  { id: 'nist-800-88r1', version: 1, hash: 'yss9O17Iino_wwuWzVkonX-iB30fDuGkZAWPXis2FNM' },
];

describe('versions that were adopted', () => {
  test.each(adopted)('$id version $version is known and unchanged', (ref) => {
    const policy = policyOf(ref);
    expect(policy === undefined ? undefined : policyRefOf(policy)).toEqual(ref);
  });

  test('a hash under another name or version is no policy', () => {
    const [first] = policies;
    expect(first === undefined ? '' : policyHash(first)).toBe(adopted[0]?.hash);
    expect(policyOf({ id: 'nist-800-88r1', version: 1, hash: adopted[0]?.hash ?? '' })).toBeUndefined();
    expect(policyOf({ id: 'nist-800-88r2', version: 2, hash: adopted[0]?.hash ?? '' })).toBeUndefined();
  });

  test('a drive is judged by the version that cleared it, and by none when that is not known', () => {
    const life = lived(evolve, untilCertified);
    expect(life.jobs[0]?.policy).toEqual(adopted[0]);
    expect(proofOf(life).kind).toBe('proof');
    const [job] = life.jobs;
    const unknown = job === undefined ? [] : [{ ...job, policy: { ...job.policy, version: 2 } }];
    expect(proofOf({ ...life, jobs: unknown })).toMatchObject({ kind: 'none', detail: 'policy_unknown' });
  });
});
