import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { hashBy, hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { usePlatformHash } from '../../../keys/platform-hash.ts';

const leaf = fc.oneof(fc.boolean(), fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.constant(-0));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 6 }), tie('value'), { maxKeys: 5 }),
  ),
}));

/** The same value with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test('the canonical text is one, in whatever order members came, and reads back as the value', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = canonicalText(value);
      expect(canonicalText(reversed(value))).toBe(text);
      // Sorted now: the quick way gives the same again.
      expect(canonicalText(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['nothing', null],
  ['a fraction', 0.5],
  ['a number too large', 2 ** 53],
  ['a lone surrogate', '\ud800'],
  ['a function', { toJSON: () => 1 }],
  ['a member without a value', { a: undefined }],
])('%s has no canonical text, alone or inside', (_name, value) => {
  expect(() => canonicalText(value)).toThrow();
  expect(() => canonicalText({ a: [value] })).toThrow();
});

test('the platform hashes as the plain code does, and one that does not is refused', () => {
  const message = new TextEncoder().encode('custody');
  const plain = hashText(sha256(message));
  usePlatformHash();
  expect(hashText(sha256(message))).toBe(plain);
  expect(() => {
    hashBy(() => new Uint8Array(32));
  }).toThrow('self-test');
  expect(hashText(sha256(message))).toBe(plain);
});
