import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, serialDoubt } from '../../../hardware/identity/serial.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const doubt = (text: string): string | undefined => serialDoubt(bytes(text.padEnd(20)), text.trim());

test.each([
  ['', 'blank'],
  ['    ', 'blank'],
  ['00000000', 'zeros'],
  ['0', 'zeros'],
  ['XXXXXXXXXXXX', 'zeros'],
  ['0123456789ABCDEF', 'sequence'],
  ['0123456789abcdef0123', 'sequence'],
  ['123456789ABCDEF0', 'sequence'],
  ['WD\u00fc1234', 'not_ascii'],
  ['WD\u00071234', 'not_ascii'],
])('the serial "%s" is not trusted: %s', (text, why) => {
  expect(doubt(text)).toBe(why);
});

test.each(['ZA17S7HH', 'WD-WCC7K3KCRH5F', 'S662NE0T408957', '2012271 1DEE3', '51V0A00LFVJG', '0123456789ABCDE7'])(
  'the serial "%s" is trusted',
  (text) => {
    expect(doubt(text)).toBeUndefined();
  },
);

test('fields padded with NUL are as good as fields padded with spaces', () => {
  expect(serialDoubt(bytes('ZA17S7HH\0\0\0\0'), 'ZA17S7HH')).toBeUndefined();
});

test('unseen and direction-changing characters never reach a screen, and length is bounded', () => {
  expect(cleanText('ST4000\u202eNM\u200b000\u0007A\ufeff', 64)).toBe('ST4000NM000A');
  expect(cleanText('  a \t b  ', 64)).toBe('a b');
  const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/u;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      const clean = cleanText(text, 64);
      return clean.length <= 64 && !unseen.test(clean);
    }),
  );
});
