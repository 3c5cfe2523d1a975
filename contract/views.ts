import { z } from 'zod';
import { driveState } from '../domain/custody/words.ts';
import { driveIdentity } from '../domain/drive/identity.ts';
import { identityLock, labelClaims } from '../domain/facts/facts.ts';
import { understoodPart } from '../domain/label/understood.ts';
import { aimIdentifier, scanSource } from './scanners.ts';
import { stampSeen } from './stamps.ts';
import { dockView, jobProgress, limitView, nextStep, person, recordRef, subject, undoView } from './view-parts.ts';

export * from './bay-views.ts';
export * from './view-parts.ts';
export * from './drive-views.ts';

/**
 * What the window draws: whole views, newest wins. Codes, numbers and times only; `renderer/words` turns them
 * into sentences. Times are Unix milliseconds, sizes bytes.
 */

export const bayView = z.strictObject({
  port: z.string(),
  name: z.string(),
  dock: z.string(),
  virtual: z.boolean(),
  occupied: z.boolean(),
  guarded: z.string().optional(),
  /** Absent where no USB dock stands in between, and until it was tried. */
  dock_grade: dockView.optional(),
  identity: driveIdentity.optional(),
  silent: z.enum(['empty', 'no_answer', 'busy', 'no_serial', 'not_permitted']).optional(),
  lock: identityLock.optional(),
  /** What is printed on the drive in a virtual bay or given to an image: there is nothing to look at. */
  printed: z.array(z.string()).optional(),
  subject: subject.optional(),
  state: driveState.optional(),
  progress: jobProgress.optional(),
  needs: nextStep.optional(),
  /** Of a drive that carries one. */
  stamp: stampSeen.optional(),
});
export type BayView = z.infer<typeof bayView>;

export const sound = z.enum(['ok', 'already', 'wrong_place', 'stop', 'done']);
export type Sound = z.infer<typeof sound>;

export const scanView = z.strictObject({
  number: z.int(),
  at_ms: z.int(),
  text: z.string(),
  source: scanSource,
  /** Which code it was, by the scanner's own word. */
  aim: aimIdentifier.optional(),
  /** Name of the scanner, where it has one. */
  device: z.string().optional(),
  understood: z.array(understoodPart),
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
    'psid_taken',
    'psid_not_whole',
    'psid_letter_o',
    'psid_of_which',
    'label_applied',
    'label_elsewhere',
    'label_unknown',
  ]),
  sound,
});
export type ScanView = z.infer<typeof scanView>;

/** A label being gathered, scan by scan, before a custody record exists. */
export const intakeView = z.strictObject({
  label: labelClaims,
  parts: z.array(understoodPart),
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
  /** Of a container, a lot or an expected list, which have no serial. */
  name: z.string().optional(),
  /** A drive, a container, a lot or a list. */
  subject: recordRef.optional(),
  /** On the newest line about a drive. */
  limit: limitView.optional(),
  verdict: z.enum(['ok', 'already', 'refused', 'failed', 'done', 'note']),
});
export type LineView = z.infer<typeof lineView>;

export const syncView = z.strictObject({
  registry: z.string().optional(),
  /** The registry runs in this station: who decides about its chain sits here. */
  embedded: z.boolean().optional(),
  state: z.enum(['none', 'in_step', 'sending', 'offline', 'frozen', 'refused']),
  /** Facts on this disk, how many of them the registry acknowledged, and how many a checkpoint covers. */
  here: z.int(),
  acknowledged: z.int(),
  proven: z.int(),
  last_contact_ms: z.int().optional(),
  checkpoint: z.strictObject({ origin: z.string(), size: z.int(), root: z.string() }).optional(),
  problem: z.string().optional(),
  /** What an officer of the registry was asked; `words` must stand on both screens. */
  asked: z
    .strictObject({ kind: z.enum(['enrolment', 'epoch']), url: z.string(), words: z.array(z.string()), refused: z.string().optional() })
    .optional(),
  /** Facts of an earlier chain that are still to be told again in this one. */
  untold: z.int().optional(),
});
export type SyncView = z.infer<typeof syncView>;

/**
 * What the registry said of the drive in hand. `asking`; `fetching`: it knows more than is here, and the story is on
 * its way; `here`: all that it can prove is here; `none`: it knows no custody of it; `away`: nobody answered, so what
 * other sites know is unknown; `refused`: its answer cannot be believed.
 */
export const askedView = z.strictObject({
  subject,
  state: z.enum(['asking', 'fetching', 'here', 'none', 'away', 'refused']),
});
export type AskedView = z.infer<typeof askedView>;

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
  asked: askedView.optional(),
  undo: undoView.optional(),
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
