import { z } from 'zod';
import { dataClass, destination, driveState, pullReason, quarantineCause } from '../domain/custody/words.ts';
import { driveIdentity, media } from '../domain/drive/identity.ts';
import { dataState, eraseFailure } from '../domain/erase/evidence.ts';
import { method, technique } from '../domain/erase/technique.ts';
import { coverage, identityLock, labelClaims, outcome, verdict } from '../domain/facts/facts.ts';
import { personId, role } from '../domain/people/roles.ts';
import { phase } from './helper.ts';

/**
 * What the window draws: whole views, newest wins. Codes, numbers and times only; `renderer/words` turns them
 * into sentences. Times are Unix milliseconds, sizes bytes.
 */

export const subject = z.string().regex(/^d1_[0-9a-f]{32}$/);
const eventHash = z.string();

/** How safe a fact is: on this disk, acknowledged by the registry, in the log, proven by a checkpoint. */
export const safety = z.enum(['here', 'acknowledged', 'logged', 'proven']);
export type Safety = z.infer<typeof safety>;

export const person = z.strictObject({ id: personId, name: z.string(), roles: z.array(role), active: z.boolean() });
export type Person = z.infer<typeof person>;

export const jobProgress = z.strictObject({
  phase,
  /** Absent when the drive gives no progress. */
  done_ppm: z.int().optional(),
  bytes_per_s: z.int().optional(),
  left_s: z.int().optional(),
  since_ms: z.int(),
  /** False when stopping now would change nothing: the drive goes on by itself. */
  can_cancel: z.boolean(),
});
export type JobProgress = z.infer<typeof jobProgress>;

/** The single step that the station waits for, if any: a code with what it is about. */
export const nextStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set_up') }),
  z.strictObject({ kind: z.literal('sign_in') }),
  z.strictObject({ kind: z.literal('scan_or_dock') }),
  z.strictObject({ kind: z.literal('finish_intake') }),
  z.strictObject({ kind: z.literal('dock_drive'), subject, serial: z.string() }),
  z.strictObject({ kind: z.literal('scan_label'), port: z.string() }),
  z.strictObject({ kind: z.literal('start_erase'), subject, port: z.string() }),
  z.strictObject({ kind: z.literal('wait'), jobs: z.int() }),
  z.strictObject({ kind: z.literal('reconnect'), subject, port: z.string() }),
  z.strictObject({ kind: z.literal('start_again'), subject, port: z.string() }),
  z.strictObject({ kind: z.literal('validate'), subject }),
  z.strictObject({ kind: z.literal('quarantine'), subject }),
  z.strictObject({ kind: z.literal('receive'), subject }),
  z.strictObject({ kind: z.literal('release'), subject }),
  z.strictObject({ kind: z.literal('destroy'), subject }),
]);
export type NextStep = z.infer<typeof nextStep>;

export const bayView = z.strictObject({
  port: z.string(),
  name: z.string(),
  dock: z.string(),
  virtual: z.boolean(),
  occupied: z.boolean(),
  guarded: z.string().optional(),
  identity: driveIdentity.optional(),
  silent: z.enum(['empty', 'no_answer', 'busy', 'no_serial', 'not_permitted']).optional(),
  lock: identityLock.optional(),
  /** What is printed on the drive in a virtual bay or given to an image: there is nothing to look at. */
  printed: z.array(z.string()).optional(),
  subject: subject.optional(),
  state: driveState.optional(),
  progress: jobProgress.optional(),
  needs: nextStep.optional(),
});
export type BayView = z.infer<typeof bayView>;

export const sound = z.enum(['ok', 'already', 'wrong_place', 'stop', 'done']);
export type Sound = z.infer<typeof sound>;

/** What one part of a scan was understood as, and why. */
export const understood = z.strictObject({
  as: z.enum([
    'serial',
    'wwn',
    'part',
    'model',
    'psid',
    'firmware',
    'oem_code',
    'date',
    'lba_count',
    'badge',
    'place',
    'command',
    'drive',
    'unknown',
  ]),
  text: z.string(),
  /** Closed reason code, e.g. `fits_maker_serial`, `naa_wwn`, `identifier_1p`; words live in the renderer. */
  why: z.string(),
});
export type Understood = z.infer<typeof understood>;

export const scanView = z.strictObject({
  number: z.int(),
  at_ms: z.int(),
  text: z.string(),
  source: z.enum(['wedge', 'typed']),
  understood: z.array(understood),
  /** What was done with it. */
  verdict: z.enum([
    'part_added',
    'same_again',
    'drive_found',
    'drive_unknown',
    'label_matches',
    'label_differs',
    'badge_read',
    'command_done',
    'not_now',
    'not_understood',
    'place_set',
    'zombie',
  ]),
  sound,
});
export type ScanView = z.infer<typeof scanView>;

/** A label being gathered, scan by scan, before a custody record exists. */
export const intakeView = z.strictObject({
  label: labelClaims,
  parts: z.array(understood),
  /** Set when this drive already has a record. */
  known: subject.optional(),
  /** Where this bench takes drives in, unless somebody says otherwise: the place last scanned, else the bench itself. */
  place: z.string().optional(),
  /** A serial is there, so a record can be made. */
  ready: z.boolean(),
});
export type IntakeView = z.infer<typeof intakeView>;

/** One line of what was just scanned or done; newest first. */
export const lineView = z.strictObject({
  at_ms: z.int(),
  what: z.string(),
  serial: z.string().optional(),
  subject: subject.optional(),
  verdict: z.enum(['ok', 'already', 'refused', 'failed', 'done', 'note']),
});
export type LineView = z.infer<typeof lineView>;

export const syncView = z.strictObject({
  registry: z.string().optional(),
  state: z.enum(['none', 'in_step', 'sending', 'offline', 'frozen', 'refused']),
  /** Facts on this disk, how many of them the registry acknowledged, and how many a checkpoint covers. */
  here: z.int(),
  acknowledged: z.int(),
  proven: z.int(),
  last_contact_ms: z.int().optional(),
  checkpoint: z.strictObject({ origin: z.string(), size: z.int(), root: z.string() }).optional(),
  problem: z.string().optional(),
});
export type SyncView = z.infer<typeof syncView>;

export const benchView = z.strictObject({
  now_ms: z.int(),
  station: z.strictObject({
    id: z.string(),
    name: z.string(),
    site: z.string(),
    mode: z.enum(['real', 'practice']),
    version: z.string(),
    set_up: z.boolean(),
  }),
  session: z.strictObject({ person, until_ms: z.int() }).optional(),
  bays: z.array(bayView),
  /** Set when the last look at the docks failed: the bays shown are the last known ones. */
  docks_failed: z.string().optional(),
  scan: scanView.optional(),
  intake: intakeView.optional(),
  next: nextStep,
  lines: z.array(lineView),
  sync: syncView,
  counts: z.strictObject({
    in_custody: z.int(),
    sanitizing: z.int(),
    to_validate: z.int(),
    quarantined: z.int(),
    ready_to_release: z.int(),
    limbo: z.int(),
  }),
  policy: z.strictObject({ id: z.string(), version: z.int(), name: z.string() }),
});
export type BenchView = z.infer<typeof benchView>;

/** One sentence of a drive's life: who, where, what, and how it is proven. */
export const lifeLine = z.strictObject({
  hash: eventHash,
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
});
export type WayOut = z.infer<typeof wayOut>;

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
  quarantine: z.strictObject({ cause: quarantineCause, bound_for: z.enum(['destruction', 'decision']) }).optional(),
  port: z.string().optional(),
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
  certificate: z.strictObject({ id: z.string(), outcome, issued_ms: z.int(), safety }).optional(),
  ways_out: z.array(wayOut),
  next: nextStep.optional(),
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
});
export type DriveLine = z.infer<typeof driveLine>;
