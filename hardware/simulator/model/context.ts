import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import type { Medium } from './medium.ts';

/** What a model is given with each command. */
export interface Context {
  readonly spec: DriveSpec;
  readonly medium: Medium;
  readonly nowMs: number;
  readonly timeScale: number;
  /** Bytes that the host has written since the drive was opened. */
  readonly writtenBytes: number;
}

/** An answer now, or one that comes when the operation that was started has ended. */
export type Outcome<State, Answer> =
  | { readonly kind: 'answered'; readonly state: State; readonly answer: Answer }
  | { readonly kind: 'waits'; readonly state: State; readonly whenEnded: (state: State) => Answer };

/** Seconds that each way to erase takes by the drive's own estimate: a block erase is quick, a lost key quicker. */
export function estimates(spec: DriveSpec): { readonly overwriteS: number; readonly blockEraseS: number; readonly cryptoEraseS: number } {
  return {
    overwriteS: spec.erase_s,
    blockEraseS: Math.max(2, Math.ceil(spec.erase_s / 20)),
    cryptoEraseS: Math.max(2, Math.ceil(spec.erase_s / 100)),
  };
}

/** The first bad block of a run, or undefined. */
export function badBlock(spec: DriveSpec, on: 'read' | 'write', lba: number, blocks: number): number | undefined {
  let first: number | undefined;
  for (const range of faultOf(spec, 'bad_sectors')?.ranges ?? []) {
    if (range.on !== on && range.on !== 'both') continue;
    const from = Math.max(lba, range.lba);
    if (from < Math.min(lba + blocks, range.lba + range.blocks) && (first === undefined || from < first)) first = from;
  }
  return first;
}

/** A drive that cannot be erased does not take an overwrite to its end either. */
export function refusesWrites(context: Context): boolean {
  const fails = faultOf(context.spec, 'sanitize_fails');
  return fails !== undefined && fails.once !== true && context.writtenBytes >= fails.fraction * context.medium.sizeBytes;
}
