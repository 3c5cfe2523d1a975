import { z } from 'zod';
import { tallied } from './tally.ts';

/** What the whole sweep changes. */
export const sweeps = ['station', 'registry', 'beside', 'postgres'] as const;
export const sweepName = z.enum(sweeps);
export type SweepName = z.infer<typeof sweepName>;

/** One part of the whole sweep, played by a process of its own. */
export const partPlan = z.strictObject({
  /** `make` leaves the stores in the folder, and their sizes in `sizes.json`. */
  of: z.enum(['make', ...sweeps]),
  /** The folder in which the stores and the outcomes of the parts are kept. */
  dir: z.string(),
  seed: z.int().min(1),
  /** Each so many-th byte, or change of a cell. */
  every: z.int().min(1),
  /** Bytes of a file, or changes of cells: from this one on, up to the one before `to`. */
  from: z.int().min(0),
  to: z.int().min(1).optional(),
});
export type PartPlan = z.infer<typeof partPlan>;

/** How many bytes, files or changes of cells each sweep has; of PostgreSQL about so many. */
export const sizes = z.record(sweepName, z.int().min(1));
export type Sizes = z.infer<typeof sizes>;

/** What came of a part. */
export const partOutcome = z.array(z.strictObject({ file: z.string(), tally: tallied }));
export type PartOutcome = z.infer<typeof partOutcome>;

export function outcomeName({ of, from, to, seed, every }: PartPlan): string {
  return `part-${of}-${from}-${to ?? 'end'}-seed-${seed}-every-${every}.json`;
}
