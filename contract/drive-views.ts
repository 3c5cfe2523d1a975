import { z } from 'zod';
import { dataClass, destination, destroyTechnique, driveState, pullReason, quarantineCause } from '../domain/custody/words.ts';
import { driveIdentity, media } from '../domain/drive/identity.ts';
import { deviceClass } from '../domain/intake/device-classes.ts';
import { dataState, eraseFailure } from '../domain/erase/evidence.ts';
import { recheckVerdict } from '../domain/erase/recheck.ts';
import { method, technique } from '../domain/erase/technique.ts';
import { stampView } from './stamps.ts';
import { conflictClass, conflictId } from '../domain/facts/control.ts';
import { containerRef } from '../domain/facts/containers.ts';
import { coverage, identityLock, labelClaims, outcome, overriddenAct, revocationGround, verdict } from '../domain/facts/facts.ts';
import { personId } from '../domain/people/roles.ts';
import { creditLine, returnDecided } from './returns.ts';
import { dockView, jobProgress, limitView, nextStep, safety, subject } from './view-parts.ts';
import { fieldRule } from '../domain/policy/fields.ts';

/** What the window draws of one drive. */

/** One sentence of a drive's life: who, where, what, and how it is proven. */
export const lifeLine = z.strictObject({
  hash: z.string(),
  type: z.string(),
  at_ms: z.int(),
  actor: z.string().optional(),
  witness: z.string().optional(),
  place: z.string().optional(),
  /** The body as it stands in the ledger, with opened sealed values beside it. */
  body: z.record(z.string(), z.unknown()),
  opened: z.record(z.string(), z.string()),
  safety,
  log_index: z.int().optional(),
  seq: z.int(),
});
export type LifeLine = z.infer<typeof lifeLine>;

/** One technique in a plan: chosen, or ruled out and why. */
export const rung = z.strictObject({ technique, method: method.optional(), chosen: z.boolean(), why: z.string() });
export type Rung = z.infer<typeof rung>;

export const planView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('plan'),
    technique,
    /** The first of two steps: it opens a locked drive and claims nothing. */
    opens: z.literal(true).optional(),
    method,
    passes: z.int(),
    read_back: z.string(),
    witness: z.boolean(),
    estimate_s: z.int().optional(),
    standard: z.string(),
    policy: z.string(),
    rungs: z.array(rung),
  }),
  z.strictObject({ kind: z.literal('refused'), why: z.string(), bound_for: z.enum(['destruction', 'decision']), rungs: z.array(rung) }),
]);
export type PlanView = z.infer<typeof planView>;

/** A way out of custody, open or locked, and the reason in a code. */
export const wayOut = z.strictObject({
  way: z.enum(['maker', 'reuse', 'vendor', 'destroy']),
  open: z.boolean(),
  why: z.string().optional(),
  /** A finer code, or the moment from which it is open, Unix ms. */
  detail: z.string().optional(),
});
export type WayOut = z.infer<typeof wayOut>;

/** One story of a drive in dispute, by its newest claim. Names, not pseudonyms, where they are known here. */
export const branchView = z.strictObject({
  head: z.string(),
  station: z.string(),
  site: z.string().optional(),
  by: z.string().optional(),
  at_ms: z.int(),
  state: z.enum(['held', 'offered', 'reused', 'ended', 'unknown']),
  holder: z.string().optional(),
  /** Whom a resolution would name. */
  holder_id: personId.optional(),
  place: z.string().optional(),
  how: z.enum(['destroyed', 'maker', 'vendor', 'resolved']).optional(),
});
export type BranchView = z.infer<typeof branchView>;

export const disputeView = z.strictObject({
  /** Erase, release and destruction are shut. False when only clocks are in question. */
  locked: z.boolean(),
  /** `waiting`: it rests on a fact that has not come yet, and may go away when it does. */
  conflicts: z.array(z.strictObject({ id: conflictId, class: conflictClass, waiting: z.boolean() })),
  branches: z.array(branchView),
  /** One act that two people let through. */
  let_through: overriddenAct.optional(),
});
export type DisputeView = z.infer<typeof disputeView>;

/** One field of the policy in force; without a `kind` one that it does not ask for any more. */
export const fieldLine = z.strictObject({
  ...fieldRule.partial().shape,
  id: z.string(),
  label: z.string(),
  /** As it was filled in; absent also where the text was erased or is not here. */
  value: z.string().optional(),
  at_ms: z.int().optional(),
  missing: z.boolean(),
});
export type FieldLine = z.infer<typeof fieldLine>;

export const driveView = z.strictObject({
  subject,
  serial: z.string(),
  model: z.string().optional(),
  media: media.optional(),
  state: driveState,
  record: z.strictObject({
    serial: z.string(),
    model: z.string().optional(),
    reason: pullReason,
    data_class: dataClass,
    destination,
    /** Where it is no disk. */
    device: deviceClass.optional(),
    host: z.string().optional(),
    slot: z.string().optional(),
    ticket: z.string().optional(),
    owner: z.string().optional(),
    note: z.string().optional(),
  }),
  label: labelClaims,
  identity: driveIdentity.optional(),
  lock: identityLock.optional(),
  holder: z.string().optional(),
  place: z.string().optional(),
  offered_to: z.string().optional(),
  offered_since_ms: z.int().optional(),
  /** It is offered behind the seal of this container, with everything in it. */
  offered_within: z.strictObject({ container: containerRef, name: z.string() }).optional(),
  /** It was taken over behind the seal of this container, which by another bench had been opened, or held something else, before. */
  came_in_doubt: z.strictObject({ container: containerRef, name: z.string() }).optional(),
  quarantine: z.strictObject({ cause: quarantineCause, bound_for: z.enum(['destruction', 'decision']) }).optional(),
  port: z.string().optional(),
  /** Of the USB dock that the drive sits in now. */
  dock_grade: dockView.optional(),
  progress: jobProgress.optional(),
  plan: planView.optional(),
  erase: z
    .strictObject({
      job: z.string(),
      technique,
      method: method.optional(),
      attempt: z.int(),
      ended: z.enum(['running', 'finished', 'failed', 'cancelled', 'interrupted']),
      why: eraseFailure.optional(),
      data: dataState.optional(),
      completion: z.string().optional(),
      reading: z.string().optional(),
      duration_ms: z.int().optional(),
    })
    .optional(),
  verdict: verdict.optional(),
  coverage: coverage.optional(),
  validation: z.strictObject({ accepted: z.boolean(), by: z.string() }).optional(),
  certificate: z
    .strictObject({
      id: z.string(),
      outcome,
      issued_ms: z.int(),
      safety,
      /** Taken back: it proves nothing any more. */
      revoked: z.strictObject({ reason: revocationGround, superseded_by: z.string().optional(), at_ms: z.int() }).optional(),
    })
    .optional(),
  dispute: disputeView.optional(),
  ways_out: z.array(wayOut),
  /** How policy lets this drive be destroyed, for its class of data. Absent where only a registry tells of it. */
  destroy_by: z.array(destroyTechnique).optional(),
  /** Whether it had power anywhere but here since its result was verified, by its own count. Only of a proven drive. */
  stock: z
    .strictObject({ state: z.enum(['unknown', 'unmoved', 'moved']), at_verification: z.int().optional(), now: z.int().optional() })
    .optional(),
  /** Of a drive that was drawn for a re-check: whether it is still due, and the newest one. */
  recheck: z
    .strictObject({
      due: z.boolean(),
      last: z
        .strictObject({
          at_ms: z.int(),
          by: z.string().optional(),
          /** Absent where it never came to an end. */
          verdict: recheckVerdict.optional(),
          places: z.int().optional(),
          read_bytes: z.int().optional(),
        })
        .optional(),
    })
    .optional(),
  /** Absent where the drive has no stamp and may have none now. */
  stamp: stampView.optional(),
  /** Whether it goes back to its maker, when that was decided. */
  back: returnDecided.optional(),
  /** What a policy asks to be written down, and what was; absent where there is neither. */
  fields: z.array(fieldLine).optional(),
  /** What its maker was to give for it, and gave. */
  credits: z.array(creditLine).optional(),
  next: nextStep.optional(),
  limit: limitView.optional(),
  life: z.array(lifeLine),
});
export type DriveView = z.infer<typeof driveView>;

export const driveLine = z.strictObject({
  subject,
  serial: z.string(),
  model: z.string().optional(),
  state: driveState,
  holder: z.string().optional(),
  place: z.string().optional(),
  since_ms: z.int(),
  outcome: outcome.optional(),
  /** The registry has drawn it, and nobody has read it again. */
  recheck_due: z.literal(true).optional(),
  /** In limbo between these two; `within`: behind the seal of that container, with everything in it. */
  offer: z.strictObject({ from: personId, to: personId, within: containerRef.optional() }).optional(),
  limit: limitView.optional(),
});
export type DriveLine = z.infer<typeof driveLine>;
