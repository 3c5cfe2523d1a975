import type { Mark } from '../custody/story.ts';
import { firstOf, type Hands, type MoveVerdict } from '../custody/verdicts.ts';
import type { Fact } from '../facts/facts.ts';
import type { ContainerFact, ContainerLife } from './story.ts';

/** What a destruction lot weighed before and after, g. */
export interface LotWeight {
  /** The newest weighing. */
  readonly newest: Fact<'lot.weighed'> & { readonly mark: Mark };
  /** Somebody else let this very weighing stand. */
  readonly excused?: Fact<'lot.weight_excused'> & { readonly mark: Mark };
}

export type WeightFact = Extract<ContainerFact, { readonly type: 'lot.weighed' | 'lot.weight_excused' }>;

/** So much of what went in may come out more or less, in thousandths (own choice: dust, and the scale). */
export const tolerancePermille = 50;

export type Balance = 'not_weighed' | 'within' | 'outside' | 'excused';

/** Whether about as much came out as went in. What was not weighed is said, and never guessed. */
export function balanceOf({ weight }: Pick<ContainerLife, 'weight'>): Balance {
  if (weight === undefined) return 'not_weighed';
  const { in_g: before, out_g: after } = weight.newest;
  if (Math.abs(before - after) * 1000 <= before * tolerancePermille) return 'within';
  return weight.excused === undefined ? 'outside' : 'excused';
}

/** Weighed as often as wanted while the lot is open; an exception is by somebody who did not weigh. */
export function judgeWeightFact(life: ContainerLife, fact: WeightFact, hands: Hands): MoveVerdict {
  const isDestruction = life.what?.is === 'lot' && life.what.kind === 'destruction';
  if (fact.type === 'lot.weighed')
    return firstOf([!isDestruction, 'illegal_move', 'no_destruction_lot'], [life.items.length === 0, 'not_in_this_state', 'empty']);
  return firstOf(
    [balanceOf(life) !== 'outside', 'illegal_move', 'nothing_to_excuse'],
    [life.weight?.newest.mark.by === hands.actor, 'same_person'],
  );
}

export function applyWeightFact(life: ContainerLife, fact: WeightFact, mark: Mark): ContainerLife {
  if (fact.type === 'lot.weighed') return { ...life, weight: { newest: { ...fact.body, mark } } };
  return life.weight === undefined ? life : { ...life, weight: { ...life.weight, excused: { ...fact.body, mark } } };
}
