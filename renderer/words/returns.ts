import type { LotReturnView, WindowLeftView } from '../../contract/returns.ts';
import type { ReturnLack } from '../../domain/containers/returning.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import type { LateGround, PackStep } from '../../domain/facts/returns.ts';
import type { AllowedMarks, MakerRule, ReturnWindow } from '../../domain/returns/maker-rule.ts';
import { moneyText } from '../../domain/returns/money.ts';
import { creditRefusal, creditRefusalOf } from './credits.ts';
import { count, dayAndClock } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';
import type { Mark } from './states.ts';

/** Words of returns to makers: what each asks, and what of it a lot has. */
export const returnText = {
  title: 'What the maker asks',
  noMaker: 'Nobody has said which maker it goes back to, so no rule of a maker is asked.',
  maker: 'Goes back to',
  name: 'Sign the maker',
  change: 'Another maker',
  unknown: 'not known: ask the maker',
  source: (source: string, from: LotReturnView['from']): string =>
    from === 'policy'
      ? `From the policy in force${source === '' ? '' : ` (${source})`}.`
      : source === ''
        ? 'No rule of this maker is known to the program. A policy can say one.'
        : `From ${source}; hold it against the page of today.`,
  rows: {
    number: 'RMA number',
    window: 'Comes back within',
    pack: 'Packing',
    label: 'Outside',
    marks: 'On the drive',
    fee: 'If it is late',
  },
  number: 'RMA number',
  issued: 'Given on',
  issuedHint: 'Year-month-day, as the maker’s answer says.',
  give: 'Sign the number',
  boxes: 'Boxes',
  fullest: 'Drives in the fullest box',
  packed: (boxes: number, fullest: number): string =>
    `Packed in ${count(boxes, 'box', 'boxes')}, at most ${count(fullest, 'drive', 'drives')} in one.`,
  pack: 'Sign the packing',
  looked: 'Looked at',
  packMore: 'Once a drive is added or taken out, the packing is signed anew.',
  lacks: 'Still lacking',
  done: 'The lot has what its maker asks.',
  late: 'Let it go late',
  allowed: 'may go',
  lateMore: 'A supervisor lets one drive go back although its window is over.',
  ground: 'Why',
  note: 'In a few words',
} as const;

export const lackWords: Record<ReturnLack, string> = {
  rma_number: 'the RMA number',
  rma_day: 'the day on which the number was given',
  rma_number_over: 'a number that is still good: the maker has to give a new one',
  not_packed: 'the packing, signed',
  box_too_full: 'boxes with fewer drives: the maker takes no more in one',
  esd_bag: 'each drive in an ESD bag',
  as_told: 'packed as the maker says',
  number_outside: 'the number on the outside of each box',
  marks: 'nothing on the drives that the maker does not allow',
};

export const stepWords: Record<PackStep, string> = {
  esd_bag: 'Each drive is in an ESD bag',
  as_told: 'Packed as the maker says',
  number_outside: 'The number stands on each box',
  marks: 'No mark or sticker on a drive that the maker does not allow',
};

export const lateWords: Record<LateGround, string> = {
  maker_agreed: 'the maker agreed',
  fee_accepted: 'the fee is accepted',
  no_credit_wanted: 'no credit is wanted',
  other: 'another reason',
};

const marksWords: Record<AllowedMarks, string> = {
  none: 'Nothing may be written or stuck on it.',
  removable: 'Only what comes off without a trace.',
  any: 'Marks are allowed.',
};

/** `4 of 10 business days left`. */
export function windowWords({ left, of, count: kind, over }: WindowLeftView): { readonly mark: Mark; readonly word: string } {
  const days = kind === 'business' ? 'business days' : 'days';
  if (over) return { mark: 'stopped', word: `Over by ${count(-left, kind === 'business' ? 'business day' : 'day', days)}, of ${of}` };
  return { mark: left * 4 < of ? 'disputed' : 'waiting', word: `${left} of ${of} ${days} left` };
}

function spanWords({ days, count: kind, from }: ReturnWindow): string {
  return `${days} ${kind === 'business' ? 'business days' : 'days'} from ${from === 'swap' ? 'the swap' : 'the day of the RMA number'}`;
}

/** What a rule asks, line by line; what it does not say is said to be unknown. */
export function ruleRows(rule: MakerRule): readonly { readonly head: string; readonly says: string }[] {
  const { rma_number: asked, window, pack, label, marks, late_fee: fee } = rule;
  const { rows, unknown } = returnText;
  const packing = [
    pack?.per_box === undefined ? '' : `${count(pack.per_box, 'drive', 'drives')} to a box.`,
    pack?.esd_bag === true ? 'Each in an ESD bag.' : '',
    pack?.words ?? '',
  ].filter((each) => each !== '');
  const number =
    asked === undefined
      ? unknown
      : `${asked.asked ? 'asked for' : 'not asked for'}${asked.form === undefined ? '' : `, like ${asked.form}`}`;
  return [
    { head: rows.number, says: number },
    { head: rows.window, says: window === undefined ? unknown : spanWords(window) },
    { head: rows.pack, says: packing.length === 0 ? unknown : packing.join(' ') },
    {
      head: rows.label,
      says: label === undefined ? unknown : (label.words ?? (label.number_outside ? 'The number on each box.' : 'Nothing is asked.')),
    },
    { head: rows.marks, says: marks === undefined ? unknown : `${marksWords[marks.allowed]} ${marks.words ?? ''}`.trim() },
    ...(fee === undefined ? [] : [{ head: rows.fee, says: moneyText(fee) }]),
  ];
}

type LotReturnFact = Extract<AnyFact, { readonly type: 'lot.ruled' | 'lot.rma_given' | 'lot.packed' | 'lot.late_allowed' }>;

export function lotReturnSentence(fact: LotReturnFact): string {
  switch (fact.type) {
    case 'lot.ruled':
      return `It goes back to ${fact.body.rule.title}, by the rule of ${fact.body.policy === undefined ? 'the program' : 'the policy'}.`;
    case 'lot.rma_given': {
      const { issued_ms: issued, fits } = fact.body;
      const shape = fits === 'form' ? ' It has the maker’s form.' : '';
      return `The RMA number was written down${issued === undefined ? '' : `, given on ${dayAndClock(issued)}`}.${shape}`;
    }
    case 'lot.packed':
      return returnText.packed(fact.body.boxes, fact.body.fullest);
    case 'lot.late_allowed':
      return `A drive may go back although its window is over: ${lateWords[fact.body.ground]}.`;
  }
}

const stays = 'The lot stays open and every drive in custody.';

/** Refusals about returns. */
export const returnRefusalWords: Record<'maker_rule' | 'return_late' | 'kept_back' | 'credit_rule', RefusalWords> = {
  credit_rule: creditRefusal,
  maker_rule: {
    what: 'The lot does not have what its maker asks.',
    data: stays,
    next: 'See on the lot’s page, under What the maker asks, what is lacking, and sign it there.',
  },
  kept_back: {
    what: 'This drive does not go back to its maker: it is kept or shredded.',
    data: 'The drive stays in custody.',
    next: 'See on the drive’s page, under Return or keep, why. Take it out of the lot, and give it its other destination.',
  },
  return_late: {
    what: 'The maker’s window for a drive in this lot is over.',
    data: stays,
    next: 'Ask the maker. A supervisor lets the drive go late by name and reason, or it is taken out of the lot.',
  },
};

/** What exactly is lacking, when the station said it. */
export function returnRefusal(why: string, detail: string | undefined): RefusalWords | undefined {
  if (why === 'credit_rule') return creditRefusalOf(why, detail);
  if (why !== 'maker_rule' || detail === undefined) return undefined;
  if (detail === 'rma_form')
    return {
      what: 'The number does not have the form that this maker prints.',
      data: stays,
      next: 'Hold it against the maker’s answer and type it again.',
    };
  const lack = Object.entries(lackWords).find(([code]) => code === detail)?.[1];
  return lack === undefined ? undefined : { ...returnRefusalWords.maker_rule, what: `The maker asks for ${lack}.` };
}
