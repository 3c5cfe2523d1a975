import type { ScanSource } from '../../contract/scanners.ts';
import { readAim } from '../../domain/label/aim.ts';

/** One scan, as it is offered to whoever claims scans: the data alone, and beside it what is known of its way here. */
export interface Heard {
  readonly text: string;
  readonly source: ScanSource;
  /** The symbology identifier that the scanner gave, before the text or apart from it. */
  readonly aim?: string | undefined;
  /** Name of a scanner that is no keyboard. */
  readonly device?: string | undefined;
  /** Whether Enter or Tab ended it. Only a keyboard has that to tell. */
  readonly suffixed?: boolean | undefined;
}

/** A scan that came as text: an identifier before it is no part of the data. */
export function heardText(text: string, source: ScanSource): Heard {
  return { ...readAim(text), source };
}
