import { compareSerials } from '../../domain/drive/serials.ts';
import type { ErasureReport } from './report.ts';

/** A drive that this place has a record of. */
export interface RecordedDrive {
  readonly subject: string;
  readonly serial: string;
  readonly model?: string | undefined;
}

export interface ReportDifference {
  readonly field: 'model' | 'result' | 'method' | 'ended';
  readonly here: string;
  readonly there: string;
}

/** What becomes of one drive's report. `drive` is the record that it is about, where there is exactly one. */
export type ReportVerdict =
  | { readonly kind: 'new'; readonly report: ErasureReport; readonly drive?: string }
  | { readonly kind: 'same'; readonly report: ErasureReport }
  | { readonly kind: 'conflict'; readonly report: ErasureReport; readonly differences: readonly ReportDifference[] }
  | { readonly kind: 'refused'; readonly report: ErasureReport; readonly why: 'no_serial' | 'several_drives' };

/**
 * Holds a report against what is here: records of drives with that serial, and reports that were kept before. A report
 * that says of one and the same run something else than a kept one is a conflict; both stay as they are.
 */
export function judgeReport(report: ErasureReport, drives: readonly RecordedDrive[], kept: readonly ErasureReport[]): ReportVerdict {
  const { serial, model } = report;
  if (serial === undefined) return { kind: 'refused', report, why: 'no_serial' };
  const fits = drives.filter((drive) => compareSerials(drive.serial, serial, drive.model ?? model ?? '').match !== 'differs');
  if (fits.length > 1) return { kind: 'refused', report, why: 'several_drives' };
  const [drive] = fits;
  const differences: ReportDifference[] = [];
  if (drive?.model !== undefined && model !== undefined && !isSameModel(drive.model, model))
    differences.push({ field: 'model', here: drive.model, there: model });
  const ofRun = kept.filter((one) => one.tool === report.tool && one.started !== undefined && one.started === report.started);
  if (ofRun.some((one) => JSON.stringify(one) === JSON.stringify(report))) return { kind: 'same', report };
  for (const one of ofRun) {
    for (const field of ['result', 'method', 'ended'] as const) {
      const [here, there] = [one[field], report[field]];
      if (here !== undefined && there !== undefined && here !== there) differences.push({ field, here, there });
    }
  }
  if (differences.length > 0) return { kind: 'conflict', report, differences };
  return { kind: 'new', report, ...(drive === undefined ? {} : { drive: drive.subject }) };
}

/** nwipe cuts a model after 17 characters in its table, and makers' names come and go before it. */
function isSameModel(here: string, there: string): boolean {
  const [a, b] = [here, there].map((model) => model.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  if (a === undefined || b === undefined || a === '' || b === '') return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.includes(short);
}
