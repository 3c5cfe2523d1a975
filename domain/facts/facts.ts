import { z } from 'zod';
import { dataClass, destination, destroyTechnique, pullReason, quarantineCause } from '../custody/words.ts';
import { dockChip, dockFinding, dockLetter } from '../drive/dock.ts';
import { driveIdentity } from '../drive/identity.ts';
import { powerReading } from '../drive/power.ts';
import { order } from '../erase/clearance.ts';
import { dataState, eraseFailure, eraseRecord, readBackEvidence } from '../erase/evidence.ts';
import { deviceClass } from '../intake/device-classes.ts';
import { method, technique } from '../erase/technique.ts';
import { hashPattern } from '../ledger/hash.ts';
import { personId, role } from '../people/roles.ts';
import { containerFacts, containerRef, containerSealed, sealedWithin } from './containers.ts';
import { conflictId, conflictResolution } from './control.ts';
import { expectedFacts, expectedSealed } from './expected.ts';
import { labelFacts } from './labels.ts';
import { machineFacts, machineSealed } from './machines.ts';
import { photoFacts, photoSealed } from './photos.ts';
import { recheckFacts } from './rechecks.ts';
import { stampFacts } from './stamps.ts';
import { holdFacts, holdSealed, releaseWay } from './holds.ts';
import { driveReturnFacts, driveReturnSealed } from './returns.ts';
import { fieldFacts, fieldSealed } from './fields.ts';

/**
 * The facts that a station writes down: one schema for the body of each event type. A body holds no personal
 * data; what people typed and where a drive came from is sealed beside it (`sealedFields`). Member names are
 * snake_case because the ledger's JSON profile asks for it.
 */

const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const jobId = z.string().regex(/^j1_[a-z0-9]{20}$/);
export const certificateId = z.string().regex(/^cert_[a-z0-9]{20}$/);
/** Why a certificate is taken back. */
export const revocationGround = z.enum(['issued_in_error', 'wrong_drive', 'evidence_in_doubt', 'corrected']);
export type RevocationGround = z.infer<typeof revocationGround>;
const place = z.string().min(1).max(80);
const bayName = z.string().min(1).max(60);
const policyRef = z.strictObject({ id: z.string().max(60), version: z.int().min(1), hash });

/** What the label scans said, sorted out; raw scans stay in the sealed value `scans`. */
export const labelClaims = z.strictObject({
  serial: z.string().max(64).optional(),
  wwn: z.string().max(32).optional(),
  model: z.string().max(64).optional(),
  part: z.string().max(64).optional(),
  firmware: z.string().max(16).optional(),
});
export type LabelClaims = z.infer<typeof labelClaims>;

/** Why a label gave a scanner nothing. */
export const unreadLabel = z.enum(['damaged', 'covered', 'no_code', 'no_label']);
export type UnreadLabel = z.infer<typeof unreadLabel>;

/** The verdict of the three-way identity lock and what spoke for or against it. */
export const lockFinding = z.enum([
  'serial_equal',
  'serial_equal_by_maker_rule',
  'wwn_equal',
  'model_equal',
  'serial_differs',
  'wwn_differs',
  'no_label',
  'no_record',
  'record_differs',
  'bridge_serial_only',
  'serial_not_from_drive',
]);
export const identityLock = z.strictObject({ verdict: z.enum(['open', 'shut']), findings: z.array(lockFinding).max(12) });
export type IdentityLock = z.infer<typeof identityLock>;

/** What can be covered by an erase and what was. Printed on every certificate. */
export const coverage = z.strictObject({
  user_area: z.enum(['addressed', 'partly', 'not_addressed']),
  hidden_areas: z.enum(['addressed', 'not_present', 'not_addressed', 'unknown']),
  reallocated: z.enum(['addressed', 'not_addressed', 'unknown']),
  other_namespaces: z.enum(['addressed', 'not_present', 'not_addressed', 'unknown']),
});
export type Coverage = z.infer<typeof coverage>;

/** Four separate facts: accepted, completed, verified, validated. This one is "verified". */
export const verdict = z.strictObject({
  kind: z.enum(['verified', 'not_verified', 'failed']),
  reasons: z
    .array(
      z.enum([
        'completion_recorded',
        'completion_unknown',
        'drive_said_failed',
        'markers_gone',
        'markers_survive',
        'markers_unconfirmed',
        'read_back_as_expected',
        'read_back_unexpected',
        'unreadable_places',
        'structures_found',
        'duration_plausible',
        'duration_too_short',
        'duration_unknown',
        'write_errors',
        'area_unknown',
      ]),
    )
    .max(16),
});
export type Verdict = z.infer<typeof verdict>;

export const outcome = z.enum(['sanitized', 'not_sanitized', 'destroyed']);
export type Outcome = z.infer<typeof outcome>;

/** What is locked while a drive is contested, and may be let through once: an erase, a release, a destruction. */
export const overriddenAct = z.enum(['erase', 'release', 'destroy']);
export type OverriddenAct = z.infer<typeof overriddenAct>;

/** Event type -> body schema. A type that is not listed here is unknown: logged and shown as unknown. */
export const facts = {
  'station.heartbeat': z.strictObject({ version: z.string().max(40) }),
  'station.named': z.strictObject({ site: z.string().max(60), station: z.string().max(60), mode: z.enum(['real', 'practice']) }),
  'policy.adopted': policyRef,
  /** A port of this machine is a bay from now on: drives in it may be erased. One name belongs to one port, the newest. */
  'bay.taught': z.strictObject({ port: z.string().min(1).max(200), name: bayName, dock: z.string().max(100) }),
  'bay.forgotten': z.strictObject({ port: z.string().min(1).max(200) }),
  /**
   * What was found out about a USB dock: not of the drive in it, and once for each chip and firmware until something else
   * is found. `usb_serial` is the dock's own.
   */
  'dock.graded': z.strictObject({
    port: z.string().min(1).max(200),
    chip: dockChip,
    usb_serial: z.string().max(64).optional(),
    grade: dockLetter,
    findings: z.array(dockFinding).max(dockFinding.options.length),
  }),
  'person.enrolled': z.strictObject({ person: personId, roles: z.array(role).min(1).max(7), key: hash }),
  'person.ended': z.strictObject({ person: personId }),
  'session.opened': z.strictObject({ session_key: hash, until_ms: z.int(), method: z.literal('badge_pin'), key_sig: z.string().max(90) }),
  'session.closed': z.strictObject({ session_key: hash }),
  /** Signed by the old event key and by `key`, whose SHA-256 the old record told; `next` is that of the one after. */
  'key.rotated': z.strictObject({ key: z.string().regex(hashPattern), next: z.string().regex(hashPattern) }),
  /** An event of a closed epoch, told again in this one. Its entry is bound as the attachment `entry` and kept beside the log. */
  'event.recovered': z.strictObject({ event: z.string().regex(hashPattern), epoch: z.int().min(1), seq: z.int().min(1) }),
  /** Closes a conflict; `deps` name all branch heads. `holder` is absent when nobody is to hold the drive. */
  'conflict.resolved': conflictResolution,

  'custody.claimed': z.strictObject({
    holder: personId,
    place,
    reason: pullReason,
    data_class: dataClass,
    destination,
    /** The record's word for the drive: what the label, ticket or inventory says should be here. */
    serial: z.string().min(1).max(64),
    model: z.string().max(64).optional(),
    label: labelClaims,
    /**
     * No scanner could read the serial: actor and witness each typed it, apart, and agreed. Why that was needed.
     * Absent when the label was read.
     */
    typed: unreadLabel.optional(),
    /** What it is, where it is no disk. */
    device: deviceClass.optional(),
  }),
  /** `within`: it goes behind a seal, with everything that lies in that container, and comes back or arrives only so. */
  'custody.offered': z.strictObject({ from: personId, to: personId, place: place.optional(), within: sealedWithin.optional() }),
  'custody.withdrawn': z.strictObject({ from: personId, within: containerRef.optional() }),
  /** The seal in `within` is the one that the receiver read. */
  'custody.received': z.strictObject({ from: personId, holder: personId, place: place.optional(), within: sealedWithin.optional() }),
  'custody.moved': z.strictObject({ holder: personId, place }),
  'custody.quarantined': z.strictObject({
    cause: quarantineCause,
    bound_for: z.enum(['destruction', 'decision']),
    place: place.optional(),
  }),
  'custody.readmitted': z.strictObject({ cause: quarantineCause }),
  /** Rests on a proof (`certificate` and `proof`) or on a named exception, by the hash of its `exception.granted`; never on both. */
  'custody.released': z.strictObject({
    way: releaseWay,
    certificate: certificateId.optional(),
    proof: hash.optional(),
    exception: hash.optional(),
    lot: containerRef.optional(),
  }),
  'custody.destination': z.strictObject({ destination }),
  /**
   * One act on a contested drive, let through by two people, before the conflicts are resolved. It names every conflict
   * that was open: one more, and it opens nothing. The act spends it.
   */
  'custody.override': z.strictObject({ act: overriddenAct, conflicts: z.array(conflictId).max(16) }),

  'drive.seen': z.strictObject({
    port: z.string().max(200),
    dock: z.string().max(100),
    virtual: z.boolean(),
    identity: driveIdentity,
    lock: identityLock,
    power: powerReading.optional(),
  }),
  'drive.linked': z.strictObject({ other: z.string().regex(/^d1_[0-9a-f]{32}$/), reason: z.enum(['wwn_learned', 'person']) }),
  /** Parts two records that were joined; `deps` name the facts that joined them. */
  'drive.unlinked': z.strictObject({ other: z.string().regex(/^d1_[0-9a-f]{32}$/), reason: z.literal('person') }),
  /** Whose it is, said after intake. The name is sealed as `owner`, as intake seals it. */
  'drive.owned': z.strictObject({}),
  'drive.destroyed': z.strictObject({
    technique: destroyTechnique,
    place: place.optional(),
    /** The largest piece that was measured, mm. */
    fragment_mm: z.int().min(0).optional(),
    lot: containerRef.optional(),
    /** The machine of the register that did it. */
    by: containerRef.optional(),
  }),

  'erase.cleared': z.strictObject({
    job: jobId,
    clearance: z.string().max(22),
    port: z.string().max(200),
    serial: z.string().max(64),
    order,
    policy: policyRef,
    deadline_ms: z.int(),
    seed_hash: hash,
    /** Why each other technique was ruled out, `technique:reason`. */
    ruled_out: z.array(z.string().max(90)).max(32),
  }),
  'erase.started': z.strictObject({ job: jobId, technique, attempt: z.int().min(1) }),
  /** Markers are on the medium and were read back; the erase follows. Lost with the station, they count as not confirmed. */
  'erase.marked': z.strictObject({ job: jobId, written: z.int().min(0), confirmed: z.int().min(0) }),
  /** The drive took the command; `command` is its hex, empty for host writes. Accepted is not completed. */
  'erase.accepted': z.strictObject({
    job: jobId,
    command: z
      .string()
      .regex(/^[0-9a-f]*$/)
      .max(160),
  }),
  'erase.resumed': z.strictObject({ job: jobId, found: z.enum(['running', 'erased', 'failed', 'not_running']) }),
  'erase.interrupted': z.strictObject({ job: jobId, why: eraseFailure, data: dataState }),
  'erase.cancelled': z.strictObject({ job: jobId, data: dataState }),
  'erase.finished': z.strictObject({ job: jobId, record: eraseRecord }),
  'erase.failed': z.strictObject({
    job: jobId,
    why: eraseFailure,
    data: dataState,
    detail: z.string().max(300),
    record: eraseRecord.optional(),
  }),
  'verify.finished': z.strictObject({
    job: jobId,
    evidence: readBackEvidence,
    verdict,
    coverage,
    method: method.optional(),
    floor_ms: z.int().min(0),
    power: powerReading.optional(),
  }),
  'validation.decided': z.strictObject({ job: jobId, accepted: z.boolean(), statement: z.string().max(60) }),
  'certificate.issued': z.strictObject({ certificate: certificateId, outcome, sha256: hash, job: jobId.optional() }),
  /** A certificate is taken back; with `superseded_by`, a later one of the same drive stands in its place. */
  'certificate.revoked': z.strictObject({
    certificate: certificateId,
    reason: revocationGround,
    superseded_by: certificateId.optional(),
  }),
  ...recheckFacts,
  ...stampFacts,
  ...expectedFacts,
  ...holdFacts,
  ...containerFacts,
  ...driveReturnFacts,
  ...fieldFacts,
  ...photoFacts,
  ...machineFacts,
  ...labelFacts,
} as const;

export type FactType = keyof typeof facts;
export type Fact<T extends FactType> = z.infer<(typeof facts)[T]>;

/** An event's type and body together, as a tagged union. */
export type AnyFact = { [T in FactType]: { readonly type: T; readonly body: Fact<T> } }[FactType];

/** Which values of which type are sealed beside the entry, never in it. */
export const sealedFields = {
  'person.enrolled': ['name', 'badge'],
  'custody.claimed': ['host', 'slot', 'ticket', 'owner', 'scans', 'note'],
  'custody.quarantined': ['note'],
  'custody.readmitted': ['note'],
  'custody.released': ['consignee', 'reference', 'note'],
  'drive.destroyed': ['note', 'machine', 'lot'],
  'validation.decided': ['note'],
  'erase.cancelled': ['note'],
  'conflict.resolved': ['note'],
  'custody.override': ['note'],
  'drive.unlinked': ['note'],
  'drive.owned': ['owner', 'note'],
  'certificate.revoked': ['note'],
  ...expectedSealed,
  ...holdSealed,
  ...containerSealed,
  ...driveReturnSealed,
  ...fieldSealed,
  ...photoSealed,
  ...machineSealed,
} as const satisfies Partial<Record<FactType, readonly string[]>>;

/** Reads a body against its schema. Unknown types and bad bodies are told apart. */
export function readFact(
  type: string,
  body: unknown,
): { kind: 'fact'; fact: AnyFact } | { kind: 'unknown_type' } | { kind: 'bad_body'; detail: string } {
  if (!Object.hasOwn(facts, type)) return { kind: 'unknown_type' };
  const t = type as FactType; // hasOwn has just shown it
  const parsed = facts[t].safeParse(body);
  if (!parsed.success) return { kind: 'bad_body', detail: z.prettifyError(parsed.error) };
  return { kind: 'fact', fact: { type: t, body: parsed.data } as AnyFact }; // schema and type come from the same table row
}
