import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DriveLife, evolve, evolveBy, type FactJudge, type RecordedFact, stateOf } from '../../../domain/custody/life.ts';
import { judgeFact } from '../../../domain/custody/rules.ts';
import { profileFault } from '../../../domain/ledger/canonical.ts';
import {
  certificateName,
  hashOf,
  jobName,
  judge,
  keeper,
  lived,
  other,
  recorded,
  type Step,
  step,
  subject,
  tech,
  untilCertified,
  untilHandedOver,
} from './story.ts';

const proofHash = hashOf(untilCertified.length);

describe('a drive from claim to release', () => {
  test('goes through one state after the other, and breaks no rule', () => {
    const steps = [...untilHandedOver, step.release(proofHash)];
    let life: DriveLife | undefined;
    const states = steps.map((given, i) => {
      life = evolve(life, recorded(given, i + 1, life?.head));
      return stateOf(life);
    });
    expect(states).toEqual([
      'in_custody',
      'identified',
      'cleared',
      'sanitizing',
      'sanitizing',
      'sanitized_unverified',
      'verified',
      'validated',
      'validated',
      'offered',
      'validated',
      'released',
    ]);
    expect(life?.breaches).toEqual([]);
  });

  test('is canonical JSON at every step, even when a body held undefined members', () => {
    let life: DriveLife | undefined;
    for (const [i, given] of [...untilHandedOver, step.release(proofHash)].entries()) {
      life = evolve(
        life,
        recorded(
          { ...given, body: { ...given.body, ...(given.type === 'custody.claimed' ? { model: undefined } : {}) } },
          i + 1,
          life?.head,
        ),
      );
      expect(profileFault(life)).toBeUndefined();
      expect(JSON.parse(JSON.stringify(life))).toStrictEqual(life);
    }
  });

  test('can end in destruction before a witness, with a certificate after the end', () => {
    const life = lived(evolve, [step.claim('destruction'), step.destroy(), step.certify(1, 1, 'destroyed')]);
    expect(stateOf(life)).toBe('destroyed');
    expect(life.breaches).toEqual([]);
    expect(life.destroyed?.witness).toBe(judge);
  });

  test('survives an unplug and ends in a true state', () => {
    const half = [step.claim(), step.seen(), step.clear(), step.start(), step.mark(), step.interrupt()];
    expect(stateOf(lived(evolve, half))).toBe('interrupted');
    expect(stateOf(lived(evolve, [...half, step.resume()]))).toBe('sanitizing');
    expect(stateOf(lived(evolve, [...half, step.resume(1, 'erased'), step.finish(), step.verify()]))).toBe('verified');
    expect(stateOf(lived(evolve, [...half, step.resume(1, 'not_running'), step.clear(2), step.start(2)]))).toBe('sanitizing');
  });

  test('shows a drive whose sanitization failed as quarantined, before anybody says so and for good', () => {
    const failed = lived(evolve, [step.claim(), step.seen(), step.clear(), step.start(), step.fail()]);
    expect(stateOf(failed)).toBe('quarantined');
    const again = lived(
      evolve,
      [
        step.quarantine('sanitization_failed', 'destruction'),
        step.readmit('sanitization_failed'),
        step.clear(2),
        step.certify(1, 1, 'not_sanitized'),
      ],
      failed,
    );
    expect(stateOf(again)).toBe('quarantined');
    expect(again.breaches.map((breach) => [breach.type, breach.why])).toEqual([
      ['custody.readmitted', 'bound_for_destruction'],
      ['erase.cleared', 'bound_for_destruction'],
    ]);
    expect(again.certificates.map((issued) => issued.outcome)).toEqual(['not_sanitized']);
  });

  test('begins anew after reuse: what was proven before proves nothing now', () => {
    const reused = lived(evolve, [step.claim('reuse'), ...untilHandedOver.slice(1), step.release(proofHash, keeper, 'reuse')]);
    expect(stateOf(reused)).toBe('released');
    const back = lived(evolve, [step.claim('maker')], reused);
    expect(stateOf(back)).toBe('in_custody');
    expect(back).toMatchObject({ rounds: 2, jobs: [], certificates: [], breaches: [] });
  });
});

describe('what the rules forbid', () => {
  test('a second claim is kept as a breach and makes a dispute; the first story stands', () => {
    const life = lived(evolve, [step.claim(), { ...step.claim(), actor: other, body: { ...step.claim().body, holder: other } }]);
    expect(stateOf(life)).toBe('disputed');
    expect(life.holder).toBe(tech);
    expect(life.breaches).toMatchObject([{ type: 'custody.claimed', why: 'already_in_custody' }]);
  });

  test('two custody facts that do not know each other make a dispute; a quarantine from elsewhere takes effect', () => {
    const life = lived(evolve, [step.claim(), step.offer()]);
    const parallel = evolve(life, recorded(step.redirect(), 9, hashOf(1)));
    expect(parallel).toMatchObject({ disputed: true, breaches: [{ why: 'parallel' }] });
    const stopped = evolve(life, recorded(step.quarantine(), 9, hashOf(1)));
    expect(stateOf(stopped)).toBe('quarantined');
  });

  test('a destroyed drive that is seen again raises the alarm and stays destroyed', () => {
    const life = lived(evolve, [step.claim('destruction'), step.destroy(), step.seen()]);
    expect(life).toMatchObject({ zombie: true, breaches: [{ type: 'drive.seen', why: 'already_ended' }] });
    expect(stateOf(life)).toBe('destroyed');
  });

  test('a verdict that its own evidence does not carry is a breach, not a verdict', () => {
    const lies: readonly Step[] = [
      {
        ...step.verify(),
        body: {
          ...step.verify().body,
          evidence: { ...(step.verify().body['evidence'] as object), markers: { written: 16, confirmed: 16, surviving: 1, unreadable: 0 } },
        },
      },
      {
        ...step.verify(),
        body: { ...step.verify().body, evidence: { ...(step.verify().body['evidence'] as object), seed: `${'A'.repeat(42)}E` } },
      },
    ];
    for (const lie of lies) {
      const life = lived(evolve, [step.claim(), step.seen(), step.clear(), step.start(), step.mark(), step.finish(), lie]);
      expect(stateOf(life)).toBe('sanitized_unverified');
      expect(life.breaches).toMatchObject([{ type: 'verify.finished', why: 'proof_rejected' }]);
    }
    const unmarked = lived(evolve, [step.claim(), step.seen(), step.clear(), step.start(), step.finish(), step.verify()]);
    expect(unmarked.breaches).toMatchObject([{ detail: 'verdict_not_supported' }]);
  });

  test('odd input never throws: unknown types are counted, bad bodies are breaches', () => {
    const odd: RecordedFact = { hash: hashOf(1), station: 'st_01', epoch: 1, seq: 1, type: 'moon.landed', body: null, deps: [], wall: '' };
    expect(evolve(undefined, odd)).toMatchObject({ facts: 1, breach_count: 0 });
    expect(evolve(undefined, { ...odd, type: 'custody.claimed', subject })).toMatchObject({ breaches: [{ why: 'bad_body' }] });
    expect(evolve(lived(evolve, [step.claim()]), { ...odd, type: 'custody.moved', subject: `d1_${'b'.repeat(32)}` })).toMatchObject({
      breaches: [{ why: 'wrong_subject' }],
    });
    fc.assert(
      fc.property(fc.constantFrom(...untilHandedOver.map((given) => given.type)), fc.jsonValue(), (type, body) => {
        expect(evolve(undefined, { ...odd, type, body, subject }).facts).toBe(1);
      }),
    );
  });
});

/** Any step, legal or not, by anybody: most histories stray, some come through. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...untilHandedOver),
  fc.constantFrom(
    step.seen('shut'),
    step.clear(2),
    step.start(2),
    step.mark(2),
    step.finish(2),
    step.verify(2),
    step.validate(2),
    step.interrupt(),
    step.resume(),
    step.cancel(),
    step.fail(),
    step.verify(1, 'failed'),
    step.verify(1, 'not_verified'),
    step.validate(1, tech),
    step.validate(1, judge, false),
    step.withdraw(),
    step.quarantine(),
    step.readmit(),
    step.redirect('reuse'),
    step.redirect('maker'),
    step.destroy(),
  ),
  fc
    .record({
      proof: fc.integer({ min: 1, max: 24 }),
      actor: fc.constantFrom(tech, keeper),
      way: fc.constantFrom('maker', 'reuse', 'vendor'),
    })
    .map(({ proof, actor, way }) => step.release(hashOf(proof), actor, way)),
);

/** The legal life with a step left out here or done by the wrong hands there, strays between, and a release that names the right certificate. */
const history: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 39 }), { minLength: untilHandedOver.length, maxLength: untilHandedOver.length }),
    fc.array(fc.tuple(fc.nat({ max: 14 }), anyStep), { maxLength: 4 }),
  )
  .map(([dice, strays]) => {
    const steps = untilHandedOver.flatMap((given, i) => (dice[i] === 0 ? [] : dice[i] === 1 ? [byWrongHands(given)] : [given]));
    for (const [at, stray] of strays) steps.splice(Math.min(at, steps.length), 0, stray);
    const certified = steps.findIndex((given) => given.type === 'certificate.issued') + 1;
    return [...steps, step.release(hashOf(Math.max(1, certified)))];
  });

function byWrongHands(given: Step): Step {
  if (given.type === 'validation.decided') return step.validate(1, tech);
  if (given.type === 'verify.finished') return step.verify(1, 'not_verified');
  return given.actor === undefined ? given : { ...given, actor: other };
}

/**
 * What release means, said without the code under test: read from the bare history, the newest erase that was
 * started before the release was verified and then accepted by somebody who had not cleared it.
 */
function releasedWithoutProof(judgeInUse: FactJudge, steps: readonly Step[]): boolean {
  const fold = evolveBy(judgeInUse);
  let life: DriveLife | undefined;
  for (const [i, given] of steps.entries()) {
    life = fold(life, recorded(given, i + 1, life?.head));
    if (life.released === undefined) continue;
    const before = steps.slice(0, i);
    const started = before.findLast((past) => past.type === 'erase.started');
    const job = started?.body['job'];
    const cleared = before.find((past) => past.type === 'erase.cleared' && past.body['job'] === job);
    const of = (type: Step['type']) => before.findLastIndex((past) => past.type === type && past.body['job'] === job);
    const verified = before.some(
      (past) =>
        past.type === 'verify.finished' && past.body['job'] === job && (past.body['verdict'] as { kind: string }).kind === 'verified',
    );
    const accepted = before.some(
      (past) =>
        past.type === 'validation.decided' && past.body['job'] === job && past.body['accepted'] === true && past.actor !== cleared?.actor,
    );
    const certified = before.some((past) => past.type === 'certificate.issued' && past.body['outcome'] === 'sanitized');
    return !(job !== undefined && of('erase.finished') >= 0 && verified && accepted && certified);
  }
  return false;
}

const withoutReleaseGate: FactJudge = (life, fact, hands) =>
  fact.type === 'custody.released' && life?.record !== undefined ? { kind: 'legal' } : judgeFact(life, fact, hands);
const withoutValidationRule: FactJudge = (life, fact, hands) =>
  fact.type === 'validation.decided' && life?.record !== undefined ? { kind: 'legal' } : judgeFact(life, fact, hands);

describe('the release gate', () => {
  const seed = 20261122;
  const property = (judgeInUse: FactJudge) => fc.property(history, (steps) => !releasedWithoutProof(judgeInUse, steps));

  test('never opens without a validated proof, in any history', () => {
    expect(() => fc.assert(property(judgeFact), { seed, numRuns: 2000 })).not.toThrow();
  });

  test('is what the property above tests: some histories do get through', () => {
    const through = fc.sample(history, { seed, numRuns: 2000 }).filter((steps) => lived(evolve, steps).released !== undefined);
    expect(through.length).toBeGreaterThan(20);
  });

  test('would be missed: with the gate or the validation rule taken out, the same property fails', () => {
    expect(fc.check(property(withoutReleaseGate), { seed, numRuns: 2000 }).failed).toBe(true);
    expect(fc.check(property(withoutValidationRule), { seed, numRuns: 2000 }).failed).toBe(true);
  });
});

test('certificates and jobs of the story have the names that their schemas ask for', () => {
  expect(certificateName(1)).toMatch(/^cert_[a-z0-9]{20}$/);
  expect(jobName(1)).toMatch(/^j1_[a-z0-9]{20}$/);
});
