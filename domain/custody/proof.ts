import { methodCovers } from '../erase/technique.ts';
import { judgeErase } from '../erase/judge.ts';
import { isKeyChange, readBackCovers, readBackFor, ruleFor, rungFor } from '../policy/demand.ts';
import { policyOf } from '../policy/policies.ts';
import { stockOf } from './stock.ts';
import { type DriveLife, hasTouched, isRefuted, isRunning, type JobStory } from './story.ts';

/** What a release must name: the certificate, and the event hash of its `certificate.issued` fact as `proof`. */
export interface Proof {
  readonly certificate: string;
  readonly proof: string;
  readonly job: JobStory;
}

/** Closed: what is missing, or what is wrong with what is there. */
export type NoProofDetail =
  | 'no_job'
  | 'job_running'
  | 'unexplained_erase'
  | 'not_completed'
  | 'not_verified'
  | 'verdict_not_supported'
  | 'not_validated'
  | 'rejected'
  | 'not_borne_out'
  | 'policy_unknown'
  | 'no_rule'
  | 'technique_not_in_policy'
  | 'method_below_demand'
  | 'key_change_not_enough'
  | 'read_back_below_demand'
  | 'not_certified';

export interface NoProof {
  readonly kind: 'none';
  readonly why: 'no_proof' | 'proof_rejected';
  readonly detail: NoProofDetail;
}

/**
 * The valid proof for the drive's present destination, or why there is none. The newest job that touched the
 * drive counts, and no other; what the policy demands is asked again here, because the destination may have
 * changed since the erase.
 */
export function proofOf(life: DriveLife): { readonly kind: 'proof'; readonly proof: Proof } | NoProof {
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return accepted;
  const short = shortOfDemand(life, accepted.job);
  if (short !== undefined) return { kind: 'none', why: 'proof_rejected', detail: short };
  const certificate = certificateOf(life, accepted.job);
  if (certificate === undefined) return none('not_certified');
  return { kind: 'proof', proof: { certificate: certificate.id, proof: certificate.mark.hash, job: accepted.job } };
}

/**
 * True when a valid certificate says that the drive was sanitized, whatever its destination asks for, and nothing shows that it
 * was on elsewhere since: nothing is left on it that could be kept.
 */
export function isProvenEmpty(life: DriveLife): boolean {
  const accepted = acceptedJob(life);
  return accepted.kind === 'accepted' && certificateOf(life, accepted.job) !== undefined && stockOf(life) !== 'moved';
}

/** The certificate that says of this job that the drive is sanitized, and that nobody took back. */
export function certificateOf(life: DriveLife, { job }: JobStory): DriveLife['certificates'][number] | undefined {
  return life.certificates.findLast((issued) => issued.outcome === 'sanitized' && issued.job === job && issued.revoked === undefined);
}

/** The newest job that touched the drive, when it was completed, verified and accepted by a validator. */
export function acceptedJob(life: DriveLife): { readonly kind: 'accepted'; readonly job: JobStory } | NoProof {
  if (isRunning(life.jobs.at(-1))) return none('job_running');
  if (life.unexplained !== undefined) return none('unexplained_erase');
  const job = life.jobs.findLast((story) => hasTouched(story));
  if (job === undefined) return none('no_job');
  if (job.phase !== 'judged' && job.phase !== 'finished') return none('not_completed');
  if (job.verification?.verdict.kind !== 'verified') return none('not_verified');
  if (!isVerdictSupported(job)) return { kind: 'none', why: 'proof_rejected', detail: 'verdict_not_supported' };
  if (job.validation === undefined) return none('not_validated');
  if (!job.validation.accepted) return { kind: 'none', why: 'proof_rejected', detail: 'rejected' };
  if (isRefuted(life, job)) return { kind: 'none', why: 'proof_rejected', detail: 'not_borne_out' };
  return { kind: 'accepted', job };
}

/**
 * True unless the job's verdict says `verified` where its own record and evidence do not. The judge is asked again
 * from what the ledger holds, so that a wrong or forged verdict opens nothing.
 */
export function isVerdictSupported(job: JobStory): boolean {
  const { record, verification } = job;
  if (verification === undefined || verification.verdict.kind !== 'verified') return true;
  if (record === undefined) return false;
  const again = judgeErase({
    technique: job.order.technique,
    record,
    evidence: verification.evidence,
    markersConfirmed: job.markers_confirmed ?? 0,
    floorMs: verification.floor_ms,
    plausibility: verification.verdict.reasons.includes('duration_plausible') ? 'plausible' : 'unknown',
    coverage: verification.coverage,
  });
  return again.kind === 'verified';
}

/** In what the job falls short of what its policy demands for the drive's present destination; undefined when in nothing. */
function shortOfDemand(life: DriveLife, job: JobStory): NoProofDetail | undefined {
  const policy = policyOf(job.policy);
  if (policy === undefined) return 'policy_unknown';
  const { record } = life;
  const rule = record === undefined ? undefined : ruleFor(policy, job.media, record.data_class, record.destination);
  if (rule === undefined) return 'no_rule';
  const rung = rungFor(policy, job.media, job.order.technique);
  if (rung === undefined) return 'technique_not_in_policy';
  const reached = job.verification?.method;
  // The verdict may claim less than the policy grants, never more.
  if (reached === undefined || !methodCovers(rung.method, reached) || !methodCovers(reached, rule.least)) return 'method_below_demand';
  if (isKeyChange(job.order.technique) && !rule.key_change_alone) return 'key_change_not_enough';
  if (!readBackCovers(job.order.read_back, readBackFor(policy, job.media))) return 'read_back_below_demand';
  return undefined;
}

function none(detail: NoProofDetail): NoProof {
  return { kind: 'none', why: 'no_proof', detail };
}
