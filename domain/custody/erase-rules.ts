import { seedHash } from '../erase/judge.ts';
import { methodCovers, opensOnly } from '../erase/technique.ts';
import type { Fact } from '../facts/facts.ts';
import { isKeyChange, readBackCovers, readBackFor, ruleFor, rungFor } from '../policy/demand.ts';
import { missingFields } from '../policy/fields.ts';
import { policyOf } from '../policy/policies.ts';
import type { ClaimedLife } from './custody-rules.ts';
import { isVerdictSupported } from './proof.ts';
import { currentJob, isLocked, isRunning, type JobPhase, type JobStory } from './story.ts';
import { firstOf, type Hands, legal, type MoveVerdict, refused } from './verdicts.ts';

/** The identity lock, the drive's standing and the policy must all agree before anything is destroyed. */
export function judgeClearance(life: ClaimedLife, body: Fact<'erase.cleared'>, hands: Hands): MoveVerdict {
  const { seen } = life;
  const locked = firstOf(
    [isLocked(life, 'erase'), 'disputed'],
    [life.holds !== undefined, 'on_hold'],
    [life.must_be_destroyed, 'bound_for_destruction'],
    [life.quarantine !== undefined, 'quarantined'],
    [life.offer !== undefined, 'illegal_move', 'offered'],
    [isRunning(currentJob(life)), 'job_running'],
    [seen?.lock.verdict !== 'open', 'identity_lock_shut'],
    [seen?.port !== body.port, 'identity_lock_shut', 'other_port'],
    [seen?.identity.serial !== body.serial, 'identity_lock_shut', 'other_serial'],
    [life.jobs.some((story) => story.job === body.job), 'illegal_move', 'job_exists'],
  );
  return locked.kind === 'refused' ? locked : judgeOrder(life, body, hands);
}

/** The order must be one that the named policy gives for this drive: no silent downgrade on any path. */
function judgeOrder(life: ClaimedLife, body: Fact<'erase.cleared'>, hands: Hands): MoveVerdict {
  const policy = policyOf(body.policy);
  if (policy === undefined) return refused('no_plan', 'policy_unknown');
  const media = life.seen?.identity.media ?? 'unknown';
  const rule = ruleFor(policy, media, life.record.data_class, life.record.destination);
  if (rule === undefined) return refused('no_plan', 'no_rule');
  const rung = rungFor(policy, media, body.order.technique);
  if (rung === undefined) return refused('no_plan', 'technique_not_in_policy');
  const lacking = missingFields(policy.fields, { data: life.record.data_class, filled: life.fields ?? [] }, 'sanitize');
  return firstOf(
    [!methodCovers(rung.method, body.order.method) || !methodCovers(body.order.method, rule.least), 'no_plan', 'method_below_demand'],
    [isKeyChange(body.order.technique) && !opensOnly(body.order.technique) && !rule.key_change_alone, 'no_plan', 'key_change_not_enough'],
    [body.order.passes < (rung.passes ?? 1), 'no_plan', 'too_few_passes'],
    [lacking.length > 0, 'fields_missing', lacking.map(({ label }) => label).join(', ')],
    [!readBackCovers(body.order.read_back, readBackFor(policy, media)), 'no_plan', 'read_back_below_demand'],
    [rule.witness && hands.witness === undefined, 'witness_missing'],
    [hands.witness !== undefined && hands.witness === hands.actor, 'same_person'],
  );
}

function jobIn(life: ClaimedLife, job: string, phases: readonly JobPhase[]): JobStory | MoveVerdict {
  const current = currentJob(life);
  if (current?.job !== job) return refused('no_job');
  return phases.includes(current.phase) ? current : refused('illegal_move', current.phase);
}

function isVerdict(answer: JobStory | MoveVerdict): answer is MoveVerdict {
  return 'kind' in answer;
}

/** A clearance is spent once; only an interrupted job may start again, as a further attempt. */
export function judgeStart(life: ClaimedLife, body: Fact<'erase.started'>): MoveVerdict {
  const job = jobIn(life, body.job, ['cleared', 'interrupted']);
  if (isVerdict(job)) return job;
  return firstOf(
    [life.holds !== undefined, 'on_hold'],
    [life.quarantine !== undefined, 'quarantined'],
    [job.order.technique !== body.technique, 'illegal_move', 'other_technique'],
    [job.phase === 'interrupted' && body.attempt <= job.attempt, 'illegal_move', 'attempt_not_new'],
  );
}

export function judgeProgress(life: ClaimedLife, job: string, phases: readonly JobPhase[]): MoveVerdict {
  const found = jobIn(life, job, phases);
  return isVerdict(found) ? found : legal;
}

export function judgeCancellation(life: ClaimedLife, job: string): MoveVerdict {
  const found = jobIn(life, job, ['cleared', 'sanitizing', 'interrupted']);
  if (!isVerdict(found)) return legal;
  return found.kind === 'refused' && found.why === 'illegal_move' ? refused('cannot_cancel') : found;
}

export function judgeFinish(life: ClaimedLife, body: Fact<'erase.finished'>): MoveVerdict {
  const job = jobIn(life, body.job, ['sanitizing', 'interrupted']);
  if (isVerdict(job)) return job;
  return firstOf(
    [job.started === undefined, 'illegal_move', 'not_started'],
    [job.order.technique !== body.record.technique, 'illegal_move', 'other_technique'],
    // What only opens a drive finishes no erase: there is nothing to read back and nothing to validate.
    [opensOnly(job.order.technique), 'illegal_move', 'opens_only'],
  );
}

/** The places of a read-back count only when their seed was committed to before the erase. */
export function judgeVerification(life: ClaimedLife, body: Fact<'verify.finished'>): MoveVerdict {
  const job = jobIn(life, body.job, ['finished', 'judged', 'interrupted']);
  if (isVerdict(job)) return job;
  const mark = { hash: '', wall: '' };
  const { verdict, evidence, coverage, floor_ms } = body;
  return firstOf(
    [job.record === undefined, 'illegal_move', 'not_finished'],
    [job.validation !== undefined, 'illegal_move', 'validated'],
    [job.verification?.verdict.kind === 'failed', 'verdict_failed'],
    [seedHash(evidence.seed) !== job.seed_hash, 'proof_rejected', 'other_seed'],
    [job.order.read_back.kind === 'full' && evidence.kind !== 'full', 'proof_rejected', 'read_back_below_order'],
    [
      !isVerdictSupported({ ...job, verification: { mark, verdict, evidence, coverage, floor_ms } }),
      'proof_rejected',
      'verdict_not_supported',
    ],
  );
}

/** Validation is another person's act: whoever cleared the erase cannot accept its result. */
export function judgeValidation(life: ClaimedLife, body: Fact<'validation.decided'>, hands: Hands): MoveVerdict {
  const job = currentJob(life);
  return firstOf(
    [job?.job !== body.job, 'no_job'],
    [job?.phase !== 'judged' || job.validation !== undefined, 'nothing_to_validate'],
    [job !== undefined && (job.cleared.by === hands.actor || job.started?.by === hands.actor), 'validator_sanitized_it'],
    [body.accepted && job?.verification?.verdict.kind !== 'verified', 'verdict_failed'],
    [body.accepted && life.must_be_destroyed, 'bound_for_destruction'],
  );
}
