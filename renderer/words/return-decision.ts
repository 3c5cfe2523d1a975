import type { Fact } from '../../domain/facts/facts.ts';
import type { ReturnDecision, ReturnReason } from '../../domain/facts/returns.ts';
import { type Money, moneyText } from '../../domain/returns/money.ts';
import type { Mark } from './states.ts';

/** Words of whether a drive goes back to its maker. */
export const decisionText = {
  title: 'Return or keep',
  none: 'Nobody has decided whether it goes back. By a lot whose maker has terms for keeping it is decided when it joins.',
  decide: 'Decide',
  lead: 'The contract’s terms, the class of the data and what the erase came to say what may be decided. Stricter is always possible.',
  maker: 'It would go back to',
  advice: 'By the terms',
  open: 'Not decided yet',
  decision: 'What becomes of it',
  note: 'Note',
  sign: 'Sign the decision',
  signed: 'Decided, for',
} as const;

export const decisionWords: Record<ReturnDecision, string> = {
  return: 'It goes back',
  keep: 'It is kept, and paid for where the terms say so',
  shred: 'It is shredded',
};

const reasonWords: Record<ReturnReason, string> = {
  condemned: 'it must be destroyed',
  data_never_back: 'data of this class never goes back',
  proven: 'its erase is proven',
  not_proven: 'its erase is not proven',
  keep_included: 'keeping it is in the contract',
  keep_priced: 'keeping it has a price',
  keep_not_offered: 'the contract does not let drives be kept: tell the maker',
  keep_unknown: 'whether it may be kept is not known: ask the maker',
  chosen: 'a person decided stricter than the terms ask',
};

/** Reasons in one sentence, in their order. */
export function reasonsSentence(reasons: readonly ReturnReason[], price?: Money): string {
  const words = reasons.map((reason) =>
    reason === 'keep_priced' && price !== undefined ? `keeping it costs ${moneyText(price)}` : reasonWords[reason],
  );
  const all = words.join('; ');
  return `${all.slice(0, 1).toUpperCase()}${all.slice(1)}.`;
}

export function decisionMark(decision: ReturnDecision): Mark {
  return decision === 'return' ? 'proven' : 'stopped';
}

export function decisionSentence({ decision, reasons, terms }: Fact<'return.decided'>): string {
  return `${decisionWords[decision]} (${terms.title}). ${reasonsSentence(reasons, terms.keep?.price)}`;
}
