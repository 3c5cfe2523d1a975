import { z } from 'zod';
import { dataClass } from '../custody/words.ts';
import { money } from './money.ts';

/** Who a drive goes back to: whoever sold it with the warranty, so a server's maker as well as a drive's. */
export const makerName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);

/** What may be on the drive itself when it comes back. */
export const allowedMarks = z.enum(['none', 'removable', 'any']);
export type AllowedMarks = z.infer<typeof allowedMarks>;

/** How long a drive may take to come back: counted from the day the replacement was there, or from the day of the RMA number. */
export const returnWindow = z.strictObject({
  days: z.int().min(1).max(365),
  count: z.enum(['business', 'calendar']),
  from: z.enum(['swap', 'rma']),
  /** Days on which the maker is closed beside weekends, `2026-12-25`. */
  closed: z
    .array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/))
    .max(64)
    .optional(),
});
export type ReturnWindow = z.infer<typeof returnWindow>;

/**
 * What one maker asks of a return. A member that is absent is not known: the maker has to be asked. A rule in the text of a
 * policy stands in the place of the one that the program brings for the same maker, as a whole.
 */
export const makerRule = z.strictObject({
  maker: makerName,
  title: z.string().min(1).max(60),
  rma_number: z
    .strictObject({
      asked: z.boolean(),
      /** `#` a digit, `@` a letter, `?` either; anything else stands for itself. */
      form: z.string().min(1).max(40).optional(),
    })
    .optional(),
  window: returnWindow.optional(),
  pack: z
    .strictObject({
      per_box: z.int().min(1).max(500).optional(),
      esd_bag: z.boolean().optional(),
      /** How drives lie in the box and in what, in plain words. */
      words: z.string().max(300).optional(),
    })
    .optional(),
  label: z.strictObject({ number_outside: z.boolean(), words: z.string().max(300).optional() }).optional(),
  marks: z.strictObject({ allowed: allowedMarks, words: z.string().max(300).optional() }).optional(),
  /** As it goes on the packing list. */
  address: z.string().max(300).optional(),
  /** The contract's term for keeping a drive instead of sending it back. */
  keep: z.strictObject({ offered: z.enum(['included', 'priced', 'no']), price: money.optional() }).optional(),
  /** Drives with this data never go back, whatever was erased. Unknown data counts as each of them. */
  never_back: z.array(dataClass).min(1).max(5).optional(),
  /** What is charged for a drive that comes too late, or not at all. */
  late_fee: money.optional(),
  /** Where the rule is from: a page of the maker, or a contract. */
  source: z.string().max(300),
});
export type MakerRule = z.infer<typeof makerRule>;

/** Has the number the form that the maker prints? `undefined` when no form is known. */
export function fitsForm({ rma_number: asked }: Pick<MakerRule, 'rma_number'>, number: string): boolean | undefined {
  const form = asked?.form;
  if (form === undefined) return undefined;
  const signs = [...number.trim()];
  const wanted = [...form];
  return signs.length === wanted.length && wanted.every((sign, at) => fitsSign(sign, signs[at] ?? ''));
}

function fitsSign(wanted: string, sign: string): boolean {
  if (wanted === '#') return /^[0-9]$/.test(sign);
  if (wanted === '@') return /^[A-Za-z]$/.test(sign);
  return wanted === '?' ? /^[0-9A-Za-z]$/.test(sign) : wanted.toUpperCase() === sign.toUpperCase();
}
