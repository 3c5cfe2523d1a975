import type { ContainerView } from '../../contract/containment.ts';
import type { WeightGround } from '../../domain/facts/containers.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { grouped } from './numbers.ts';
import type { Mark } from './states.ts';

/** Words of what a destruction lot weighs before and after. */
export const balanceText = {
  title: 'Weight in and out',
  lead: 'The whole lot on the scale before it goes in, and all that comes out. More than 5 percent apart keeps the lot open.',
  in: 'Went in, g',
  out: 'Came out, g',
  scale: 'Scale',
  weigh: 'Sign the weights',
  excuse: 'Let the weight stand',
  excuseMore: 'By a supervisor who did not weigh.',
  ground: 'Why',
  note: 'In a few words',
} as const;

export const weightGroundWords: Record<WeightGround, string> = {
  parts_taken_out: 'parts were taken out before',
  packaging_weighed: 'packaging was weighed along',
  lots_mixed: 'pieces of lots were mixed',
  scale_wrong: 'the scale was wrong',
  other: 'another reason',
};

export function weighedSentence({ in_g: before, out_g: after }: Fact<'lot.weighed'>): string {
  return `Weighed: ${grouped(before)} g went in, ${grouped(after)} g came out.`;
}

export function balanceWord({ state, in_g: before, out_g: after }: NonNullable<ContainerView['balance']>): {
  readonly mark: Mark;
  readonly word: string;
} {
  const both = before === undefined || after === undefined ? '' : `: ${grouped(before)} g in, ${grouped(after)} g out`;
  switch (state) {
    case 'not_weighed':
      return { mark: 'unknown', word: 'Not weighed' };
    case 'within':
      return { mark: 'proven', word: `Agrees${both}` };
    case 'outside':
      return { mark: 'stopped', word: `Does not agree${both}` };
    case 'excused':
      return { mark: 'disputed', word: `Does not agree, and may stand${both}` };
  }
}
