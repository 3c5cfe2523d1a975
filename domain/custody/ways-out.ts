import { hasEnded } from './custody-rules.ts';
import { gateOf, releaseGate } from './release-gate.ts';
import type { DriveLife } from './story.ts';
import { legal, type MoveRefusal, type MoveVerdict, refused } from './verdicts.ts';

export type Way = 'maker' | 'reuse' | 'vendor' | 'destroy';
export type WayOut =
  | { readonly way: Way; readonly open: true }
  | { readonly way: Way; readonly open: false; readonly why: MoveRefusal; readonly detail?: string };

const ways = ['maker', 'reuse', 'vendor', 'destroy'] as const;

/**
 * Each way out of custody, open or locked and why: what the gate answers the holder who names the right certificate or
 * exception and, for destruction, brings a witness. Without a time (Unix ms) no exception opens a way.
 */
export function waysOut(life: DriveLife, nowMs?: number, holdListOld?: boolean): readonly WayOut[] {
  return ways.map((way) => {
    const answer = judgeWay(life, way, nowMs, holdListOld);
    return answer.kind === 'legal' ? { way, open: true } : { way, open: false, ...reasonOf(answer) };
  });
}

function judgeWay(life: DriveLife, way: Way, nowMs: number | undefined, holdListOld: boolean | undefined): MoveVerdict {
  if (life.record === undefined) return refused('drive_unknown');
  if (hasEnded(life)) return refused('already_ended');
  const answer = releaseGate(gateOf(life, way === 'destroy' ? 'destruction' : way, nowMs, holdListOld));
  return answer.kind === 'refused' ? answer : legal;
}

function reasonOf(answer: { readonly why: MoveRefusal; readonly detail?: string }): {
  readonly why: MoveRefusal;
  readonly detail?: string;
} {
  return answer.detail === undefined ? { why: answer.why } : { why: answer.why, detail: answer.detail };
}
