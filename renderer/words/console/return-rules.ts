import type { AllowedMarks, MakerRule, ReturnWindow } from '../../../domain/returns/maker-rule.ts';

/** The part of a draft that says what makers ask of returns. */
export const returnForm = {
  lead: 'What makers ask of returns, each in the place of the rule that the program brings for that maker, as a whole. What is left open is not known: the lot says to ask.',
  one: 'Maker',
  add: 'Add a maker',
  unfinished: 'Not finished: name the maker.',
  title: 'Name',
  id: 'Short name',
  idHint: 'As lots and credits name it: small letters, digits, - and _.',
  source: 'Where this is from',
  sourceHint: 'A contract, or a page of the maker.',
  notKnown: 'not known',
  yes: 'Yes',
  no: 'No',
  number: 'Asks for an RMA number',
  form: 'What it looks like',
  formHint: '# a digit, @ a letter, ? either; the rest stands for itself.',
  window: 'Has to be back in time',
  days: 'Days',
  count: 'Counted in',
  from: 'Counted from',
  closed: 'Days on which it is closed',
  closedHint: 'As 2026-12-25, with commas between. Weekends are known.',
  box: 'Drives to a box, at most',
  bag: 'Each in an ESD bag',
  packing: 'How they lie in the box',
  outside: 'RMA number outside on each box',
  marks: 'On the drive itself',
  address: 'Address',
  keep: 'A drive may be kept',
  price: 'For',
  fee: 'A late one costs',
  money: 'Such as EUR 180.00. Empty: not known.',
  badMoney: 'This is no amount with a currency.',
  never: 'Never goes back with this data',
} as const;

export const countWords: Readonly<Record<ReturnWindow['count'], string>> = { business: 'Business days', calendar: 'Calendar days' };
export const fromWords: Readonly<Record<ReturnWindow['from'], string>> = {
  swap: 'The day the replacement was there',
  rma: 'The day of the RMA number',
};
export const marksAllowed: Readonly<Record<AllowedMarks, string>> = {
  none: 'Nothing may be added',
  removable: 'What comes off again',
  any: 'Anything',
};
export const keepWords: Readonly<Record<NonNullable<MakerRule['keep']>['offered'], string>> = {
  included: 'Yes, included',
  priced: 'Yes, for a price',
  no: 'No',
};
