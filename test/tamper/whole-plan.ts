import { z } from 'zod';

const count = z.int().min(1);

/** What of the whole sweep is played. */
export const wholePlan = z.strictObject({
  of: z.enum(['station', 'registry', 'postgres', 'all']).default('all'),
  what: z.enum(['cells', 'bytes', 'both']).default('both'),
  /** Each so many-th cell, and each so many-th byte that pages use. */
  every: count.default(1),
  /** In gaps inside of pages, where SQLite keeps nothing. */
  gapEvery: count.default(64),
  seed: count.default(1),
});
