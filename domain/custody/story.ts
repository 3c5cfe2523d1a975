import type { DataClass, Destination, DestroyTechnique, DriveState, PullReason, QuarantineCause } from './words.ts';
import type { DriveIdentity, Media } from '../drive/identity.ts';
import type { Order } from '../erase/clearance.ts';
import type { DataState, EraseFailure, EraseRecord, ReadBackEvidence } from '../erase/evidence.ts';
import type { RecheckVerdict } from '../erase/recheck.ts';
import type { Method } from '../erase/technique.ts';
import type { Coverage, IdentityLock, LabelClaims, Outcome, OverriddenAct, RevocationGround, Verdict } from '../facts/facts.ts';
import type { Fact } from '../facts/facts.ts';
import type { SealedWithin } from '../facts/containers.ts';
import type { CaseKind, ExceptionGround, ExceptionRule, HoldGround, ReleaseWay } from '../facts/holds.ts';
import type { Filled } from '../policy/fields.ts';
import type { PolicyRef } from '../policy/policy.ts';
import type { StampRegion } from '../stamp/stamp.ts';
import type { Credit } from '../returns/credit.ts';
import type { PowerStory } from './stock.ts';
import type { DeviceClass } from '../intake/device-classes.ts';

/** A fact as it stands in the ledger: an event without its signatures and sealed values. */
export interface RecordedFact {
  /** Event hash. */
  readonly hash: string;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly type: string;
  readonly body: unknown;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly witness?: string | undefined;
  readonly deps: readonly string[];
  /** RFC 3339 UTC; a claim, shown and never judged by. */
  readonly wall: string;
}

/** Where in the ledger something stands, and when it is said to have been. */
export interface Mark {
  readonly hash: string;
  readonly wall: string;
  readonly by?: string;
}

export type JobPhase = 'cleared' | 'sanitizing' | 'interrupted' | 'cancelled' | 'failed' | 'finished' | 'judged';

/** One erase job from clearance to validation. Members are snake_case: a life is stored as canonical JSON. */
export interface JobStory {
  readonly job: string;
  readonly phase: JobPhase;
  /** The clearance; `by` is who sanitized. */
  readonly cleared: Mark;
  readonly witness?: string;
  /** Whose port it is. */
  readonly station: string;
  readonly port: string;
  readonly serial: string;
  /** As seen when it was cleared. */
  readonly media: Media;
  readonly order: Order;
  readonly policy: PolicyRef;
  readonly seed_hash: string;
  readonly ruled_out: readonly string[];
  readonly attempt: number;
  readonly started?: Mark;
  /** When the drive took the command. */
  readonly accepted?: Mark;
  readonly ended?: Mark;
  readonly why?: EraseFailure;
  readonly data?: DataState;
  readonly detail?: string;
  readonly record?: EraseRecord;
  readonly markers_written?: number;
  readonly markers_confirmed?: number;
  readonly verification?: {
    readonly mark: Mark;
    readonly verdict: Verdict;
    readonly coverage: Coverage;
    readonly evidence: ReadBackEvidence;
    readonly method?: Method;
    readonly floor_ms: number;
  };
  readonly validation?: { readonly mark: Mark; readonly accepted: boolean; readonly statement: string };
}

/** A re-check at the result of a job. Without a verdict it has not come to an end, and never may. */
export interface RecheckStory {
  readonly job: string;
  /** Hash of the `recheck.drawn` that it answers. */
  readonly drawn: string;
  readonly station: string;
  readonly port: string;
  readonly seed_hash: string;
  /** `by` is who looked. */
  readonly started: Mark;
  readonly ended?: Mark;
  readonly verdict?: RecheckVerdict;
  readonly evidence?: ReadBackEvidence;
  readonly excluded?: StampRegion;
}

/** The stamp that was written on the drive since it was erased, or that may have been. */
export interface StampStory {
  readonly job: string;
  readonly certificate: string;
  readonly region: StampRegion;
  /** `by` is who asked for it. */
  readonly started: Mark;
  readonly ended?: Mark;
  /** Absent until it has ended. */
  readonly end?: 'written' | 'in_doubt';
}

/** A fact that the rules forbid and that was recorded all the same: kept, shown, without effect. */
export interface Breach {
  readonly hash: string;
  readonly type: string;
  readonly station: string;
  readonly wall: string;
  readonly why: string;
  readonly detail?: string;
}

/** A legal hold that nobody has lifted. */
export interface StandingHold {
  readonly hold: string;
  readonly ground: HoldGround;
  readonly mark: Mark;
}

/** One thing that one drive may do without on one way out, until a day. `mark.by` is who approved it. */
export interface GrantedException {
  readonly exception: string;
  readonly rule: ExceptionRule;
  readonly way: ReleaseWay;
  readonly ground: ExceptionGround;
  readonly until_ms: number;
  readonly mark: Mark;
}

/** A case that nobody has closed. */
export interface OpenCase {
  readonly case: string;
  readonly kind: CaseKind;
  readonly mark: Mark;
}

/** Everything that is known of one drive, folded from its facts. Canonical JSON: no undefined members, no fractions. */
export interface DriveLife {
  readonly subject: string;
  /** How many facts were folded, breaches too. */
  readonly facts: number;
  /** Newest custody event: `deps[0]` of the next one. */
  readonly head?: string;
  /** Wall time of the fact that brought the present state. */
  readonly since: string;
  /** How often this drive came into custody. More than once only after release for reuse. */
  readonly rounds: number;
  readonly record?: {
    readonly serial: string;
    readonly model?: string;
    readonly reason: PullReason;
    readonly data_class: DataClass;
    readonly destination: Destination;
    /** Where it is no disk. */
    readonly device?: DeviceClass;
    readonly label: LabelClaims;
    readonly claimed: Mark;
  };
  readonly holder?: string;
  readonly place?: string;
  readonly offer?: {
    readonly from: string;
    readonly to: string;
    readonly place?: string;
    /** It goes behind this seal, and with nothing less than the whole container. */
    readonly within?: SealedWithin;
    readonly mark: Mark;
  };
  /** Its holder took it over behind this seal of this container, unopened. */
  readonly came?: { readonly container: string; readonly seal: string; readonly mark: Mark };
  readonly seen?: {
    readonly port: string;
    readonly dock: string;
    readonly virtual: boolean;
    readonly identity: DriveIdentity;
    readonly lock: IdentityLock;
    readonly station: string;
    readonly mark: Mark;
  };
  /** Oldest first; the newest 32 of this round. */
  readonly jobs: readonly JobStory[];
  /** Oldest first; the newest 32. */
  readonly certificates: readonly {
    readonly id: string;
    readonly outcome: Outcome;
    readonly sha256: string;
    readonly job?: string;
    readonly mark: Mark;
    /** Taken back: it proves nothing any more. */
    readonly revoked?: { readonly reason: RevocationGround; readonly superseded_by?: string; readonly mark: Mark };
  }[];
  readonly quarantine?: { readonly cause: QuarantineCause; readonly bound_for: 'destruction' | 'decision'; readonly mark: Mark };
  /** A sanitization failed for good: no way out but destruction. */
  readonly must_be_destroyed: boolean;
  /** On a proof or on an exception. */
  readonly released?: {
    readonly way: ReleaseWay;
    readonly certificate?: string;
    readonly proof?: string;
    /** Hash of the `exception.granted`. */
    readonly exception?: string;
    readonly lot?: string;
    readonly mark: Mark;
  };
  readonly destroyed?: {
    readonly technique: DestroyTechnique;
    readonly place?: string;
    readonly lot?: string;
    readonly witness?: string;
    readonly mark: Mark;
  };
  /** Absent where there are none; so are the three that follow. */
  readonly holds?: readonly StandingHold[];
  /** Of this round. */
  readonly exceptions?: readonly GrantedException[];
  readonly cases?: readonly OpenCase[];
  /** Lots in which the drive left, each with effect, the newest 32. */
  readonly lots?: readonly string[];
  readonly links: readonly { readonly other: string; readonly reason: 'wwn_learned' | 'person'; readonly hash: string }[];
  /** The first 32; `breach_count` counts all. */
  readonly breaches: readonly Breach[];
  readonly breach_count: number;
  /** Two stories about who has the drive: locked until people decide. */
  readonly disputed: boolean;
  /** Two people let one act through although the drive is contested; the act spends it. */
  readonly override?: { readonly act: OverriddenAct; readonly conflicts: readonly string[]; readonly mark: Mark };
  /** An erase was started that no clearance explains: nothing before the next clearance proves anything. */
  readonly unexplained?: Mark;
  /** Of this round: whether it goes back to its maker, and on what terms. The newest counts. */
  readonly return_decision?: Fact<'return.decided'> & { readonly mark: Mark };
  /** Of this round: what was filled in because a policy asks for it, the newest of each field. Absent where nothing was. */
  readonly fields?: readonly (Filled & { readonly mark: Mark })[];
  /** Of all rounds, the newest 8: a draw that was answered stays answered. Absent where there are none. */
  readonly rechecks?: readonly RecheckStory[];
  /** Absent where there is none, and from the start of the next erase. */
  readonly stamp?: StampStory;
  /** Of all rounds. Absent where there are none. */
  readonly credits?: readonly Credit[];
  /** Counted from the newest verification whose drive told its power cycles. */
  readonly power?: PowerStory;
  /** Seen or touched after its end. */
  readonly zombie: boolean;
}

/** True for the facts whose `deps[0]` names the newest custody event of the drive. */
export function isCustodyType(type: string): boolean {
  return type.startsWith('custody.') || type === 'drive.destroyed' || type === 'conflict.resolved';
}

/** Two stories about a drive lock it, unless two people let this one act through. */
export function isLocked(life: DriveLife, act: OverriddenAct): boolean {
  return life.disputed && life.override?.act !== act;
}

/** The newest job, whatever became of it. */
export function currentJob(life: DriveLife): JobStory | undefined {
  return life.jobs.at(-1);
}

/** True while a clearance is out or the drive is being erased. An interrupted job is not running. */
export function isRunning(job: JobStory | undefined): boolean {
  return job !== undefined && (job.phase === 'cleared' || job.phase === 'sanitizing');
}

/** True when the job may have changed what is on the drive. */
export function hasTouched(job: JobStory): boolean {
  return job.started !== undefined && job.data !== 'untouched';
}

/** True when a re-check found that the job did not leave the drive as its verification says. */
export function isRefuted(life: DriveLife, { job }: JobStory): boolean {
  return life.rechecks?.some((look) => look.job === job && look.verdict === 'not_borne_out') === true;
}

/** The one word for where a drive is in its life. */
export function stateOf(life: DriveLife): DriveState {
  if (life.destroyed !== undefined) return 'destroyed';
  if (life.disputed) return 'disputed';
  if (life.released !== undefined) return 'released';
  if (life.quarantine !== undefined || life.must_be_destroyed) return 'quarantined';
  if (life.offer !== undefined) return 'offered';
  return stateOfJob(life) ?? stateOfSight(life);
}

function stateOfSight(life: DriveLife): DriveState {
  if (life.seen === undefined) return 'in_custody';
  return life.seen.lock.verdict === 'open' ? 'identified' : 'mismatch';
}

function stateOfJob(life: DriveLife): DriveState | undefined {
  const newest = currentJob(life);
  if (newest === undefined) return undefined;
  if (newest.phase === 'cleared' || newest.phase === 'sanitizing') return newest.phase;
  // A job that changed nothing leaves the drive as the job before left it.
  const job = life.jobs.findLast((story) => hasTouched(story));
  if (job === undefined) return newest.phase === 'interrupted' ? 'interrupted' : undefined;
  switch (job.phase) {
    case 'cleared':
    case 'sanitizing':
    case 'interrupted':
    case 'cancelled':
    case 'failed':
      return 'interrupted';
    case 'finished':
      return 'sanitized_unverified';
    case 'judged':
      if (job.verification?.verdict.kind !== 'verified' || job.validation?.accepted === false) return 'sanitized_unverified';
      if (isRefuted(life, job)) return 'sanitized_unverified';
      if (life.seen?.lock.verdict === 'shut') return 'mismatch';
      return job.validation === undefined ? 'verified' : 'validated';
  }
}
