import type { ForeignTool, ReportResult, ReportTrust } from '../../domain/facts/expected.ts';

/** What the other tool says of looking at the result. `unknown`: it says nothing of it. */
export type ReportVerification = 'passed' | 'failed' | 'none' | 'unknown';

/** What makes a report say less than it seems to. Read from the report; never shown as more than that. */
export const reportWarnings = [
  'no_serial',
  'unclear_result',
  'errors_counted',
  'not_whole_drive',
  'hidden_area_left',
  'hidden_area_unknown',
  'not_verified',
  'serial_may_be_cut',
  'started_only',
  'written_after_erase_needed',
  'times_without_zone',
] as const;
export type ReportWarning = (typeof reportWarnings)[number];

/**
 * One drive's part of a report of another tool, in one small form. Everything is what that tool said; what it did not
 * say is absent. Times are the tool's own text made `YYYY-MM-DDTHH:MM:SS`, with a zone only where the tool told one.
 */
export interface ErasureReport {
  readonly tool: ForeignTool;
  readonly version?: string;
  readonly serial?: string;
  readonly model?: string;
  readonly capacityBytes?: number;
  readonly method?: string;
  readonly result: ReportResult;
  readonly started?: string;
  readonly ended?: string;
  readonly verification: ReportVerification;
  readonly warnings: readonly ReportWarning[];
}

/** Why a file is no report of the tool that it was said to be of. */
export const reportRefusals = ['not_this_tool', 'not_a_report', 'damaged', 'too_large', 'not_text'] as const;
export type ReportRefusal = (typeof reportRefusals)[number];

export type ReportOutcome =
  | { readonly kind: 'reports'; readonly reports: readonly ErasureReport[] }
  | { readonly kind: 'refused'; readonly why: ReportRefusal; readonly line?: number };

export const reportLimits = { fileBytes: 32 * 1024 * 1024, drives: 4096 } as const;

/** Whose word a result is, from the least to the most: another tool's file, its signed file, our own proof. */
export const trustWords: Readonly<Record<ReportTrust | 'ours', string>> = {
  file: 'told by a file',
  signed_file: 'told by a signed file',
  ours: 'ours',
};

/** A named leave to let a report of another tool count for something, as a policy would have to give it. */
export interface ReportException {
  readonly name: string;
  readonly approver: string;
  readonly tool: ForeignTool;
  readonly trust: ReportTrust;
  /** Unix ms; after it the exception is none. */
  readonly untilMs: number;
}

/**
 * Does a report of another tool count? Never by itself: only under an exception that a person has named, that fits its
 * tool and trust, that has not run out, and for a report that says erased without a warning. It is an exception even then,
 * and never proof of ours.
 */
export function standingOf(
  report: ErasureReport,
  trust: ReportTrust,
  exceptions: readonly ReportException[],
  nowMs: number,
): { readonly kind: 'never' } | { readonly kind: 'by_exception'; readonly name: string; readonly approver: string } {
  if (report.result !== 'erased' || report.warnings.some((warning) => warning !== 'times_without_zone')) return { kind: 'never' };
  const found = exceptions.find(
    (one) =>
      one.tool === report.tool &&
      (one.trust === 'file' || trust === 'signed_file') &&
      nowMs < one.untilMs &&
      one.name !== '' &&
      one.approver !== '',
  );
  return found === undefined ? { kind: 'never' } : { kind: 'by_exception', name: found.name, approver: found.approver };
}
