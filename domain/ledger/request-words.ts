import type { Json } from './canonical.ts';
import { canonicalBytes } from './canonical.ts';
import { hashText, namedHash, readHash } from './hash.ts';
import { wordList } from './word-list.ts';

/** Words shown for one request: 66 bits, far more than anybody can try in the life of a request. */
export const wordsShown = 6;
const bitsPerWord = 11;

/**
 * Name of a request that waits for an officer: hash of the whole request. Station and registry each make it from
 * what they sent and got, so that different words on the two screens mean that somebody changed it on the way.
 */
export function requestName(request: Json): string {
  return hashText(namedHash('custody-request/v1', canonicalBytes(request)));
}

/** The six words of a request's name: the first 66 bits, 11 for each word of the list. Throws on a malformed name. */
export function requestWords(request: string): readonly string[] {
  const hash = readHash(request);
  if (hash === undefined) throw new RangeError('a request is named by its hash');
  let bits = 0n;
  for (const byte of hash.subarray(0, 9)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: wordsShown }, (_, place) => {
    const number = Number((bits >> BigInt(72 - bitsPerWord * (place + 1))) & 0x7ffn);
    const word = wordList[number];
    if (word === undefined) throw new Error('the word list is not whole');
    return word;
  });
}
