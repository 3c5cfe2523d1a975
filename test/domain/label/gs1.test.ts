import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gs, gs1Elements, isCheckedNumber } from '../../../domain/label/gs1.ts';
import { understandScan } from '../../../domain/label/scan.ts';

/** As a scanner sends it: the control character itself. */
const sentGs = '\u001d';

const withCheck = (digits: string): string => {
  const last = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).find(isCheckedNumber);
  if (last === undefined) throw new Error('no check digit fits');
  return last;
};

test.each([
  ['00' + withCheck('34012345678901234'), [['00', withCheck('34012345678901234')]]],
  [
    '010401234512345621ZA17S7HH',
    [
      ['01', '04012345123456'],
      ['21', 'ZA17S7HH'],
    ],
  ],
  [
    `21ZA17S7HH${gs}8004ASSET-17`,
    [
      ['21', 'ZA17S7HH'],
      ['8004', 'ASSET-17'],
    ],
  ],
  [`${gs}21ZA17S7HH${gs}`, [['21', 'ZA17S7HH']]],
  [
    '(01)04012345123456(21)ZA17S7HH',
    [
      ['01', '04012345123456'],
      ['21', 'ZA17S7HH'],
    ],
  ],
  ['(8004)0401234ASSET', [['8004', '0401234ASSET']]],
])('%s is element strings', (text, elements) => {
  expect(gs1Elements(text)?.map(({ ai, value }) => [ai, value])).toEqual(elements);
});

test.each([
  '',
  '010401234512345721ZA17S7HH', // check digit
  '(01)04012345123457',
  '01040123451234', // too short
  '0104012345123A56',
  `21${'A'.repeat(21)}`, // longer than a serial may be
  `8004${'A'.repeat(31)}`,
  '21',
  'ZA17S7HH',
  '7777ZA17S7HH', // an identifier that we do not know
])('%s is not', (text) => {
  expect(gs1Elements(text)).toBeUndefined();
});

describe('any elements', () => {
  const value = (most: number) => fc.string({ unit: fc.constantFrom(...'ABCXYZ0123456789-/.'), minLength: 1, maxLength: most });
  const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  const element = fc.oneof(
    digits(17).map((number) => ({ ai: '00', value: withCheck(number), fixed: true })),
    digits(13).map((number) => ({ ai: '01', value: withCheck(number), fixed: true })),
    digits(6).map((number) => ({ ai: '11', value: number, fixed: true })),
    value(20).map((text) => ({ ai: '21', value: text, fixed: false })),
    value(30).map((text) => ({ ai: '8004', value: text, fixed: false })),
    value(30).map((text) => ({ ai: '240', value: text, fixed: false })),
  );

  test('put together with GS where the length is open come apart again', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), (elements) => {
        const sent = elements.map(({ ai, value: text, fixed }) => `${ai}${text}${fixed ? '' : gs}`).join('');
        expect(gs1Elements(sent)).toEqual(elements.map(({ ai, value: text }) => ({ ai, value: text })));
      }),
    );
  });

  test('never come out of noise in a form that they may not have', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0128(){}A', gs), maxLength: 40 }), (text) => {
        for (const { ai, value: one } of gs1Elements(text) ?? []) {
          expect(one).not.toBe('');
          if (ai === '01') expect(isCheckedNumber(one)).toBe(true);
        }
      }),
    );
  });
});

test('a scan of GS1 is understood by its identifiers, GS and all', () => {
  const scan = `010401234512345621ZA17S7HH${sentGs}8004ASSET-17`;
  expect(understandScan(scan, ']C1').map(({ as, why }) => `${as} ${why}`)).toEqual([
    'unknown gs1_item',
    'serial gs1_serial',
    'unknown gs1_asset',
  ]);
  expect(understandScan(`21ZA17S7HH`, ']d2')).toEqual([{ as: 'serial', text: 'ZA17S7HH', why: 'gs1_serial' }]);
  // The same without a scanner's word for it is no GS1: 21 may be anything.
  expect(understandScan(`21ZA17S7HH`)[0]?.why).not.toBe('gs1_serial');
});
