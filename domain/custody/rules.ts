import type { AnyFact } from '../facts/facts.ts';
import { isCreditFact, judgeCredit } from '../returns/credit.ts';
import { duties } from '../people/duties.ts';
import * as custody from './custody-rules.ts';
import * as erase from './erase-rules.ts';
import { judgeHoldFact } from './holds.ts';
import * as recheck from './recheck-rules.ts';
import { judgeReturnDecision } from './returning.ts';
import * as stamp from './stamp-rules.ts';
import type { DriveLife } from './story.ts';
import { type Hands, legal, type MoveVerdict, refused } from './verdicts.ts';

/**
 * Everything about a move but the roles of the people in it: what `evolve` holds each recorded fact against, and
 * what `judgeMove` asks after the roles.
 */
export function judgeFact(life: DriveLife | undefined, fact: AnyFact, hands: Hands): MoveVerdict {
  if (hands.actor === undefined && !duties[fact.type].machine) return refused('role_missing');
  if (fact.type === 'custody.claimed') return custody.judgeClaim(life, fact.body, hands);
  if (!isAboutDrive(fact.type)) return legal;
  if (fact.type === 'drive.seen' || fact.type === 'drive.linked') return judgeSight(life);
  // Which record is whose, and who has a drive after all, is decided when everything else is shut.
  if (fact.type === 'drive.unlinked') return life === undefined ? refused('drive_unknown') : legal;
  if (life?.record === undefined) return refused('drive_unknown');
  const claimed: custody.ClaimedLife = { ...life, record: life.record };
  if (fact.type === 'conflict.resolved') return legal;
  // A hold or a case says nothing of where the drive has been since, so neither raises the alarm after its end.
  if (isHoldFact(fact) && fact.type !== 'exception.granted') return judgeHoldFact(life, fact, hands);
  // Money comes and goes after a drive has left, and says nothing of where it is.
  if (isCreditFact(fact)) return judgeCredit(life.credits ?? [], fact);
  if (custody.hasEnded(life) && fact.type !== 'certificate.issued' && fact.type !== 'certificate.revoked') return refused('already_ended');
  return judgeClaimed(claimed, fact, hands);
}

export function isHoldFact(
  fact: AnyFact,
): fact is Extract<AnyFact, { readonly type: `hold.${string}` | `exception.${string}` | `case.${string}` }> {
  return /^(hold|exception|case)\./.test(fact.type);
}

/** True for the facts that belong to the life of one drive. */
export function isAboutDrive(type: AnyFact['type']): boolean {
  return /^(custody|drive|erase|verify|validation|recheck|stamp|certificate|conflict|hold|exception|case|return|credit|fields)\./.test(
    type,
  );
}

/** A drive may be seen before it has a record. One that was destroyed or sent away may not be seen again. */
function judgeSight(life: DriveLife | undefined): MoveVerdict {
  if (life === undefined || !custody.hasEnded(life)) return legal;
  return life.released?.way === 'reuse' && life.destroyed === undefined ? legal : refused('already_ended');
}

function judgeClaimed(life: custody.ClaimedLife, fact: AnyFact, hands: Hands): MoveVerdict {
  switch (fact.type) {
    case 'custody.offered':
      return custody.judgeOffer(life, fact.body, hands);
    case 'custody.withdrawn':
      return custody.judgeWithdrawal(life, fact.body, hands);
    case 'custody.received':
      return custody.judgeReceipt(life, fact.body, hands);
    case 'custody.moved':
      return custody.judgeTransfer(life, fact.body, hands);
    case 'custody.quarantined':
      return custody.judgeQuarantine(life, fact.body, hands);
    case 'custody.readmitted':
      return custody.judgeReadmission(life, fact.body);
    case 'custody.destination':
      return custody.judgeRedirection(life, fact.body);
    case 'custody.override':
      return custody.judgeOverride(life, hands);
    case 'custody.released':
      return custody.judgeRelease(life, fact.body, hands);
    case 'drive.destroyed':
      return custody.judgeDestruction(life, hands);
    case 'certificate.issued':
      return custody.judgeCertificate(life, fact.body);
    case 'certificate.revoked':
      return custody.judgeRevocation(life, fact.body);
    case 'return.decided':
      return judgeReturnDecision(life, fact.body);
    case 'exception.granted':
      return judgeHoldFact(life, fact, hands);
    case 'erase.cleared':
      return erase.judgeClearance(life, fact.body, hands);
    case 'erase.started':
      return erase.judgeStart(life, fact.body);
    case 'erase.marked':
    case 'erase.accepted':
      return erase.judgeProgress(life, fact.body.job, ['sanitizing']);
    case 'erase.resumed':
      return erase.judgeProgress(life, fact.body.job, ['sanitizing', 'interrupted']);
    case 'erase.interrupted':
      return erase.judgeProgress(life, fact.body.job, ['cleared', 'sanitizing', 'interrupted', 'finished']);
    case 'erase.cancelled':
      return erase.judgeCancellation(life, fact.body.job);
    case 'erase.finished':
      return erase.judgeFinish(life, fact.body);
    case 'erase.failed':
      return erase.judgeProgress(life, fact.body.job, ['cleared', 'sanitizing', 'interrupted', 'finished']);
    case 'verify.finished':
      return erase.judgeVerification(life, fact.body);
    case 'recheck.started':
      return recheck.judgeStart(life, fact.body, hands);
    case 'recheck.finished':
      return recheck.judgeFinish(life, fact.body);
    case 'stamp.started':
      return stamp.judgeStart(life, fact.body);
    case 'stamp.finished':
      return stamp.judgeFinish(life, fact.body);
    case 'validation.decided':
      return erase.judgeValidation(life, fact.body, hands);
    default:
      return legal;
  }
}
