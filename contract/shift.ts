import { oc } from '@orpc/contract';
import { z } from 'zod';
import { containerRef } from '../domain/facts/containers.ts';
import { personId } from '../domain/people/roles.ts';
import { credentials, receipt, refusal } from './receipt.ts';
import { driveLine, subject } from './views.ts';

/** Window to station: what is open in a person's hands at the end of a shift, and its hand-over in one act. */

/** One drive that the person holds. `why` and `detail`: it cannot be handed over as it stands. */
const shiftItem = z.strictObject({ drive: driveLine, why: refusal.optional(), detail: z.string().optional() });

export const shiftView = z.strictObject({
  person: personId,
  items: z.array(shiftItem),
  /** There are more than this list holds; hand these over first. */
  more: z.boolean(),
  /** Offered to this person by others, and not signed for. */
  waiting: z.array(driveLine),
  /** Erases that run in the drives above. They go on whoever holds the drive. */
  running: z.int(),
  /** Counts that this person began; nobody else can close them. */
  counting: z.array(z.strictObject({ container: containerRef, name: z.string() })),
});
export type ShiftView = z.infer<typeof shiftView>;
export type ShiftItem = ShiftView['items'][number];

/** How many drives one hand-over takes. */
export const mostHanded = 500;

export const handedOver = z.strictObject({
  kind: z.literal('handed'),
  events: z.array(z.string()),
  /** Drives that the other person holds now. */
  handed: z.int(),
  /** Drives that stay with the giver, and why. */
  kept: z.array(z.strictObject({ subject, serial: z.string(), why: refusal, detail: z.string().optional() })),
});
export type HandedOver = z.infer<typeof handedOver>;

export const shiftCalls = {
  /** Of the person who is signed in. */
  look: oc.output(z.union([shiftView, receipt])),
  /** Both sign at the step itself. What can go goes in one transaction; the rest is told with its reason. */
  handOver: oc
    .input(z.strictObject({ drives: z.array(subject).min(1).max(mostHanded), giver: credentials, receiver: credentials }))
    .output(z.union([handedOver, receipt])),
};
