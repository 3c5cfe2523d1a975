import { gatherLabel } from '../../domain/label/gather.ts';
import { understandScan } from '../../domain/label/scan.ts';

/** What to look for when a label is scanned where drives are found: its serial, else its WWN, else the text itself. */
export function askedBy(text: string): string {
  const { claims } = gatherLabel(understandScan(text));
  return claims.serial ?? claims.wwn ?? text.trim();
}
