import type { IntakeView, LineView, ScanView } from '../../contract/views.ts';
import { gatherLabel } from '../../domain/label/gather.ts';
import type { Understood } from '../../domain/label/understood.ts';
import { Psids } from './psids.ts';

/** How many lines of what was just scanned or refused are kept; facts come from the store. */
const keptLines = 60;

/**
 * What lies on the desk just now: the label being gathered, the drive last in hand, the place that is active.
 * Nothing here is a fact; losing it costs a scan.
 */
export class Desk {
  #scans = 0;
  #last: ScanView | undefined;
  #parts: readonly Understood[] = [];
  #raw: readonly string[] = [];
  #lines: readonly LineView[] = [];
  /** The drive that was last scanned or acted on. */
  focus: string | undefined;
  /** The place that was last scanned. */
  place: string | undefined;
  readonly psids = new Psids();

  get lastScan(): ScanView | undefined {
    return this.#last;
  }

  get lines(): readonly LineView[] {
    return this.#lines;
  }

  /** Every scan of the label in hand, as it came. */
  get rawScans(): readonly string[] {
    return this.#raw;
  }

  get gathering(): boolean {
    return this.#parts.length > 0;
  }

  /** Numbers a scan and keeps it as the last one. */
  keep(scan: Omit<ScanView, 'number'>): ScanView {
    this.#scans += 1;
    this.#last = { number: this.#scans, ...scan };
    return this.#last;
  }

  note(line: LineView): void {
    this.#lines = [line, ...this.#lines].slice(0, keptLines);
  }

  /** Adds the parts of one scan to the label in hand. */
  add(parts: readonly Understood[], raw: string): void {
    this.#parts = [...this.#parts, ...parts];
    this.#raw = [...this.#raw, raw];
  }

  /** Takes the last scan off the label in hand. */
  takeBack(): void {
    const last = this.#raw.at(-1);
    if (last === undefined) return;
    this.#raw = this.#raw.slice(0, -1);
    this.#parts = this.#parts.slice(0, -1);
  }

  clear(): void {
    this.#parts = [];
    this.#raw = [];
  }

  /** The parts of the label as scanned so far. */
  get parts(): readonly Understood[] {
    return this.#parts;
  }

  /** The label as gathered so far. */
  label(): ReturnType<typeof gatherLabel> {
    return gatherLabel(this.#parts);
  }

  intake(bench: string): IntakeView | undefined {
    if (this.#parts.length === 0) return undefined;
    const { claims } = this.label();
    const place = this.place ?? bench;
    return { label: claims, parts: [...this.#parts], ...(place === '' ? {} : { place }), ready: claims.serial !== undefined };
  }
}
