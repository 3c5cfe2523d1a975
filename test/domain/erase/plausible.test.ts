import { describe, expect, test } from 'vitest';
import { judgeDuration, type Timed } from '../../../domain/erase/plausible.ts';

const hours = 3_600_000;
const disk: Timed = { technique: 'host_overwrite', media: 'ata_hdd', interface: 'ata', capacityBytes: 4e12, durationMs: 6 * hours };

describe('the duration of an erase', () => {
  test('is plausible when a 4 TB disk takes six hours to overwrite, and an alarm when it takes minutes', () => {
    expect(judgeDuration(disk)).toMatchObject({ kind: 'plausible', reason: 'interface_rate' });
    expect(judgeDuration({ ...disk, durationMs: 5 * 60_000 }).kind).toBe('too_fast');
    expect(judgeDuration({ ...disk, technique: 'ata_sanitize_overwrite', durationMs: 0 })).toMatchObject({
      kind: 'too_fast',
      reason: 'media_rate',
    });
  });

  test('counts every pass', () => {
    expect(judgeDuration({ ...disk, durationMs: 2 * hours }).kind).toBe('plausible');
    expect(judgeDuration({ ...disk, durationMs: 2 * hours, passes: 3 }).kind).toBe('too_fast');
  });

  test("is measured against a tenth of the drive's own estimate for an overwrite in the drive", () => {
    const timed: Timed = {
      ...disk,
      technique: 'scsi_sanitize_overwrite',
      media: 'scsi_hdd',
      interface: 'scsi',
      durationMs: 3 * hours,
      estimateS: 40 * 3600,
    };
    expect(judgeDuration(timed)).toEqual({ kind: 'too_fast', floorMs: 4 * hours, reason: 'drive_estimate' });
  });

  test('may be short for crypto and block erase, yet not nothing', () => {
    expect(judgeDuration({ ...disk, technique: 'ata_sanitize_crypto_scramble', durationMs: 5 }).kind).toBe('plausible');
    expect(judgeDuration({ ...disk, technique: 'nvme_sanitize_crypto_erase', durationMs: 0 }).kind).toBe('too_fast');
    expect(judgeDuration({ ...disk, technique: 'nvme_sanitize_block_erase', durationMs: 10 }).kind).toBe('too_fast');
  });

  test('is unknown, never plausible, where nothing bounds the technique or the clock failed', () => {
    expect(judgeDuration({ ...disk, technique: 'ata_security_erase_enhanced' })).toEqual({
      kind: 'unknown',
      floorMs: 0,
      reason: 'no_known_floor',
    });
    expect(judgeDuration({ ...disk, durationMs: Number.NaN }).kind).toBe('unknown');
    expect(judgeDuration({ ...disk, durationMs: -1 }).kind).toBe('unknown');
  });

  test('runs by the time scale of a virtual bay, and a scale below one slows nobody down', () => {
    expect(judgeDuration({ ...disk, durationMs: 10_000 }).kind).toBe('too_fast');
    expect(judgeDuration({ ...disk, durationMs: 10_000, timeScale: 1000 }).kind).toBe('plausible');
    expect(judgeDuration({ ...disk, timeScale: 0.0001 }).kind).toBe('plausible');
  });
});
