import { oc } from '@orpc/contract';
import { z } from 'zod';
import { containerKind, containerRef } from '../domain/facts/containers.ts';
import { personId } from '../domain/people/roles.ts';
import { credentials, receipt, refusal } from './receipt.ts';
import { limitView } from './view-parts.ts';

/** Window to station: a sealed container that changes hands unopened, with everything in it. */

const text = z.string().max(400);
const seal = z.string().min(1).max(40);
const one = z.strictObject({ container: containerRef });

/** A container with what is needed to hand it over. Its seal number is not in it: whoever signs reads that off the seal. */
export const wholeView = z.strictObject({
  container: containerRef,
  kind: containerKind,
  name: z.string(),
  /** Drives in it, those in containers inside too, as far as they are known here. */
  drives: z.int(),
  /** In limbo between these two since then; the limit is that of the receipt. */
  offer: z.strictObject({ from: personId, to: personId, since_ms: z.int(), limit: limitView }).optional(),
  /** Why it cannot go, or be received, as it stands: the words are those of the refusal. */
  why: refusal.optional(),
  detail: z.string().optional(),
  /** Somebody found its seal broken, or another number on it. */
  seal_doubted: z.boolean(),
});
export type WholeView = z.infer<typeof wholeView>;

export const wholeCalls = {
  look: oc.input(one).output(z.union([wholeView, receipt])),
  /** Containers in limbo, the longest waiting first. */
  limbo: oc.output(z.array(wholeView)),
  /** `seal` is what the giver reads on it. All of it is offered, or nothing. */
  offer: oc.input(z.strictObject({ container: containerRef, seal, to: personId })).output(receipt),
  withdraw: oc.input(one).output(receipt),
  /** `seal` is what the receiver reads on it, who signs with own badge and PIN or is the one signed in. */
  receive: oc
    .input(z.strictObject({ container: containerRef, seal, receiver: credentials.optional(), place: z.string().min(1).max(80).optional() }))
    .output(receipt),
  /** The seal is broken, gone, or bears another number: opens a case. Nothing changes hands. */
  doubt: oc.input(z.strictObject({ container: containerRef, note: text.optional() })).output(receipt),
};
