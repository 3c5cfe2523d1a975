import { z } from 'zod';
import { dataClass, destination, destroyTechnique, pullReason } from '../domain/custody/words.ts';
import { driveIdentity } from '../domain/drive/identity.ts';
import { order } from '../domain/erase/clearance.ts';
import { dataState, eraseFailure, eraseRecord, readBackEvidence } from '../domain/erase/evidence.ts';
import { method, technique } from '../domain/erase/technique.ts';
import { certificateId, coverage, identityLock, labelClaims, outcome, verdict } from '../domain/facts/facts.ts';
import { signatureSchema } from '../domain/ledger/entry.ts';
import { hashPattern } from '../domain/ledger/hash.ts';
import { registryPattern, stationPattern, subjectPattern } from '../domain/ledger/ids.ts';

/*
 * The JSON certificate. `body` is a pure function of ledger entries and holds no personal value: those stay behind
 * the commitments in the entries, and `opened` shows as many of them as the reader may see. So one certificate can
 * be handed on with or without names and still be the same certificate. `docs/certificate.md` holds every field
 * against the lists of NIST SP 800-88 as they are publicly described.
 */

export const certificateFormat = 'custos-certificate/v1';

const hash = z.string().regex(hashPattern);
const wall = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const who = z.string().max(60);
const place = z.string().max(80);

/** Where a statement stands in the ledger, when it is said to have been, and who stands for it: a person, else a station. */
export const mark = z.strictObject({ event: hash, at: wall, by: who, witness: who.optional() });
export type Mark = z.infer<typeof mark>;

/** One of the four separate facts. `not_reached` is said, never left out. */
const fact = <const State extends readonly [string, ...string[]]>(states: State) =>
  z.strictObject({ state: z.enum(states), mark: mark.optional() });

export const fourFacts = z.strictObject({
  /** The drive took the command. */
  accepted: fact(['accepted', 'refused', 'unknown', 'not_reached']),
  /** The drive's own completion record. */
  completed: fact(['completed', 'failed', 'unknown', 'not_reached']),
  /** What the read-back showed, judged. */
  verified: fact(['verified', 'not_verified', 'failed', 'not_reached']),
  /** A second person's decision that this is enough for this data. */
  validated: fact(['validated', 'rejected', 'not_reached']),
});
export type FourFacts = z.infer<typeof fourFacts>;

/** Why the outcome is not `sanitized`, in the order in which it was found. Empty for `sanitized` and `destroyed`. */
export const shortfall = z.enum([
  'no_erase',
  'erase_failed',
  'erase_interrupted',
  'erase_cancelled',
  'completion_failed',
  'completion_unknown',
  'other_technique',
  'not_verified',
  'verification_failed',
  'markers_survive',
  'markers_unconfirmed',
  'read_back_unexpected',
  'structures_found',
  'write_errors',
  'seed_not_committed',
  'area_open',
  'not_validated',
  'rejected',
  'validator_sanitized_it',
  'validator_without_role',
  'identity_not_proven',
  'destruction_not_witnessed',
]);
export type Shortfall = z.infer<typeof shortfall>;

const policyLine = z.strictObject({
  id: z.string(),
  version: z.int(),
  hash,
  /** From the policy itself, whose bytes are in the file under the hash; absent when the policy is not at hand. */
  name: z.string().optional(),
  standard: z.string().optional(),
});

const jobLine = z.strictObject({
  job: z.string(),
  technique,
  method,
  cleared: mark,
  end: z.enum(['running', 'interrupted', 'cancelled', 'failed', 'finished']),
});

export const sanitization = z.strictObject({
  job: z.string(),
  attempt: z.int().optional(),
  order,
  /** What the erase was judged to reach; absent until it is verified. */
  method_reached: method.optional(),
  cleared: mark,
  started: mark.optional(),
  ended: mark.optional(),
  deadline_ms: z.int(),
  port: z.string(),
  serial: z.string(),
  seed_hash: hash,
  ruled_out: z.array(z.string()),
  record: eraseRecord.optional(),
  failure: z.strictObject({ why: eraseFailure, data: dataState, detail: z.string().optional() }).optional(),
  markers: z.strictObject({ written: z.int(), confirmed: z.int(), mark }).optional(),
  resumed: z.array(z.strictObject({ found: z.enum(['running', 'erased', 'failed', 'not_running']), mark })),
});
export type Sanitization = z.infer<typeof sanitization>;

export const verification = z.strictObject({
  mark,
  evidence: readBackEvidence,
  verdict,
  floor_ms: z.int(),
  /** True when the seed that the read-back used is the one that was committed before the erase. */
  seed_committed: z.boolean(),
});
export type Verification = z.infer<typeof verification>;

export const custodyLine = z.strictObject({
  mark,
  type: z.string(),
  from: who.optional(),
  to: who.optional(),
  holder: who.optional(),
  place: place.optional(),
  /** Cause, way or destination of the fact, in the ledger's word. */
  word: z.string().optional(),
});
export type CustodyLine = z.infer<typeof custodyLine>;

export const certificateBody = z.strictObject({
  v: z.literal(1),
  certificate: certificateId,
  outcome,
  shortfalls: z.array(shortfall),
  /** True when the bay was virtual or the station is for practice: no real drive stands behind this. */
  practice: z.boolean(),
  /** What the station's clock said when it composed this. */
  issued_at: wall,
  registry: z.string().regex(registryPattern),
  station: z.strictObject({
    id: z.string().regex(stationPattern),
    site: z.string().optional(),
    name: z.string().optional(),
    mode: z.enum(['real', 'practice']).optional(),
    tool: z.literal('Custos'),
    version: z.string().optional(),
  }),
  subject: z.string().regex(subjectPattern),
  other_subjects: z.array(z.string().regex(subjectPattern)),
  /** As the drive itself told, when it was last seen in a bay. Absent: it never answered. */
  drive: z
    .strictObject({ identity: driveIdentity, seen: mark, lock: identityLock, dock: z.string(), port: z.string(), virtual: z.boolean() })
    .optional(),
  /** As the label and the records told, when it was taken into custody. */
  record: z
    .strictObject({
      serial: z.string(),
      model: z.string().optional(),
      label: labelClaims,
      reason: pullReason,
      data_class: dataClass,
      claimed: mark,
      /** Where it is meant to go now; it may have changed since it was claimed. */
      destination,
    })
    .optional(),
  policy: policyLine.optional(),
  facts: fourFacts,
  sanitization: sanitization.optional(),
  verification: verification.optional(),
  coverage: coverage.optional(),
  validation: z.strictObject({ mark, accepted: z.boolean(), statement: z.string() }).optional(),
  destruction: z.strictObject({ mark, technique: destroyTechnique, place: place.optional(), fragment_mm: z.int().optional() }).optional(),
  /** Every erase job that this drive ever had here, so that no earlier failure is left out. */
  jobs: z.array(jobLine),
  custody: z.array(custodyLine),
  people: z.array(z.strictObject({ person: who, roles: z.array(z.string()), key: z.string(), enrolled: mark })),
  /** Every entry that this rests on, in the file's order. */
  events: z.array(z.strictObject({ event: hash, station: z.string(), epoch: z.int(), seq: z.int(), type: z.string() })).min(1),
});
export type CertificateBody = z.infer<typeof certificateBody>;

const entryShape = z.strictObject({ event: z.record(z.string(), z.unknown()), sigs: z.array(signatureSchema).min(1).max(4) });

/** Salt and value of a commitment, by event hash and field. */
export const openedValues = z.record(z.string().regex(hashPattern), z.record(z.string(), z.strictObject({ salt: hash, value: z.json() })));
export type OpenedValues = z.infer<typeof openedValues>;

/** A station's event key as the issuer gives it. Whether the registry knows it is shown by the log, not by this. */
export const stationKey = z.strictObject({ station: z.string().regex(stationPattern), key: hash });
export type StationKey = z.infer<typeof stationKey>;

export const receipts = z.strictObject({
  /** The log's key as the station pinned it. A reader who has a key of their own compares. */
  log: z.string(),
  /** The newest checkpoint that the station has verified. */
  checkpoint: z.string(),
  /** Event hash -> c2sp.org/tlog-proof text. */
  proofs: z.record(z.string().regex(hashPattern), z.string()),
  /** Signed promises of the registry, with the key that they are checked by. */
  acks: z.strictObject({ key: z.string(), notes: z.array(z.string()) }).optional(),
});
export type Receipts = z.infer<typeof receipts>;

export const certificateFile = z.strictObject({
  format: z.literal(certificateFormat),
  body: certificateBody,
  entries: z.array(entryShape).min(1),
  opened: openedValues,
  /** The entry `certificate.issued`: it signs the SHA-256 of the canonical body. */
  issued: entryShape,
  keys: z.array(stationKey).min(1),
  /** The policy whose hash the body names, in full. */
  policy: z.record(z.string(), z.json()).optional(),
  receipts: receipts.optional(),
});
export type CertificateFile = z.infer<typeof certificateFile>;
