import { z } from 'zod';
import type { AnswerLine } from '../domain/containers/answer.ts';
import { containerRef } from '../domain/facts/containers.ts';

/** What a vendor sends back for a lot: a table of its own making. */

/** As base64 it must pass through the window's line, which takes a mebibyte at once. */
export const mostAnswerBytes = 700_000;

const column = z.string().max(120).optional();
export const answerFile = z.strictObject({
  lot: containerRef,
  base64: z.base64().max(Math.ceil(mostAnswerBytes / 3) * 4),
  /** Headings of the file's own, where they are not those that are known. */
  columns: z.strictObject({ serial: column, method: column, date: column }).optional(),
});

/** The file line by line beside the lot; nothing is written by looking. */
export const answerView = z.strictObject({
  kind: z.literal('answer'),
  sha256: z.string(),
  lines: z.array(
    z.strictObject({
      line: z.int(),
      serial: z.string(),
      method: z.string(),
      date: z.string(),
      verdict: z.string(),
      item: z.string().optional(),
    }),
  ),
  lacking: z.array(z.strictObject({ item: z.string(), serial: z.string().optional() })),
  settled: z.boolean(),
});
export type AnswerView = z.infer<typeof answerView>;

/** What is known of a closed lot's answer. */
export const answerStanding = z.strictObject({
  state: z.enum(['none', 'gaps', 'settled']),
  matched: z.int(),
  odd: z.int(),
  /** Drives that are still to be asked for, of those that the answer names. */
  lacking: z.array(z.string()),
  excused: z.array(z.string()),
  /** Until then an answer is waited for, Unix ms. */
  due_ms: z.int(),
});
export type AnswerStanding = z.infer<typeof answerStanding>;

export type AnswerTable =
  | { readonly kind: 'lines'; readonly lines: readonly AnswerLine[] }
  /** `says` tells in words what to mend in the file. */
  | { readonly kind: 'unread'; readonly says: string };

/** Reads such tables, and keeps them as they came. */
export interface AnswerShelf {
  read(bytes: Uint8Array, columns: z.infer<typeof answerFile>['columns']): Promise<AnswerTable>;
  /** Durable when it returns. `sha256` is base64url. */
  keep(bytes: Uint8Array, sha256: string): Promise<void>;
}
