import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGs1, readAim, symbologyOf } from '../../../domain/label/aim.ts';
import { understandScan, withoutSecrets } from '../../../domain/label/scan.ts';

const psid = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

test.each([
  [']A0ZA17S7HH', ']A0', 'ZA17S7HH', 'Code 39', false],
  [']C0ZA17S7HH', ']C0', 'ZA17S7HH', 'Code 128', false],
  [']C1010401234512345621ZA17S7HH', ']C1', '010401234512345621ZA17S7HH', 'Code 128', true],
  [']d1ZA17S7HH', ']d1', 'ZA17S7HH', 'Data Matrix', false],
  [']d221ZA17S7HH', ']d2', '21ZA17S7HH', 'Data Matrix', true],
  [']Q1ZA17S7HH', ']Q1', 'ZA17S7HH', 'QR Code', false],
  [']Q321ZA17S7HH', ']Q3', '21ZA17S7HH', 'QR Code', true],
  [']L0ZA17S7HH', ']L0', 'ZA17S7HH', 'PDF417', false],
  [']E05901234123457', ']E0', '5901234123457', 'EAN/UPC', false],
  [']zAZA17S7HH', ']zA', 'ZA17S7HH', 'Aztec', false],
])('%s starts with an identifier', (scan, aim, text, symbology, gs1) => {
  expect(readAim(scan)).toEqual({ aim, text });
  expect(symbologyOf(aim)).toBe(symbology);
  expect(isGs1(aim)).toBe(gs1);
});

test.each(['ZA17S7HH', ']', ']C', ']C0', ']w0ZA17S7HH', ']9AZA17S7HH', ' ]C0ZA17S7HH', 'A]C0'])(
  '%s has no identifier before it',
  (scan) => {
    expect(readAim(scan)).toEqual({ text: scan, aim: undefined });
  },
);

test('identifier and data put together are the scan again', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `]C1${text}`),
      ),
      (scan) => {
        const { aim = '', text } = readAim(scan);
        expect(aim + text).toBe(scan);
        expect(scan === '' || text !== '').toBe(true);
      },
    ),
  );
});

test('a scan means the same with its identifier before it or beside it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(']A0', ']C0', ']C1', ']d1', ']d2', ']Q3'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }),
      (aim, text) => {
        expect(understandScan(text, aim)).toEqual(understandScan(aim + text));
      },
    ),
  );
});

test('a PSID is masked behind an identifier too', () => {
  for (const aim of [']C0', ']d1', ']Q1']) expect(withoutSecrets(aim + psid)).toBe(`${aim}****6789`);
});
