import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';
import { registryPattern, stationPattern } from '../ledger/ids.ts';
import { keyIdPattern } from '../ledger/signing.ts';
import { technique } from '../erase/technique.ts';
import { personId, role } from '../people/roles.ts';
import { tenantMarkPattern } from '../retention/tenant-mark.ts';
import { holdGround } from './holds.ts';

/**
 * The facts of the control chain: one schema for the body of each event type that the registry itself writes. Like
 * `facts.ts` they hold nothing personal and no free text; what an officer typed is sealed beside the event under
 * `note`. When a person caused the event in the console, `actor` names that person.
 */

const hash = z.string().regex(hashPattern);
/** 32 bytes in base64url, as a hash is written. */
const publicKey = hash;
const keyId = z.string().regex(keyIdPattern);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const epoch = z.int().min(1);
const seq = z.int().min(1);
const logName = z.string().max(220).regex(registryPattern);
const vkey = z.string().min(1).max(400);
const stationRef = z.string().regex(stationPattern);
/** Pseudonym of an owner. */
const tenantRef = z.string().regex(/^tn_[0-9a-f]{32}$/);
/** `domain/retention/tenant-mark.ts`. */
const tenantMark = z.string().regex(tenantMarkPattern);
/** 16 random bytes in base64url. */
const shortId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** As the drive tells them. */
const firmwareTechnique = { model: z.string().min(1).max(64), firmware: z.string().min(1).max(16), technique };
const days = z.int().min(1).max(3650);
export const siteName = z.string().min(1).max(60);

/**
 * What an enrolled machine is for. A `bench` writes events and gets the sealed values of its own site; a `reader`
 * only pulls and carries.
 */
export const stationRole = z.enum(['bench', 'reader']);
export type StationRole = z.infer<typeof stationRole>;

/** Why a chain begins anew. */
export const epochReason = z.enum(['restored', 'cloned', 'reinstalled', 'key_lost']);
export type EpochReason = z.infer<typeof epochReason>;

export const revocationReason = z.enum(['retired', 'lost', 'stolen']);
export type RevocationReason = z.infer<typeof revocationReason>;

/**
 * How far a revoked key is still believed: for a station's event key up to a place in its chain, for any other key
 * up to a size of the log.
 */
export const trustBound = z.union([z.strictObject({ epoch, seq: count }), z.strictObject({ size: count })]);
export type TrustBound = z.infer<typeof trustBound>;

export const addedKeyUse = z.enum(['transport', 'log', 'ack', 'control', 'witness']);
export const admissionGround = z.enum(['made_before_loss', 'confirmed_by_people']);
export const dismissalGround = z.enum(['made_after_loss', 'forged', 'recorded_elsewhere']);
export const firmwareLiftGround = z.enum(['cause_was_elsewhere', 'recorded_in_error']);
export type FirmwareLiftGround = z.infer<typeof firmwareLiftGround>;
export const erasureGround = z.enum(['request_of_the_person', 'end_of_purpose', 'end_of_retention', 'taken_unlawfully', 'order']);
export const conflictClass = z.enum(['double_claim', 'no_handoff', 'after_end', 'same_drive_two_places', 'same_person', 'clock']);
export type ConflictClass = z.infer<typeof conflictClass>;
/** Classes whose resolution says who has the drive. The others are about one event and move nothing. */
export const settlesCustody: ReadonlySet<ConflictClass> = new Set(['double_claim', 'no_handoff', 'after_end', 'same_drive_two_places']);
/** First 22 characters of the base64url hash over class and events. */
export const conflictId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** What closes a conflict: at a station, or in the console. Without `holder` nobody is to hold the drive. */
export const conflictResolution = z.strictObject({
  conflict: conflictId,
  class: conflictClass,
  holder: personId.optional(),
  reason: z.enum(['seen_in_person', 'paper_trail', 'clerical_error', 'clock_error', 'duplicate_record', 'accepted_as_is']),
});

/** All sites or all tenants, in a list of them. */
export const everywhere = '*';

/** Event type -> body schema of the control chain. */
export const controlFacts = {
  /** `before` names the final checkpoint of the log that this one follows. */
  'log.opened': z.strictObject({
    log: logName,
    log_vkey: vkey,
    ack_vkey: vkey,
    control_key: publicKey,
    before: z.strictObject({ log: logName, size: count, root: hash }).optional(),
  }),
  /** The last entry of a log. */
  'log.closed': z.strictObject({ log: logName, next: logName }),
  'station.enrolled': z.strictObject({
    station: stationRef,
    name: z.string().min(1).max(60),
    site: siteName,
    platform: z.string().min(1).max(60),
    /** `bench` when absent. */
    role: stationRole.optional(),
    keys: z.strictObject({ event: publicKey, transport: publicKey }),
    /** SHA-256 of the event key after this one. */
    next: hash,
    epoch: z.literal(1),
  }),
  /** `after` is the head of the closed epoch. The keys may be the old ones; every other key of the station ends here. */
  'epoch.opened': z.strictObject({
    station: stationRef,
    epoch,
    after: z.strictObject({ epoch, seq: count, hash }),
    keys: z.strictObject({ event: publicKey, transport: publicKey }),
    next: hash,
    reason: epochReason,
  }),
  /** `vkey` for keys that sign notes; `station` for a second transport key. */
  'key.added': z.strictObject({ use: addedKeyUse, key: publicKey, station: stationRef.optional(), vkey: vkey.optional() }),
  /** Without `trust`, everything that was in the log before this event is believed. */
  'key.revoked': z.strictObject({ keyid: keyId, reason: revocationReason, trust: trustBound.optional() }),
  'role.granted': z.strictObject({
    person: personId,
    role,
    sites: z.array(siteName).min(1).max(64),
    tenants: z.array(siteName).min(1).max(64),
    until_ms: count,
  }),
  'role.ended': z.strictObject({ person: personId, role }),
  /**
   * A policy in force everywhere from here on. `text` is its canonical text in pieces, as no event holds a longer string:
   * whoever has the log can judge by it. `proposed_by` is the first officer; the second one is the `actor`.
   */
  'policy.set': z.strictObject({
    id: z.string().min(1).max(60),
    version: z.int().min(1),
    hash,
    text: z.array(z.string().min(1).max(2000)).min(1).max(8).optional(),
    proposed_by: personId.optional(),
  }),
  /**
   * The contract of a tenant has ended: its data is kept for `keep_days`, and deleted by `delete_by_days` after `ended_ms`.
   * The newest word about a tenant counts. By an officer in the console, who is the `actor`.
   */
  'contract.ended': z.strictObject({
    tenant: tenantRef,
    ended_ms: count,
    keep_days: days,
    delete_by_days: days,
    mark: tenantMark.optional(),
  }),
  /** It goes on after all, or its end was a mistake. */
  'contract.resumed': z.strictObject({ tenant: tenantRef }),
  /**
   * A legal hold on all of a tenant. `mark` is made of the owner's name under the key that is sealed as `key`: stations are
   * told that key, so that each knows offline which of its drives are meant.
   */
  'tenant.held': z.strictObject({ tenant: tenantRef, hold: shortId, ground: holdGround, mark: tenantMark }),
  /** By another officer than the one who placed it. */
  'tenant.freed': z.strictObject({ tenant: tenantRef, hold: shortId }),
  /**
   * Drives of this model and firmware left data behind after this technique, by the verification `by`: no plan offers it to
   * them. Written by the registry for the first such verdict, and for the first one after a lift.
   */
  'firmware.blocked': z.strictObject({ ...firmwareTechnique, by: hash }),
  /** By an officer in the console, who is the `actor`, with the reason sealed as `note`. */
  'firmware.lifted': z.strictObject({ ...firmwareTechnique, ground: firmwareLiftGround }),
  /**
   * The certificates of a stretch of the log, from the index `from` on and below `upto`, are drawn from: by the root of the
   * tree whose last entry is this event.
   */
  'recheck.closed': z.strictObject({ from: count, upto: count, share_permille: z.int().min(1).max(1000) }),
  /** What that root draws of so many `drives`. Everybody can draw again; this tells it to those who do not have the log. */
  'recheck.drawn': z.strictObject({
    closed: hash,
    size: count,
    root: hash,
    drives: count,
    part: z.int().min(1).max(10_000),
    parts: z.int().min(1).max(10_000),
    drawn: z.array(z.string().regex(/^d1_[0-9a-f]{32}$/)).max(64),
  }),
  'chain.forked': z.strictObject({ station: stationRef, epoch, seq, logged: hash, diverging: hash }),
  /** The entry is bound as the attachment `entry` and kept beside the log. It counts from this event on. */
  'quarantine.admitted': z.strictObject({ station: stationRef, epoch, seq, event: hash, ground: admissionGround }),
  'quarantine.dismissed': z.strictObject({ station: stationRef, epoch, seq, event: hash, ground: dismissalGround }),
  'conflict.opened': z.strictObject({ conflict: conflictId, class: conflictClass, events: z.array(hash).min(1).max(64) }),
  /** By an officer in the console, who is the `actor`; `deps` name all branch heads. */
  'conflict.resolved': conflictResolution,
  /** `first` is the event that `event` tells again: stations that hold only that one, or another telling of it, erase there. */
  'erasure.done': z.strictObject({
    event: hash,
    first: hash.optional(),
    fields: z.array(z.string().min(1).max(40)).min(1).max(64),
    ground: erasureGround,
  }),
  /** Merkle root over the subjects in order, each with its number of events and the newest one, at a size of the log. */
  'index.root': z.strictObject({ size: count, subjects: count, root: hash }),
} as const;

export type ControlFactType = keyof typeof controlFacts;
export type ControlFactBody<T extends ControlFactType> = z.infer<(typeof controlFacts)[T]>;

/** A control event's type and body together, as a tagged union. */
export type AnyControlFact = { [T in ControlFactType]: { readonly type: T; readonly body: ControlFactBody<T> } }[ControlFactType];

/** Reads a control body against its schema; undefined for an unknown type or a body that does not fit. */
export function readControlFact(type: string, body: unknown): AnyControlFact | undefined {
  if (!Object.hasOwn(controlFacts, type)) return undefined;
  const known = type as ControlFactType; // hasOwn has just shown it
  const parsed = controlFacts[known].safeParse(body);
  return parsed.success ? ({ type: known, body: parsed.data } as AnyControlFact) : undefined; // one row of the table gave both
}
