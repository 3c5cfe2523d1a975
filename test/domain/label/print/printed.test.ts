import { expect, test } from 'vitest';
import { labelCode, readOwnCode } from '../../../../domain/label/codes.ts';
import type { RecordedFact } from '../../../../domain/custody/story.ts';
import { foldLabels, isOverdue, judgeLabel, nextNumber, scanBackMs } from '../../../../domain/label/print/printed.ts';

const subject = `d1_${'0123456789ab'.padEnd(32, '0')}`;
const wall = '2026-11-23T08:00:00.000Z';
const printedBody = (number: number, copy: boolean) => ({
  of: 'drive' as const,
  number,
  copy,
  red: false,
  as: 'zpl' as const,
  way: 'network' as const,
  asked_by: `tc_${'a'.repeat(32)}`,
});
let seq = 0;
function fact(type: string, body: object): RecordedFact {
  seq += 1;
  return { hash: `h${seq}`, station: 's', epoch: 1, seq, type, body, subject, deps: [], wall } as unknown as RecordedFact; // body is a JSON object
}

test('a label counts as applied when it was scanned, and no other with it', () => {
  const labels = foldLabels([
    fact('label.printed', printedBody(1, false)),
    fact('label.printed', printedBody(2, true)),
    fact('label.applied', { number: 2 }),
  ]);
  expect(labels.printed.map(({ number, copy, applied }) => [number, copy, applied])).toEqual([
    [1, false, undefined],
    [2, true, wall],
  ]);
  expect(nextNumber(labels)).toBe(3);
  expect(labels.breaches).toEqual([]);
});

test('what the rules forbid is kept as a breach and changes nothing', () => {
  const facts = [
    fact('label.applied', { number: 1 }),
    fact('label.printed', printedBody(1, true)),
    fact('label.printed', printedBody(1, false)),
    fact('label.printed', printedBody(1, true)),
    fact('label.applied', { number: 1 }),
    fact('label.applied', { number: 1 }),
    fact('custody.moved', { place: 'A' }),
    fact('label.printed', { number: 'x' }),
  ];
  const labels = foldLabels(facts);
  expect(labels.printed).toHaveLength(1);
  expect(labels.breaches.map(({ why }) => why)).toEqual([
    'label_not_printed',
    'label_copy_wrong',
    'label_number_used',
    'label_applied_before',
  ]);
});

test('the judge says the same as the fold', () => {
  expect(judgeLabel({ printed: [] }, { type: 'label.printed', body: printedBody(1, false) })).toBeUndefined();
  expect(judgeLabel({ printed: [] }, { type: 'label.applied', body: { number: 1 } })).toBe('label_not_printed');
});

test('a label is asked for when nobody scanned it in time', () => {
  const [label] = foldLabels([fact('label.printed', printedBody(1, false))]).printed;
  if (label === undefined) throw new Error('no label');
  expect(isOverdue(label, Date.parse(wall) + scanBackMs)).toBe(false);
  expect(isOverdue(label, Date.parse(wall) + scanBackMs + 1)).toBe(true);
  expect(isOverdue({ ...label, applied: wall }, Date.parse(wall) + 2 * scanBackMs)).toBe(false);
});

test('the code of a printed label leads back to its thing and to its number', () => {
  expect(readOwnCode(labelCode(subject, 12))).toEqual({ kind: 'drive', tag: '0123456789ab', number: 12 });
  expect(readOwnCode(labelCode(`c1_${'ab'.repeat(16)}`, 3))).toEqual({ kind: 'container', tag: 'abababababab', number: 3 });
  expect(readOwnCode('CU-K-0123456789AB-0')).toEqual({ kind: 'malformed' });
});
