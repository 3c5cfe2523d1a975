import { oc } from '@orpc/contract';
import { z } from 'zod';
import { containerRef } from '../domain/facts/containers.ts';
import { creditRefusal, lateGround, packStep, returnDecision, returnReason } from '../domain/facts/returns.ts';
import { hashPattern } from '../domain/ledger/hash.ts';
import { makerName, makerRule } from '../domain/returns/maker-rule.ts';
import { money } from '../domain/returns/money.ts';
import { receipt } from './receipt.ts';
import { recordRef } from './view-parts.ts';

/** Window to station: what a maker asks of a return lot, and what of it was done. */

const moment = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const text = z.string().max(400);

/** Days of a return window; `left` is below zero once it is over. */
export const windowLeftView = z.strictObject({
  left: z.int(),
  of: z.int(),
  count: z.enum(['business', 'calendar']),
  over: z.boolean(),
  until_ms: z.int(),
});
export type WindowLeftView = z.infer<typeof windowLeftView>;

/** A maker that may be named here, and whose word its rule is. */
export const makerChoice = z.strictObject({ rule: makerRule, from: z.enum(['policy', 'program']) });
export type MakerChoice = z.infer<typeof makerChoice>;

/** Of a return lot whose maker was named. */
export const lotReturnView = z.strictObject({
  rule: makerRule,
  from: z.enum(['policy', 'program']),
  /** As it was typed; sealed in the record. */
  number: z.string().optional(),
  issued_ms: z.int().optional(),
  packed: z.strictObject({ boxes: z.int(), fullest: z.int() }).optional(),
  /** Steps that the rule asks for when the boxes are shut. */
  steps: z.array(packStep),
  /** What the lot itself still lacks. */
  lacks: z.array(z.string()),
  /** Of a window that began with the number. */
  window: windowLeftView.optional(),
  /** Of windows that began with the drives' own swaps. */
  windows: z.array(z.strictObject({ item: recordRef, left: windowLeftView, allowed: z.boolean() })),
});
export type LotReturnView = z.infer<typeof lotReturnView>;

/** What the terms of a maker advise for one drive; no decision while its erase has no proof. */
export const returnAdviceView = z.strictObject({
  kind: z.literal('advice'),
  decision: returnDecision.optional(),
  reasons: z.array(returnReason),
  /** What a person may decide: that, or stricter. */
  may: z.array(returnDecision),
  price: money.optional(),
});
export type ReturnAdviceView = z.infer<typeof returnAdviceView>;

/** What was decided of a drive. */
export const returnDecided = z.strictObject({
  decision: returnDecision,
  reasons: z.array(returnReason),
  maker: z.string(),
  price: money.optional(),
  left: windowLeftView.optional(),
});
export type ReturnDecided = z.infer<typeof returnDecided>;

export const creditLine = z.strictObject({
  expected: z.string(),
  maker: z.string(),
  amount: money,
  until_ms: z.int().optional(),
  late_fee: money.optional(),
  received_minor: z.int(),
  refused: creditRefusal.optional(),
  settled: z.boolean(),
});
export type CreditLine = z.infer<typeof creditLine>;

/** As it was typed; a currency by ISO 4217. */
const sum = { amount: z.string().min(1).max(40), currency: z.string().regex(/^[A-Z]{3}$/), reference: text.optional() };
const expected = z.string().regex(hashPattern);

export const returnCalls = {
  expectCredit: oc.input(z.strictObject({ subject: recordRef, maker: makerName, ...sum })).output(receipt),
  receiveCredit: oc.input(z.strictObject({ subject: recordRef, expected, ...sum })).output(receipt),
  refuseCredit: oc.input(z.strictObject({ subject: recordRef, expected, why: creditRefusal, note: text.optional() })).output(receipt),
  advise: oc.input(z.strictObject({ subject: recordRef, maker: makerName })).output(z.union([returnAdviceView, receipt])),
  decide: oc
    .input(z.strictObject({ subject: recordRef, maker: makerName, decision: returnDecision, note: text.optional() }))
    .output(receipt),
  /** Makers that may be named: those of the policy in force, then those that the program brings. */
  makers: oc.output(z.array(makerChoice)),
  rule: oc.input(z.strictObject({ lot: containerRef, maker: makerName })).output(receipt),
  giveNumber: oc
    .input(z.strictObject({ lot: containerRef, number: z.string().min(1).max(60), issued_ms: moment.optional() }))
    .output(receipt),
  pack: oc
    .input(
      z.strictObject({
        lot: containerRef,
        boxes: z.int().min(1).max(10_000),
        fullest: z.int().min(1).max(10_000),
        done: z.array(packStep).max(packStep.options.length),
      }),
    )
    .output(receipt),
  allowLate: oc.input(z.strictObject({ lot: containerRef, item: recordRef, ground: lateGround, note: text })).output(receipt),
};
