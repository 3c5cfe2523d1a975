import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { isProvenEmpty, proofOf } from '../../../domain/custody/proof.ts';
import { stateOf } from '../../../domain/custody/story.ts';
import { waysOut } from '../../../domain/custody/ways-out.ts';
import { judgeRecheck, type RecheckVerdict } from '../../../domain/erase/recheck.ts';
import { openDraw } from '../../../domain/policy/recheck.ts';
import { draw, evidence, judge, lived, other, proposed, type Step, step, tech, untilCertified } from './story.ts';

const docked = [...untilCertified, step.seen('open', 'virtual/2')];
const looking = [...docked, step.look()];
const survivor = { markers: { ...evidence.markers, surviving: 1 } };
const draws = new Map([[lived(evolve, docked).subject, { event: draw, at: 7 }]]);

function answer(before: readonly Step[], move: Step): string {
  const verdict = judgeMove(lived(evolve, before), proposed(move));
  return verdict.kind === 'legal' ? 'legal' : [verdict.why, verdict.detail].filter(Boolean).join(' ');
}

describe('a re-check', () => {
  const cases: readonly (readonly [string, readonly Step[], Step, string])[] = [
    ['is another person’s at another dock', docked, step.look(), 'legal'],
    ['is not of who erased', docked, step.look(1, tech), 'same_person recheck'],
    ['may be of a further person', docked, step.look(1, other), 'legal'],
    ['is not at the dock of the erase', untilCertified, step.look(1, judge, 'virtual/1'), 'same_dock'],
    ['is where the drive was seen', untilCertified, step.look(), 'identity_lock_shut other_port'],
    ['is of the drive that is meant', [...untilCertified, step.seen('shut', 'virtual/2')], step.look(), 'identity_lock_shut'],
    ['is of the job that the proof rests on', docked, step.look(2), 'no_job'],
    ['is of a result that was accepted', [...docked.slice(0, 7), step.seen('open', 'virtual/2')], step.look(), 'no_proof not_validated'],
    ['is begun by a person', docked, { type: 'recheck.started', body: step.look().body }, 'role_missing'],
    ['ends after it began', docked, step.looked(), 'illegal_move not_started'],
    ['ends borne out', looking, step.looked(), 'legal'],
    ['ends once', [...looking, step.looked()], step.looked(), 'illegal_move not_started'],
    ['reads the places that it named before', looking, step.looked('borne_out', { seed: 'B'.repeat(43) }), 'proof_rejected other_seed'],
    ['claims no more than it read', looking, step.looked('borne_out', survivor), 'proof_rejected verdict_not_supported'],
    ['claims no less either', looking, step.looked('not_borne_out'), 'proof_rejected verdict_not_supported'],
    ['ends not borne out', looking, step.looked('not_borne_out', survivor), 'legal'],
    ['goes on in holds and disputes', [...docked, step.quarantine('person')], step.look(), 'legal'],
  ];
  test.each(cases)('%s', (_what, before, move, expected) => {
    expect(answer(before, move)).toBe(expected);
  });

  test('that bears the result out answers the draw and leaves the proof', () => {
    const life = lived(evolve, [...looking, step.looked()]);
    expect(openDraw(draws, life)).toBeUndefined();
    expect(proofOf(life).kind).toBe('proof');
    expect(stateOf(life)).toBe('validated');
  });

  test('that does not takes the proof, and with it every way out but destruction', () => {
    const life = lived(evolve, [...looking, step.looked('not_borne_out', survivor)]);
    expect(openDraw(draws, life)).toBeUndefined();
    expect(proofOf(life)).toMatchObject({ why: 'proof_rejected', detail: 'not_borne_out' });
    expect(isProvenEmpty(life)).toBe(false);
    expect(stateOf(life)).toBe('sanitized_unverified');
    expect(waysOut(life).map(({ way, open }) => [way, open])).toEqual([
      ['maker', false],
      ['reuse', false],
      ['vendor', false],
      ['destroy', true],
    ]);
  });

  test('leaves the draw open while it has not ended, could not read, or answers another draw', () => {
    const unread = [...looking, step.looked('unreadable', { unreadable: 1 })];
    for (const steps of [docked, looking, unread]) expect(openDraw(draws, lived(evolve, steps))?.event).toBe(draw);
    expect(proofOf(lived(evolve, unread)).kind, 'nothing was found').toBe('proof');
    const newer = new Map([[lived(evolve, docked).subject, { event: `${'E'.repeat(42)}A`, at: 9 }]]);
    expect(openDraw(newer, lived(evolve, [...looking, step.looked()]))?.at).toBe(9);
    expect(openDraw(undefined, lived(evolve, docked))).toBeUndefined();
  });

  test('begins anew after one that never ended', () => {
    const life = lived(evolve, [...looking, step.look(1, other), step.looked()]);
    expect(life.rechecks).toHaveLength(1);
    expect(life.rechecks?.[0]?.started.by).toBe(other);
    expect(life.breaches).toEqual([]);
  });
});

describe('what was read says', () => {
  const cases: readonly (readonly [string, object, number, RecheckVerdict])[] = [
    ['nothing found', {}, 16, 'borne_out'],
    ['a place holds something else', { unexpected: 1 }, 16, 'not_borne_out'],
    ['a structure is there', { structures: ['gpt'] }, 16, 'not_borne_out'],
    ['data is there, and a place cannot be read', { unexpected: 1, unreadable: 3 }, 16, 'not_borne_out'],
    ['a place cannot be read', { unreadable: 1 }, 16, 'unreadable'],
    ['a marker’s place cannot be read', { markers: { ...evidence.markers, unreadable: 1 } }, 16, 'unreadable'],
    ['nothing was read', { places: 0, read_bytes: 0 }, 16, 'unreadable'],
    ['no marker was ever there', {}, 0, 'unreadable'],
    ['fewer markers were looked for', { markers: { ...evidence.markers, confirmed: 3 } }, 16, 'unreadable'],
  ];
  test.each(cases)('%s', (_what, more, confirmed, expected) => {
    expect(judgeRecheck({ ...evidence, structures: [], ...more }, confirmed)).toBe(expected);
  });
});
