import type { Sketch } from '../../../domain/policy/sketch.ts';

/** A draft with what it was before each edit, so that the last one can be taken back. */
export interface Edits {
  readonly past: readonly Sketch[];
  readonly now: Sketch;
  /** The field that the last edit was typed into: what is typed on into it is the same edit. */
  readonly field?: string | undefined;
}

const mostUndone = 200;

export function begun(now: Sketch): Edits {
  return { past: [], now };
}

/** One more edit; with the field of the one before it, a part of that. */
export function edited({ past, now, field: last }: Edits, next: Sketch, field?: string): Edits {
  const goesOn = field !== undefined && field === last;
  return { past: goesOn ? past : [...past, now].slice(-mostUndone), now: next, field };
}

/** Without the last edit; the same when there is none. */
export function undone({ past, now }: Edits): Edits {
  const before = past.at(-1);
  return before === undefined ? { past, now } : { past: past.slice(0, -1), now: before };
}

/** A row some places earlier or later, as far as the list goes. */
export function moved<Row>(rows: readonly Row[], from: number, by: number): Row[] {
  const row = rows[from];
  const to = Math.min(Math.max(from + by, 0), rows.length - 1);
  if (row === undefined || to === from) return [...rows];
  return rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

/** The part of an id that is free: `all_else_2` where `all_else` is taken. */
export function freeId(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, '').slice(0, 36);
  for (let n = 2; ; n += 1) if (!taken.includes(`${stem}_${n}`)) return `${stem}_${n}`;
}
