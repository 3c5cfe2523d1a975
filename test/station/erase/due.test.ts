import { describe, expect, test } from 'vitest';
import type { DriveLife, JobPhase, JobStory } from '../../../domain/custody/life.ts';
import { dueStep } from '../../../station/erase/due.ts';

/* Only what `dueStep` reads; the type asks for a whole life. */
const mark = { hash: 'h', wall: '2026-11-22T00:00:00.000Z', station: 's', by: undefined };

function job(phase: JobPhase, more: object = {}): JobStory {
  return { job: 'j1_a', phase, order: { technique: 'host_overwrite' }, ...more } as unknown as JobStory;
}

function life(jobs: readonly JobStory[], more: object = {}): DriveLife {
  return { subject: 'd1_a', jobs, certificates: [], ...more } as unknown as DriveLife;
}

const judged = (verdict: string, more: object = {}): JobStory => job('judged', { verification: { verdict: { kind: verdict } }, ...more });
const accepted = { validation: { accepted: true, mark } };
const rejected = { validation: { accepted: false, mark } };
const quarantine = { quarantine: { cause: 'sanitization_failed', bound_for: 'destruction' } };
const certificate = (outcome: string, of?: string): object => ({
  certificates: [{ id: 'cert_a', outcome, mark, ...(of === undefined ? {} : { job: of }) }],
});

const cases: readonly (readonly [name: string, life: DriveLife, due: object])[] = [
  ['no job', life([]), { kind: 'nothing' }],
  ['cleared and never begun', life([job('cleared')]), { kind: 'abandon' }],
  ['sanitizing', life([job('sanitizing')]), { kind: 'ask' }],
  ['interrupted', life([job('interrupted')]), { kind: 'ask' }],
  ['cancelled', life([job('cancelled')]), { kind: 'nothing' }],
  ['erased and not read back', life([job('finished')]), { kind: 'verify' }],
  [
    'failed by its own word',
    life([job('failed', { why: 'drive_said_failed', data: 'unknown' })]),
    { kind: 'quarantine', cause: 'sanitization_failed', boundFor: 'destruction' },
  ],
  [
    'hung',
    life([job('failed', { why: 'drive_hung', data: 'unknown' })]),
    { kind: 'quarantine', cause: 'sanitization_failed', boundFor: 'decision' },
  ],
  ['failed before it was touched', life([job('failed', { why: 'station_died', data: 'untouched' })]), { kind: 'nothing' }],
  [
    'failed and quarantined',
    life([job('failed', { why: 'drive_said_failed', data: 'unknown' })], quarantine),
    { kind: 'certify', outcome: 'not_sanitized', job: 'j1_a' },
  ],
  [
    'failed, quarantined and certified',
    life([job('failed', { why: 'drive_said_failed', data: 'unknown' })], { ...quarantine, ...certificate('not_sanitized', 'j1_a') }),
    { kind: 'nothing' },
  ],
  [
    'failed, certified, and readmitted since',
    life([job('failed', { why: 'drive_hung', data: 'unknown' })], certificate('not_sanitized', 'j1_a')),
    { kind: 'nothing' },
  ],
  ['verified', life([judged('verified')]), { kind: 'nothing' }],
  ['verified and accepted', life([judged('verified', accepted)]), { kind: 'certify', outcome: 'sanitized', job: 'j1_a' }],
  ['verified, accepted and certified', life([judged('verified', accepted)], certificate('sanitized', 'j1_a')), { kind: 'nothing' }],
  [
    'certified for an older job only',
    life([judged('verified', accepted)], certificate('sanitized', 'j1_older')),
    { kind: 'certify', outcome: 'sanitized', job: 'j1_a' },
  ],
  ['verified and rejected', life([judged('verified', rejected)]), { kind: 'quarantine', cause: 'rejected', boundFor: 'decision' }],
  ['judged as failed', life([judged('failed')]), { kind: 'quarantine', cause: 'sanitization_failed', boundFor: 'destruction' }],
  [
    'judged as failed, and accepted all the same',
    life([judged('failed', accepted)]),
    { kind: 'quarantine', cause: 'sanitization_failed', boundFor: 'destruction' },
  ],
  ['not verified', life([judged('not_verified')]), { kind: 'quarantine', cause: 'not_verified', boundFor: 'decision' }],
  ['destroyed', life([judged('failed')], { destroyed: { mark } }), { kind: 'certify', outcome: 'destroyed' }],
  ['destroyed and certified', life([], { destroyed: { mark }, ...certificate('destroyed') }), { kind: 'nothing' }],
];

describe('what the station owes a drive next', () => {
  test.for(cases)('%s', ([, drive, due]) => {
    expect(dueStep(drive)).toMatchObject(due);
  });
});
