/**
 * GS1 element strings: an application identifier, its value, and so on. Some values have a length of their own; the
 * others end at GS, which scanners send for the symbol's FNC1, or at the end. Lengths as GS1 publishes them in its
 * list of application identifiers.
 */
export interface Gs1Element {
  readonly ai: string;
  readonly value: string;
}

interface Identifier {
  readonly ai: string;
  readonly length: number;
  readonly fixed: boolean;
  /** The last digit checks the others. */
  readonly checked?: boolean;
}

/** What stands on drives, their boxes and asset tags. */
const known: readonly Identifier[] = [
  { ai: '00', length: 18, fixed: true, checked: true },
  { ai: '01', length: 14, fixed: true, checked: true },
  { ai: '02', length: 14, fixed: true, checked: true },
  { ai: '10', length: 20, fixed: false },
  ...['11', '12', '13', '15', '16', '17'].map((ai) => ({ ai, length: 6, fixed: true })),
  { ai: '20', length: 2, fixed: true },
  { ai: '21', length: 20, fixed: false },
  { ai: '22', length: 20, fixed: false },
  { ai: '240', length: 30, fixed: false },
  { ai: '241', length: 30, fixed: false },
  { ai: '250', length: 30, fixed: false },
  { ai: '251', length: 30, fixed: false },
  { ai: '30', length: 8, fixed: false },
  { ai: '37', length: 8, fixed: false },
  { ai: '400', length: 30, fixed: false },
  { ai: '8003', length: 30, fixed: false },
  { ai: '8004', length: 30, fixed: false },
  ...['91', '92', '93', '94', '95', '96', '97', '98', '99'].map((ai) => ({ ai, length: 90, fixed: false })),
  { ai: '90', length: 30, fixed: false },
];

/** Group separator, as the control picture that `splitScan` works with. */
export const gs = '\u241d';

/**
 * Cuts element strings apart, brackets or none. Undefined when the text is not made of them from end to end, or a
 * check digit is wrong: then no part of it can be believed.
 */
export function gs1Elements(text: string): readonly Gs1Element[] | undefined {
  const elements = /^\(\d{2,4}\)/.test(text) ? bracketed(text) : concatenated(text);
  return elements?.every(({ ai, value }) => fits(ai, value)) === true ? elements : undefined;
}

function fits(ai: string, value: string): boolean {
  const identifier = known.find((one) => one.ai === ai);
  if (value === '') return false;
  if (identifier === undefined) return true;
  if (identifier.fixed && !(/^\d+$/.test(value) && value.length === identifier.length)) return false;
  return value.length <= identifier.length && (identifier.checked !== true || isCheckedNumber(value));
}

/** As printed below the bars: for people, and for 2D codes of some makers. An identifier that we do not know is kept as it is. */
function bracketed(text: string): readonly Gs1Element[] | undefined {
  const elements = [...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map((match) => ({ ai: match[1] ?? '', value: (match[2] ?? '').trim() }));
  return elements.length === 0 ? undefined : elements;
}

function concatenated(text: string): readonly Gs1Element[] | undefined {
  const elements: Gs1Element[] = [];
  let rest = withoutSeparator(text);
  while (rest !== '') {
    const identifier = known.find(({ ai }) => rest.startsWith(ai));
    if (identifier === undefined) return undefined;
    const { ai, length, fixed } = identifier;
    const separator = rest.indexOf(gs);
    const end = fixed ? ai.length + length : separator === -1 ? rest.length : separator;
    elements.push({ ai, value: rest.slice(ai.length, end) });
    rest = withoutSeparator(rest.slice(end));
  }
  return elements.length === 0 ? undefined : elements;
}

function withoutSeparator(text: string): string {
  return text.startsWith(gs) ? text.slice(1) : text;
}

/** GS1's check digit: weights 3 and 1 from the right. */
export function isCheckedNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length - 1; i++) sum += Number(digits[digits.length - 2 - i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}
