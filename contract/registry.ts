import { z } from 'zod';
import { epochReason, stationRole } from '../domain/facts/control.ts';
import { certificateId, outcome, revocationGround } from '../domain/facts/facts.ts';
import { hashPattern } from '../domain/ledger/hash.ts';
import { stationPattern } from '../domain/ledger/ids.ts';

/*
 * What stations and the registry say to each other over HTTP. The meaning of every member stands in
 * docs/registry-protocol.md; sizes and counts are held here, so that both ends refuse the same things.
 */

const hash = z.string().regex(hashPattern);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const bytes32 = hash;
const note = z.string().min(1).max(65_536);

export const pushLimits = {
  /** Events in one push. */
  events: 1000,
  /** Body after any content coding is undone. */
  bodyBytes: 4 * 1024 * 1024,
  /** Sealed values of one event, as sent. */
  privateBytes: 64 * 1024,
} as const;

/** How long the station's end waits: connection, and the whole call. A lost answer is normal: ask again. */
export const registryTimeouts = { connectMs: 10_000, callMs: 60_000 } as const;

/** Where a chain stands in the registry. */
export const chainHead = z.strictObject({ epoch: z.int().min(1), seq: count, hash });
export type WireHead = z.infer<typeof chainHead>;

/** First line of a push. `count` 0 only reads the head. */
export const pushHeader = z.strictObject({
  station: z.string().regex(stationPattern),
  epoch: z.int().min(1),
  from: z.int().min(1),
  count: z.int().min(0).max(pushLimits.events),
});
export type PushHeader = z.infer<typeof pushHeader>;

/** A personal value with the salt of its commitment. Travels beside the entry, never in it. */
export const sealedValue = z.strictObject({ salt: bytes32, value: z.json() });
export type SealedValue = z.infer<typeof sealedValue>;

/** Each further line of a push. The entry is opened by `domain/ledger/entry.ts`, which also makes its bytes canonical. */
export const pushLine = z.strictObject({
  entry: z.unknown(),
  /** With an `event.recovered`: the entry of the closed epoch that it tells again. */
  recovered: z.unknown().optional(),
  private: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), sealedValue).optional(),
});
export type PushLine = z.infer<typeof pushLine>;

export const pushAnswer = z.strictObject({
  head: chainHead,
  /** New events taken, and events that were there already. */
  accepted: count,
  duplicates: count,
  /** Log index of the first new event; absent when nothing was new. */
  first_index: count.optional(),
  log: z.string(),
  /** Signed note that promises inclusion of the head; absent while the chain is empty. */
  ack: note.optional(),
  /** Hash of the policy in force; SHA-256 of nothing while the log holds none. */
  policy: hash,
  limits: z.strictObject({ max: z.int().min(1), min_ms: count }),
});
export type PushAnswer = z.infer<typeof pushAnswer>;

/** Every way in which the registry says no. Closed: an unknown code is a registry that is too new. */
export const problemCode = z.enum([
  'malformed',
  'auth',
  'clock',
  'not_enrolled',
  'role',
  'bad_code',
  'not_found',
  'gap',
  'epoch_closed',
  'epoch_unknown',
  'cursor_ahead',
  'fork',
  'too_large',
  'bad_event',
  'bad_signature',
  'frozen',
  'key_revoked',
  'not_covered',
  'slow_down',
  'busy',
  'read_only',
  'internal',
]);
export type ProblemCode = z.infer<typeof problemCode>;

/** HTTP status of each code. */
export const problemStatus = {
  malformed: 400,
  auth: 401,
  clock: 401,
  not_enrolled: 403,
  role: 403,
  bad_code: 403,
  not_found: 404,
  gap: 409,
  epoch_closed: 409,
  epoch_unknown: 409,
  cursor_ahead: 409,
  fork: 409,
  too_large: 413,
  bad_event: 422,
  bad_signature: 422,
  frozen: 423,
  key_revoked: 423,
  not_covered: 425,
  slow_down: 429,
  busy: 503,
  read_only: 503,
  internal: 500,
} as const satisfies Record<ProblemCode, number>;

/** Body of every refusal (RFC 9457), media type `application/problem+json`. */
export const problem = z.object({
  type: z.literal('about:blank'),
  status: z.int(),
  code: problemCode,
  detail: z.string(),
  /** Which line of the push, from 0. */
  index: count.optional(),
  head: chainHead.optional(),
  server_ms: count.optional(),
  retry_ms: count.optional(),
  quarantined: z.boolean().optional(),
});
export type Problem = z.infer<typeof problem>;

/** `POST /v1/enrol`, authenticated by the one-time code alone. Keys are 32 bytes in base64url. */
export const enrolRequest = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  event_key: bytes32,
  transport_key: bytes32,
  /** SHA-256 of the event key that will come after this one. */
  next: hash,
  name: z.string().min(1).max(60),
  site: z.string().min(1).max(60),
  platform: z.string().min(1).max(60),
});
export type EnrolRequest = z.infer<typeof enrolRequest>;

/** Waiting for an officer, who compares the six words (`requestWords` of `request`) on both screens. */
const waitingAnswer = z.strictObject({ kind: z.literal('waiting'), request: hash, words: z.array(z.string()).length(6) });
/** An officer said no, or nobody decided in time. The code is spent: ask for another one. */
const refusedAnswer = z.strictObject({ kind: z.literal('refused'), why: z.enum(['by_officer', 'expired']) });

const approvedAnswer = z.strictObject({
  kind: z.literal('approved'),
  reg: z.string(),
  log: z.string(),
  station: z.string().regex(stationPattern),
  epoch: z.literal(1),
  /** Event hash of the control event below: `prev` of seq 1. */
  genesis: hash,
  /** The control entry `station.enrolled`. */
  entry: z.unknown(),
  /** Public key that signed it. */
  control_key: bytes32,
  log_vkey: z.string(),
  ack_vkey: z.string(),
});

/** What a station pins at enrolment. A code of the registry's own operator may approve at once (200), another one waits (202). */
export const enrolAnswer = z.discriminatedUnion('kind', [approvedAnswer, waitingAnswer]);
export type EnrolAnswer = z.infer<typeof enrolAnswer>;

/** `GET /v1/enrol/<request>`, unsigned: whoever knows the request's hash knew the code. */
export const enrolState = z.discriminatedUnion('kind', [approvedAnswer, waitingAnswer, refusedAnswer]);
export type EnrolState = z.infer<typeof enrolState>;

/**
 * `POST /v1/epochs`, signed by the transport key that the registry knows. Asks for a new life of the station's own
 * chain. The event and transport key may be the old ones, unless the reason is `key_lost`.
 */
export const epochRequest = z.strictObject({
  station: z.string().regex(stationPattern),
  /** The epoch that is to end, as the registry has it. */
  epoch: z.int().min(1),
  /** Where the station's own copy of its chain stands. */
  head: chainHead,
  reason: epochReason,
  event_key: bytes32,
  transport_key: bytes32,
  next: hash,
  /** Made by an officer for this station when it lost its transport key too; the request is unsigned then. Not part of the request's name. */
  code: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22}$/)
    .optional(),
});
export type EpochRequest = z.infer<typeof epochRequest>;

/** `POST /v1/epochs` (202 waiting, 200 once decided) and `GET /v1/epochs/<request>`, signed by the old or the asked-for transport key. */
export const epochAnswer = z.discriminatedUnion('kind', [
  waitingAnswer,
  refusedAnswer,
  z.strictObject({
    kind: z.literal('approved'),
    station: z.string().regex(stationPattern),
    epoch: z.int().min(2),
    /** Event hash of the control event below: `prev` of seq 1 in the new epoch. */
    genesis: hash,
    /** Head of the closed epoch. What the station has beyond it, or beside it, is told again as `event.recovered`. */
    after: chainHead,
    /** The control entry `epoch.opened`. */
    entry: z.unknown(),
  }),
]);
export type EpochAnswer = z.infer<typeof epochAnswer>;

/** `GET /v1/status`, as seen by the station that asks. */
export const statusAnswer = z.strictObject({
  api: z.literal(1),
  min_event_v: z.literal(1),
  reg: z.string(),
  log: z.string(),
  /** Head of the asking station's chain. */
  head: chainHead,
  frozen: z.boolean(),
  /** Entries in the log, and how many of them the newest checkpoint covers. */
  size: count,
  covered: count,
  limits: z.strictObject({ max: z.int().min(1), min_ms: count }),
  policy: hash,
  /** Events of the asking station that wait in quarantine. */
  quarantined: count,
  /** What the station may do here; `bench` when absent. */
  role: stationRole.optional(),
  /** Set while nothing is signed, e.g. `log_rollback`. */
  alarms: z.array(z.string()),
});
export type StatusAnswer = z.infer<typeof statusAnswer>;

/** `GET /v1/time?nonce=`: `sig` is the ack key's over `timeSigningBytes(nonce, ms)`, 64 bytes in base64url. */
export const timeAnswer = z.strictObject({ nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/), ms: count, sig: z.string().length(86) });
export type TimeAnswer = z.infer<typeof timeAnswer>;

/** `GET /v1/health`, unsigned. */
export const healthAnswer = z.strictObject({ ok: z.boolean(), alarms: z.array(z.string()) });
export type HealthAnswer = z.infer<typeof healthAnswer>;

/** Why a registry should be sent nothing now. Closed list. */
export const readyReason = z.enum([
  /** The database does not answer. */
  'database',
  /** Another process writes this log now. */
  'log_not_held',
  /** The tables were made by another version than this one. */
  'migrations',
  /** A key file cannot be read any more, or holds another key. */
  'keys',
  /** The guard file is gone, or does not say what was signed last. */
  'guard',
  /** Nothing is signed and nothing taken until someone looks at it. */
  'read_only',
  /** Entries wait for a checkpoint longer than they should. */
  'behind',
]);
export type ReadyReason = z.infer<typeof readyReason>;

/** `GET /health`: the process lives. It says nothing of the data. */
export const aliveAnswer = z.strictObject({ ok: z.literal(true) });

/** `GET /ready`. When it is not, the answer is a problem that bears `reasons`. */
export const readyAnswer = z.strictObject({ ready: z.literal(true) });
export const notReady = problem.extend({ reasons: z.array(readyReason).min(1) });

/** How a certificate stands, to anybody: no drive, no person. A proof is a `tlog-proof`. */
const provenEvent = z.strictObject({ event: hash, log_index: count, proof: z.string() });
export const certificateAnswer = z.strictObject({
  certificate: certificateId,
  status: z.enum(['valid', 'revoked', 'superseded']),
  outcome,
  sha256: hash,
  superseded_by: certificateId.optional(),
  reason: revocationGround.optional(),
  issued: provenEvent,
  revoked: provenEvent.optional(),
});

export const mediaTypes = {
  push: 'application/x-ndjson',
  problem: 'application/problem+json',
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  tile: 'application/octet-stream',
  cose: 'application/cose; cose-type="cose-sign1"',
} as const;
