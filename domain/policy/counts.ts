import { z } from 'zod';
import { type ContainerKind, containerKind } from '../facts/containers.ts';

/** After how many days two people count the containers of some kinds, at the latest. */
export const countRule = z.strictObject({ kinds: z.array(containerKind).min(1), days: z.int().min(1).max(366) });
export type CountRule = z.infer<typeof countRule>;

/** The days that a policy gives a container of this kind between two counts: the fewest that any rule says, or none at all. */
export function countDaysFor(counts: readonly CountRule[] | undefined, kind: ContainerKind): number | undefined {
  const days = (counts ?? []).filter(({ kinds }) => kinds.includes(kind)).map((rule) => rule.days);
  return days.length === 0 ? undefined : Math.min(...days);
}
