import { z } from 'zod';
import { containerRef } from '../domain/facts/containers.ts';

/** One certificate for many drives: as the signed file, or as its print. */
export const summaryPaper = z.enum(['json', 'pdf']);
export type SummaryPaper = z.infer<typeof summaryPaper>;

/** Most drives of a batch that a window asks for at once. */
const mostInBatch = 500;

/** Which drives: those of a lot, of an expected list, or the ones named. */
export const summaryAsked = z.strictObject({
  of: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('lot'), lot: containerRef }),
    z.strictObject({ is: z.literal('list'), list: containerRef }),
    z.strictObject({
      is: z.literal('batch'),
      drives: z
        .array(z.string().regex(/^d1_[0-9a-f]{32}$/))
        .min(1)
        .max(mostInBatch),
    }),
  ]),
  as: summaryPaper,
});
