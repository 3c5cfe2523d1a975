import type { ReportResult } from '../../domain/facts/expected.ts';
import type { ErasureReport, ReportOutcome, ReportWarning } from './report.ts';
import { countOf, hasZone, serialOf, timeOf, told, valueOf } from './values.ts';
import { readXml, type XmlElement } from './xml.ts';

/**
 * The XML report of Blancco: `blancco_data` with nested `entries` and `entry`, each told by its `name`. One report may
 * hold several erasures, each with its `target`. The maker publishes no schema: the names are those that public programs
 * read from such reports, and what has another name is not told. A signature inside it is not checked here.
 */
export function readBlancco(text: string): ReportOutcome {
  if (!/<\s*blancco_data[\s>]|<\s*blancco_erasure_report[\s>]/.test(text)) return { kind: 'refused', why: 'not_this_tool' };
  const root = readXml(text);
  if (root === undefined) return { kind: 'refused', why: 'damaged' };
  const version = valueOf(descendants(root, (one) => one.name === 'product_version')[0]?.text, 40);
  const disks = descendants(root, isEntries('disk'));
  const erasures = descendants(root, (one) => one.name === 'blancco_erasure_report').flatMap((report) =>
    descendants(report, isEntries('erasure')),
  );
  if (erasures.length === 0) return { kind: 'refused', why: 'not_a_report' };
  return { kind: 'reports', reports: erasures.map((erasure) => reportOf(erasure, disks, version)) };
}

const isEntries =
  (name: string) =>
  (one: XmlElement): boolean =>
    (one.name === 'entries' && one.attributes.get('name') === name) || one.name === name;

function descendants(element: XmlElement, fits: (one: XmlElement) => boolean): readonly XmlElement[] {
  return element.children.flatMap((child) => [...(fits(child) ? [child] : []), ...descendants(child, fits)]);
}

/** The value of an entry that stands directly in these entries. */
function entry(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((one) => one.name === 'entry' && one.attributes.get('name') === name)?.text;
}

function reportOf(erasure: XmlElement, disks: readonly XmlElement[], version: string | undefined): ErasureReport {
  const [target] = descendants(erasure, isEntries('target'));
  // Where the erasure does not name its drive itself, the only drive of the machine is meant; of several, none.
  const drive = serialOf(entry(target, 'serial')) === undefined && disks.length === 1 ? disks[0] : target;
  const serial = serialOf(entry(drive, 'serial'));
  const result = resultOf(entry(erasure, 'state'));
  const started = timeOf(entry(erasure, 'start_time'));
  const ended = timeOf(entry(erasure, 'end_time'));
  const errors = ['total_errors', 'failed_sectors'].map((name) => countOf(entry(erasure, name)) ?? 0);
  const warnings: ReportWarning[] = [];
  if (serial === undefined) warnings.push('no_serial');
  if (result === 'unclear') warnings.push('unclear_result');
  if (errors.some((count) => count > 0)) warnings.push('errors_counted');
  if ([started, ended].some((time) => time !== undefined && !hasZone(time))) warnings.push('times_without_zone');
  return told({
    tool: 'blancco' as const,
    version,
    serial,
    model: valueOf(entry(drive, 'model'), 64),
    capacityBytes: countOf(entry(drive, 'capacity')),
    method: valueOf(entry(erasure, 'erasure_standard_name'), 120),
    result,
    started,
    ended,
    verification: 'unknown' as const,
    warnings,
  });
}

function resultOf(state: string | undefined): ReportResult {
  const word = state?.trim().toLowerCase() ?? '';
  if (word === 'successful') return 'erased';
  if (/fail|error/.test(word)) return 'failed';
  return /cancel|abort/.test(word) ? 'aborted' : 'unclear';
}
