import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLayout, layoutCode, type LayoutFinding, spoils } from '../../../domain/label/layout-check.ts';

const gs = '\u001d';

function findings(
  text: string,
  more: { readonly aim?: string; readonly suffixed?: boolean } = { aim: ']C0', suffixed: true },
): readonly LayoutFinding[] {
  const check = checkLayout({ text, ...more });
  if (check.kind === 'other_code') throw new Error('not taken for the check');
  return check.findings;
}

/** Short words for findings, so that a table can be read. */
function told(text: string, more?: { readonly aim?: string; readonly suffixed?: boolean }): string {
  return findings(text, more)
    .map((finding) => [finding.kind, 'keyboard' in finding ? finding.keyboard : undefined, 'how' in finding ? finding.how : undefined])
    .map((parts) => parts.filter((part) => part !== undefined).join(' '))
    .join(', ');
}

test('a scan as it should be has no finding', () => {
  expect(layoutCode).toBe(`CU-L-aqwzymAZ10/_];${gs}END7`);
  expect(findings(layoutCode)).toEqual([]);
  expect(findings(`]C0${layoutCode}`, { suffixed: true })).toEqual([]);
});

describe('one setting is wrong', () => {
  test.each([
    ['a German keyboard', `CUßLßaqwyzmAY10-?+ö${gs}END7`, 'layout qwertz'],
    ['a French keyboard', `CU)L)qazwy,QW&à!°$m${gs}END7`, 'layout azerty'],
    ['a Spanish keyboard', `CU'L'aqwzymAZ10-?+ñ${gs}END7`, 'layout spanish'],
    ['an Italian keyboard', `CU'L'aqwzymAZ10-?+ò${gs}END7`, 'layout italian'],
    ['a keyboard that is not on the list', `CU+L+aqwzymAZ10-?]ö${gs}END7`, 'layout other'],
    ['a scanner set to German on a US computer', `CU/L/aqwyzmAY10&?9<${gs}END7`, 'layout qwertz'],
    ['Caps Lock', `cu-l-AQWZYMaz10/_];${gs}end7`, 'case swapped'],
    ['all capitals', `CU-L-AQWZYMAZ10/_];${gs}END7`, 'case upper'],
    ['all small letters', `cu-l-aqwzymaz10/_];${gs}end7`, 'case lower'],
    ['GS left out', 'CU-L-aqwzymAZ10/_];END7', 'gs lost'],
    ['GS that ends the scan', 'CU-L-aqwzymAZ10/_];', 'gs cuts'],
    ['GS spelled out', 'CU-L-aqwzymAZ10/_];<GS>END7', 'gs replaced'],
    ['GS as its picture', 'CU-L-aqwzymAZ10/_];\u241dEND7', 'gs replaced'],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toBe(expected);
    expect(findings(text).every(spoils)).toBe(true);
  });

  test('no suffix', () => {
    expect(told(layoutCode, { aim: ']C0', suffixed: false })).toBe('no_suffix');
  });

  test('no AIM identifier', () => {
    expect(told(layoutCode, { suffixed: true })).toBe('no_aim');
    expect(findings(layoutCode, { suffixed: true }).some(spoils)).toBe(false);
  });
});

test('several at once are each told', () => {
  expect(told('CUßLßaqwyzmAY10-?+öEND7', { suffixed: false })).toBe('layout qwertz, gs lost, no_suffix, no_aim');
  expect(told('cußlßAQWYZMay10-?+Öend7', { suffixed: true })).toBe('layout qwertz, case swapped, gs lost, no_aim');
});

test('an identifier that the wrong keyboard spelled is an identifier all the same', () => {
  expect(told('+C0CUßLßaqwyzmAY10-?+öEND7', { suffixed: true })).toBe('layout qwertz, gs lost');
});

test('the keys that were swapped are told', () => {
  expect(findings(`CUßLßaqwyzmAY10-?+ö${gs}END7`)[0]).toMatchObject({
    swapped: [
      ['-', 'ß'],
      ['z', 'y'],
      ['y', 'z'],
      ['Z', 'Y'],
      ['/', '-'],
      ['_', '?'],
      [']', '+'],
      [';', 'ö'],
    ],
  });
});

test('another code is not judged', () => {
  for (const text of ['ZA17S7HH', 'CU-C-START', '', 'CU-L-', '5000C500A1B2C3D4', layoutCode.repeat(2)]) {
    expect(checkLayout({ text })).toEqual({ kind: 'other_code' });
  }
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ABCDEFGH0123456789'), maxLength: 40 }), (text) => {
      expect(checkLayout({ text })).toEqual({ kind: 'other_code' });
    }),
  );
});
