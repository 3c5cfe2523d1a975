import { expect, test } from 'vitest';
import type { Report } from '../../../contract/helper.ts';
import type { JobProgress } from '../../../contract/views.ts';
import type { DriveHelper } from '../../../contract/ports.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import { followReports } from '../../../station/erase/follow-reports.ts';
import { eraseToTheEnd } from '../../../station/erase/to-the-end.ts';

async function* told(reports: readonly Report[], then?: Error): AsyncGenerator<Report, void, void> {
  for (const report of reports) yield await Promise.resolve(report);
  if (then !== undefined) throw then;
}

function ears(): {
  readonly heard: JobProgress[];
  readonly marks: number[];
  progress(progress: JobProgress): void;
  marked(written: number, confirmed: number): void;
  accepted(command: string): void;
  nowMs(): number;
} {
  const heard: JobProgress[] = [];
  const marks: number[] = [];
  let now = 0;
  return {
    heard,
    marks,
    progress: (one) => void heard.push(one),
    marked: (written, confirmed) => void marks.push(written, confirmed),
    accepted: () => undefined,
    nowMs: () => ++now,
  };
}

const ended: Report = { kind: 'stopped', why: 'drive_gone', data: 'partly_erased', detail: 'pulled' };
const marked: Report = { kind: 'marked', written: 4, confirmed: 3 };
const erasing: Report = { kind: 'progress', phase: 'erase', done_ppm: 5 };

test('a stream is followed to its last word, and what comes on the way is passed on', async () => {
  const own = ears();
  expect(await followReports(Promise.resolve(told([marked, erasing, erasing, ended])), 'host_overwrite', own)).toEqual(ended);
  expect(own.marks).toEqual([4, 3]);
  expect(own.heard.map(({ since_ms }) => since_ms)).toEqual([1, 1]);
});

test('a stream that breaks or just stops is a helper that is gone, and never an end of the erase', async () => {
  expect((await followReports(Promise.resolve(told([erasing])), 'host_overwrite', ears())).kind).toBe('helper_gone');
  expect(await followReports(Promise.resolve(told([erasing], new Error('pipe'))), 'host_overwrite', ears())).toEqual({
    kind: 'helper_gone',
    detail: 'pipe',
  });
  expect((await followReports(Promise.reject(new Error('no helper')), 'host_overwrite', ears())).kind).toBe('helper_gone');
});

test('only what can be stopped says that it can be cancelled', async () => {
  const can = async (
    technique: 'host_overwrite' | 'ata_sanitize_overwrite',
    phase: 'mark' | 'erase' | 'verify',
  ): Promise<boolean | undefined> => {
    const own = ears();
    await followReports(Promise.resolve(told([{ kind: 'progress', phase }])), technique, own);
    return own.heard[0]?.can_cancel;
  };
  expect([await can('host_overwrite', 'erase'), await can('host_overwrite', 'verify')]).toEqual([true, false]);
  expect([await can('ata_sanitize_overwrite', 'mark'), await can('ata_sanitize_overwrite', 'erase')]).toEqual([true, false]);
});

test('whoever cancels hears the end all the same, and the markers once', async () => {
  const abort = new AbortController();
  async function* cutOff(): AsyncGenerator<Report, void, void> {
    yield* told([marked, erasing]);
    abort.abort();
    throw new Error('aborted');
  }
  const client = {
    erase: () => Promise.resolve(cutOff()),
    attach: () => Promise.resolve(told([marked, erasing, ended])),
  } as unknown as DriveHelper; // the two calls it makes
  const all: Report[] = [];
  for await (const report of eraseToTheEnd(client, {} as Clearance, 0, abort.signal)) all.push(report);
  expect(all).toEqual([marked, erasing, erasing, ended]);
});
