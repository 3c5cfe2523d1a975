import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { proofOf } from '../../../domain/custody/proof.ts';
import { boss, certificateName, judge, lived, proposed, type Step, step, tech, untilCertified, untilHandedOver } from './story.ts';

const revoke = (n = 1, actor = boss, next?: number): Step => ({
  type: 'certificate.revoked',
  actor,
  body: { certificate: certificateName(n), reason: 'corrected', ...(next === undefined ? {} : { superseded_by: certificateName(next) }) },
});
function answer(before: readonly Step[], move: Step): string {
  const verdict = judgeMove(lived(evolve, before), proposed(move));
  return verdict.kind === 'legal' ? 'legal' : [verdict.why, verdict.detail].filter((part) => part !== undefined).join(' ');
}
const proof = (() => {
  const found = proofOf(lived(evolve, untilCertified));
  return found.kind === 'proof' ? found.proof.proof : '';
})();

describe('taking a certificate back', () => {
  test.each<readonly [string, readonly Step[], Step, string]>([
    ['by a supervisor', untilCertified, revoke(), 'legal'],
    ['by a validator', untilCertified, revoke(1, judge), 'legal'],
    ['by a technician', untilCertified, revoke(1, tech), 'role_missing'],
    ['that nobody issued', untilCertified, revoke(7), 'certificate_unknown'],
    ['a second time', [...untilCertified, revoke()], revoke(), 'illegal_move certificate_revoked'],
    ['for a later one', [...untilCertified, step.certify(2)], revoke(1, boss, 2), 'legal'],
    ['for an earlier one', [...untilCertified, step.certify(2)], revoke(2, boss, 1), 'illegal_move no_later_certificate'],
    ['for itself', untilCertified, revoke(1, boss, 1), 'illegal_move no_later_certificate'],
    [
      'for one that was taken back',
      [...untilCertified, step.certify(2), revoke(2)],
      revoke(1, boss, 2),
      'illegal_move no_later_certificate',
    ],
    ['after the drive has left', [...untilHandedOver, step.release(proof)], revoke(), 'legal'],
  ])('%s', (_, before, move, expected) => {
    expect(answer(before, move)).toBe(expected);
  });

  test('leaves no way out until another one proves the erase', () => {
    expect(answer(untilHandedOver, step.release(proof))).toBe('legal');
    expect(answer([...untilHandedOver, revoke()], step.release(proof))).toBe('no_proof not_certified');
    const again = lived(evolve, [...untilHandedOver, step.certify(2), revoke(1, boss, 2)]);
    expect(proofOf(again)).toMatchObject({ kind: 'proof', proof: { certificate: certificateName(2) } });
    expect(again.certificates[0]?.revoked).toMatchObject({ reason: 'corrected', superseded_by: certificateName(2), mark: { by: boss } });
  });
});
