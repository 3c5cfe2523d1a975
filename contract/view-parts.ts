import { subjectPattern } from '../domain/ledger/ids.ts';
import { z } from 'zod';
import { dockFinding, dockLetter } from '../domain/drive/dock.ts';
import { limitedStep } from '../domain/custody/limits.ts';
import { personId, role } from '../domain/people/roles.ts';
import { phase } from './helper.ts';

/** Pieces that several views share. */

export const subject = z.string().regex(/^d1_[0-9a-f]{32}$/);
/** Whatever a fact may be about: a drive, or a container, a lot or an expected list. */
export const recordRef = z.string().regex(subjectPattern);

/** How safe a fact is: on this disk, acknowledged by the registry, in the log, proven by a checkpoint. */
export const safety = z.enum(['here', 'acknowledged', 'logged', 'proven']);
export type Safety = z.infer<typeof safety>;

/** One role as the registry's log has it: it counts until then, its time is over, or an officer took it. */
export const roleByLog = z.strictObject({ role, until_ms: z.int(), counts: z.enum(['now', 'over', 'taken']) });
export type RoleByLog = z.infer<typeof roleByLog>;

export const person = z.strictObject({
  id: personId,
  name: z.string(),
  roles: z.array(role),
  active: z.boolean(),
  /** Roles of which the registry's log spoke; absent where it never did. */
  by_log: z.array(roleByLog).optional(),
  /** The registry ended this person. */
  ended_by_log: z.literal(true).optional(),
});
export type Person = z.infer<typeof person>;

/** Somebody whom another station of the registry enrolled. The name is sealed there. */
export const personElsewhere = z.strictObject({ id: personId, station: z.string(), site: z.string() });
export type PersonElsewhere = z.infer<typeof personElsewhere>;

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

/** The step that a drive waits for, from when and until when it has time. What is left the window works out. */
export const limitView = z.strictObject({ step: limitedStep, from_ms: z.int(), until_ms: z.int() });
export type LimitView = z.infer<typeof limitView>;

/** The last act of whoever is signed in, while it can be taken back without a word. */
export const undoView = z.strictObject({ event: z.string(), what: z.string(), name: z.string().optional(), until_ms: z.int() });
export type UndoView = z.infer<typeof undoView>;

/** How far a USB dock can be trusted, and what set its grade. */
export const dockView = z.strictObject({ grade: dockLetter, reason: dockFinding.optional() });
export type DockView = z.infer<typeof dockView>;

/** The single step that the station waits for, if any: a code with what it is about. */
export const nextStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set_up') }),
  z.strictObject({ kind: z.literal('sign_in') }),
  z.strictObject({ kind: z.literal('scan_or_dock') }),
  z.strictObject({ kind: z.literal('finish_intake') }),
  z.strictObject({ kind: z.literal('dock_drive'), subject, serial: z.string() }),
  z.strictObject({ kind: z.literal('scan_label'), port: z.string() }),
  z.strictObject({
    kind: z.literal('start_erase'),
    subject,
    port: z.string(),
    /** The drive is locked: the first step opens it by its PSID, and its erase is planned after that. */
    opens: z.literal(true).optional(),
  }),
  /** The drive is locked with keys that are lost; what is printed on it opens it. */
  z.strictObject({ kind: z.literal('scan_psid'), subject, port: z.string() }),
  /** This dock lets nothing through that would do; another one may. */
  z.strictObject({ kind: z.literal('change_dock'), subject, port: z.string() }),
  /** The drive is as it is until it had no power: out of the bay, a few seconds, in again. */
  z.strictObject({ kind: z.literal('power_cycle'), subject, port: z.string() }),
  /** A legal hold or a contract that has ended keeps what is on it. `until_ms`: the first moment at which it may go, Unix ms. */
  z.strictObject({ kind: z.literal('keep_data'), subject, until_ms: z.int().optional() }),
  z.strictObject({ kind: z.literal('wait'), jobs: z.int() }),
  z.strictObject({ kind: z.literal('reconnect'), subject, port: z.string() }),
  z.strictObject({ kind: z.literal('start_again'), subject, port: z.string() }),
  z.strictObject({ kind: z.literal('validate'), subject }),
  /** Drawn for a re-check: by somebody else than who erased it. Without a port it has to be put into another bay first. */
  z.strictObject({ kind: z.literal('recheck'), subject, port: z.string().optional() }),
  z.strictObject({ kind: z.literal('quarantine'), subject }),
  z.strictObject({ kind: z.literal('receive'), subject }),
  z.strictObject({ kind: z.literal('release'), subject }),
  z.strictObject({ kind: z.literal('destroy'), subject }),
]);
export type NextStep = z.infer<typeof nextStep>;
