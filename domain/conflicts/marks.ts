import { settlesCustody } from '../facts/control.ts';
import { type AnyFact, readFact } from '../facts/facts.ts';
import type { Node } from './order.ts';

/** Who has a drive after an event, as that event says. */
export type Standing =
  | { readonly kind: 'held'; readonly holder: string; readonly place?: string | undefined }
  | { readonly kind: 'offered'; readonly from: string; readonly to: string; readonly place?: string | undefined }
  /** Released for reuse: it may come back. */
  | { readonly kind: 'reused' }
  /** Destroyed, sent away for good, or given up by a resolution. */
  | { readonly kind: 'ended'; readonly how: 'destroyed' | 'maker' | 'vendor' | 'resolved' };

/** What an event means to the question where a drive is. */
export interface Mark {
  readonly fact: AnyFact | undefined;
  /** Who has the drive from here on. */
  readonly standing?: Standing;
  /** Says who has the drive or let it go: two of them that know nothing of each other are two stories. */
  readonly isClaim?: true;
  /** Told by the drive itself in a bay: it was there. */
  readonly isSight?: true;
}

/** Reads what an event says. A body that does not fit its schema, or an unknown type, says nothing. */
export function markOf({ event }: Node): Mark {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact') return { fact: undefined };
  const { fact } = read;
  switch (fact.type) {
    case 'custody.claimed':
    case 'custody.received':
      return { fact, isClaim: true, standing: { kind: 'held', holder: fact.body.holder, place: fact.body.place } };
    case 'custody.withdrawn':
      // Taking an offer back says that the drive was not handed over: a receipt beside it says that it was.
      return { fact, isClaim: true, standing: { kind: 'held', holder: fact.body.from } };
    case 'custody.offered':
      return { fact, standing: { kind: 'offered', from: fact.body.from, to: fact.body.to, place: fact.body.place } };
    case 'custody.released':
      return { fact, isClaim: true, standing: fact.body.way === 'reuse' ? { kind: 'reused' } : { kind: 'ended', how: fact.body.way } };
    case 'drive.destroyed':
      return { fact, isClaim: true, standing: { kind: 'ended', how: 'destroyed' } };
    case 'drive.seen':
    case 'erase.started':
      return { fact, isSight: true };
    default:
      return { fact };
  }
}

/** The mark of a resolution that is in force. */
export function markOfResolution(fact: Extract<AnyFact, { readonly type: 'conflict.resolved' }>): Mark {
  if (!settlesCustody.has(fact.body.class)) return { fact };
  const { holder } = fact.body;
  return { fact, isClaim: true, standing: holder === undefined ? { kind: 'ended', how: 'resolved' } : { kind: 'held', holder } };
}
