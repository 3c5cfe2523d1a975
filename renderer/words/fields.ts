import type { FieldLine } from '../../contract/drive-views.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import type { FieldStep } from '../../domain/policy/fields.ts';
import { count } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';

/** What a policy asks people to write down about a drive. */
export const fieldText = {
  title: 'Fields',
  missing: 'to be filled in',
  notYet: 'not filled in',
  gone: 'filled in; the text is not here',
  open: 'Fill in',
  change: 'Change',
  lead: 'What you write stays in the record of this drive. A later value counts; the earlier ones stay to be seen.',
  sealed: 'Sealed: outside your organisation nobody reads it.',
  save: 'Sign',
  yes: 'Yes',
  no: 'No',
  date: 'As 2027-05-31.',
  optional: 'may be left out',
} as const;

export const stepWords: Readonly<Record<FieldStep, string>> = {
  sanitize: 'Before it is sanitized',
  leave: 'Before it leaves or is destroyed',
};

/** A value as people read it. */
export function valueWords({ kind, value, unit }: Pick<FieldLine, 'kind' | 'value' | 'unit'>): string | undefined {
  if (value === undefined) return undefined;
  if (kind === 'yes_no') return value === 'yes' ? fieldText.yes : fieldText.no;
  return unit === undefined ? value : `${value} ${unit}`;
}

/** What a field of the form is called. */
export function fieldLabel({ label, unit, required }: Pick<FieldLine, 'label' | 'unit' | 'required'>): string {
  return [unit === undefined ? label : `${label} (${unit})`, ...(required === true ? [] : [fieldText.optional])].join(', ');
}

/** What stands under a field of the form. */
export function fieldHint({ kind, hint }: Pick<FieldLine, 'kind' | 'hint'>): string | undefined {
  const parts = [hint, kind === 'date' ? fieldText.date : undefined, kind === 'text' ? fieldText.sealed : undefined];
  const told = parts.filter((part) => part !== undefined && part !== '');
  return told.length === 0 ? undefined : told.join(' ');
}

/** What was filled in, without what was sealed. */
export function fieldsSentence({ values, texts }: Fact<'fields.recorded'>): string {
  const told = values.map(({ field, value }) => `${field} ${value}`);
  const sealed = texts.length === 0 ? [] : [`${count(texts.length, 'sealed text', 'sealed texts')} (${texts.join(', ')})`];
  return `Filled in: ${[...told, ...sealed].join('; ')}.`;
}

export const fieldRefusalWords = {
  fields_missing: {
    what: 'The policy asks for something that nobody has filled in yet.',
    data: 'Nothing was recorded. The drive stays as it is.',
    next: 'Open the drive’s page, press “Fill in” under Fields, and try again.',
  },
  field_not_taken: {
    what: 'A field does not take what was typed.',
    data: 'Nothing was recorded. What is in the form is still there.',
    next: 'Look at what stands under the field, put it right, and sign again.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** The same with the names of the fields, where the station said them. */
export function fieldRefusal(why: string, detail: string | undefined): RefusalWords | undefined {
  if (detail === undefined) return undefined;
  if (why === 'fields_missing')
    return { ...fieldRefusalWords.fields_missing, what: `The policy asks for something that is not filled in yet: ${detail}.` };
  return why === 'field_not_taken'
    ? { ...fieldRefusalWords.field_not_taken, what: `“${detail}” does not take what was typed.` }
    : undefined;
}
