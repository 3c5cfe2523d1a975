import type { GatheredLabel, Understood } from './understood.ts';

/** Puts the parts of a label together, in whatever order they were scanned. Two that disagree give none. */
export function gatherLabel(parts: readonly Understood[]): GatheredLabel {
  void parts;
  return { claims: {}, choices: [] };
}
