import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Bytes } from '../../../domain/bytes.ts';
import {
  emptyPart,
  type IndexedDrive,
  type IndexProof,
  indexParts,
  indexRoot,
  partOf,
  partRoot,
  proveIndexed,
  verifyIndexed,
} from '../../../domain/ledger/drive-index.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { utf8 } from '../../../domain/bytes.ts';

const hash = (text: string): string => hashText(sha256(utf8(text)));

/** Few parts, so that some hold many. */
const drives = fc
  .uniqueArray(fc.tuple(fc.constantFrom('000', '001', '7ff', 'fff'), fc.stringMatching(/^[0-9a-f]{29}$/), fc.integer({ min: 1, max: 9 })), {
    selector: ([part, rest]) => part + rest,
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) => rows.map(([part, rest, events]): IndexedDrive => ({ subject: `d1_${part}${rest}`, events, newest: hash(rest) })));

function partsOf(all: readonly IndexedDrive[]): readonly Bytes[] {
  const sorted = all.toSorted((left, right) => (left.subject < right.subject ? -1 : 1));
  return Array.from({ length: indexParts }, (_, part) => partRoot(sorted.filter(({ subject }) => partOf(subject) === part)));
}

function provenOf(all: readonly IndexedDrive[], chosen: IndexedDrive): { readonly proof: IndexProof; readonly root: Bytes } {
  const parts = partsOf(all);
  const mine = all
    .filter(({ subject }) => partOf(subject) === partOf(chosen.subject))
    .toSorted((left, right) => (left.subject < right.subject ? -1 : 1));
  return { proof: proveIndexed(chosen.subject, mine, parts), root: indexRoot(parts) };
}

it('proves each drive under the root of its index, and nothing else', () => {
  fc.assert(
    fc.property(drives, fc.nat(), (all, pick) => {
      const chosen = all[pick % all.length];
      if (chosen === undefined) throw new Error('none');
      const { proof, root } = provenOf(all, chosen);
      expect(verifyIndexed(proof, root)).toBe(true);
      const wrong: readonly IndexProof[] = [
        { ...proof, events: proof.events + 1 },
        { ...proof, events: proof.events - 1 },
        { ...proof, newest: hash('another event') },
        { ...proof, subject: `d1_${'a'.repeat(32)}` },
        { ...proof, subject: 'c1_00000000000000000000000000000000' },
        { ...proof, position: proof.position + 1 },
        { ...proof, drives: proof.position },
        { ...proof, path: [...proof.path, hash('one more')] },
        { ...proof, parts: proof.parts.slice(1) },
        { ...proof, parts: ['not a hash', ...proof.parts.slice(1)] },
      ];
      expect(wrong.filter((each) => verifyIndexed(each, root))).toEqual([]);
      expect(verifyIndexed(proof, indexRoot(partsOf(all.filter((each) => each !== chosen))))).toBe(false);
    }),
    { numRuns: 6, seed: 20261123 },
  );
});

it('has a root for no drive at all, and knows only drives', () => {
  expect(hashText(indexRoot(Array.from({ length: indexParts }, () => emptyPart)))).toBe(hashText(indexRoot(partsOf([]))));
  expect(() => partOf('c1_00000000000000000000000000000000')).toThrow(RangeError);
  expect(() => proveIndexed(`d1_${'0'.repeat(32)}`, [], partsOf([]))).toThrow(RangeError);
});
