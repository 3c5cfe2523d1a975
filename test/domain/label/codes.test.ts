import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerCode, readOwnCode } from '../../../domain/label/codes.ts';

test('the label of a container leads back to its id, in any case', () => {
  const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(id, (hex) => {
      const code = containerCode(`c1_${hex}`);
      const read = { kind: 'container', tag: hex.slice(0, 12) };
      expect(readOwnCode(code)).toEqual(read);
      expect(readOwnCode(` ${code.toLowerCase()} `)).toEqual(read);
    }),
  );
});

test.each(['CU-K-', 'CU-K-12345', 'CU-K-GGGGGGGGGGGG', 'CU-K-0123456789ABC', 'CU-K-0123456789A', 'CU-K-0123456789A-'])(
  '%s is malformed',
  (text) => {
    expect(readOwnCode(text)).toEqual({ kind: 'malformed' });
  },
);
