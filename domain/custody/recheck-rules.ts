import { seedHash } from '../erase/judge.ts';
import { judgeRecheck } from '../erase/recheck.ts';
import type { StampRegion } from '../stamp/stamp.ts';
import type { Fact } from '../facts/facts.ts';
import type { ClaimedLife } from './custody-rules.ts';
import { acceptedJob } from './proof.ts';
import type { JobStory } from './story.ts';
import { firstOf, type Hands, type MoveVerdict, refused } from './verdicts.ts';

/**
 * A re-check is another person's, at another dock, and at a result that stands. It reads and writes nothing, so that no
 * hold and no dispute is in its way.
 */
export function judgeStart(life: ClaimedLife, body: Fact<'recheck.started'>, hands: Hands): MoveVerdict {
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
  const { job } = accepted;
  const { seen } = life;
  return firstOf(
    [job.job !== body.job, 'no_job'],
    [isOwnWork(job, hands.actor), 'same_person', 'recheck'],
    [seen?.lock.verdict !== 'open', 'identity_lock_shut'],
    [seen?.port !== body.port, 'identity_lock_shut', 'other_port'],
    [seen?.station === job.station && seen.port === job.port, 'same_dock'],
  );
}

/** Did this person clear, or take up again, the erase that is looked at? */
export function isOwnWork(job: JobStory, person: string | undefined): boolean {
  return person !== undefined && (job.cleared.by === person || job.started?.by === person);
}

/** The places count only when their seed was committed to before they were read, and the verdict only when they bear it. */
export function judgeFinish(life: ClaimedLife, body: Fact<'recheck.finished'>): MoveVerdict {
  const look = life.rechecks?.at(-1);
  if (look === undefined || look.job !== body.job || look.verdict !== undefined) return refused('illegal_move', 'not_started');
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
  const { job } = accepted;
  const { evidence, verdict, excluded } = body;
  const stamped = life.stamp?.job === body.job ? life.stamp.region : undefined;
  return firstOf(
    [job.job !== body.job, 'no_job'],
    [seedHash(evidence.seed) !== look.seed_hash, 'proof_rejected', 'other_seed'],
    [job.order.read_back.kind === 'full' && evidence.kind !== 'full', 'proof_rejected', 'read_back_below_order'],
    // Nothing is left out but the stamp that is on record, and only as it was written.
    [excluded !== undefined && !isSameRegion(excluded, stamped), 'proof_rejected', 'region_not_explained'],
    [judgeRecheck(evidence, job.markers_confirmed ?? 0) !== verdict, 'proof_rejected', 'verdict_not_supported'],
  );
}

function isSameRegion(one: StampRegion, other: StampRegion | undefined): boolean {
  return one.offset === other?.offset && one.length === other.length && one.sha256 === other.sha256;
}
