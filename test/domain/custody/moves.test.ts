import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { waysOut } from '../../../domain/custody/ways-out.ts';
import {
  boss,
  hashOf,
  judge,
  keeper,
  lived,
  order,
  other,
  proposed,
  type Step,
  step,
  tech,
  untilCertified,
  untilHandedOver,
} from './story.ts';

const proof = hashOf(untilCertified.length);

function answer(before: readonly Step[], move: Step): string {
  const life = before.length === 0 ? undefined : lived(evolve, before);
  const verdict = judgeMove(life, proposed(move));
  return verdict.kind === 'legal' ? 'legal' : verdict.detail === undefined ? verdict.why : `${verdict.why} ${verdict.detail}`;
}

function with_(given: Step, body: Readonly<Record<string, unknown>>): Step {
  return { ...given, body: { ...given.body, ...body } };
}

const claimed = [step.claim()];
const docked = [...claimed, step.seen()];
const cleared = [...docked, step.clear()];
const running = [...cleared, step.start(), step.mark()];
const verified = [...running, step.finish(), step.verify()];
const opening = with_(step.clear(), { order: { ...order, technique: 'tcg_psid_revert' } });
const failed = [...running, step.fail()];

describe('a move', () => {
  const cases: readonly (readonly [string, readonly Step[], Step, string])[] = [
    ['claims a drive that nobody has', [], step.claim(), 'legal'],
    ['claims for somebody else', [], { ...step.claim(), actor: other }, 'not_the_holder'],
    ['claims twice', claimed, step.claim(), 'already_in_custody'],
    ['claims without a role for it', [], { ...step.claim(), actor: judge }, 'role_missing'],
    ['is no fact at all', claimed, with_(step.move(), { place: 7 }), 'illegal_move bad_body'],
    ['concerns a drive without a record', [], step.move(), 'drive_unknown'],
    ['offers by the holder', claimed, step.offer(), 'legal'],
    ['offers by another than the holder', claimed, step.offer(other, keeper), 'not_the_holder'],
    ['offers to oneself', claimed, step.offer(tech, tech), 'same_person'],
    ['offers twice', [...claimed, step.offer()], step.offer(tech, other), 'illegal_move already_offered'],
    ['takes an offer back', [...claimed, step.offer()], step.withdraw(), 'legal'],
    ['takes back an offer of somebody else', [...claimed, step.offer()], step.withdraw(other), 'not_the_holder'],
    ['receives by the one it was offered to', [...claimed, step.offer()], step.receive(), 'legal'],
    ['receives by another', [...claimed, step.offer()], step.receive(tech, other), 'not_the_receiver'],
    ['receives by the giver', [...claimed, step.offer()], step.receive(tech, tech), 'same_person'],
    ['receives what nobody offered', claimed, step.receive(), 'illegal_move not_offered'],
    ['clears with an open lock', docked, step.clear(), 'legal'],
    ['clears without a look at the drive', claimed, step.clear(), 'identity_lock_shut'],
    ['clears with a shut lock', [...claimed, step.seen('shut')], step.clear(), 'identity_lock_shut'],
    ['clears after the lock fell shut', [...docked, step.seen('shut')], step.clear(), 'identity_lock_shut'],
    ['clears in another port', docked, with_(step.clear(), { port: 'virtual/2' }), 'identity_lock_shut other_port'],
    ['clears another serial', docked, with_(step.clear(), { serial: 'ZA17S7HX' }), 'identity_lock_shut other_serial'],
    ['clears twice', cleared, step.clear(2), 'job_running'],
    [
      'clears by a policy nobody knows',
      docked,
      with_(step.clear(), { policy: { id: 'none', version: 1, hash: 'C'.repeat(43) } }),
      'no_plan policy_unknown',
    ],
    [
      'clears for less than the policy demands',
      docked,
      with_(step.clear(), { order: { ...order, technique: 'host_overwrite', method: 'clear' } }),
      'no_plan method_below_demand',
    ],
    [
      'calls Clear a Purge',
      docked,
      with_(step.clear(), { order: { ...order, technique: 'host_overwrite' } }),
      'no_plan method_below_demand',
    ],
    [
      'clears with less read-back than the policy asks for',
      docked,
      with_(step.clear(), { order: { ...order, read_back: { ...order.read_back, sections: 10 } } }),
      'no_plan read_back_below_demand',
    ],
    ['clears a drive in quarantine', [...docked, step.quarantine()], step.clear(), 'quarantined'],
    ['clears a drive that failed', failed, step.clear(2), 'bound_for_destruction'],
    ['starts what was cleared', cleared, step.start(), 'legal'],
    ['starts what was not cleared', docked, step.start(), 'no_job'],
    ['starts twice', running, step.start(), 'illegal_move sanitizing'],
    ['starts another technique', cleared, with_(step.start(), { technique: 'host_overwrite' }), 'illegal_move other_technique'],
    ['finishes before the start', cleared, step.finish(), 'illegal_move cleared'],
    [
      'finishes what only opens a drive',
      [...docked, opening, with_(step.start(), { technique: 'tcg_psid_revert' })],
      with_(step.finish(), { record: { ...(step.finish().body['record'] as object), technique: 'tcg_psid_revert' } }),
      'illegal_move opens_only',
    ],
    ['verifies before the end', running, step.verify(), 'illegal_move sanitizing'],
    ['cancels what has ended', verified, step.cancel(), 'cannot_cancel'],
    ['validates by a second person', verified, step.validate(), 'legal'],
    [
      'validates by the one who sanitized',
      [...docked, step.clear(1, other), ...verified.slice(3)],
      step.validate(1, other),
      'validator_sanitized_it',
    ],
    ['validates without the role', verified, step.validate(1, boss), 'role_missing'],
    ['validates what was not verified', [...running, step.finish()], step.validate(), 'nothing_to_validate'],
    ['validates twice', [...verified, step.validate()], step.validate(), 'nothing_to_validate'],
    ['accepts a verdict that is none', [...running, step.finish(), step.verify(1, 'not_verified')], step.validate(), 'verdict_failed'],
    ['rejects a good verdict', verified, step.validate(1, judge, false), 'legal'],
    ['certifies before validation', verified, step.certify(), 'no_proof not_validated'],
    ['certifies a failure as a success', failed, step.certify(), 'bound_for_destruction'],
    ['certifies a failure as one', failed, step.certify(1, 1, 'not_sanitized'), 'legal'],
    ['certifies a success as a failure', untilCertified, step.certify(2, 1, 'not_sanitized'), 'illegal_move sanitized'],
    ['certifies destruction of a whole drive', claimed, step.certify(1, 1, 'destroyed'), 'illegal_move not_destroyed'],
    ['quarantines while an erase runs', running, step.quarantine(), 'job_running'],
    ['quarantines twice', [...claimed, step.quarantine()], step.quarantine('person'), 'quarantined'],
    ['tightens a quarantine', [...claimed, step.quarantine()], step.quarantine('drive_silent', 'destruction'), 'legal'],
    [
      'holds by law without a person',
      claimed,
      { type: 'custody.quarantined', body: { cause: 'legal_hold', bound_for: 'decision' } },
      'role_missing',
    ],
    ['readmits what is not held', claimed, step.readmit(), 'not_quarantined'],
    ['readmits for another cause', [...claimed, step.quarantine()], step.readmit('legal_hold'), 'illegal_move other_cause'],
    ['readmits without a supervisor', [...claimed, step.quarantine()], { ...step.readmit(), actor: keeper }, 'role_missing'],
    ['sends a failed drive elsewhere', failed, step.redirect('reuse'), 'bound_for_destruction'],
    ['destroys before a witness', claimed, step.destroy(), 'legal'],
    ['destroys alone', claimed, { ...step.destroy(), witness: undefined as never }, 'witness_missing'],
    [
      'destroys with oneself as witness',
      [{ ...step.claim(), actor: other, body: { ...step.claim().body, holder: other } }],
      step.destroy(other, other),
      'same_person',
    ],
    ['destroys with a witness who is none', claimed, step.destroy(tech, boss), 'witness_not_qualified'],
    ['destroys what somebody else holds', untilHandedOver, step.destroy(), 'not_the_holder'],
    ['destroys under a legal hold', [...claimed, step.quarantine('legal_hold')], step.destroy(), 'quarantined legal_hold'],
    ['moves after the end', [...claimed, step.destroy()], step.move(), 'already_ended'],
    ['claims after destruction', [...claimed, step.destroy()], step.claim(), 'already_ended'],
    ['claims after the return to the maker', [...untilHandedOver, step.release(proof)], step.claim(), 'already_ended'],
  ];
  test.each(cases)('that %s', (_, before, move, expected) => {
    expect(answer(before, move)).toBe(expected);
  });
});

describe('an erase for which the policy wants a witness', () => {
  const strict = [with_(step.claim(), { data_class: 'restricted' }), step.seen()];
  test.each([
    ['with one', { witness: keeper }, 'legal'],
    ['without one', {}, 'witness_missing'],
    ['with the same person twice', { actor: other, witness: other }, 'same_person'],
    ['with somebody who is no witness', { witness: boss }, 'witness_not_qualified'],
  ])('is judged %s', (_, hands, expected) => {
    expect(answer(strict, { ...step.clear(), ...hands })).toBe(expected);
  });
});

describe('a release', () => {
  test('is legal with holder, role and a proof for the destination', () => {
    expect(answer(untilHandedOver, step.release(proof))).toBe('legal');
  });

  const cases: readonly (readonly [string, readonly Step[], Step, string])[] = [
    ['without any erase', [...docked, step.offer(), step.receive()], step.release(proof), 'no_proof no_job'],
    ['without the role', untilCertified, step.release(proof, tech), 'role_missing'],
    ['by another than the holder', untilCertified, step.release(proof), 'not_the_holder'],
    ['by another way than the destination', untilHandedOver, step.release(proof, keeper, 'reuse'), 'illegal_move way_is_not_destination'],
    ['with another proof', untilHandedOver, step.release(hashOf(1)), 'proof_rejected other_proof'],
    [
      'with a certificate nobody issued',
      untilHandedOver,
      step.release(proof, keeper, 'maker', `cert_${'9'.repeat(20)}`),
      'certificate_unknown',
    ],
    [
      'without verification',
      untilHandedOver.filter((given) => given.type !== 'verify.finished'),
      step.release(proof),
      'no_proof not_verified',
    ],
    [
      'without markers on the medium',
      untilHandedOver.filter((given) => given.type !== 'erase.marked'),
      step.release(proof),
      'no_proof not_verified',
    ],
    [
      'without validation',
      untilHandedOver.filter((given) => given.type !== 'validation.decided'),
      step.release(proof),
      'no_proof not_validated',
    ],
    [
      'without a certificate',
      untilHandedOver.filter((given) => given.type !== 'certificate.issued'),
      step.release(proof),
      'no_proof not_certified',
    ],
    [
      'after rejection',
      untilHandedOver.map((given) => (given.type === 'validation.decided' ? step.validate(1, judge, false) : given)),
      step.release(proof),
      'proof_rejected rejected',
    ],
    ['in quarantine', [...untilHandedOver, step.quarantine()], step.release(proof), 'quarantined'],
    ['in limbo', [...untilHandedOver, step.offer(keeper, tech)], step.release(proof), 'illegal_move offered'],
    ['while a newer clearance is out', [...untilHandedOver, step.clear(2)], step.release(proof), 'job_running'],
    [
      'after a newer erase was broken off',
      [...untilHandedOver, step.clear(2), step.start(2), step.interrupt(2)],
      step.release(proof),
      'no_proof not_completed',
    ],
    ['after the lock fell shut', [...untilHandedOver, step.seen('shut')], step.release(proof), 'identity_lock_shut'],
    ['in dispute', [...untilHandedOver, step.claim()], step.release(proof), 'disputed'],
  ];
  test.each(cases)('is refused %s', (_, before, move, expected) => {
    expect(answer(before, move)).toBe(expected);
  });

  test('asks the policy again when the destination has changed since the erase', () => {
    const inHouse = { ...step.claim('reuse'), body: { ...step.claim('reuse').body, data_class: 'internal' } };
    const clearOnly = untilHandedOver.map((given) => {
      if (given.type === 'custody.claimed') return inHouse;
      if (given.type === 'erase.cleared') return with_(given, { order: { ...order, technique: 'host_overwrite', method: 'clear' } });
      if (given.type === 'erase.started') return with_(given, { technique: 'host_overwrite' });
      if (given.type === 'erase.finished')
        return with_(given, { record: { ...(given.body['record'] as object), technique: 'host_overwrite' } });
      if (given.type === 'verify.finished') return with_(given, { method: 'clear' });
      return given;
    });
    expect(answer(clearOnly, step.release(proof, keeper, 'reuse'))).toBe('legal');
    expect(answer([...clearOnly, step.redirect('maker')], step.release(proof))).toBe('proof_rejected method_below_demand');
  });
});

describe('the ways out', () => {
  const ways = (steps: readonly Step[]) =>
    waysOut(lived(evolve, steps)).map((way) => (way.open ? `${way.way} open` : `${way.way} ${way.why}`));

  test('of a drive just claimed: destruction only', () => {
    expect(ways(claimed)).toEqual(['maker no_proof', 'reuse illegal_move', 'vendor illegal_move', 'destroy open']);
  });
  test('of a proven drive: its destination, or destruction', () => {
    expect(ways(untilHandedOver)).toEqual(['maker open', 'reuse illegal_move', 'vendor illegal_move', 'destroy open']);
  });
  test('of a drive that failed: destruction only', () => {
    expect(ways(failed)).toEqual([
      'maker bound_for_destruction',
      'reuse bound_for_destruction',
      'vendor bound_for_destruction',
      'destroy open',
    ]);
  });
  test('of a drive that is gone: none', () => {
    expect(ways([...untilHandedOver, step.release(proof)])).toEqual([
      'maker already_ended',
      'reuse already_ended',
      'vendor already_ended',
      'destroy already_ended',
    ]);
  });
});
