import { describe, expect, test } from 'vitest';
import type { JobStory } from '../../../domain/custody/life.ts';
import type { EraseRecord } from '../../../domain/erase/evidence.ts';
import { readFact } from '../../../domain/facts/facts.ts';
import { dataLeftAlone, factOfEraseEnd } from '../../../station/erase/end-facts.ts';
import type { ReportEnd } from '../../../station/erase/follow-reports.ts';

const jobId = `j1_${'a'.repeat(20)}`;
const overwrite = { job: jobId, order: { technique: 'host_overwrite' } } as unknown as JobStory; // what the function reads
const inDrive = { job: jobId, order: { technique: 'ata_sanitize_overwrite' } } as unknown as JobStory;
const record: EraseRecord = {
  technique: 'host_overwrite',
  completion: { claim: 'completed', source: 'host_writes', raw: '', reading: 'written' },
  started_ms: 1,
  duration_ms: 2,
  written_bytes: 3,
  bad: [],
  bad_count: 0,
  command: '',
};
const somebody = { actor: `p1_${'b'.repeat(32)}`, note: 'stop' };
const stopped = (why: string, data: string): ReportEnd => ({ kind: 'stopped', why, data, detail: 'd' }) as ReportEnd;

const cases: readonly (readonly [name: string, end: ReportEnd, job: JobStory, stopper: typeof somebody | undefined, fact: object])[] = [
  ['erased', { kind: 'erased', record }, overwrite, undefined, { type: 'erase.finished', body: { record } }],
  [
    'the helper went away in an overwrite',
    { kind: 'helper_gone', detail: '' },
    overwrite,
    undefined,
    { type: 'erase.interrupted', body: { why: 'helper_died', data: 'partly_erased' } },
  ],
  [
    'the helper went away while the drive erased itself',
    { kind: 'helper_gone', detail: '' },
    inDrive,
    undefined,
    { type: 'erase.interrupted', body: { why: 'helper_died', data: 'erasing_in_drive' } },
  ],
  [
    'a read-back where an erase was to end',
    { kind: 'verified', evidence: {} } as unknown as ReportEnd,
    inDrive,
    undefined,
    { type: 'erase.interrupted' },
  ],
  [
    'cancelled by somebody',
    stopped('cancelled', 'partly_erased'),
    overwrite,
    somebody,
    { type: 'erase.cancelled', actor: somebody.actor, body: { data: 'partly_erased' }, sealed: { note: 'stop' } },
  ],
  [
    'cancelled by nobody',
    stopped('cancelled', 'partly_erased'),
    overwrite,
    undefined,
    { type: 'erase.interrupted', body: { why: 'station_died' } },
  ],
  [
    'cancelled too late, the drive erases by itself',
    stopped('cancelled', 'erasing_in_drive'),
    inDrive,
    somebody,
    { type: 'erase.interrupted', body: { data: 'erasing_in_drive' } },
  ],
  [
    'pulled',
    stopped('drive_gone', 'erasing_in_drive'),
    inDrive,
    undefined,
    { type: 'erase.interrupted', body: { why: 'drive_gone', data: 'erasing_in_drive' } },
  ],
  [
    'hung',
    stopped('drive_hung', 'unknown'),
    inDrive,
    undefined,
    { type: 'erase.failed', body: { why: 'drive_hung', data: 'unknown', detail: 'd' } },
  ],
  [
    'failed by its own word',
    { kind: 'stopped', why: 'drive_said_failed', data: 'unknown', detail: 'x'.repeat(500), record },
    inDrive,
    undefined,
    { type: 'erase.failed', body: { why: 'drive_said_failed', record, detail: 'x'.repeat(300) } },
  ],
  [
    'pulled while somebody cancelled',
    stopped('drive_gone', 'partly_erased'),
    overwrite,
    somebody,
    { type: 'erase.interrupted', body: { why: 'drive_gone' } },
  ],
];

describe('the fact that the end of an erase comes down to', () => {
  test.for(cases)('%s', ([, end, job, stopper, fact]) => {
    const made = factOfEraseEnd(end, job, 'd1_a', stopper);
    expect(made).toMatchObject({ subject: 'd1_a', ...fact });
    expect(readFact(made.type, JSON.parse(JSON.stringify(made.body)))).toMatchObject({ kind: 'fact' });
  });

  test('data is never called untouched when nobody watched', () => {
    expect([dataLeftAlone(overwrite), dataLeftAlone(inDrive)]).toEqual(['partly_erased', 'erasing_in_drive']);
    expect(dataLeftAlone({ ...overwrite, order: { ...overwrite.order, technique: 'tcg_psid_revert' } })).toBe('unknown');
  });
});
