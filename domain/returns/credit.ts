import type { Mark } from '../custody/story.ts';
import { firstOf, type MoveVerdict } from '../custody/verdicts.ts';
import type { AnyFact, Fact } from '../facts/facts.ts';
import type { CreditRefusal } from '../facts/returns.ts';
import type { Money } from './money.ts';

/** One credit for one drive: what was expected of a maker, and what came of it. Amounts are of one currency. */
export interface Credit {
  /** Hash of the fact that expected it. */
  readonly expected: string;
  readonly maker: string;
  readonly amount: Money;
  /** The end of the maker's window, Unix ms. */
  readonly until_ms?: number;
  readonly late_fee?: Money;
  /** In the smallest unit of the currency; parts are added. */
  readonly received_minor: number;
  readonly refused?: CreditRefusal;
}

export type CreditFact = Extract<AnyFact, { readonly type: `credit.${string}` }>;

export function isCreditFact(fact: AnyFact): fact is CreditFact {
  return fact.type.startsWith('credit.');
}

/** Nothing more is awaited: all of it came, or the rest was refused. */
export function isSettled({ amount, received_minor: received, refused }: Credit): boolean {
  return refused !== undefined || received >= amount.minor;
}

/** Of what was expected, what did not come and was refused; none while it is open. */
export function refusedMinor({ amount, received_minor: received, refused }: Credit): number {
  return refused === undefined ? 0 : Math.max(0, amount.minor - received);
}

/** One credit is open for a drive at a time; what comes or is refused names it, in its own currency. */
export function judgeCredit(credits: readonly Credit[], fact: CreditFact): MoveVerdict {
  if (fact.type === 'credit.expected') {
    const { amount } = fact.body;
    return firstOf([amount.minor === 0, 'credit_rule', 'nothing'], [credits.some((each) => !isSettled(each)), 'credit_rule', 'open']);
  }
  const found = credits.find(({ expected }) => expected === fact.body.expected);
  const settled = found !== undefined && isSettled(found);
  if (fact.type === 'credit.refused') return firstOf([found === undefined, 'credit_rule', 'unknown'], [settled, 'credit_rule', 'settled']);
  const { amount } = fact.body;
  return firstOf(
    [found === undefined, 'credit_rule', 'unknown'],
    [settled, 'credit_rule', 'settled'],
    [amount.minor === 0, 'credit_rule', 'nothing'],
    [found?.amount.currency !== amount.currency, 'credit_rule', 'other_currency'],
  );
}

/** What a legal one makes of a drive's credits, oldest first. None is dropped: money is added up over all of them. */
export function applyCredit(credits: readonly Credit[], fact: CreditFact, { hash }: Pick<Mark, 'hash'>): readonly Credit[] {
  if (fact.type === 'credit.expected') return [...credits, bornFrom(fact.body, hash)];
  return credits.map((each) => {
    if (each.expected !== fact.body.expected) return each;
    return fact.type === 'credit.refused'
      ? { ...each, refused: fact.body.why }
      : { ...each, received_minor: each.received_minor + fact.body.amount.minor };
  });
}

function bornFrom({ maker, amount, until_ms: untilMs, late_fee: fee }: Fact<'credit.expected'>, expected: string): Credit {
  const until = untilMs === undefined ? {} : { until_ms: untilMs };
  return { expected, maker, amount, ...until, ...(fee === undefined ? {} : { late_fee: fee }), received_minor: 0 };
}
