import { compareSerials } from '../drive/serials.ts';

/** One line of the certificate or list that a vendor sends back for a lot. */
export interface AnswerLine {
  /** Where it stands in the vendor's file, from 1. */
  readonly line: number;
  readonly serial: string;
  readonly method: string;
  readonly date: string;
}

/** A drive of the lot, as its load list has it. */
export interface AnsweredDrive {
  readonly item: string;
  readonly serial?: string | undefined;
  readonly model?: string | undefined;
  readonly wwn?: string | undefined;
  /** When it left, RFC 3339; absent while it has not. */
  readonly leftAt?: string | undefined;
}

/**
 * What a line is worth. Only `matched` settles a drive; what is unclear is never guessed:
 * `serial_unclear` fits two drives of the lot, `date_unclear` is no day of the form 2026-11-23.
 */
export type LineVerdict =
  'matched' | 'not_in_lot' | 'serial_unclear' | 'twice' | 'no_method' | 'date_unclear' | 'before_it_left' | 'in_the_future';

export interface AnswerMatch {
  readonly lines: readonly { readonly line: number; readonly serial: string; readonly verdict: LineVerdict; readonly item?: string }[];
  /** Drives of the lot that no line settles. */
  readonly lacking: readonly AnsweredDrive[];
  /** Every drive by just one good line, and no line about anything else. */
  readonly settled: boolean;
}

/**
 * Holds a vendor's answer against the lot, line by line. Serials are compared as everywhere (`compareSerials`): case,
 * spaces and dashes do not count, a maker's own rule does. Pure.
 *
 * @param nowMs Unix time in ms: nothing was done to a drive after it
 */
export function matchAnswer(drives: readonly AnsweredDrive[], answer: readonly AnswerLine[], nowMs: number): AnswerMatch {
  const found = answer.map((line) => ({ line, fits: drives.filter((drive) => isSerialOf(line.serial, drive)) }));
  const lines = found.map(({ line: { line, serial, method, date }, fits }) => {
    const [drive, other] = fits;
    if (drive === undefined) return { line, serial, verdict: 'not_in_lot' as const };
    if (other !== undefined) return { line, serial, verdict: 'serial_unclear' as const };
    const isTwice = found.filter((each) => each.fits.includes(drive)).length > 1;
    return { line, serial, verdict: isTwice ? ('twice' as const) : judgeLine(method, date, drive, nowMs), item: drive.item };
  });
  const settled = new Set(lines.flatMap(({ verdict, item }) => (verdict === 'matched' && item !== undefined ? [item] : [])));
  const lacking = drives.filter(({ item }) => !settled.has(item));
  return { lines, lacking, settled: drives.length > 0 && lacking.length === 0 && lines.every(({ verdict }) => verdict === 'matched') };
}

function isSerialOf(serial: string, drive: AnsweredDrive): boolean {
  return drive.serial !== undefined && compareSerials(serial, drive.serial, drive.model ?? '', drive.wwn).match !== 'differs';
}

/** Time zones are up to 14 hours apart, so the vendor's day may be the one beside ours. */
const dayMs = 86_400_000;

function judgeLine(method: string, date: string, { leftAt }: AnsweredDrive, nowMs: number): LineVerdict {
  if (method.trim() === '') return 'no_method';
  const at = dayOf(date);
  if (at === undefined) return 'date_unclear';
  if (leftAt === undefined || at + 2 * dayMs <= Date.parse(leftAt)) return 'before_it_left';
  return at > nowMs + dayMs ? 'in_the_future' : 'matched';
}

/** A day of ISO 8601, with a time behind it or without; `03/04/2026` has two readings and gets none. */
function dayOf(text: string): number | undefined {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(text.trim()) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  // A day that there is not, such as 30 February, does not come back as it was written.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? undefined : at;
}
