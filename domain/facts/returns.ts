import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';
import { makerName, makerRule } from '../returns/maker-rule.ts';
import { money } from '../returns/money.ts';

/**
 * The facts about a return lot and its maker. The lot carries the maker's rule as it stood, so that everybody judges it alike
 * later; the number of the RMA and the address are sealed, as what people type is.
 */

const driveRef = z.string().regex(/^d1_[0-9a-f]{32}$/);
const moment = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What is looked at when the boxes are shut. */
export const packStep = z.enum(['esd_bag', 'as_told', 'number_outside', 'marks']);
export type PackStep = z.infer<typeof packStep>;

/** Why a drive may come back after its window. */
export const lateGround = z.enum(['maker_agreed', 'fee_accepted', 'no_credit_wanted', 'other']);
export type LateGround = z.infer<typeof lateGround>;

export const returnDecision = z.enum(['return', 'keep', 'shred']);
export type ReturnDecision = z.infer<typeof returnDecision>;

/** What a decision rests on, in the order in which it was asked. `chosen`: a person decided stricter than the terms ask. */
export const returnReason = z.enum([
  'condemned',
  'data_never_back',
  'proven',
  'not_proven',
  'keep_included',
  'keep_priced',
  'keep_not_offered',
  'keep_unknown',
  'chosen',
]);
export type ReturnReason = z.infer<typeof returnReason>;

/** Of the maker's rule, what is about one drive. */
export const returnTerms = makerRule.pick({ maker: true, title: true, window: true, keep: true, never_back: true, late_fee: true });

/** Why a maker gives no credit. */
export const creditRefusal = z.enum([
  'too_late',
  'no_fault_found',
  'damaged',
  'not_theirs',
  'out_of_warranty',
  'incomplete',
  'not_returned',
  'other',
]);
export type CreditRefusal = z.infer<typeof creditRefusal>;

/** About a drive. */
export const driveReturnFacts = {
  /** What the maker is to give for it; `late_fee` is charged when it has not come back by `until_ms` (Unix ms). */
  'credit.expected': z.strictObject({
    maker: makerName,
    amount: money,
    until_ms: moment.optional(),
    late_fee: money.optional(),
  }),
  /** `expected` is the hash of the fact that it answers. May come in parts. */
  'credit.received': z.strictObject({ expected: z.string().regex(hashPattern), amount: money }),
  /** The rest, or all of it, does not come. */
  'credit.refused': z.strictObject({ expected: z.string().regex(hashPattern), why: creditRefusal }),
  'return.decided': z.strictObject({ decision: returnDecision, reasons: z.array(returnReason).min(1).max(8), terms: returnTerms }),
} as const;

export const driveReturnSealed = {
  'return.decided': ['note'],
  'credit.expected': ['reference', 'note'],
  'credit.received': ['reference', 'note'],
  'credit.refused': ['reference', 'note'],
} as const;

export const lotReturnFacts = {
  /** Without a policy the rule is one that the program brings. */
  'lot.ruled': z.strictObject({
    rule: makerRule,
    policy: z.strictObject({ id: z.string().max(60), version: z.int().min(1), hash: z.string().regex(hashPattern) }).optional(),
  }),
  /** `form`: it has the form that the maker prints; `no_form`: none is known. `issued_ms`: the day the maker gave it. */
  'lot.rma_given': z.strictObject({ fits: z.enum(['form', 'no_form']), issued_ms: moment.optional() }),
  /** The lot as it lies in its boxes; `fullest` drives are in the fullest. Each step of `done` was looked at. */
  'lot.packed': z.strictObject({
    boxes: z.int().min(1).max(10_000),
    fullest: z.int().min(1).max(10_000),
    done: z.array(packStep).max(packStep.options.length),
  }),
  /** One drive goes back although its window is over. */
  'lot.late_allowed': z.strictObject({ item: driveRef, ground: lateGround }),
} as const;

export const lotReturnSealed = {
  'lot.ruled': ['note'],
  'lot.rma_given': ['number', 'note'],
  'lot.packed': ['note'],
  'lot.late_allowed': ['note'],
} as const;
