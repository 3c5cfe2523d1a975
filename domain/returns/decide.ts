import { acceptedJob, proofOf } from '../custody/proof.ts';
import type { DriveLife } from '../custody/story.ts';
import type { DataClass } from '../custody/words.ts';
import type { ReturnDecision, ReturnReason } from '../facts/returns.ts';
import type { MakerRule } from './maker-rule.ts';

/** What the contract says of one drive. */
export type ReturnTerms = Pick<MakerRule, 'keep' | 'never_back'>;

/** What is to become of a drive that its maker could have back; `open` while its erase has no proof and nothing else decides. */
export type ReturnAdvice =
  | { readonly kind: 'decided'; readonly decision: ReturnDecision; readonly reasons: readonly ReturnReason[] }
  | { readonly kind: 'open'; readonly reasons: readonly ReturnReason[] };

/**
 * Return, keep, or shred, from the contract's terms, the class of the data and what the erase came to. A drive that must be
 * destroyed is shredded whatever the contract says. Data that never goes back stays: on a drive that is proven erased it is
 * enough to keep it, on any other it is shredded. Everything else goes back once it is proven.
 */
export function decideReturn(life: DriveLife, terms: ReturnTerms): ReturnAdvice {
  const keeping = keepReason(terms);
  if (life.must_be_destroyed || life.quarantine?.bound_for === 'destruction')
    return { kind: 'decided', decision: 'shred', reasons: ['condemned', keeping] };
  const isErased = acceptedJob(life).kind === 'accepted';
  if (staysHere(life.record?.data_class ?? 'unknown', terms))
    return {
      kind: 'decided',
      decision: isErased ? 'keep' : 'shred',
      reasons: ['data_never_back', isErased ? 'proven' : 'not_proven', keeping],
    };
  const isProven = life.record?.destination === 'maker' ? proofOf(life).kind === 'proof' : isErased;
  return isProven ? { kind: 'decided', decision: 'return', reasons: ['proven'] } : { kind: 'open', reasons: ['not_proven'] };
}

/** Unknown data counts as each class. */
function staysHere(data: DataClass, { never_back: never }: ReturnTerms): boolean {
  return never !== undefined && (data === 'unknown' || never.includes(data));
}

function keepReason({ keep }: ReturnTerms): ReturnReason {
  switch (keep?.offered) {
    case 'included':
      return 'keep_included';
    case 'priced':
      return 'keep_priced';
    case 'no':
      return 'keep_not_offered';
    case undefined:
      return 'keep_unknown';
  }
}

const strictness: Readonly<Record<ReturnDecision, number>> = { return: 0, keep: 1, shred: 2 };

/** May a person decide this? What the terms advise, or anything stricter; nothing goes back before it is decided. */
export function mayDecide(advice: ReturnAdvice, decision: ReturnDecision): boolean {
  return advice.kind === 'open' ? decision !== 'return' : strictness[decision] >= strictness[advice.decision];
}

/** Why a drive does not go back: what people decided of it, else what the terms say. Undefined when it may. */
export function keptBack(life: DriveLife, terms: ReturnTerms | undefined): Exclude<ReturnDecision, 'return'> | undefined {
  const decided = life.return_decision?.decision;
  const advice = terms === undefined ? undefined : decideReturn(life, terms);
  const found = [decided, advice?.kind === 'decided' ? advice.decision : undefined];
  return found.includes('shred') ? 'shred' : found.includes('keep') ? 'keep' : undefined;
}
