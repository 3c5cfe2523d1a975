import type { Mark, Standing } from './marks.ts';
import type { Node, Order } from './order.ts';

/** What is true of the drive just before each event, along the line of custody events that it follows. */
export interface Standings {
  /** Who has the drive where this event is written. */
  before(node: Node): Standing | undefined;
  /** Who cleared a job, if that is known here. */
  sanitizer(job: string): string | undefined;
}

/** Follows the line of custody events behind each event, once. */
export function standingsOf(order: Order, marks: readonly Mark[]): Standings {
  const after: (Standing | undefined)[] = [];
  const sanitizers = new Map<string, string>();
  for (const node of order.nodes) {
    const mark = marks[node.position];
    after.push(mark?.standing ?? (node.follows === undefined ? undefined : after[node.follows.position]));
    if (mark?.fact?.type === 'erase.cleared' && node.event.actor !== undefined) sanitizers.set(mark.fact.body.job, node.event.actor);
  }
  return {
    before: (node) => (node.follows === undefined ? undefined : after[node.follows.position]),
    sanitizer: (job) => sanitizers.get(job),
  };
}

/**
 * A receipt is good when what stands behind it is an offer by the giver to this receiver; an older offer that was taken
 * back or used up is none. A claim is for a drive that nobody has: taking it from its holder needs an offer.
 */
export function handOffFault(node: Node, { fact }: Mark, standings: Standings): boolean {
  const before = standings.before(node);
  switch (fact?.type) {
    case 'custody.received':
      return !(before?.kind === 'offered' && before.to === fact.body.holder && before.from === fact.body.from);
    case 'custody.claimed':
      // What comes after an end is a class of its own.
      if (before?.kind === 'held') return before.holder !== fact.body.holder;
      return before?.kind === 'offered';
    default:
      return false;
  }
}

/** The pairs that must be two people (`apart` in `domain/people/duties.ts`), where one person was both. */
export function samePerson({ event }: Node, { fact }: Mark, standings: Standings): boolean {
  switch (fact?.type) {
    case 'drive.destroyed':
    case 'erase.cleared':
      return event.actor !== undefined && event.actor === event.witness;
    case 'custody.offered':
      return fact.body.from === fact.body.to;
    case 'custody.received':
      return fact.body.from === fact.body.holder || (event.actor !== undefined && event.actor === fact.body.from);
    case 'validation.decided':
      return event.actor !== undefined && event.actor === standings.sanitizer(fact.body.job);
    case undefined:
    default:
      return false;
  }
}
