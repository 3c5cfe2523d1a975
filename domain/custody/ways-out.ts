import { judgeDestruction, judgeRelease, hasEnded } from './custody-rules.ts';
import { proofOf } from './proof.ts';
import type { DriveLife } from './story.ts';
import { type MoveRefusal, type MoveVerdict, refused } from './verdicts.ts';

export type Way = 'maker' | 'reuse' | 'vendor' | 'destroy';
export type WayOut =
  | { readonly way: Way; readonly open: true }
  | { readonly way: Way; readonly open: false; readonly why: MoveRefusal; readonly detail?: string };

const ways = ['maker', 'reuse', 'vendor', 'destroy'] as const;

/**
 * Each way out of custody, open or locked and why: what the rules behind `judgeMove` answer the holder who names the
 * right certificate and, for destruction, brings a witness.
 */
export function waysOut(life: DriveLife): readonly WayOut[] {
  return ways.map((way) => {
    const answer = judgeWay(life, way);
    return answer.kind === 'legal' ? { way, open: true } : { way, open: false, ...reasonOf(answer) };
  });
}

function judgeWay(life: DriveLife, way: Way): MoveVerdict {
  if (life.record === undefined) return refused('drive_unknown');
  if (hasEnded(life)) return refused('already_ended');
  const claimed = { ...life, record: life.record };
  if (way === 'destroy') return judgeDestruction(claimed, { actor: life.holder, witness: 'another person' });
  const proof = proofOf(life);
  const named = proof.kind === 'proof' ? proof.proof : { certificate: '', proof: '' };
  return judgeRelease(claimed, { way, certificate: named.certificate, proof: named.proof }, { actor: life.holder });
}

function reasonOf(answer: { readonly why: MoveRefusal; readonly detail?: string }): {
  readonly why: MoveRefusal;
  readonly detail?: string;
} {
  return answer.detail === undefined ? { why: answer.why } : { why: answer.why, detail: answer.detail };
}
