import { currentJob, type DriveLife, type JobStory } from '../../domain/custody/life.ts';
import { afterFailure } from '../../domain/custody/failure.ts';
import type { QuarantineCause } from '../../domain/custody/words.ts';
import type { Outcome } from '../../domain/facts/facts.ts';

/** What the station itself owes a drive next, without a person. */
export type Due =
  | { readonly kind: 'nothing' }
  /** Cleared, but nothing ever reached the drive: the clearance lapses. */
  | { readonly kind: 'abandon'; readonly job: JobStory }
  /** The drive is asked what became of its erase. */
  | { readonly kind: 'ask'; readonly job: JobStory }
  | { readonly kind: 'verify'; readonly job: JobStory }
  | { readonly kind: 'quarantine'; readonly cause: QuarantineCause; readonly boundFor: 'destruction' | 'decision' }
  | { readonly kind: 'certify'; readonly outcome: Outcome; readonly job?: string };

/**
 * Reads the next machine step from the drive's life alone. Recovery after a crash and the happy path ask the same
 * question, so that there is only one path.
 */
export function dueStep(life: DriveLife): Due {
  if (life.destroyed !== undefined) return certifyOnce(life, 'destroyed', undefined);
  const job = currentJob(life);
  if (job === undefined) return { kind: 'nothing' };
  switch (job.phase) {
    case 'cleared':
      return { kind: 'abandon', job };
    case 'sanitizing':
    case 'interrupted':
      return { kind: 'ask', job };
    case 'cancelled':
      return { kind: 'nothing' };
    case 'finished':
      return { kind: 'verify', job };
    case 'failed': {
      const after = afterFailure(job.why ?? 'completion_unknown', job.data ?? 'unknown');
      // What ended before anything reached the drive says nothing about the drive.
      return after === 'again' ? { kind: 'nothing' } : quarantineThenCertify(life, job, 'sanitization_failed', after);
    }
    case 'judged':
      return afterJudgement(life, job);
  }
}

function afterJudgement(life: DriveLife, job: JobStory): Due {
  const verdict = job.verification?.verdict.kind;
  if (verdict === 'failed') return quarantineThenCertify(life, job, 'sanitization_failed', 'destruction');
  if (verdict === 'not_verified') return quarantineThenCertify(life, job, 'not_verified', 'decision');
  if (job.validation === undefined) return { kind: 'nothing' };
  if (!job.validation.accepted) return quarantineThenCertify(life, job, 'rejected', 'decision');
  return certifyOnce(life, 'sanitized', job.job);
}

function quarantineThenCertify(life: DriveLife, job: JobStory, cause: QuarantineCause, boundFor: 'destruction' | 'decision'): Due {
  const certified = certifyOnce(life, 'not_sanitized', job.job);
  // A certificate for this job means that the quarantine was there: somebody may have ended it since.
  if (certified.kind === 'nothing') return certified;
  if (life.quarantine === undefined) return { kind: 'quarantine', cause, boundFor };
  return certified;
}

function certifyOnce(life: DriveLife, outcome: Outcome, job: string | undefined): Due {
  const there = life.certificates.some((certificate) => certificate.outcome === outcome && certificate.job === job);
  if (there) return { kind: 'nothing' };
  return job === undefined ? { kind: 'certify', outcome } : { kind: 'certify', outcome, job };
}
