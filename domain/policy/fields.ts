import { z } from 'zod';
import { type DataClass, dataClass } from '../custody/words.ts';

/** By when a field is filled in: at the latest before the drive is sanitized, or before it leaves or is destroyed. */
export const fieldStep = z.enum(['sanitize', 'leave']);
export type FieldStep = z.infer<typeof fieldStep>;

/** `text` is typed freely, so what is typed is sealed as a note is; the others are in the record for everybody. */
export const fieldKind = z.enum(['text', 'number', 'date', 'choice', 'yes_no']);
export type FieldKind = z.infer<typeof fieldKind>;

export const fieldId = z.string().regex(/^[a-z0-9_]{1,40}$/);
const shown = z.string().min(1).max(60);

/** Something that a house wants to be written down about its drives, beyond what every record has. */
export const fieldRule = z.strictObject({
  id: fieldId,
  label: shown,
  hint: z.string().max(120).optional(),
  kind: fieldKind,
  /** Of a choice alone. */
  choices: z.array(shown).min(1).max(32).optional(),
  /** Of a number alone. */
  unit: z.string().min(1).max(12).optional(),
  step: fieldStep,
  data_class: z.array(dataClass).min(1),
  required: z.boolean(),
});
export type FieldRule = z.infer<typeof fieldRule>;

/** Longest value, as it is typed. */
export const valueLength = 200;

/** What was filled in of a drive, newest of each field. The value of a text is sealed. */
export interface Filled {
  readonly field: string;
  readonly value?: string;
}

/** The fields that speak of a drive with this data. Unknown data may be of any class, so every field speaks of it. */
export function fieldsFor(fields: readonly FieldRule[] | undefined, data: DataClass): readonly FieldRule[] {
  return (fields ?? []).filter(({ data_class: classes }) => data === 'unknown' || classes.includes(data));
}

/**
 * What must still be filled in before this step. A value that the field does not take any more, because the policy changed,
 * does not count; that of a text was read when it was sealed.
 */
export function missingFields(
  fields: readonly FieldRule[] | undefined,
  drive: { readonly data: DataClass; readonly filled: readonly Filled[] },
  step: FieldStep,
): readonly FieldRule[] {
  return fieldsFor(fields, drive.data).filter((rule) => {
    if (!rule.required || (step === 'sanitize' && rule.step === 'leave')) return false;
    const found = drive.filled.find(({ field }) => field === rule.id);
    if (found === undefined) return true;
    return rule.kind === 'text' ? found.value !== undefined : found.value === undefined || readValue(rule, found.value) === undefined;
  });
}

/**
 * What was typed, in the one form in which it is kept: a number with a point and without needless zeros, a date as
 * 2027-05-31 (RFC 3339 full-date), a choice as the policy spells it, `yes` or `no`.
 *
 * @returns undefined when the field does not take it
 */
export function readValue(rule: Pick<FieldRule, 'kind' | 'choices'>, typed: string): string | undefined {
  const text = typed.normalize('NFC').trim();
  if (text === '' || text.length > valueLength) return undefined;
  switch (rule.kind) {
    case 'text':
      return text;
    case 'number':
      return numberOf(text);
    case 'date':
      return isDay(text) ? text : undefined;
    case 'choice':
      return rule.choices?.find((choice) => choice.toLowerCase() === text.toLowerCase());
    case 'yes_no':
      return text === 'yes' || text === 'no' ? text : undefined;
  }
}

function numberOf(text: string): string | undefined {
  const read = /^(-?)0*(\d{1,12})(?:[.,](\d{1,6}))?$/.exec(text);
  if (read === null) return undefined;
  const [, sign = '', whole = '', rest = ''] = read;
  const parts = rest.replace(/0+$/, '');
  const size = parts === '' ? whole : `${whole}.${parts}`;
  return size === '0' ? '0' : sign + size;
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
