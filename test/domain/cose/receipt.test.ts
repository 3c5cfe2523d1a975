import { expect, test } from 'vitest';
import { encodeCbor } from '../../../domain/cose/cbor.ts';
import { formatReceipt, signRoot } from '../../../domain/cose/receipt.ts';
import { leafHash } from '../../../domain/ledger/entry.ts';
import { inclusionProof, rootOfLeaves } from '../../../domain/ledger/tree.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { opened, provesEntry } from './read-receipt.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('CBOR is that of the examples of RFC 8949, appendix A', () => {
  const examples: readonly (readonly [Parameters<typeof encodeCbor>[0], string])[] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [100, '1864'],
    [1_000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-100, '3863'],
    [-1_000, '3903e7'],
    [null, 'f6'],
    ['IETF', '6449455446'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [
      new Map([
        [3, 4],
        [1, 2],
      ]),
      'a201020304',
    ],
    [{ tag: 1, value: 1_363_896_240 }, 'c11a514b67b0'],
  ];
  for (const [value, wanted] of examples) expect(hex(encodeCbor(value))).toBe(wanted);
  for (const bad of [0.5, 2 ** 53, -(2 ** 53) - 2, Number.NaN]) expect(() => encodeCbor(bad)).toThrow(RangeError);
});

test('a receipt proves its leaf to a reader that knows RFC 9942 and the key, and nothing else', () => {
  const logKey = generateSigner();
  const entries = Array.from({ length: 300 }, (_, i) => Uint8Array.of(i % 256, i >> 8, 7));
  for (const size of [2, 3, 7, 256, 300]) {
    const leaves = entries.slice(0, size).map((entry) => leafHash(entry));
    const node = (level: number, at: number) => rootOfLeaves(leaves.slice(at * 2 ** level, (at + 1) * 2 ** level));
    const signed = signRoot(rootOfLeaves(leaves), logKey);
    for (const index of [0, 1, size - 1]) {
      const receipt = formatReceipt(signed, { size, index, path: inclusionProof(index, size, node) });
      const read = opened(receipt!);
      expect([...read.claims]).toEqual([
        [1, -8],
        [4, Buffer.from(logKey.keyId)],
        [395, 1],
      ]);
      expect([read.size, read.index]).toEqual([size, index]);
      expect(provesEntry(receipt!, entries[index]!, logKey.publicKey)).toBe(true);
      expect(provesEntry(receipt!, Uint8Array.of(1, 2, 3), logKey.publicKey)).toBe(false);
      expect(provesEntry(receipt!, entries[index]!, generateSigner().publicKey)).toBe(false);
    }
  }
  expect(formatReceipt(signRoot(leafHash(entries[0]!), logKey), { size: 1, index: 0, path: [] })).toBeUndefined();
});
