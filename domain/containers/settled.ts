import type { Mark } from '../custody/story.ts';
import { firstOf, type Hands, type MoveVerdict } from '../custody/verdicts.ts';
import type { Fact } from '../facts/facts.ts';
import type { ContainerFact, ContainerLife } from './story.ts';

/** What was sent back for a closed lot, and which drives a supervisor let stand without an answer. */
export interface LotAnswer {
  /** The newest answer. An earlier one counts no more. */
  readonly newest?: Fact<'lot.answered'> & { readonly mark: Mark };
  readonly excused: readonly { readonly item: string; readonly ground: Fact<'lot.excused'>['ground']; readonly mark: Mark }[];
}

export type AnswerFact = Extract<ContainerFact, { readonly type: 'lot.answered' | 'lot.excused' }>;

export function isAnswerFact(fact: ContainerFact): fact is AnswerFact {
  return fact.type === 'lot.answered' || fact.type === 'lot.excused';
}

/** An answer is about a closed lot, and every drive of it is either told well once or lacking. */
export function judgeAnswerFact(life: ContainerLife, fact: AnswerFact, hands: Hands): MoveVerdict {
  if (fact.type === 'lot.excused') {
    const { item } = fact.body;
    return firstOf(
      [life.closed === undefined, 'not_in_this_state', 'not_closed'],
      [!life.items.some((each) => each.item === item), 'item_elsewhere', 'not_in_it'],
      [life.answer?.excused.some((each) => each.item === item) === true, 'illegal_move', 'already_excused'],
      [hands.witness !== undefined && hands.witness === hands.actor, 'same_person'],
    );
  }
  const { matched, odd, lines, lacking, lacking_count: lackingCount } = fact.body;
  return firstOf(
    [life.closed === undefined, 'not_in_this_state', 'not_closed'],
    [matched + lackingCount !== life.items.length || matched + odd > lines || lacking.length > lackingCount, 'content_differs'],
    [lacking.some((item) => !life.items.some((each) => each.item === item)), 'content_differs', 'not_in_it'],
  );
}

export function applyAnswerFact(life: ContainerLife, fact: AnswerFact, mark: Mark): ContainerLife {
  const before = life.answer ?? { excused: [] };
  return fact.type === 'lot.answered'
    ? { ...life, answer: { ...before, newest: { ...fact.body, mark } } }
    : { ...life, answer: { ...before, excused: [...before.excused, { ...fact.body, mark }] } };
}

/**
 * `settled` when each drive has one good line or a named exception, and no line is about anything else. An answer that lacks
 * more drives than it names is not: which they are is not known here.
 */
export type AnswerState = 'none' | 'gaps' | 'settled';

export function answerState({ answer }: Pick<ContainerLife, 'answer'>): AnswerState {
  const newest = answer?.newest;
  if (newest === undefined) return 'none';
  return newest.odd === 0 && newest.lacking.length === newest.lacking_count && unexcused(newest.lacking, answer).length === 0
    ? 'settled'
    : 'gaps';
}

/** Drives that are still to be asked for. */
export function unexcused(lacking: readonly string[], answer: LotAnswer | undefined): readonly string[] {
  return lacking.filter((item) => answer?.excused.some((each) => each.item === item) !== true);
}

/** So long a vendor has for an answer once the lot was closed, ms (own choice). It bars nothing. */
export const answerWithinMs = 30 * 86_400_000;
