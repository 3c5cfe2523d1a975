import type { ReportField, ScanLayout } from './report-descriptor.ts';

/** One report's part of a scan. */
export interface ScanPiece {
  /** Undefined when the report says that it holds more than it can. */
  readonly data: Uint8Array | undefined;
  /** Such as `]C1`; undefined where the scanner gives none. */
  readonly aim: string | undefined;
  readonly continued: boolean;
}

/** Reads one input report; undefined for a report that carries no scan. */
export function readReport(layout: ScanLayout, report: Uint8Array): ScanPiece | undefined {
  if (layout.reportId !== undefined && report[0] !== layout.reportId) return undefined;
  const all = bytesOf(report, layout.data);
  const count = layout.count === undefined ? undefined : bytesOf(report, layout.count)[0];
  const aim = String.fromCharCode(...layout.symbology.flatMap((field) => [...bytesOf(report, field)]));
  return {
    data: count === undefined ? withoutPadding(all) : count > all.length ? undefined : all.subarray(0, count),
    aim: /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : undefined,
    continued: layout.continued !== undefined && numberAt(report, layout.continued) !== 0,
  };
}

/** A field's bytes, as far as the report has them. */
function bytesOf(report: Uint8Array, { offset, bits }: ReportField): Uint8Array {
  return report.subarray(offset / 8, (offset + bits) / 8);
}

function numberAt(report: Uint8Array, { offset, bits }: ReportField): number {
  let value = 0;
  for (let bit = 0; bit < Math.min(bits, 32); bit++) {
    const at = offset + bit;
    value += ((report[at >> 3] ?? 0) >> (at & 7)) & 1 ? 2 ** bit : 0;
  }
  return value;
}

function withoutPadding(data: Uint8Array): Uint8Array {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end -= 1;
  return data.subarray(0, end);
}

/** A scan of several reports, on its way. */
export interface Joining {
  readonly parts: readonly Uint8Array[];
  readonly aim: string | undefined;
  readonly lastMs: number;
  /** The next report goes on with a scan of which a part is gone. */
  readonly lost: boolean;
}

export const nothingJoined: Joining = { parts: [], aim: undefined, lastMs: 0, lost: false };

export interface Joined {
  readonly state: Joining;
  /** The whole scan, when this was its last report. */
  readonly scan?: { readonly data: Uint8Array; readonly aim: string | undefined };
  /** A scan was thrown away with this report: a part of it is worse than none. */
  readonly dropped?: true;
}

/** Reports of one scan follow each other within milliseconds. */
const longestGapMs = 2000;
const mostBytes = 4096;

/**
 * Puts the reports of a scan together. Gives whole scans only: where a report was lost or too late, disagrees on the
 * symbology or holds too much, all of that scan is dropped, and somebody scans again.
 *
 * @param atMs a clock that only rises, milliseconds
 */
export function joinReports(state: Joining, { data, aim, continued }: ScanPiece, atMs: number): Joined {
  const begun = state.parts.length > 0;
  const torn = begun && (atMs - state.lastMs > longestGapMs || state.aim !== aim);
  const parts = [...state.parts, ...(data === undefined ? [] : [data])];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (state.lost || torn || data === undefined || length > mostBytes)
    return { state: continued ? { ...nothingJoined, lost: true } : nothingJoined, dropped: true };
  if (continued) return { state: { parts, aim, lastMs: atMs, lost: false } };
  return { state: nothingJoined, ...(length === 0 ? {} : { scan: { data: joined(parts, length), aim } }) };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
