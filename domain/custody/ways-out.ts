import { hasEnded } from './custody-rules.ts';
import type { TenantBar } from '../retention/tenant-mark.ts';
import type { TermBar } from '../retention/terms.ts';
import { gateOf, type GateQuestion, releaseGate } from './release-gate.ts';
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
export function waysOut(life: DriveLife, nowMs?: number, holdListOld?: boolean, tenantBar?: TenantBar | TermBar): readonly WayOut[] {
  return ways.map((way) => {
    const answer = judgeWay(life, gateOf(life, way === 'destroy' ? 'destruction' : way, nowMs, holdListOld, tenantBar));
    return answer.kind === 'legal' ? { way, open: true } : { way, open: false, ...reasonOf(answer) };
  });
}

function judgeWay(life: DriveLife, question: GateQuestion): MoveVerdict {
  if (life.record === undefined) return refused('drive_unknown');
  if (hasEnded(life)) return refused('already_ended');
  const answer = releaseGate(question);
  return answer.kind === 'refused' ? answer : legal;
}

function reasonOf(answer: { readonly why: MoveRefusal; readonly detail?: string }): {
  readonly why: MoveRefusal;
  readonly detail?: string;
} {
  return answer.detail === undefined ? { why: answer.why } : { why: answer.why, detail: answer.detail };
}
