import type { Report } from '../../contract/helper.ts';
import type { JobProgress } from '../../contract/views.ts';
import { hostWrites, type Technique } from '../../domain/erase/technique.ts';

/** The end of a helper's report stream. A stream that just stops is a helper that died. */
export type ReportEnd =
  Extract<Report, { kind: 'erased' | 'verified' | 'stopped' }> | { readonly kind: 'helper_gone'; readonly detail: string };

/** What wants to know while reports come in. */
export interface ReportEars {
  progress(progress: JobProgress): void;
  marked(written: number, confirmed: number): void;
  accepted(command: string): void;
  nowMs(): number;
}

/**
 * Follows one stream of reports to its end. Never throws: a broken stream is an end of its own, because what the
 * helper was doing to the drive goes on being true.
 */
export async function followReports(reports: Promise<AsyncIterable<Report>>, technique: Technique, ears: ReportEars): Promise<ReportEnd> {
  try {
    let since = { phase: '', ms: 0 };
    for await (const report of await reports) {
      switch (report.kind) {
        case 'progress': {
          if (since.phase !== report.phase) since = { phase: report.phase, ms: ears.nowMs() };
          ears.progress({
            phase: report.phase,
            ...(report.done_ppm === undefined ? {} : { done_ppm: report.done_ppm }),
            ...(report.bytes_per_s === undefined ? {} : { bytes_per_s: report.bytes_per_s }),
            ...(report.left_s === undefined ? {} : { left_s: report.left_s }),
            since_ms: since.ms,
            can_cancel: report.phase !== 'verify' && !(report.phase === 'erase' && !hostWrites(technique)),
          });
          break;
        }
        case 'marked':
          ears.marked(report.written, report.confirmed);
          break;
        case 'accepted':
          ears.accepted(report.command);
          break;
        case 'erased':
        case 'verified':
        case 'stopped':
          return report;
      }
    }
    return { kind: 'helper_gone', detail: 'the drive helper ended without a last word' };
  } catch (error) {
    return { kind: 'helper_gone', detail: error instanceof Error ? error.message : String(error) };
  }
}
