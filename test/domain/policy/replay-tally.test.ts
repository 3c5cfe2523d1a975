import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import type { DriveLife } from '../../../domain/custody/story.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { replayLife } from '../../../domain/policy/replay-life.ts';
import { emptyTally, hoursOf, joinedTally, median, replayTally } from '../../../domain/policy/replay-tally.ts';
import { lived, step, untilCertified } from '../custody/story.ts';

const r2: Policy = nist80088r2;
const everyByte: Policy = { ...r2, read_back: [{ media: ['ata_hdd'], read_back: { kind: 'full' }, origin: 'own' }] };
const done = lived(evolve, untilCertified);
/** Other drives with the life of this one, each erased in another time. */
const drives: readonly DriveLife[] = [1, 2, 3, 4, 5].map((n) => ({
  ...done,
  subject: `d1_${String(n).repeat(32)}`,
  jobs: done.jobs.map((job) => ({
    ...job,
    ...(job.record === undefined ? {} : { record: { ...job.record, duration_ms: n * 3_600_000 } }),
  })),
}));
const unverified = lived(evolve, [step.claim(), step.seen(), step.clear(), step.start(), step.finish(), step.verify(1, 'unverified')]);

describe('a replay in counts', () => {
  test('says what the replay of each drive says', () => {
    const { tally, rework } = replayTally(everyByte, drives);
    expect(rework.map(({ subject, short }) => `${subject.slice(3, 4)} ${short}`)).toEqual(
      ['1', '2', '3', '4', '5'].map((n) => `${n} read_back`),
    );
    expect(tally).toMatchObject({
      judged: 5,
      changes: [{ step: 'read_back', draft: 'every byte', drives: 5 }],
      rework: [{ media: 'ata_hdd', technique: 'ata_sanitize_overwrite', short: 'read_back', drives: 5 }],
    });
    expect(hoursOf(tally)).toEqual({
      rows: [{ media: 'ata_hdd', technique: 'ata_sanitize_overwrite', drives: 5, hours: 15 }],
      hours: 15,
      unmeasured: 0,
    });
  });

  test('adds up from parts to that of the whole, however it is parted', () => {
    const whole = replayTally(everyByte, drives).tally;
    for (const at of [0, 1, 2, 3, 4, 5]) {
      const [left, right] = [replayTally(everyByte, drives.slice(0, at)).tally, replayTally(everyByte, drives.slice(at)).tally];
      expect(joinedTally(left, right)).toEqual(whole);
    }
    expect(joinedTally(emptyTally, whole)).toEqual(whole);
  });

  test('leaves out what is older than was asked for, and what an unknown policy judged, and counts both', () => {
    expect(replayTally(r2, drives, undefined, Date.parse('2999-01-01T00:00:00Z')).tally).toMatchObject({ judged: 0, older: 5 });
    expect(replayTally(r2, drives, () => undefined).tally).toMatchObject({ judged: 0, unknown_policy: 5 });
  });

  test('takes the middle of the measured times, the lower of two', () => {
    expect([median([]), median([7]), median([1, 9]), median([9, 1, 5])]).toEqual([0, 7, 1, 5]);
  });
});

describe('one drive', () => {
  test('that was not enough anyway is no work of the draft', () => {
    expect(replayLife(everyByte, unverified)).toMatchObject({ kind: 'judged', spared: false });
    expect(replayLife(everyByte, unverified)).not.toHaveProperty('rework');
  });

  test('that its own policy did not find enough and the draft does is spared', () => {
    // Under the policy that judged it this drive needed every byte; the draft asks for the sample that was read.
    expect(replayLife(r2, done, () => everyByte)).toMatchObject({ kind: 'judged', spared: true });
  });

  test.each([
    ['technique', { ...r2, ladders: r2.ladders.map((ladder) => ({ ...ladder, rungs: ladder.rungs.slice(1) })) }],
    ['method', { ...r2, rules: r2.rules.map((rule) => ({ ...rule, least: 'destroy' as const })) }],
    ['witness', { ...r2, rules: r2.rules.map((rule) => ({ ...rule, witness: true })) }],
    ['read_back', everyByte],
  ] satisfies readonly (readonly [string, Policy])[])('falls short of a draft by its %s', (short, draft) => {
    expect(replayLife(draft, done)).toMatchObject({ kind: 'judged', rework: { short } });
  });
});
