import { z } from 'zod';
import { destroyTechnique } from '../../domain/custody/words.ts';
import { method, technique } from '../../domain/erase/technique.ts';
import { containerRef } from '../../domain/facts/containers.ts';
import { missingReason } from '../../domain/facts/expected.ts';
import { exceptionGround, exceptionRule, releaseWay } from '../../domain/facts/holds.ts';
import { certificateId, outcome, revocationGround } from '../../domain/facts/facts.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { registryPattern, stationPattern } from '../../domain/ledger/ids.ts';
import { mark } from '../certificate.ts';
import { composedMembers } from '../composed.ts';
import { driveTold } from '../drive-told.ts';

/*
 * One certificate for many drives: those of a lot, of a server or delivery that was expected, or of a batch that somebody
 * chose. It is made from the same events as the certificates of its drives, so that no sum can say what they do not.
 */

export const summaryFormat = 'custos-summary/v1';

const driveRef = driveTold.item;
const count = z.int().min(0);
/** As facts name one: any 43 letters, so that a summary can say whatever a fact said. */
const namedHash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const row = z.int().min(1).max(100_000);

/** Most drives of one summary: a file of some 20 MB. */
export const mostSummarized = 2_000;

export const summaryOf = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('lot'), lot: containerRef }),
  /** What an expected list named: a server, a shelf, a delivery. */
  z.strictObject({ is: z.literal('list'), list: containerRef }),
  z.strictObject({ is: z.literal('batch'), drives: z.array(driveRef).min(1).max(mostSummarized) }),
]);
export type SummaryOf = z.infer<typeof summaryOf>;

/** What stands of a drive by its newest certificate. */
export const driveResult = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('certified'),
    outcome,
    certificate: certificateId,
    /** Of the certificate's body. */
    sha256: namedHash,
    issued: mark,
    /** As ordered, where it was erased. */
    method: method.optional(),
    technique: z.union([technique, destroyTechnique]).optional(),
  }),
  /** Its certificate was taken back, and none stands in its place. */
  z.strictObject({ is: z.literal('taken_back'), certificate: certificateId, reason: revocationGround, mark }),
  z.strictObject({ is: z.literal('none') }),
]);
export type DriveResult = z.infer<typeof driveResult>;

export const summarizedDrive = z.strictObject({
  ...driveTold,
  row: row.optional(),
  /** The event that took it into custody: host, slot and ticket are sealed there. */
  claimed: z.string().regex(hashPattern).optional(),
  result: driveResult,
  /** Leave that was granted and not taken back, whether it was used or has ended: who approved what, until when, and why. */
  exceptions: z
    .array(z.strictObject({ rule: exceptionRule, way: releaseWay, ground: exceptionGround, until_ms: z.int(), granted: mark }))
    .optional(),
});
export type SummarizedDrive = z.infer<typeof summarizedDrive>;

/** A row of an expected list without a drive. `reason` and `mark` are absent while nobody has signed for it. */
export const absentRow = z.strictObject({
  row,
  serial: z.string().max(64).optional(),
  wwn: z.string().max(64).optional(),
  reason: missingReason.optional(),
  mark: mark.optional(),
});

/** A pure function of the entries and of what it is about. */
export const summaryBody = z.strictObject({
  v: z.literal(1),
  of: summaryOf,
  /** The lot's name. */
  name: z.string().max(60).optional(),
  registry: z.string().regex(registryPattern),
  station: z.string().regex(stationPattern),
  practice: z.boolean(),
  /** When the lot or the list was closed; absent while it is open, and of a batch. */
  closed: mark.optional(),
  drives: z.array(summarizedDrive),
  absent: z.array(absentRow),
  totals: z.strictObject({
    drives: count,
    sanitized: count,
    destroyed: count,
    not_sanitized: count,
    taken_back: count,
    none: count,
    /** Rows that somebody signed for. */
    missing: count,
    /** Rows that nobody has answered for. */
    open: count,
  }),
  /** Every drive is certified as sanitized or destroyed, no row is open, and what can be closed is closed. */
  proven: z.boolean(),
});
export type SummaryBody = z.infer<typeof summaryBody>;

export const summary = z.strictObject({ format: z.literal(summaryFormat), body: summaryBody, ...composedMembers });
export type Summary = z.infer<typeof summary>;

/** What people typed that a summary shows: where the drives came from. Everything else stays sealed. */
export const shownInSummary: ReadonlySet<string> = new Set(['host', 'slot', 'ticket']);
