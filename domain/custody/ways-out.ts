import type { DriveLife } from './life.ts';
import type { MoveRefusal } from './moves.ts';

export type Way = 'maker' | 'reuse' | 'vendor' | 'destroy';
export type WayOut = { readonly way: Way; readonly open: true } | { readonly way: Way; readonly open: false; readonly why: MoveRefusal; readonly detail?: string };

/** Each way out of custody, open or locked and why, as `judgeMove` would answer the holder with every role. */
export function waysOut(life: DriveLife): readonly WayOut[] {
  void life;
  return [];
}
