import { expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { proofOf } from '../../../domain/custody/proof.ts';
import { lived, proposed, type Step, step, tech, untilCertified } from './story.ts';

const certificate = step.certify().body['certificate'];
const { job } = step.start().body;
const { serial } = step.clear().body;
const region = { offset: 0, length: 4096, sha256: 'S'.repeat(42) + 'A' };
const asked = (more: object = {}): Step => ({
  type: 'stamp.started',
  actor: tech,
  body: { job, certificate, clearance: 'c'.repeat(22), port: 'virtual/1', serial, deadline_ms: 1, region, ...more },
});
const ended = (end = 'written', of = certificate): Step => ({ type: 'stamp.finished', body: { certificate: of, end, detail: '' } });
const stamped = [...untilCertified, asked(), ended()];

function answer(before: readonly Step[], move: Step): string {
  const verdict = judgeMove(lived(evolve, before), proposed(move));
  return verdict.kind === 'legal' ? 'legal' : [verdict.why, verdict.detail].filter(Boolean).join(' ');
}

const cases: readonly (readonly [string, readonly Step[], Step, string])[] = [
  ['is written on a proven drive', untilCertified, asked(), 'legal'],
  ['is asked for by a person', untilCertified, { type: 'stamp.started', body: asked().body }, 'role_missing'],
  ['waits for the certificate', untilCertified.slice(0, -1), asked(), 'no_proof not_certified'],
  ['waits for the validator', untilCertified.slice(0, -2), asked(), 'no_proof not_validated'],
  ['names the certificate that stands', untilCertified, asked({ certificate: `cert_${'z'.repeat(20)}` }), 'no_proof not_certified'],
  ['is written in the bay where the drive was seen', untilCertified, asked({ port: 'virtual/2' }), 'identity_lock_shut other_port'],
  ['is of the drive that is meant', untilCertified, asked({ serial: 'X' }), 'identity_lock_shut other_serial'],
  ['is written behind an open lock', [...untilCertified, step.seen('shut')], asked(), 'identity_lock_shut'],
  ['has the length that goes with the blocks', untilCertified, asked({ region: { ...region, length: 8192 } }), 'illegal_move other_region'],
  ['is not written in quarantine', [...untilCertified, step.quarantine('person')], asked(), 'quarantined'],
  ['is not written on an offered drive', [...untilCertified, step.offer()], asked(), 'illegal_move offered'],
  ['is written once', stamped, asked(), 'already_stamped'],
  ['is not tried again over one in doubt', [...untilCertified, asked(), ended('in_doubt')], asked(), 'already_stamped'],
  ['is not tried again while nobody knows', [...untilCertified, asked()], asked(), 'already_stamped'],
  ['is tried again where nothing was written', [...untilCertified, asked(), ended('untouched')], asked(), 'legal'],
  ['ends after it began', untilCertified, ended(), 'illegal_move not_started'],
  ['ends once', stamped, ended('in_doubt'), 'illegal_move not_started'],
  ['ends as the one that began', [...untilCertified, asked()], ended('written', `cert_${'z'.repeat(20)}`), 'illegal_move not_started'],
];
test.each(cases)('a stamp %s', (_what, before, move, expected) => {
  expect(answer(before, move)).toBe(expected);
});

test('a stamp leaves the proof as it is, and is gone with the next erase', () => {
  const life = lived(evolve, stamped);
  expect(life).toMatchObject({ breach_count: 0, stamp: { certificate, region, end: 'written', started: { by: tech } } });
  expect(proofOf(life).kind).toBe('proof');
  const cleared = [...stamped, step.clear(2)];
  expect(lived(evolve, cleared)).toHaveProperty('stamp');
  expect(lived(evolve, [...cleared, step.start(2)])).not.toHaveProperty('stamp');
});

test('a re-check leaves out the stamp that is on record, and nothing else', () => {
  const looked = (excluded?: object): Step => {
    const plain = step.looked();
    return { ...plain, body: { ...plain.body, ...(excluded === undefined ? {} : { excluded }) } };
  };
  const look = [step.seen('open', 'virtual/2'), step.look()];
  expect(answer([...stamped, ...look], looked(region))).toBe('legal');
  expect(lived(evolve, [...stamped, ...look, looked(region)]).rechecks?.at(-1)?.excluded).toEqual(region);
  expect(answer([...untilCertified, asked(), ...look], looked(region)), 'it may be there').toBe('legal');
  for (const [before, excluded] of [
    [untilCertified, region],
    [[...untilCertified, asked(), ended('untouched')], region],
    [stamped, { ...region, sha256: `T${region.sha256.slice(1)}` }],
    [stamped, { ...region, length: 8192 }],
  ] as const)
    expect(answer([...before, ...look], looked(excluded))).toBe('proof_rejected region_not_explained');
});
