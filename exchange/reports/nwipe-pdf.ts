import type { ReportResult } from '../../domain/facts/expected.ts';
import type { ReportOutcome, ReportVerification, ReportWarning } from './report.ts';
import { countOf, serialOf, timeOf, told, valueOf } from './values.ts';

/**
 * The PDF that nwipe writes for one drive (0.34 to 0.42). Its text stands uncompressed in the page, a label and then its
 * value, so it is read without a PDF library; a PDF of another maker does not have these labels and is refused.
 */
export function readNwipePdf(bytes: Uint8Array): ReportOutcome {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!raw.startsWith('%PDF-')) return { kind: 'refused', why: 'not_this_tool' };
  const texts = shownTexts(raw);
  const footer = texts.find((text) => /^Dis[ck] Erasure by NWIPE version /i.test(text));
  if (footer === undefined) return { kind: 'refused', why: 'not_this_tool' };
  const values = labelled(texts);
  if (!values.has('Status:') || !values.has('Serial:')) return { kind: 'refused', why: 'not_a_report' };
  const result = resultOf(values.get('Status:'));
  const serial = serialOf(values.get('Serial:'));
  const errors = (errorsOf(values) ?? '').split('/').map((part) => countOf(part) ?? 0);
  const verification = verificationOf(values.get('Verify Pass(Last/All/None):'), result, errors[2] ?? 0);
  return {
    kind: 'reports',
    reports: [
      told({
        tool: 'nwipe' as const,
        version: valueOf(footer.replace(/^.*version /i, ''), 40),
        serial,
        model: valueOf(values.get('Make/Model:'), 64),
        capacityBytes: countOf(/, (\d+) bytes$/.exec(values.get('Size(Apparent):') ?? '')?.[1]),
        method: valueOf(values.get('Method:'), 120),
        result,
        started: timeOf(values.get('Start time:')),
        ended: timeOf(values.get('End time:')),
        verification,
        warnings: warningsOf(values, { serial, result, verification, errors: errors.reduce((sum, one) => sum + one, 0) }),
      }),
    ],
  };
}

const labels: ReadonlySet<string> = new Set([
  'Make/Model:',
  'Serial:',
  'Bus:',
  'Size(Apparent):',
  'Size(Real):',
  'Disk Erasure Details',
  'Start time:',
  'End time:',
  'Duration:',
  'Status:',
  'Method:',
  'PRNG algorithm:',
  'Final Pass(Zeros/Ones/None):',
  'Verify Pass(Last/All/None):',
  '*Bytes Erased:',
  'Rounds(completed/requested):',
  'HPA/DCO:',
  'HPA/DCO Size:',
  'Throughput:',
  'Errors(pass/sync/verify):',
  'Errors(pass/sync/verify/retries):',
  'Information:',
]);

/** The label and the text after it, unless that is a label again. The first page speaks first. */
function labelled(texts: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [index, text] of texts.entries()) {
    const label = text.trim();
    const value = texts[index + 1];
    if (!labels.has(label) || values.has(label) || value === undefined || labels.has(value.trim())) continue;
    values.set(label, value);
  }
  return values;
}

/** Texts in `( ) Tj`, ISO 32000-1 7.3.4.2, in the order in which they are drawn. */
function shownTexts(raw: string): readonly string[] {
  const texts: string[] = [];
  for (const match of raw.matchAll(/\(((?:[^()\\]|\\.){0,500})\) Tj/gs)) {
    texts.push((match[1] ?? '').replace(/\\([()\\])/g, '$1'));
    if (texts.length >= 5000) break;
  }
  return texts;
}

function errorsOf(values: ReadonlyMap<string, string>): string | undefined {
  return values.get('Errors(pass/sync/verify/retries):') ?? values.get('Errors(pass/sync/verify):');
}

function resultOf(status: string | undefined): ReportResult {
  switch (status?.trim()) {
    case 'ERASED':
      return 'erased';
    case 'FAILED':
      return 'failed';
    case 'ABORTED':
      return 'aborted';
    default:
      return 'unclear';
  }
}

function verificationOf(pass: string | undefined, result: ReportResult, errors: number): ReportVerification {
  if (pass === undefined) return 'unknown';
  if (pass.trim() === 'None') return 'none';
  if (errors > 0) return 'failed';
  return result === 'erased' ? 'passed' : 'unknown';
}

function warningsOf(
  values: ReadonlyMap<string, string>,
  read: {
    readonly serial: string | undefined;
    readonly result: ReportResult;
    readonly verification: ReportVerification;
    readonly errors: number;
  },
): readonly ReportWarning[] {
  const hidden = values.get('HPA/DCO:') ?? '';
  const erased = values.get('*Bytes Erased:') ?? '';
  const warnings: ReportWarning[] = [];
  if (read.serial === undefined) warnings.push('no_serial');
  else if (read.serial.length >= 20) warnings.push('serial_may_be_cut');
  if (read.result === 'unclear') warnings.push('unclear_result');
  if (read.errors > 0) warnings.push('errors_counted');
  if (!/\(100(\.0+)?%\)/.test(erased)) warnings.push('not_whole_drive');
  if (hidden.startsWith('Hidden sectors found')) warnings.push('hidden_area_left');
  else if (!/^(No hidden sectors|Not applicable)/.test(hidden)) warnings.push('hidden_area_unknown');
  if (read.verification === 'none') warnings.push('not_verified');
  return [...warnings, 'times_without_zone'];
}
