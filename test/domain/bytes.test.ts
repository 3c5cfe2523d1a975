import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bigEndian,
  compare,
  concat,
  equal,
  fromBase64,
  fromBase64url,
  fromHex,
  fromUtf8,
  toBase64,
  toBase64url,
  toHex,
  utf8,
} from '../../domain/bytes.ts';

const bytes = fc.uint8Array({ maxLength: 70 });

describe('bytes in text form', () => {
  test('every run of bytes reads back from each text form, and agrees with the platform', () => {
    fc.assert(
      fc.property(bytes, (run) => {
        expect(toHex(run)).toBe(Buffer.from(run).toString('hex'));
        expect(toBase64(run)).toBe(Buffer.from(run).toString('base64'));
        expect(toBase64url(run)).toBe(Buffer.from(run).toString('base64url'));
        expect(fromHex(toHex(run))).toEqual(run);
        expect(fromBase64(toBase64(run))).toEqual(run);
        expect(fromBase64url(toBase64url(run))).toEqual(run);
      }),
    );
  });

  test('any text that base64url accepts is the only spelling of its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABab09-_=+/ \n'), maxLength: 9 }), (text) => {
        const run = fromBase64url(text);
        if (run !== undefined) expect(toBase64url(run)).toBe(text);
      }),
    );
  });

  test.each(['A', 'AA==', 'AB', 'AAAB+', 'AA\n', 'ÀAAA', 'AAA='])('base64url refuses %j', (text) => {
    expect(fromBase64url(text)).toBeUndefined();
  });

  test.each(['AA', 'AB==', 'AA=', 'AAB=', 'A===', '====', 'AA-_', 'AA== ', 'AA==AA=='])('base64 refuses %j', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  test.each(['A', 'AB', 'g0', '0 '])('hex refuses %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });

  test('broken UTF-8 and lone surrogates are refused', () => {
    expect(fromUtf8(Uint8Array.of(0xc3))).toBeUndefined();
    expect(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeUndefined();
    expect(() => utf8('\ud800')).toThrow(RangeError);
    expect(fromUtf8(utf8('\ufeffMüller'))).toBe('\ufeffMüller');
  });
});

describe('bytes as values', () => {
  test('joining, equality and order', () => {
    expect(concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
    expect(equal(Uint8Array.of(1), Uint8Array.of(1))).toBe(true);
    expect(equal(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
    expect(compare(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(compare(Uint8Array.of(0x80), Uint8Array.of(0x7f, 0xff))).toBeGreaterThan(0);
  });

  test('big-endian numbers fit or throw', () => {
    expect(bigEndian(2 ** 40 + 5, 8)).toEqual(Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 5));
    expect(() => bigEndian(65536, 2)).toThrow(RangeError);
    expect(() => bigEndian(-1, 2)).toThrow(RangeError);
  });
});
