import type { Fact } from '../facts/facts.ts';
import { decideReturn, mayDecide } from '../returns/decide.ts';
import type { DriveLife } from './story.ts';
import { legal, type MoveVerdict, refused } from './verdicts.ts';

/** Decided as the terms in the fact advise, or stricter. The drive's present life is what the erase came to. */
export function judgeReturnDecision(life: DriveLife, { decision, terms }: Fact<'return.decided'>): MoveVerdict {
  const advice = decideReturn(life, terms);
  if (mayDecide(advice, decision)) return legal;
  return advice.kind === 'open' ? refused('no_proof', 'not_proven') : refused('kept_back', advice.decision);
}
