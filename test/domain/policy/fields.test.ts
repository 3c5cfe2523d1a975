import { expect, test } from 'vitest';
import { readDraft } from '../../../domain/policy/draft.ts';
import { type FieldRule, fieldsFor, missingFields, readValue } from '../../../domain/policy/fields.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { policyHash } from '../../../domain/policy/policy.ts';
import { fieldSentence } from '../../../domain/policy/sentences.ts';

const bin: FieldRule = {
  id: 'bin',
  label: 'Colour of the bin',
  kind: 'choice',
  choices: ['red', 'Grün'],
  step: 'sanitize',
  data_class: ['restricted', 'unknown'],
  required: true,
};
const weight: FieldRule = {
  id: 'weight',
  label: 'Weight',
  kind: 'number',
  unit: 'g',
  step: 'leave',
  data_class: ['restricted'],
  required: true,
};
const tag: FieldRule = { id: 'tag', label: 'Asset tag', kind: 'text', step: 'leave', data_class: ['restricted'], required: true };
const hint: FieldRule = { ...tag, id: 'hint', required: false };
const all = [bin, weight, tag, hint];

function lacking(filled: readonly { readonly field: string; readonly value?: string }[], step: 'sanitize' | 'leave' = 'leave'): string {
  return missingFields(all, { data: 'restricted', filled }, step)
    .map(({ id }) => id)
    .join(' ');
}

test('required fields are asked for by their step, and a value that the policy takes no more does not count', () => {
  expect(lacking([], 'sanitize')).toBe('bin');
  expect(lacking([])).toBe('bin weight tag');
  expect(lacking([{ field: 'bin', value: 'red' }], 'sanitize')).toBe('');
  expect(lacking([{ field: 'bin', value: 'blue' }], 'sanitize')).toBe('bin');
  expect(lacking([{ field: 'bin', value: 'red' }, { field: 'weight', value: '712.5' }, { field: 'tag' }])).toBe('');
  // A sealed text is no number, and a value in the open was not sealed.
  expect(lacking([{ field: 'bin', value: 'red' }, { field: 'weight' }, { field: 'tag', value: 'A-17' }])).toBe('weight tag');
});

test('fields speak of their classes of data, and every field of unknown data', () => {
  expect(fieldsFor(all, 'public')).toEqual([]);
  expect(fieldsFor(all, 'restricted')).toEqual(all);
  expect(fieldsFor(all, 'unknown')).toEqual(all);
  expect(fieldsFor(undefined, 'unknown')).toEqual([]);
});

test('values are kept in one form, and what a field does not take is refused', () => {
  const number = (typed: string) => readValue(weight, typed);
  expect(['0712,50', ' 12 ', '-0.0', '-3.10', '0'].map(number)).toEqual(['712.5', '12', '0', '-3.1', '0']);
  expect(['', '1e3', '1 000', '.5', '1.1234567', 'twelve'].map(number)).toEqual(Array.from({ length: 6 }));
  const day = (typed: string) => readValue({ kind: 'date' }, typed);
  expect(['2028-02-29', '2027-02-29', '27-02-01', '2027-13-01'].map(day)).toEqual(['2028-02-29', undefined, undefined, undefined]);
  expect(['RED', 'Gru\u0308n', 'blue'].map((typed) => readValue(bin, typed))).toEqual(['red', 'Grün', undefined]);
  expect(['yes', 'no', 'maybe'].map((typed) => readValue({ kind: 'yes_no' }, typed))).toEqual(['yes', 'no', undefined]);
  expect(readValue(tag, 'x'.repeat(201))).toBeUndefined();
});

test('a policy says its fields in a sentence each, and a draft what can never be filled in', () => {
  expect(fieldSentence(bin)).toBe(
    '“Colour of the bin” (one of red or Grün) is filled in for a drive with restricted or unknown data before it is sanitized.',
  );
  expect(fieldSentence({ ...weight, required: false })).toBe('“Weight” (a number in g) may be filled in for a drive with restricted data.');
  const faults = (...fields: readonly FieldRule[]): readonly string[] => {
    const draft = readDraft(JSON.stringify({ ...nist80088r2, fields }));
    return draft.kind === 'bad' ? draft.faults.map(({ where }) => where) : [];
  };
  const { choices: _, ...nothing } = bin;
  expect(faults(...all)).toEqual([]);
  expect(faults(nothing)).toEqual(['fields[0].choices']);
  expect(faults({ ...tag, choices: ['a'] }, { ...tag, unit: 'g' })).toEqual(['fields[1].id', 'fields[0].choices', 'fields[1].unit']);
  // A policy without any keeps the hash that drives were judged by.
  expect(policyHash(nist80088r2)).toBe(policyHash(JSON.parse(JSON.stringify(nist80088r2)) as typeof nist80088r2));
});
