import type { Fact } from '../facts/facts.ts';
import type { ReleaseWay } from '../facts/holds.ts';
import { keptBack } from '../returns/decide.ts';
import { isExceptionRule } from './holds.ts';
import { type Proof, proofOf } from './proof.ts';
import { stockOf } from './stock.ts';
import { currentJob, type DriveLife, type GrantedException, isLocked, isRunning, type StandingHold } from './story.ts';
import type { TenantBar } from '../retention/tenant-mark.ts';
import type { TermBar } from '../retention/terms.ts';
import { type Condition, firstOf, type Hands, type MoveVerdict, refused } from './verdicts.ts';

/**
 * The release gate: nothing leaves unproven. One function for every way out, asked before a fact is signed, when a lot is
 * closed, and again by the fold for each fact that was recorded or came from elsewhere.
 */

export type GateWay = ReleaseWay | 'destruction';

export interface GateQuestion {
  readonly life: DriveLife;
  readonly way: GateWay;
  /** The holds that stand on this drive. */
  readonly holds: readonly StandingHold[];
  readonly exceptions: readonly GrantedException[];
  /** Unix ms. Undefined: not known, so that every exception counts as ended. */
  readonly nowMs: number | undefined;
  /** True when holds may have been placed of which nobody here can know (decision 0311). */
  readonly holdListOld?: boolean | undefined;
  /** What holds on whole tenants and ended contracts say of this drive, as far as is known here. */
  readonly tenantBar?: TenantBar | TermBar | undefined;
}

export type GateRefusal = Extract<MoveVerdict, { readonly kind: 'refused' }>;

/** On what a drive may go. Destruction needs no proof: its own rules ask for a witness. */
export type GateGround =
  | { readonly kind: 'proof'; readonly proof: Proof }
  | { readonly kind: 'exception'; readonly exception: GrantedException }
  | { readonly kind: 'destruction' };

/**
 * Open on one ground, or shut and why. The policy that judged the drive is asked by `proofOf`: it stays with the drive, so
 * that no newer one is given here.
 */
export function releaseGate(question: GateQuestion): GateGround | GateRefusal {
  const shut = barredBy(question);
  return shut.kind === 'refused' ? shut : groundOf(question);
}

/** The question that a drive's own life answers. */
export function gateOf(
  life: DriveLife,
  way: GateWay,
  nowMs: number | undefined,
  holdListOld?: boolean,
  tenantBar?: TenantBar | TermBar,
): GateQuestion {
  return { life, way, holds: life.holds ?? [], exceptions: life.exceptions ?? [], nowMs, holdListOld, tenantBar };
}

/** What keeps a drive in whatever is proven of it. No exception opens any of these. */
export function barredBy({ life, way, holds, holdListOld, tenantBar }: GateQuestion): MoveVerdict {
  const leaves = way !== 'destruction';
  const kept = keptBack(life, undefined);
  return firstOf(
    [isLocked(life, leaves ? 'release' : 'destroy'), 'disputed'],
    [life.zombie, 'disputed', 'after_end'],
    [holds.length > 0, 'on_hold'],
    ...underTenantBar(tenantBar),
    [holdListOld === true, 'hold_list_old'],
    [life.cases?.some(({ kind }) => kind === 'missing') === true, 'drive_missing'],
    [!leaves && life.quarantine?.cause === 'legal_hold', 'quarantined', 'legal_hold'],
    [leaves && life.must_be_destroyed, 'bound_for_destruction'],
    [leaves && life.quarantine?.bound_for === 'destruction', 'bound_for_destruction'],
    [leaves && life.quarantine !== undefined, 'quarantined'],
    [way === 'maker' && kept !== undefined, 'kept_back', kept ?? ''],
    [isRunning(currentJob(life)), 'job_running'],
    [life.offer !== undefined, 'illegal_move', 'offered'],
  );
}

/** What a hold on a whole tenant, or a contract that has ended, keeps; the same for a way out and for an erase. */
export function judgeTenantBar(bar: TenantBar | TermBar | undefined): MoveVerdict {
  return firstOf(...underTenantBar(bar));
}

function underTenantBar(bar: TenantBar | TermBar | undefined): readonly Condition[] {
  if (typeof bar === 'object') return [underTerm(bar)];
  return [
    [bar === 'held', 'on_hold', 'tenant'],
    [bar === 'unread', 'hold_unread'],
    [bar === 'owner_unknown', 'owner_unknown'],
  ];
}

/** The detail is the first moment at which it may go, Unix ms. */
function underTerm(bar: TermBar): Condition {
  switch (bar.kind) {
    case 'kept':
      return [true, 'contract_keeps', String(bar.until_ms)];
    case 'unread':
      return [true, 'contract_unread', String(bar.until_ms)];
    case 'owner_unknown':
      return [true, 'owner_unknown', String(bar.until_ms)];
    case 'hold_list_old':
      return [true, 'hold_list_old'];
  }
}

/** The proof for the drive's destination, or the exception that does without just what is missing. */
export function groundOf(question: GateQuestion): GateGround | GateRefusal {
  const { life, way } = question;
  if (way === 'destruction') return { kind: 'destruction' };
  if (life.record?.destination !== way) return refusal('illegal_move', 'way_is_not_destination');
  const found = proofOf(life);
  // What leaves for reuse must be as clean as it was verified; another power count says that it was on elsewhere.
  if (found.kind === 'proof' && way === 'reuse' && stockOf(life) === 'moved') return refusal('proof_rejected', 'powered_elsewhere');
  if (found.kind === 'proof')
    return life.seen?.lock.verdict === 'open' ? { kind: 'proof', proof: found.proof } : refusal('identity_lock_shut');
  // A drive that is too dead to tell its name was never seen; one that told another name is another drive.
  if (life.seen?.lock.verdict === 'shut') return refusal(found.why, found.detail);
  const exception = question.exceptions.find((each) => exceptionFault(each, question, found.detail) === undefined);
  return exception === undefined ? refusal(found.why, found.detail) : { kind: 'exception', exception };
}

export type ExceptionFault = 'expired' | 'other_way' | 'other_rule';

/** Why an exception does not open the gate now; undefined when it does. */
export function exceptionFault(
  exception: GrantedException,
  { way, nowMs }: Pick<GateQuestion, 'way' | 'nowMs'>,
  missing: string,
): ExceptionFault | undefined {
  if (nowMs === undefined || nowMs >= exception.until_ms) return 'expired';
  if (exception.way !== way) return 'other_way';
  return exception.rule === missing && isExceptionRule(missing) ? undefined : 'other_rule';
}

/** Does the release name the ground that the gate finds? */
export function judgeGround(question: GateQuestion, body: Fact<'custody.released'>, hands: Hands): MoveVerdict {
  const ground = groundOf(question);
  if (body.exception !== undefined) return judgeException(question, ground, { ...body, exception: body.exception }, hands);
  switch (ground.kind) {
    case 'refused':
      return ground;
    case 'proof':
      return judgeProof(question.life, ground.proof, body);
    case 'exception':
      // There is one, and this release does not rest on it.
      return refused('no_proof', ground.exception.rule);
    case 'destruction':
      return refused('illegal_move', 'way_is_not_destination');
  }
}

function judgeProof(life: DriveLife, proof: Proof, body: Fact<'custody.released'>): MoveVerdict {
  return firstOf(
    [!life.certificates.some((issued) => issued.id === body.certificate), 'certificate_unknown'],
    [proof.certificate !== body.certificate, 'proof_rejected', 'other_certificate'],
    [proof.proof !== body.proof, 'proof_rejected', 'other_proof'],
  );
}

/** Whoever approved an exception does not also make use of it. */
function judgeException(
  question: GateQuestion,
  ground: GateGround | GateRefusal,
  body: Fact<'custody.released'> & { readonly exception: string },
  hands: Hands,
): MoveVerdict {
  if (ground.kind === 'proof') return refused('exception_not_valid', 'not_needed');
  const missing = proofOf(question.life);
  // Nothing but a lack of proof is what an exception is about.
  if (missing.kind === 'proof' || (ground.kind === 'refused' && ground.detail !== missing.detail)) return wayRefusal(ground);
  const named = question.exceptions.find(({ mark }) => mark.hash === body.exception);
  if (named === undefined) return refused('exception_not_valid', 'unknown');
  const fault = exceptionFault(named, question, missing.detail);
  if (fault !== undefined) return refused('exception_not_valid', fault);
  if (ground.kind === 'refused') return ground;
  return firstOf(
    [body.certificate !== undefined || body.proof !== undefined, 'exception_not_valid', 'not_alone'],
    [named.mark.by === undefined || named.mark.by === hands.actor, 'same_person', 'approver'],
  );
}

function wayRefusal(ground: GateGround | GateRefusal): MoveVerdict {
  return ground.kind === 'refused' ? ground : refused('illegal_move', 'way_is_not_destination');
}

function refusal(why: GateRefusal['why'], detail?: string): GateRefusal {
  return detail === undefined ? { kind: 'refused', why } : { kind: 'refused', why, detail };
}

/** Is the answer of a gate a ground to go on? */
export function isOpen(answer: GateGround | GateRefusal): answer is GateGround {
  return answer.kind !== 'refused';
}
