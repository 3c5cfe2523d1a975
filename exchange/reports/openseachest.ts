import type { ReportResult } from '../../domain/facts/expected.ts';
import type { ErasureReport, ReportOutcome, ReportVerification, ReportWarning } from './report.ts';
import { countOf, serialOf, timeOf, told, valueOf } from './values.ts';

/**
 * What openSeaChest_Erase prints, kept in a file. Each drive begins with a line `handle - model - serial - firmware -
 * kind`. The tool tells the start of its run and no end; a capacity only when it was asked for information as well.
 */
export function readOpenSeaChest(text: string): ReportOutcome {
  const lines = text.split(/\r\n|\n|\r/);
  const banner = lines.findIndex((line) => /^\s*(open)?SeaChest/i.test(line));
  if (banner < 0) return { kind: 'refused', why: 'not_this_tool' };
  const version = valueOf(/SeaChest_Erase Version: (\S+)/i.exec(text)?.[1], 40);
  const started = timeOf(/^\s*Today: (\d{8}T\d{6})\b/m.exec(text)?.[1]);
  const drives = sections(lines);
  if (drives.length === 0) return { kind: 'refused', why: 'not_a_report' };
  const reports = drives.map((drive) => reportOf(drive, version, started));
  return reports.some(({ method, result }) => method !== undefined || result !== 'unclear')
    ? { kind: 'reports', reports }
    : { kind: 'refused', why: 'not_a_report' };
}

interface Section {
  readonly model: string;
  readonly serial: string;
  readonly lines: string[];
}

const kinds: ReadonlySet<string> = new Set([
  'ATA',
  'SCSI',
  'NVMe',
  'USB',
  'ATAPI',
  'MMC',
  'SAS',
  'SATA',
  'RAID',
  'UNKNOWN',
  'FLASH',
  'IDE',
  'IEEE1394',
]);

function sections(lines: readonly string[]): readonly Section[] {
  const found: Section[] = [];
  for (const line of lines) {
    const parts = line.trim().split(' - ');
    const kind = parts.at(-1)?.trim() ?? '';
    if (parts.length >= 5 && /^(\/dev\/|\\\\\.\\|PD\d)/.test(parts[0] ?? '') && (kinds.has(kind) || /^[A-Za-z]+$/.test(kind)))
      found.push({ model: parts.slice(1, -3).join(' - '), serial: parts.at(-3) ?? '', lines: [] });
    else found.at(-1)?.lines.push(line.trim());
  }
  return found;
}

/** What is done, by the line that says it begins. */
const begins: readonly (readonly [RegExp, string])[] = [
  [/^Starting Sanitize Block Erase$/, 'Sanitize block erase'],
  [/^Starting Sanitize Crypto Scramble$/, 'Sanitize crypto scramble'],
  [/^Starting Sanitize Overwrite Erase$/, 'Sanitize overwrite'],
  [/^Enhanced ATA Security Erase using /, 'ATA Security Erase, enhanced'],
  [/^ATA Security Erase using /, 'ATA Security Erase, normal'],
  [/^RevertSP (Successful|Failure)!$/, 'TCG RevertSP'],
  [/^Revert (Successful|Failure)!$/, 'TCG Revert'],
  [/^Format Unit (was|Failed)/, 'Format Unit'],
  [/^NVM Format (was|Failed)/, 'NVM Format'],
  [/^(Successfully|Failed to) erased? LBAs .* write same$/, 'Write Same'],
  [/^(Successfully trimmed|Failed to trim)/, 'Trim or unmap'],
];

/** What became of it. The last one counts; a failure after a success is a failure. */
const ends: readonly (readonly [RegExp, ReportResult])[] = [
  [/^Sanitize command passed!$/, 'erased'],
  [/^Sanitize command failed!/, 'failed'],
  [/^Sanitize command has been started\./, 'started'],
  [/^Sanitize command (not supported|was blocked)/, 'failed'],
  [/^(Cannot run sanitize operation|Access Denied while attempting Sanitize|Unknown error in sanitize command)/, 'failed'],
  [/^ATA security erase has completed successfully\.$/, 'erased'],
  [/^ATA Security erase failed to complete/, 'failed'],
  [/^(RevertSP|Revert) Successful!$/, 'erased'],
  [/^(RevertSP|Revert) Failure!$/, 'failed'],
  [/^(Format Unit|NVM Format) was Successful!$/, 'erased'],
  [/^(Format Unit|NVM Format) was started Successfully!$/, 'started'],
  [/^(Format Unit|NVM Format) Failed!$/, 'failed'],
  [/^Failed to erase LBAs /, 'failed'],
  [/^Failed to trim/, 'failed'],
];

function reportOf({ model, serial: serialText, lines }: Section, version: string | undefined, started: string | undefined): ErasureReport {
  const method = lines.map((line) => begins.find(([fits]) => fits.test(line))?.[1]).findLast((one) => one !== undefined);
  const outcomes = lines.flatMap((line) => ends.find(([fits]) => fits.test(line))?.[1] ?? []);
  // A range of blocks that was written or trimmed is no erased drive, so it stays unclear.
  const result = outcomes.includes('failed')
    ? 'failed'
    : (outcomes.at(-1) ?? (method?.startsWith('Sanitize') === true ? 'started' : 'unclear'));
  const verification = verificationOf(lines);
  const serial = serialOf(serialText);
  const warnings: ReportWarning[] = [];
  if (serial === undefined) warnings.push('no_serial');
  if (result === 'unclear') warnings.push('unclear_result');
  if (result === 'started') warnings.push('started_only');
  if (verification === 'unknown') warnings.push('not_verified');
  if (lines.some((line) => /^ADVISORY: This device (may )?requires? a write to all LBAs/.test(line)))
    warnings.push('written_after_erase_needed');
  if (started !== undefined) warnings.push('times_without_zone');
  return told({
    tool: 'openseachest' as const,
    version,
    serial,
    model: valueOf(model, 64),
    capacityBytes: capacityOf(lines),
    method,
    result,
    started,
    verification,
    warnings,
  });
}

function verificationOf(lines: readonly string[]): ReportVerification {
  if (lines.includes('Zero Validation failed.')) return 'failed';
  return lines.includes('Zero Validation Test passed.') ? 'passed' : 'unknown';
}

function capacityOf(lines: readonly string[]): number | undefined {
  const last = countOf(lines.map((line) => /^MaxLBA: (\d+)$/.exec(line)?.[1]).find((one) => one !== undefined));
  const sector = countOf(lines.map((line) => /^Logical Sector Size \(B\): (\d+)$/.exec(line)?.[1]).find((one) => one !== undefined));
  if (last === undefined || sector === undefined) return undefined;
  const bytes = (last + 1) * sector;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
