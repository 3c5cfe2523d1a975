import { describe, expect, test } from 'vitest';
import type { Report } from '../../../contract/helper.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { realLimits } from '../../../hardware/erase/limits.ts';
import type { Progress, RunningErase } from '../../../hardware/erase/method.ts';
import { followErase } from '../../../hardware/helper/follow.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';

/** Follows a script of looks on a clock that only sleeping turns; the last look repeats for ever. */
async function follow(
  looks: readonly (Progress | TransportError)[],
  technique: Technique = 'ata_sanitize_overwrite',
): Promise<{ readonly end: Report; readonly hours: number; readonly said: readonly Report[] }> {
  let now = 0;
  let at = 0;
  const running: RunningErase = {
    poll: async () => {
      const look = looks[Math.min(at++, looks.length - 1)];
      if (look === undefined) throw new Error('no looks');
      if (look instanceof TransportError) throw look;
      return look;
    },
  };
  const clock = {
    nowMs: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const said: Report[] = [];
  for await (const report of followErase({
    running,
    technique,
    command: '',
    startedMs: 0,
    limits: realLimits,
    clock,
    signal: new AbortController().signal,
  }))
    said.push(report);
  const end = said.at(-1);
  if (end === undefined) throw new Error('nothing was said');
  return { end, hours: now / 3_600_000, said };
}

const running = (donePpm?: number): Progress => ({ kind: 'running', ...(donePpm !== undefined && { donePpm }) });
const ended = (claim: 'completed' | 'failed' | 'unknown'): Progress => ({
  kind: 'ended',
  completion: { claim, source: 'sanitize_status_ext', raw: '', reading: claim },
});

describe('watching an erase', () => {
  test('ends as hung when progress stands still for longer than its limit, and says that the drive may go on', async () => {
    const { end, hours } = await follow([running(10_000)]);
    expect(end).toMatchObject({ kind: 'stopped', why: 'drive_hung', data: 'erasing_in_drive' });
    expect(hours * 3_600_000).toBeGreaterThanOrEqual(realLimits.stuckMs);
    expect(hours).toBeLessThan(2);
  });

  test('waits a day for a drive that gives no progress at all', async () => {
    const { end, hours } = await follow([running()]);
    expect(end).toMatchObject({ why: 'drive_hung' });
    expect(hours).toBeGreaterThanOrEqual(24);
  });

  test('bears a silence shorter than its limit, and calls a longer one hung', async () => {
    const timeout = new TransportError('timeout', 'no answer');
    expect((await follow([running(1), timeout, timeout, ended('completed')])).end.kind).toBe('erased');
    expect((await follow([running(1), timeout])).end).toMatchObject({ why: 'drive_hung', data: 'unknown' });
  });

  test('knows a drive that is gone at once', async () => {
    expect((await follow([running(1), new TransportError('gone', 'pulled')])).end).toMatchObject({
      why: 'drive_gone',
      data: 'erasing_in_drive',
    });
    expect((await follow([running(1), new TransportError('gone', 'pulled')], 'host_overwrite')).end).toMatchObject({
      why: 'drive_gone',
      data: 'partly_erased',
    });
  });

  test('takes one unreadable status for a hiccup and several for an unknown completion, never for success', async () => {
    expect((await follow([ended('unknown'), ended('unknown'), running(2), ended('unknown'), ended('completed')])).end.kind).toBe('erased');
    expect((await follow([running(1), ended('unknown')])).end).toMatchObject({
      kind: 'stopped',
      why: 'completion_unknown',
      data: 'unknown',
    });
  });

  test('says progress and the time left from what it has seen', async () => {
    const { said } = await follow([running(0), running(250_000), running(500_000), ended('completed')]);
    expect(said.slice(0, -1)).toEqual([
      { kind: 'progress', phase: 'erase', done_ppm: 0 },
      { kind: 'progress', phase: 'erase', done_ppm: 250_000, left_s: 6 },
      { kind: 'progress', phase: 'erase', done_ppm: 500_000, left_s: 4 },
    ]);
  });
});
