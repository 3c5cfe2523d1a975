import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { requestName, requestWords } from '../../../domain/ledger/request-words.ts';
import { wordList } from '../../../domain/ledger/word-list.ts';

test('the list has 2,048 different plain words in order, and is the one that was released', () => {
  expect(wordList).toHaveLength(2048);
  expect(new Set(wordList).size).toBe(2048);
  expect(wordList).toEqual(wordList.toSorted());
  for (const word of wordList) expect(word).toMatch(/^[a-z]{2,10}$/);
  expect(hashText(sha256(new TextEncoder().encode(wordList.join(' '))))).toMatchInlineSnapshot(
    `"TIpG26eC4oeZ7kscgI1bitteFEal_VIQUuJYr2CHqmU"`,
  );
});

test('the words are the first 66 bits of the name, eleven a word', () => {
  expect(requestWords(toBase64url(new Uint8Array(32)))).toEqual(Array<string>(6).fill(wordList[0] ?? ''));
  expect(requestWords(toBase64url(new Uint8Array(32).fill(255)))).toEqual(Array<string>(6).fill(wordList[2047] ?? ''));
  const first = new Uint8Array(32);
  first[1] = 0b0010_0000;
  first[8] = 0b0100_0000;
  expect(requestWords(toBase64url(first))).toEqual([1, 0, 0, 0, 0, 1].map((at) => wordList[at]));
  expect(() => requestWords('short')).toThrow(RangeError);
});

test('two requests that differ anywhere have other names, and other words but for chance', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      fc.pre(one.normalize('NFC') !== other.normalize('NFC'));
      const [left, right] = [requestName({ name: one }), requestName({ name: other })];
      expect(left).not.toBe(right);
      expect(requestWords(left)).not.toEqual(requestWords(right));
    }),
  );
});
