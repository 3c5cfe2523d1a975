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

  test('of a security erase rests on words 89 and 90: without them, or with a time too short for an overwrite, it is unknown', () => {
    const security: Timed = { ...disk, technique: 'ata_security_erase_enhanced', estimateS: 8 * 3600 };
    expect(judgeDuration(security)).toMatchObject({ kind: 'plausible', reason: 'media_rate' });
    expect(judgeDuration({ ...security, durationMs: 60_000 }).kind).toBe('too_fast');
    expect(judgeDuration({ ...security, estimateS: 40 * 3600 })).toMatchObject({ reason: 'drive_estimate', floorMs: 4 * hours });
    // Two minutes for 4 TB: by the drive's own word it changes a key.
    expect(judgeDuration({ ...security, estimateS: 120 })).toMatchObject({ kind: 'unknown', reason: 'no_known_floor' });
    const { estimateS: _none, ...silent } = security;
    expect(judgeDuration({ ...silent, technique: 'ata_security_erase_normal' })).toMatchObject({ kind: 'unknown' });
    expect(judgeDuration({ ...security, media: 'ata_ssd', estimateS: 120, durationMs: 2000 })).toMatchObject({
      kind: 'plausible',
      reason: 'erase_pulse',
    });
    expect(judgeDuration({ ...security, media: 'ata_ssd', estimateS: 120, durationMs: 1 }).kind).toBe('too_fast');
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
