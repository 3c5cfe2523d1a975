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
 * What is due of a container that stands here. A count is due so many days after the newest one that agreed, or after the
 * bounds were set where none did; emptying so many days after the first thing went in since it was last empty. Times are what
 * facts claim; where one tells none, nothing is due.
 */
export function careOf({ bounds, items, seal, counted, filled }: ContainerLife): ContainerCare {
  if (bounds === undefined) return {};
  const { capacity, count_days: countDays, empty_days: emptyDays } = bounds;
  const counts = countDays === undefined || seal !== undefined ? undefined : after(counted ?? bounds.mark, countDays);
  const empties = emptyDays === undefined || filled === undefined ? undefined : after(filled, emptyDays);
  const fill = capacity === undefined ? undefined : items.length >= capacity ? 'full' : items.length * 2 >= capacity ? 'half' : undefined;
  return {
    ...(fill === undefined ? {} : { filled: fill }),
    ...(counts === undefined ? {} : { count_due_ms: counts }),
    ...(empties === undefined ? {} : { empty_due_ms: empties }),
  };
}

function after({ wall }: Mark, days: number): number | undefined {
  const at = Date.parse(wall);
  return Number.isFinite(at) ? at + days * dayMs : undefined;
}
