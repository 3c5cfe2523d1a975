import { z } from 'zod';
import type { ReportOutcome, ReportWarning } from './report.ts';
import { serialOf, told, valueOf } from './values.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const document = z.object({
  report_metadata: z.object({ software: z.literal('nwipe'), version: z.string() }),
  device: z.object({ model: z.string(), serial_no: z.string(), size_bytes: count }),
  wipe_result: z.object({ status: z.string(), pass_errors: count, verify_errors: count, start_time: count, end_time: count }),
});

/**
 * The JSON report that one development version of nwipe wrote beside its PDF. It names no method and no verification, so
 * it says less than the log. Times are Unix seconds.
 */
export function readNwipeJson(text: string): ReportOutcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', why: 'not_this_tool' };
  }
  const read = document.safeParse(value);
  if (!read.success) return { kind: 'refused', why: 'not_this_tool' };
  const { report_metadata, device, wipe_result: wipe } = read.data;
  const serial = serialOf(device.serial_no);
  const result = wipe.status === 'success' ? ('erased' as const) : wipe.status === 'failure' ? ('failed' as const) : ('unclear' as const);
  const warnings: ReportWarning[] = ['hidden_area_unknown', 'not_verified'];
  if (serial === undefined) warnings.push('no_serial');
  else if (serial.length >= 20) warnings.push('serial_may_be_cut');
  if (result === 'unclear') warnings.push('unclear_result');
  if (wipe.pass_errors + wipe.verify_errors > 0) warnings.push('errors_counted');
  const report = told({
    tool: 'nwipe' as const,
    version: valueOf(report_metadata.version, 40),
    serial,
    model: valueOf(device.model, 64),
    capacityBytes: device.size_bytes,
    result,
    started: secondsText(wipe.start_time),
    ended: secondsText(wipe.end_time),
    verification: 'unknown' as const,
    warnings,
  });
  return { kind: 'reports', reports: [report] };
}

/** Until the year 9999; 0 stands for a time that was never set. */
function secondsText(seconds: number): string | undefined {
  return seconds === 0 || seconds > 253_402_300_799 ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
