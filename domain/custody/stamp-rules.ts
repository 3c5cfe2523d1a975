import type { Fact } from '../facts/facts.ts';
import { stampLength } from '../stamp/stamp.ts';
import type { ClaimedLife } from './custody-rules.ts';
import { acceptedJob, certificateOf } from './proof.ts';
import { stockOf } from './stock.ts';
import { currentJob, isRunning } from './story.ts';
import { firstOf, legal, type MoveVerdict, refused } from './verdicts.ts';

/**
 * A stamp is written on a proven drive alone, once for each erase, and where nothing forbids to write: it names a certificate that
 * stands. A second try after one in doubt is refused, for a re-check could no longer tell what may lie there.
 */
export function judgeStart(life: ClaimedLife, body: Fact<'stamp.started'>): MoveVerdict {
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
  const { job } = accepted.job;
  const { seen } = life;
  return firstOf(
    // No override reaches here: a stamp says whose drive this is, which is the very question.
    [life.disputed, 'disputed'],
    [life.holds !== undefined, 'on_hold'],
    [life.must_be_destroyed, 'bound_for_destruction'],
    [life.quarantine !== undefined, 'quarantined'],
    [life.offer !== undefined, 'illegal_move', 'offered'],
    [isRunning(currentJob(life)), 'job_running'],
    [job !== body.job || currentJob(life)?.job !== job, 'no_job'],
    [certificateOf(life, accepted.job)?.id !== body.certificate, 'no_proof', 'not_certified'],
    [stockOf(life) === 'moved', 'proof_rejected', 'powered_elsewhere'],
    [life.stamp?.job === job, 'already_stamped'],
    [seen?.lock.verdict !== 'open', 'identity_lock_shut'],
    [seen?.port !== body.port, 'identity_lock_shut', 'other_port'],
    [seen?.identity.serial !== body.serial, 'identity_lock_shut', 'other_serial'],
    [seen === undefined || body.region.length !== stampLength(seen.identity.block_bytes), 'illegal_move', 'other_region'],
  );
}

/** What became of the stamp that was begun last. */
export function judgeFinish(life: ClaimedLife, body: Fact<'stamp.finished'>): MoveVerdict {
  const { stamp } = life;
  return stamp === undefined || stamp.end !== undefined || stamp.certificate !== body.certificate
    ? refused('illegal_move', 'not_started')
    : legal;
}
