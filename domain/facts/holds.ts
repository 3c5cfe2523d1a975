import { z } from 'zod';

/**
 * The facts about what may not leave, and about what may leave all the same: legal holds, named exceptions, and the
 * cases that stop a drive or a container until somebody has settled them. Nothing personal: what people typed is sealed.
 */

/** 16 random bytes in base64url. */
const shortId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** Unix ms. */
const moment = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Why a drive is held. Which matter it is about is sealed. */
export const holdGround = z.enum(['litigation', 'investigation', 'regulator', 'insurance', 'other']);
export type HoldGround = z.infer<typeof holdGround>;

/**
 * The one thing that an exception does without: a part of `NoProofDetail`. What is not in this list no exception opens: a
 * verdict that its evidence does not carry, a result that was rejected, an erase that nobody explains.
 */
export const exceptionRule = z.enum([
  'no_job',
  'not_completed',
  'not_verified',
  'not_validated',
  'not_certified',
  'policy_unknown',
  'no_rule',
  'technique_not_in_policy',
  'method_below_demand',
  'key_change_not_enough',
  'read_back_below_demand',
]);
export type ExceptionRule = z.infer<typeof exceptionRule>;

/** Why it was granted. */
export const exceptionGround = z.enum(['keys_destroyed', 'contract', 'maker_requires', 'no_data_was_on_it', 'order_of_authority', 'other']);
export type ExceptionGround = z.infer<typeof exceptionGround>;

/** Leaving custody on proof or on an exception. Destruction is the way beside these. */
export const releaseWay = z.enum(['maker', 'reuse', 'vendor']);
export type ReleaseWay = z.infer<typeof releaseWay>;

/** `missing` is about a drive; the others are about a container. What no list names is a `find.unknown`, also with a damaged label. */
export const caseKind = z.enum(['missing', 'count_gap', 'seal_broken', 'content_differs']);
export type CaseKind = z.infer<typeof caseKind>;
export const caseOutcome = z.enum(['found', 'lost', 'record_wrong', 'explained']);
export type CaseOutcome = z.infer<typeof caseOutcome>;

export const holdFacts = {
  'hold.placed': z.strictObject({ hold: shortId, ground: holdGround }),
  'hold.lifted': z.strictObject({ hold: shortId }),
  /** The approver is the `actor`, the drive is the subject. */
  'exception.granted': z.strictObject({
    exception: shortId,
    rule: exceptionRule,
    way: releaseWay,
    ground: exceptionGround,
    until_ms: moment,
  }),
  'exception.revoked': z.strictObject({ exception: shortId }),
  'case.opened': z.strictObject({ case: shortId, kind: caseKind }),
  'case.closed': z.strictObject({ case: shortId, outcome: caseOutcome }),
} as const;

export const holdSealed = {
  'hold.placed': ['matter', 'note'],
  'hold.lifted': ['note'],
  'exception.granted': ['note'],
  'exception.revoked': ['note'],
  'case.opened': ['note'],
  'case.closed': ['note'],
} as const;
