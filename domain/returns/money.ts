import { z } from 'zod';

/** An amount in the smallest unit of its currency (ISO 4217), never a fraction: EUR 12.50 is 1250, JPY 12 is 12. */
export const money = z.strictObject({
  minor: z.int().min(0).max(1_000_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof money>;

/** Decimals of the currencies that do not have two, by ISO 4217. Funds and metals, which have none, are no prices here. */
const decimals: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [
      code,
      0,
    ]),
  ),
  ...Object.fromEntries(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3])),
};

/** Digits after the point that an amount in this currency has. */
export function decimalsOf(currency: string): number {
  return decimals[currency] ?? 2;
}

/** Why a text is no amount. `ambiguous`: `1.234` may be a thousand or one and a bit. */
export type AmountRefusal = 'no_amount' | 'no_currency' | 'two_currencies' | 'ambiguous' | 'too_many_decimals' | 'negative' | 'too_large';
export type ReadAmount = { readonly kind: 'money'; readonly money: Money } | { readonly kind: 'refused'; readonly why: AmountRefusal };

const signs: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP' };

/**
 * Reads an amount as people and other systems write it: `1,234.56`, `1.234,56`, `EUR 12`, `12.50 €`. The currency is the one in
 * the text, else `currency`; `$` and `¥` name several and are taken only beside a currency that was given.
 */
export function readAmount(text: string, currency?: string): ReadAmount {
  const plain = text.normalize('NFKC').trim();
  const named = [...(plain.toUpperCase().match(/\b[A-Z]{3}\b/g) ?? []), ...[...plain].flatMap((sign) => signs[sign] ?? [])];
  if (new Set(named).size > 1 || (named.length > 0 && currency !== undefined && named[0] !== currency)) return refusal('two_currencies');
  const found = named[0] ?? currency;
  if (found === undefined || !/^[A-Z]{3}$/.test(found)) return refusal('no_currency');
  const digits = plain.replace(/[A-Za-z]{3}|[€£$¥\s']/g, '');
  if (digits.startsWith('-')) return refusal('negative');
  const parts = splitDigits(digits, decimalsOf(found));
  if (typeof parts === 'string') return refusal(parts);
  const minor = Number(parts.whole + parts.rest.padEnd(decimalsOf(found), '0'));
  return minor > 1_000_000_000_000 ? refusal('too_large') : { kind: 'money', money: { minor, currency: found } };
}

function refusal(why: AmountRefusal): ReadAmount {
  return { kind: 'refused', why };
}

/** The last of two different signs is the decimal one; a single one that stands before three digits could be either. */
function splitDigits(text: string, places: number): { readonly whole: string; readonly rest: string } | AmountRefusal {
  if (/^\d+$/.test(text)) return { whole: text, rest: '' };
  if (/^\d{1,3}(\.\d{3}){2,}$/.test(text) || /^\d{1,3}(,\d{3}){2,}$/.test(text)) return { whole: text.replace(/[.,]/g, ''), rest: '' };
  const both = /^(\d{1,3}(?:\.\d{3})+),(\d+)$/.exec(text) ?? /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/.exec(text);
  const [, whole, rest] = both ?? /^(\d+)[.,](\d+)$/.exec(text) ?? [];
  if (whole === undefined || rest === undefined) return 'no_amount';
  if (both === null && rest.length === 3) return 'ambiguous';
  const told = rest.replace(/0+$/, '');
  return told.length > places ? 'too_many_decimals' : { whole: whole.replace(/[.,]/g, ''), rest: told };
}

/** `EUR 1234.56`: the same in every place, for papers and files that other programs read. */
export function moneyText({ minor, currency }: Money): string {
  const places = decimalsOf(currency);
  const digits = String(minor).padStart(places + 1, '0');
  return `${currency} ${places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`}`;
}

/** Sums by currency, in the order of their codes: amounts of two currencies are never added. */
export function sumByCurrency(amounts: readonly Money[]): readonly Money[] {
  const sums = new Map<string, number>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([currency, minor]) => ({ minor, currency }));
}
