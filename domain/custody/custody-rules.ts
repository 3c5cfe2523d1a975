import type { SealedWithin } from '../facts/containers.ts';
import type { Fact } from '../facts/facts.ts';
import { acceptedJob } from './proof.ts';
import { barredBy, gateOf, judgeGround } from './release-gate.ts';
import { currentJob, type DriveLife, isRunning } from './story.ts';
import { type Condition, firstOf, type Hands, legal, type MoveVerdict, refused } from './verdicts.ts';
import { isForDestruction } from '../intake/device-classes.ts';

/** A life that has its custody record: the rules below start from here. */
export type ClaimedLife = DriveLife & { readonly record: NonNullable<DriveLife['record']> };

export function hasEnded(life: DriveLife): boolean {
  return life.destroyed !== undefined || life.released !== undefined;
}

/** Claim once. A serial that was typed is two people's word. A drive that went back into use may fail one day and come again; nothing else comes back. */
export function judgeClaim(life: DriveLife | undefined, body: Fact<'custody.claimed'>, hands: Hands): MoveVerdict {
  const mayComeBack = life?.released?.way === 'reuse' && life.destroyed === undefined;
  return firstOf(
    [life?.disputed === true, 'disputed'],
    [life !== undefined && hasEnded(life) && !mayComeBack, 'already_ended'],
    [life?.record !== undefined && !mayComeBack, 'already_in_custody'],
    [body.holder !== hands.actor, 'not_the_holder'],
    // What no command here makes safe is never taken in for another way out.
    [isForDestruction(body.device) && body.destination !== 'destruction', 'bound_for_destruction', 'no_logical_method'],
    [body.typed !== undefined && hands.witness === undefined, 'witness_missing'],
    [body.typed !== undefined && hands.witness === hands.actor, 'same_person'],
  );
}

export function judgeOffer(life: ClaimedLife, body: Fact<'custody.offered'>, hands: Hands): MoveVerdict {
  return firstOf(
    [life.offer !== undefined, 'illegal_move', 'already_offered'],
    [body.from !== hands.actor || life.holder !== body.from, 'not_the_holder'],
    [body.to === body.from, 'same_person'],
    // Nobody looks behind the seal, so nothing may be in doubt about what lies there.
    [body.within !== undefined && isRunning(currentJob(life)), 'job_running'],
    [body.within !== undefined && life.cases?.some(({ kind }) => kind === 'missing') === true, 'drive_missing'],
  );
}

export function judgeWithdrawal(life: ClaimedLife, body: Fact<'custody.withdrawn'>, hands: Hands): MoveVerdict {
  return firstOf(
    [life.offer === undefined, 'illegal_move', 'not_offered'],
    [body.from !== hands.actor || life.offer?.from !== body.from, 'not_the_holder'],
    [life.offer?.within?.container !== body.within, 'handed_whole'],
  );
}

export function judgeReceipt(life: ClaimedLife, body: Fact<'custody.received'>, hands: Hands): MoveVerdict {
  return firstOf(
    [life.offer === undefined, 'illegal_move', 'not_offered'],
    [body.from === body.holder || life.offer?.from === hands.actor, 'same_person'],
    [body.holder !== hands.actor || life.offer?.to !== body.holder, 'not_the_receiver'],
    [life.offer?.from !== body.from, 'illegal_move', 'other_giver'],
    ...behindTheSeal(life.offer?.within, body.within),
  );
}

/** What was offered behind a seal is received behind that very seal, as somebody read it who was not told its number. */
function behindTheSeal(offered: SealedWithin | undefined, read: SealedWithin | undefined): readonly Condition[] {
  return [
    [offered?.container !== read?.container, 'handed_whole'],
    [offered?.seal !== read?.seal, 'seal_differs'],
    [offered?.content !== read?.content, 'content_differs'],
  ];
}

export function judgeTransfer(life: ClaimedLife, body: Fact<'custody.moved'>, hands: Hands): MoveVerdict {
  return firstOf(
    [life.offer !== undefined, 'illegal_move', 'offered'],
    [body.holder !== hands.actor || life.holder !== body.holder, 'not_the_holder'],
  );
}

/** Anybody in the chain may stop a drive. Only a person can know of a hold, so the station alone cannot set one. */
export function judgeQuarantine(life: ClaimedLife, body: Fact<'custody.quarantined'>, hands: Hands): MoveVerdict {
  const needsPerson = body.cause === 'legal_hold' || body.cause === 'person';
  const standing = life.quarantine;
  const tightens = standing?.bound_for === 'decision' && body.bound_for === 'destruction' && standing.cause !== 'legal_hold';
  return firstOf(
    [needsPerson && hands.actor === undefined, 'role_missing'],
    [isRunning(currentJob(life)), 'job_running'],
    [standing !== undefined && !tightens && !(body.cause === 'legal_hold' && standing.cause !== 'legal_hold'), 'quarantined'],
  );
}

export function judgeReadmission(life: ClaimedLife, body: Fact<'custody.readmitted'>): MoveVerdict {
  return firstOf(
    [life.quarantine === undefined, 'not_quarantined'],
    [life.quarantine?.cause !== body.cause, 'illegal_move', 'other_cause'],
    // A hold can be lifted; a failed sanitization cannot be talked away.
    [life.must_be_destroyed && body.cause !== 'legal_hold', 'bound_for_destruction'],
  );
}

export function judgeRedirection(life: ClaimedLife, body: Fact<'custody.destination'>): MoveVerdict {
  return firstOf([life.must_be_destroyed && body.destination !== 'destruction', 'bound_for_destruction']);
}

/** Letting an act through on a contested drive takes two people. Whether there is something to override, the station knows. */
export function judgeOverride(life: ClaimedLife, hands: Hands): MoveVerdict {
  return firstOf(
    [isRunning(currentJob(life)), 'job_running'],
    [hands.witness === undefined, 'witness_missing'],
    [hands.witness === hands.actor, 'same_person'],
  );
}

/** A release by its holder, on the ground that the gate finds and the release names. */
export function judgeRelease(life: ClaimedLife, body: Fact<'custody.released'>, hands: Hands): MoveVerdict {
  const question = gateOf(life, body.way, hands.nowMs);
  const barred = barredBy(question);
  if (barred.kind === 'refused') return barred;
  return life.holder === hands.actor ? judgeGround(question, body, hands) : refused('not_the_holder');
}

/** Destruction is open to every drive, proven or not, but never to one person alone. */
export function judgeDestruction(life: ClaimedLife, hands: Hands): MoveVerdict {
  const barred = barredBy(gateOf(life, 'destruction', hands.nowMs));
  if (barred.kind === 'refused') return barred;
  return firstOf(
    [life.holder !== hands.actor, 'not_the_holder'],
    [hands.witness === undefined, 'witness_missing'],
    [hands.witness === hands.actor, 'same_person'],
  );
}

/** A certificate says what the ledger shows, a failure as formally as a success. */
export function judgeCertificate(life: ClaimedLife, body: Fact<'certificate.issued'>): MoveVerdict {
  if (life.certificates.some((issued) => issued.id === body.certificate)) return refused('illegal_move', 'certificate_exists');
  if (body.outcome === 'destroyed') return life.destroyed === undefined ? refused('illegal_move', 'not_destroyed') : legal;
  if (hasEnded(life)) return refused('already_ended');
  const accepted = acceptedJob(life);
  if (body.outcome === 'sanitized') {
    if (life.must_be_destroyed) return refused('bound_for_destruction');
    if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
    return body.job === accepted.job.job ? legal : refused('no_job');
  }
  return firstOf(
    [isRunning(currentJob(life)), 'job_running'],
    [body.job !== undefined && !life.jobs.some((story) => story.job === body.job), 'no_job'],
    [
      accepted.kind === 'accepted' && !life.must_be_destroyed && (body.job === undefined || body.job === accepted.job.job),
      'illegal_move',
      'sanitized',
    ],
  );
}

/** Once is enough; what stands in its place is a later certificate of the same round that is not taken back itself. */
export function judgeRevocation(life: ClaimedLife, body: Fact<'certificate.revoked'>): MoveVerdict {
  const at = life.certificates.findIndex(({ id }) => id === body.certificate);
  const nextAt = life.certificates.findIndex(({ id, revoked }) => id === body.superseded_by && revoked === undefined);
  return firstOf(
    [at === -1, 'certificate_unknown'],
    [life.certificates[at]?.revoked !== undefined, 'illegal_move', 'certificate_revoked'],
    [body.superseded_by !== undefined && nextAt <= at, 'illegal_move', 'no_later_certificate'],
  );
}
