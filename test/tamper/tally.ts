import { z } from 'zod';
import type { Fate } from './raw.ts';

/** What became of the changes of one part of the sweep. */
export const tallied = z.strictObject({
  /** How many changed bytes each finder found, and how many each rule calls harmless. */
  by: z.record(z.string(), z.int().min(0)),
  missed: z.array(z.string()),
});
export type Tallied = z.infer<typeof tallied>;

export interface Tally extends Tallied {
  /** @param bytes how many changed bytes this fate is of */
  add(fate: Fate, bytes: number, where: string): void;
}

export function emptyTally(): Tally {
  const by: Record<string, number> = {};
  const missed: string[] = [];
  return {
    by,
    missed,
    add(fate, bytes, where) {
      if ('missed' in fate) missed.push(`${where}: ${fate.missed}`);
      else by[fate.by] = (by[fate.by] ?? 0) + bytes;
    },
  };
}

/** How many bytes were changed whose finder begins so. */
export function counted({ by }: Tallied, finder: string): number {
  return Object.entries(by).reduce((sum, [name, count]) => (name.startsWith(finder) ? sum + count : sum), 0);
}

export function added(parts: readonly Tallied[]): Tallied {
  const by: Record<string, number> = {};
  for (const part of parts) for (const [name, count] of Object.entries(part.by)) by[name] = (by[name] ?? 0) + count;
  return { by, missed: parts.flatMap(({ missed }) => missed) };
}
