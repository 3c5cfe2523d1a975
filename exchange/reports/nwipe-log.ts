import type { ErasureReport, ReportOutcome, ReportVerification, ReportWarning } from './report.ts';
import type { ReportResult } from '../../domain/facts/expected.ts';
import { countOf, serialOf, timeOf, told, valueOf } from './values.ts';

/**
 * The text log of nwipe (0.34 to 0.42), with its summary tables at the end. Lines begin with `[YYYY/MM/DD HH:MM:SS]` in
 * the machine's local time and a level; the tables carry neither.
 */
export function readNwipeLog(text: string): ReportOutcome {
  const lines = text.split(/\r\n|\n|\r/);
  if (!lines.some((line) => stamped.test(line)) || !/nwipe/i.test(text)) return { kind: 'refused', why: 'not_this_tool' };
  const log: Log = { drives: new Map(), version: undefined, verify: undefined, method: undefined, ended: undefined };
  let table: Table = 'none';
  for (const line of lines) {
    const match = stamped.exec(line);
    table = match === null ? readTable(log, table, line) : 'none';
    if (match !== null) readStamped(log, match[1] ?? '', match[2] ?? '');
  }
  const reports = [...log.drives.values()].filter(({ begun, result }) => begun !== undefined || result !== undefined);
  return reports.length === 0
    ? { kind: 'refused', why: 'not_a_report' }
    : { kind: 'reports', reports: reports.map((drive) => reportOf(log, drive)) };
}

const stamped = /^\[(\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2})\]\s+(.*)$/;
/** Serials are kept in twenty characters there. */
const longestSerial = 20;

type Table = 'none' | 'errors' | 'erased' | 'status';

interface Drive {
  readonly device: string;
  model?: string | undefined;
  serial?: string | undefined;
  begun?: string;
  capacityBytes?: number | undefined;
  erasedBytes?: number | undefined;
  errors: number;
  verifyErrors: number;
  result?: ReportResult;
}

interface Log {
  readonly drives: Map<string, Drive>;
  version: string | undefined;
  verify: string | undefined;
  method: string | undefined;
  ended: string | undefined;
}

function driveNamed(log: Log, device: string): Drive {
  const name = device.trim().replace(/^\/dev\//, '');
  const known = log.drives.get(name);
  if (known !== undefined) return known;
  const fresh: Drive = { device: name, errors: 0, verifyErrors: 0 };
  log.drives.set(name, fresh);
  return fresh;
}

function readStamped(log: Log, stamp: string, rest: string): void {
  const text = rest.replace(/^(debug|info|notice|warning|error|fatal|sanity): /, '');
  const version = /^nwipe (\d[\w.-]{0,30})$/.exec(text);
  if (version !== null) log.version ??= version[1];
  const found = /^Found (\S+), [^,]*, (.*), [^,]*, S\/N=(.*)$/.exec(text);
  if (found !== null) {
    const drive = driveNamed(log, found[1] ?? '');
    drive.model = valueOf(found[2], 64);
    drive.serial = serialOf(found[3]);
  }
  const invoked = /^Invoking method '([^']{1,100})' on (\S+)/.exec(text);
  if (invoked !== null) {
    log.method = invoked[1];
    driveNamed(log, invoked[2] ?? '').begun ??= stamp;
  }
  const started = /^Starting round 1 of \d+ on (\S+)/.exec(text);
  if (started !== null) driveNamed(log, started[1] ?? '').begun ??= stamp;
  const total = /^Total Throughput [^,]*, (.+), (\d+)R\+(NB|B)\+(NV|VL|VA)$/.exec(text);
  if (total !== null) {
    log.method = total[1];
    log.verify = total[4];
    log.ended = stamp;
  }
}

/** The three tables at the end: errors, bytes, and the verdict with model and serial. */
function readTable(log: Log, table: Table, line: string): Table {
  if (/\* Error Summary \*/.test(line)) return 'errors';
  if (/\* Erasure Summary \*/.test(line)) return 'erased';
  if (/\* Drive Status \*/.test(line)) return 'status';
  if (/^\*+$/.test(line)) return 'none';
  const cells = line.replace(/^[! ] /, '').split('|');
  const [device = '', ...rest] = cells;
  if (table === 'none' || !/^\s*\S+\s*$/.test(device) || device.trim() === 'Device') return table;
  if (table === 'errors' && rest.length === 3) {
    const [pass, verify, sync] = rest.map((cell) => countOf(cell) ?? 0);
    const drive = driveNamed(log, device);
    drive.errors = (pass ?? 0) + (sync ?? 0);
    drive.verifyErrors = verify ?? 0;
  }
  if (table === 'erased' && rest.length === 3) {
    const drive = driveNamed(log, device);
    [drive.erasedBytes, drive.capacityBytes] = [countOf(rest[0]), countOf(rest[1])];
  }
  if (table === 'status' && rest.length >= 4) readStatus(driveNamed(log, device), rest);
  return table;
}

function readStatus(drive: Drive, [status = '', , , ...named]: readonly string[]): void {
  drive.result = results.get(status.trim()) ?? 'unclear';
  const name = named.join('|').trim();
  const cut = name.lastIndexOf('/');
  // The table cuts the model after 17 characters; the line that found the drive has all of it.
  drive.model ??= valueOf(cut < 0 ? name : name.slice(0, cut), 64);
  drive.serial ??= cut < 0 ? undefined : serialOf(name.slice(cut + 1));
}

const results: ReadonlyMap<string, ReportResult> = new Map([
  ['Erased', 'erased'],
  ['-FAILED-', 'failed'],
  ['UABORTED', 'aborted'],
]);

function reportOf(log: Log, drive: Drive): ErasureReport {
  const result = drive.result ?? 'started';
  const verification = verificationOf(log.verify, result, drive.verifyErrors);
  const warnings: ReportWarning[] = [];
  if (drive.serial === undefined) warnings.push('no_serial');
  else if (drive.serial.length >= longestSerial) warnings.push('serial_may_be_cut');
  if (result === 'unclear') warnings.push('unclear_result');
  if (result === 'started') warnings.push('started_only');
  if (drive.errors + drive.verifyErrors > 0) warnings.push('errors_counted');
  if (drive.erasedBytes !== undefined && drive.erasedBytes !== drive.capacityBytes) warnings.push('not_whole_drive');
  if (verification === 'none') warnings.push('not_verified');
  warnings.push('hidden_area_unknown', 'times_without_zone');
  return told({
    tool: 'nwipe' as const,
    version: log.version,
    serial: drive.serial,
    model: drive.model,
    capacityBytes: drive.capacityBytes,
    method: valueOf(log.method, 120),
    result,
    started: timeOf(drive.begun),
    ended: result === 'started' ? undefined : timeOf(log.ended),
    verification,
    warnings,
  });
}

function verificationOf(verify: string | undefined, result: ReportResult, errors: number): ReportVerification {
  if (verify === undefined) return 'unknown';
  if (verify === 'NV') return 'none';
  if (errors > 0) return 'failed';
  return result === 'erased' ? 'passed' : 'unknown';
}
