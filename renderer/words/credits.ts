import type { CreditLine } from '../../contract/returns.ts';
import type { CreditFact } from '../../domain/returns/credit.ts';
import type { CreditRefusal } from '../../domain/facts/returns.ts';
import { moneyText } from '../../domain/returns/money.ts';
import { dayAndClock } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';
import type { Mark } from './states.ts';

/** Words of what a maker gives for a drive. */
export const creditText = {
  title: 'Credit',
  none: 'No credit is expected for it.',
  expect: 'Expect a credit',
  expectMore: 'The end of the maker’s window and its late fee come from its rule.',
  receive: 'It came',
  receiveMore: 'All of it, or a part: parts are added.',
  refuse: 'It was refused',
  refuseMore: 'What has not come by now does not come.',
  maker: 'Of',
  amount: 'Amount',
  currency: 'Currency',
  currencyHint: 'Three letters, as EUR or USD.',
  reference: 'Reference',
  why: 'Why',
  note: 'Note',
} as const;

export const creditRefusalWords: Record<CreditRefusal, string> = {
  too_late: 'it came too late',
  no_fault_found: 'no fault was found',
  damaged: 'it was damaged',
  not_theirs: 'it is not theirs',
  out_of_warranty: 'out of warranty',
  incomplete: 'something was missing',
  not_returned: 'it was not sent back',
  other: 'another reason',
};

export function creditWord(credit: CreditLine): { readonly mark: Mark; readonly word: string } {
  const { amount, received_minor: received, refused, settled } = credit;
  const came = moneyText({ minor: received, currency: amount.currency });
  const all = moneyText(amount);
  if (refused !== undefined)
    return {
      mark: 'stopped',
      word: `${received === 0 ? all : `${came} of ${all} came, the rest`} refused: ${creditRefusalWords[refused]}`,
    };
  if (settled) return { mark: 'proven', word: `${came} came` };
  return { mark: 'waiting', word: received === 0 ? `${all} expected` : `${came} of ${all} came` };
}

export function creditSentence(fact: CreditFact): string {
  switch (fact.type) {
    case 'credit.expected': {
      const { amount, maker, until_ms: until, late_fee: fee } = fact.body;
      const late =
        until === undefined
          ? ''
          : ` It has to be back by ${dayAndClock(until)}${fee === undefined ? '' : `, or ${moneyText(fee)} is charged`}.`;
      return `${moneyText(amount)} is expected of ${maker}.${late}`;
    }
    case 'credit.received':
      return `${moneyText(fact.body.amount)} came for it.`;
    case 'credit.refused':
      return `Its credit was refused: ${creditRefusalWords[fact.body.why]}.`;
  }
}

const unchanged = 'Nothing was written down. The drive stands as it did.';
const faults: Readonly<Record<string, RefusalWords>> = {
  open: { what: 'A credit for this drive is still open.', data: unchanged, next: 'Say of that one first that it came or was refused.' },
  settled: {
    what: 'This credit is settled already.',
    data: unchanged,
    next: 'If more came, expect and receive it as a credit of its own.',
  },
  other_currency: {
    what: 'The credit was expected in another currency.',
    data: unchanged,
    next: 'Write the amount in the currency of the credit note as agreed.',
  },
  nothing: { what: 'The amount is nothing.', data: unchanged, next: 'Write the amount, or say that the credit was refused.' },
  ambiguous: { what: 'The amount can be read in two ways.', data: unchanged, next: 'Write it with two decimals, as 1234.00 or 1.23.' },
  too_many_decimals: {
    what: 'The amount has more decimals than its currency.',
    data: unchanged,
    next: 'Write it as the credit note has it.',
  },
};

export const creditRefusal: RefusalWords = {
  what: 'This cannot be read as an amount for this drive.',
  data: unchanged,
  next: 'Write digits with a point or a comma before the decimals, and the currency in three letters.',
};

/** What exactly is wrong with a credit, when the station said it. */
export function creditRefusalOf(why: string, detail: string | undefined): RefusalWords | undefined {
  return why === 'credit_rule' && detail !== undefined ? faults[detail] : undefined;
}
