import type { Mark } from '../custody/story.ts';
import type { Fact } from '../facts/facts.ts';
import type { ContainerLife } from './story.ts';

/** How a container is looked after: how many things it is for, and after how many days it is counted or emptied. */
export type ContainerBounds = Fact<'container.bounded'> & { readonly mark: Mark };

/** How a container stands against its bounds. Nothing is barred by it: it says what is to be done. */
export interface ContainerCare {
  readonly filled?: 'half' | 'full';
  /** When the next count by two people is due, Unix ms; absent while it is sealed, for a seal says more than a count. */
  readonly count_due_ms?: number;
  /** When it is to be emptied, Unix ms; absent while it is empty. */
  readonly empty_due_ms?: number;
}

const dayMs = 86_400_000;

/**
 * What is due of a container that stands here. A count is due so many days after the newest one that agreed. Where none did,
 * the container's own days run from the word that set them, and those that the policy asks of its kind from its making: a newer
 * policy puts off no count. The earlier day counts. Emptying is due so many days after the first thing went in since it was last
 * empty. Times are what facts claim; where one tells none, nothing is due.
 *
 * @param policyDays what `countDaysFor` says of its kind; undefined for a lot, and where the policy asks for nothing
 */
export function careOf({ what, bounds, items, seal, counted, filled }: ContainerLife, policyDays?: number): ContainerCare {
  const { capacity, count_days: countDays, empty_days: emptyDays } = bounds ?? {};
  const counts =
    seal === undefined ? earlier(after(counted ?? bounds?.mark, countDays), after(counted ?? what?.mark, policyDays)) : undefined;
  const empties = after(filled, emptyDays);
  const fill = capacity === undefined ? undefined : items.length >= capacity ? 'full' : items.length * 2 >= capacity ? 'half' : undefined;
  return {
    ...(fill === undefined ? {} : { filled: fill }),
    ...(counts === undefined ? {} : { count_due_ms: counts }),
    ...(empties === undefined ? {} : { empty_due_ms: empties }),
  };
}

function after(mark: Mark | undefined, days: number | undefined): number | undefined {
  if (mark === undefined || days === undefined) return undefined;
  const at = Date.parse(mark.wall);
  return Number.isFinite(at) ? at + days * dayMs : undefined;
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
