import type { OpenedValues } from '../../certificate/certificate.ts';
import { summaryText } from '../../certificate/summary/file.ts';
import { shownInSummary, type SummaryOf } from '../../certificate/summary/format.ts';
import { summaryEntries } from '../../certificate/summary/needed.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { keeper, logOf, type PaperStation, type Step, subject } from './kit.ts';

export const list = `c1_${'e'.repeat(32)}`;

/** A list of three rows: one drive came, one is signed for as missing, the third is open unless `closed`. */
export function expect3(station: PaperStation, closed: boolean): void {
  const write = (type: Step['type'], body: Step['body']): void => void station.write({ type, subject: list, actor: keeper, body });
  const rows = [
    { row: 1, serial: 'ZA17S7HH' },
    { row: 2, serial: 'GONE-0002' },
    { row: 3, serial: 'GONE-0003' },
  ];
  write('expected.listed', { source: 'ticket', part: 1, parts: 1, rows });
  write('expected.met', { row: 1, drive: subject, by: 'serial_equal' });
  write('expected.missing', { row: 2, reason: 'left_in_host' });
  if (!closed) return;
  write('expected.missing', { row: 3, reason: 'lost' });
  write('expected.closed', { met: 1, missing: 2, finds: 0 });
}

/** The summary as a station makes it. */
export function summarize(station: PaperStation, of: SummaryOf, withReceipts = true): string {
  const entries = summaryEntries(station.entries, of);
  const hashes = new Set(entries.map(({ hash }) => hash));
  const opened: Record<string, OpenedValues[string]> = {};
  for (const [hash, fields] of Object.entries(station.opened)) {
    const shown = Object.entries(fields).filter(([field]) => shownInSummary.has(field));
    if (hashes.has(hash) && shown.length > 0) opened[hash] = Object.fromEntries(shown) as OpenedValues[string]; // texts, as the kit wrote them
  }
  return summaryText({
    of,
    entries,
    opened,
    keys: station.keys.map((each) => ({ station: station.id, key: toBase64url(each) })),
    receipts: withReceipts ? logOf(station).receipts(entries) : undefined,
  });
}
