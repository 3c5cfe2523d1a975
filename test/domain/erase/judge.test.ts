import { describe, expect, test } from 'vitest';
import { type EraseQuestion, judgeErase, seedHash } from '../../../domain/erase/judge.ts';

const good: EraseQuestion = {
  technique: 'ata_sanitize_overwrite',
  record: {
    technique: 'ata_sanitize_overwrite',
    completion: { claim: 'completed', source: 'sanitize_status_ext', raw: '80', reading: 'completed' },
    started_ms: 1,
    duration_ms: 40_000_000,
    written_bytes: 0,
    bad: [],
    bad_count: 0,
    command: '85',
  },
  evidence: {
    seed: 'A'.repeat(43),
    kind: 'sample',
    places: 2002,
    read_bytes: 16_000_000,
    unexpected: 0,
    unreadable: 0,
    markers: { written: 16, confirmed: 16, surviving: 0, unreadable: 0 },
    structures: [],
    duration_ms: 1000,
  },
  markersConfirmed: 16,
  floorMs: 12_000_000,
  plausibility: 'plausible',
  coverage: { user_area: 'addressed', hidden_areas: 'not_present', reallocated: 'not_addressed', other_namespaces: 'not_present' },
  readsAfterErase: 'zeros',
};
const { record, evidence, coverage } = good;
const markers = evidence.markers;
const completion = record.completion;

describe('the verdict on an erase', () => {
  test('is verified when every sign is there, and names each', () => {
    expect(judgeErase(good)).toEqual({
      kind: 'verified',
      reasons: ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'],
    });
  });

  const failing: readonly (readonly [string, Partial<EraseQuestion>, string])[] = [
    ['the drive said that it failed', { record: { ...record, completion: { ...completion, claim: 'failed' } } }, 'drive_said_failed'],
    ['one marker survives', { evidence: { ...evidence, markers: { ...markers, surviving: 1 } } }, 'markers_survive'],
    ['one place holds what it should not', { evidence: { ...evidence, unexpected: 1, first_unexpected: 4096 } }, 'read_back_unexpected'],
    ['a partition table is still there', { evidence: { ...evidence, structures: ['gpt'] } }, 'structures_found'],
    ['one range could not be written', { record: { ...record, bad_count: 1 } }, 'write_errors'],
  ];
  test.each(failing)('is failed when %s and all else is right', (_, change, reason) => {
    const verdict = judgeErase({ ...good, ...change });
    expect(verdict.kind).toBe('failed');
    expect(verdict.reasons).toContain(reason);
  });

  const open: readonly (readonly [string, Partial<EraseQuestion>, string])[] = [
    [
      'the completion record did not come back',
      { record: { ...record, completion: { ...completion, claim: 'unknown' } } },
      'completion_unknown',
    ],
    ['the record is of another technique', { record: { ...record, technique: 'host_overwrite' } }, 'completion_unknown'],
    [
      'no marker was ever confirmed',
      { markersConfirmed: 0, evidence: { ...evidence, markers: { ...markers, confirmed: 0 } } },
      'markers_unconfirmed',
    ],
    [
      'one marker was never confirmed',
      { markersConfirmed: 15, evidence: { ...evidence, markers: { ...markers, confirmed: 15 } } },
      'markers_unconfirmed',
    ],
    ['the ledger knows of fewer confirmed markers', { markersConfirmed: 15 }, 'markers_unconfirmed'],
    ['one marker cannot be read', { evidence: { ...evidence, markers: { ...markers, unreadable: 1 } } }, 'markers_unconfirmed'],
    ['one place cannot be read', { evidence: { ...evidence, unreadable: 1 } }, 'unreadable_places'],
    ['nothing was read', { evidence: { ...evidence, places: 0, read_bytes: 0 } }, 'unreadable_places'],
    ['reads fail after this erase by design', { readsAfterErase: 'errors' }, 'unreadable_places'],
    ['it was over too soon', { plausibility: 'too_fast' }, 'duration_too_short'],
    ['nothing says how long it should take', { plausibility: 'unknown' }, 'duration_unknown'],
    ['the floor is nothing', { floorMs: 0 }, 'duration_unknown'],
    ['part of the user area was left', { coverage: { ...coverage, user_area: 'partly' } }, 'area_unknown'],
    ['hidden areas were left', { coverage: { ...coverage, hidden_areas: 'not_addressed' } }, 'area_unknown'],
    ['hidden areas are unknown', { coverage: { ...coverage, hidden_areas: 'unknown' } }, 'area_unknown'],
    ['another namespace was left', { coverage: { ...coverage, other_namespaces: 'not_addressed' } }, 'area_unknown'],
    ['other namespaces are unknown', { coverage: { ...coverage, other_namespaces: 'unknown' } }, 'area_unknown'],
  ];
  test.each(open)('is not verified, yet not failed, when %s and all else is right', (_, change, reason) => {
    const verdict = judgeErase({ ...good, ...change });
    expect(verdict.kind).toBe('not_verified');
    expect(verdict.reasons).toContain(reason);
  });

  test('is failed, and keeps every reason, when data may remain and signs are missing too', () => {
    const verdict = judgeErase({ ...good, plausibility: 'too_fast', evidence: { ...evidence, markers: { ...markers, surviving: 2 } } });
    expect(verdict).toEqual({
      kind: 'failed',
      reasons: ['completion_recorded', 'markers_survive', 'read_back_as_expected', 'duration_too_short'],
    });
  });
});

test('the hash of a seed is SHA-256 over its bytes, and a bad seed has none', () => {
  expect(seedHash('A'.repeat(43))).toBe('Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU');
  expect(seedHash('A'.repeat(42))).toBeUndefined();
  expect(seedHash(`${'A'.repeat(42)}B`)).toBeUndefined();
});
