import { describe, expect, it } from 'vitest';
import type { CertificateBody } from '../../certificate/certificate.ts';
import { certificateBody } from '../../certificate/certificate.ts';
import { compose, policyForPaper } from '../../certificate/compose.ts';
import { neededEntries } from '../../certificate/needed.ts';
import { strengthOf } from '../../certificate/numbers.ts';
import { factWords, shortfallWords } from '../../certificate/words.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { policyHash } from '../../domain/policy/policy.ts';
import {
  beginLife,
  boss,
  certificateName,
  clearAndStart,
  coverage,
  evidence,
  issue,
  job,
  judge,
  keeper,
  liveTo,
  type PaperStation,
  policy,
  record,
  staffedStation,
  subject,
  tech,
  type Step,
} from './kit.ts';

function bodyOf(station: PaperStation): CertificateBody {
  const entries = neededEntries({ candidates: station.entries, subject, station: station.id });
  return compose({
    entries,
    subject,
    certificateId: certificateName,
    issuedAt: '2026-11-22T20:00:00.000Z',
    station: station.id,
    policy: policyForPaper(policy),
  });
}

/** A life whose erase, read-back and decision are as given. */
function judged(change: {
  readonly record?: object;
  readonly evidence?: object;
  readonly verdict?: object;
  readonly coverage?: object;
  readonly decide?: Partial<Step> | 'nobody';
  readonly lock?: 'shut';
}): CertificateBody {
  const station = staffedStation();
  beginLife(station);
  if (change.lock === 'shut') {
    const seen = station.entries.at(-1);
    station.write({ type: 'drive.seen', subject, body: { ...seen?.event.body, lock: { verdict: 'shut', findings: ['serial_differs'] } } });
  }
  clearAndStart(station);
  station.wait(record.duration_ms);
  station.write({ type: 'erase.finished', subject, body: { job, record: { ...record, ...change.record } } });
  station.write({
    type: 'verify.finished',
    subject,
    body: {
      job,
      evidence: { ...evidence, ...change.evidence },
      verdict: { kind: 'verified', reasons: [], ...change.verdict },
      coverage: { ...coverage, ...change.coverage },
      method: 'purge',
      floor_ms: 1,
    },
  });
  if (change.decide !== 'nobody')
    station.write({ type: 'validation.decided', subject, actor: judge, body: { job, accepted: true, statement: 'x' }, ...change.decide });
  return bodyOf(station);
}

describe('the outcome', () => {
  it('is sanitized only when every sign speaks for it', () => {
    expect(judged({})).toMatchObject({ outcome: 'sanitized', shortfalls: [] });
  });

  it.each([
    ['the drive’s record is missing', { record: { completion: { ...record.completion, claim: 'unknown' } } }, 'completion_unknown'],
    ['the drive’s record says failed', { record: { completion: { ...record.completion, claim: 'failed' } } }, 'completion_failed'],
    ['another technique was run', { record: { technique: 'host_overwrite' } }, 'other_technique'],
    ['places could not be written', { record: { bad_count: 1 } }, 'write_errors'],
    ['the verdict is open', { verdict: { kind: 'not_verified' } }, 'not_verified'],
    ['the verdict is failed', { verdict: { kind: 'failed' } }, 'verification_failed'],
    ['nothing was read back', { evidence: { places: 0, read_bytes: 0 } }, 'not_verified'],
    ['a place could not be read', { evidence: { unreadable: 1 } }, 'not_verified'],
    ['a marker is still there', { evidence: { markers: { written: 16, confirmed: 16, surviving: 1, unreadable: 0 } } }, 'markers_survive'],
    [
      'a marker was never confirmed',
      { evidence: { markers: { written: 16, confirmed: 15, surviving: 0, unreadable: 0 } } },
      'markers_unconfirmed',
    ],
    ['no marker was written', { evidence: { markers: { written: 0, confirmed: 0, surviving: 0, unreadable: 0 } } }, 'markers_unconfirmed'],
    ['a place holds something else', { evidence: { unexpected: 1 } }, 'read_back_unexpected'],
    ['a partition table is there', { evidence: { structures: ['gpt_header'] } }, 'structures_found'],
    ['the seed is another one', { evidence: { seed: 'A'.repeat(43) } }, 'seed_not_committed'],
    ['a hidden area is unknown', { coverage: { hidden_areas: 'unknown' } }, 'area_open'],
    ['part of the user area was left', { coverage: { user_area: 'partly' } }, 'area_open'],
    ['other namespaces are unknown', { coverage: { other_namespaces: 'unknown' } }, 'area_open'],
    ['nobody has decided', { decide: 'nobody' as const }, 'not_validated'],
    ['the result was rejected', { decide: { body: { job, accepted: false, statement: 'x' } } }, 'rejected'],
    ['who sanitized also accepted', { decide: { actor: tech } }, 'validator_sanitized_it'],
    ['who accepted was no validator', { decide: { actor: keeper } }, 'validator_without_role'],
    ['label and drive did not agree', { lock: 'shut' as const }, 'identity_not_proven'],
  ])('is not sanitized when %s', (_, change, shortfall) => {
    const body = judged(change);
    expect(body.outcome).toBe('not_sanitized');
    expect(body.shortfalls).toContain(shortfall);
  });

  it('leaves reallocated sectors to the coverage line: Clear does not reach them', () => {
    expect(judged({ coverage: { reallocated: 'not_addressed' } }).outcome).toBe('sanitized');
  });

  it('is not destroyed without a second person', () => {
    const station = staffedStation();
    beginLife(station);
    station.write({ type: 'drive.destroyed', subject, actor: tech, body: { technique: 'shred' } });
    expect(bodyOf(station)).toMatchObject({ outcome: 'not_sanitized', shortfalls: expect.arrayContaining(['destruction_not_witnessed']) });
  });

  it('is not destroyed in front of somebody who is no witness', () => {
    const station = staffedStation();
    beginLife(station);
    station.write({ type: 'drive.destroyed', subject, actor: tech, witness: judge, body: { technique: 'shred' } });
    expect(bodyOf(station).shortfalls).toContain('destruction_not_witnessed');
  });

  it('can be read when the drive was destroyed in a lot, whose name stands in the event alone', () => {
    const station = staffedStation();
    beginLife(station);
    station.write({
      type: 'drive.destroyed',
      subject,
      actor: tech,
      witness: judge,
      body: { technique: 'shred', lot: `c1_${'7'.repeat(32)}` },
    });
    expect(certificateBody.parse(bodyOf(station)).destruction).toMatchObject({ technique: 'shred' });
  });

  it('stays with the job that touched the drive when a later one never began', () => {
    const station = liveTo('sanitized');
    const cleared = station.entries.find(({ event }) => event.type === 'erase.cleared');
    station.write({ type: 'erase.cleared', subject, actor: tech, body: { ...cleared?.event.body, job: `j1_${'8'.repeat(20)}` } });
    const body = bodyOf(station);
    expect(body.outcome).toBe('sanitized');
    expect(body.jobs).toHaveLength(2);
  });

  it('turns when a later job touched the drive and failed', () => {
    const station = liveTo('sanitized');
    const cleared = station.entries.find(({ event }) => event.type === 'erase.cleared');
    const again = `j1_${'8'.repeat(20)}`;
    station.write({ type: 'erase.cleared', subject, actor: tech, body: { ...cleared?.event.body, job: again } });
    station.write({ type: 'erase.started', subject, body: { job: again, technique: 'ata_sanitize_overwrite', attempt: 1 } });
    station.write({ type: 'erase.failed', subject, body: { job: again, why: 'drive_hung', data: 'unknown', detail: 'no answer' } });
    expect(bodyOf(station)).toMatchObject({ outcome: 'not_sanitized', sanitization: { job: again } });
  });
});

describe('the four facts', () => {
  it('stand apart, each with its event, its time and who stands for it', () => {
    const { facts } = bodyOf(liveTo('sanitized'));
    const marks = [facts.accepted.mark, facts.completed.mark, facts.verified.mark, facts.validated.mark];
    expect(marks.every((mark) => mark !== undefined)).toBe(true);
    expect(facts.validated.mark?.by).toBe(judge);
    expect(facts.verified.mark?.event).not.toBe(facts.completed.mark?.event);
  });

  it('say unknown where an erase was begun and nothing shows that the drive took the command', () => {
    const station = staffedStation();
    beginLife(station);
    clearAndStart(station);
    expect(bodyOf(station).facts).toMatchObject({ accepted: { state: 'unknown' }, completed: { state: 'not_reached' } });
    station.write({ type: 'erase.interrupted', subject, body: { job, why: 'drive_gone', data: 'erasing_in_drive' } });
    expect(bodyOf(station).facts).toMatchObject({
      accepted: { state: 'unknown' },
      completed: { state: 'unknown' },
      verified: { state: 'not_reached' },
    });
    station.write({ type: 'erase.resumed', subject, body: { job, found: 'running' } });
    expect(bodyOf(station).facts.accepted.state).toBe('accepted');
  });

  it('say refused where the drive refused', () => {
    const station = staffedStation();
    beginLife(station);
    clearAndStart(station);
    station.write({
      type: 'erase.failed',
      subject,
      body: { job, why: 'command_refused', data: 'partly_erased', detail: 'ABORTED COMMAND' },
    });
    expect(bodyOf(station).facts).toMatchObject({ accepted: { state: 'refused' }, completed: { state: 'not_reached' } });
  });

  it('never use the bare word complete', () => {
    const words = [...Object.values(factWords).flatMap((each) => Object.values(each)), ...Object.values(shortfallWords)].join(' ');
    expect(words).not.toMatch(/\bcomplete\b/i);
  });
});

describe('a body', () => {
  it('is the same for the same entries, and fits its own schema', () => {
    const station = liveTo('sanitized');
    expect(canonicalText(bodyOf(station))).toBe(canonicalText(bodyOf(station)));
    expect(certificateBody.safeParse(bodyOf(station)).success).toBe(true);
  });

  it('marks practice by the station and by the bay', () => {
    expect(bodyOf(liveTo('sanitized', staffedStation('practice'))).practice).toBe(true);
    expect(bodyOf(liveTo('sanitized', staffedStation(), true)).practice).toBe(true);
    expect(bodyOf(liveTo('sanitized')).practice).toBe(false);
  });

  it('names the policy by hash, and by name only when the policy at hand is that one', () => {
    const station = liveTo('sanitized');
    expect(bodyOf(station).policy).toEqual({
      id: policy.id,
      version: 1,
      hash: policyHash(policy),
      name: policy.name,
      standard: policy.standard,
    });
    const entries = neededEntries({ candidates: station.entries, subject, station: station.id });
    const other = { ...policyForPaper(policy), ref: { ...policyForPaper(policy).ref, version: 2 } };
    expect(
      compose({
        entries,
        subject,
        certificateId: certificateName,
        issuedAt: '2026-11-22T20:00:00.000Z',
        station: station.id,
        policy: other,
      }).policy,
    ).not.toHaveProperty('name');
  });

  it('holds the changed destination', () => {
    const station = liveTo('sanitized');
    station.write({ type: 'custody.destination', subject, actor: boss, body: { destination: 'reuse' } });
    expect(bodyOf(station).record?.destination).toBe('reuse');
  });

  it('cannot be made about a drive that nothing is known of', () => {
    const station = staffedStation();
    expect(() =>
      compose({
        entries: station.entries,
        subject,
        certificateId: certificateName,
        issuedAt: '2026-11-22T20:00:00.000Z',
        station: station.id,
      }),
    ).toThrow(RangeError);
  });
});

describe('the entries that are picked', () => {
  it('hold all of the drive, what makes every signature checkable, and nothing of other drives', () => {
    const station = liveTo('sanitized');
    const other = `d1_${'e'.repeat(32)}`;
    const ended = station.signIn(boss);
    station.write({ type: 'session.closed', body: { session_key: toBase64url(ended.publicKey) }, actor: boss });
    station.write({
      type: 'custody.claimed',
      subject: other,
      actor: tech,
      body: { holder: tech, place: 'x', reason: 'spare', data_class: 'public', destination: 'reuse', serial: 'X', label: {} },
    });
    const picked = neededEntries({ candidates: station.entries, subject, station: station.id });
    expect(picked.some(({ event }) => event.subject === other)).toBe(false);
    expect(picked.filter(({ event }) => event.subject === subject)).toHaveLength(
      station.entries.filter(({ event }) => event.subject === subject).length,
    );
    expect(picked.filter(({ event }) => event.type === 'session.opened')).toHaveLength(4);
    expect(picked.some(({ event }) => event.type === 'session.closed')).toBe(false);
  });

  it('keep the order they came in', () => {
    const certificate = issue(liveTo('sanitized'));
    const seqs = certificate.entries.map(({ event }) => event.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });
});

describe('the strength of a sample', () => {
  it('is never rounded up', () => {
    const { verification } = bodyOf(liveTo('sanitized'));
    if (verification === undefined) throw new Error('no read-back');
    const strength = strengthOf(verification, 8_001_563_222_016);
    expect(strength.read).toBe('2 002 seeded places, 8 GB, 0.1 % of the drive');
    expect(strength.odds.map(({ percent }) => percent)).toEqual(['over 99.99 %', '86.52 %', '18.22 %']);
  });
});
