/** A seeded generator (mulberry32 over a hashed name): what follows is told by the seed and the words alone. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** True with this chance, 0 to 1. */
  chance(share: number): boolean;
  /** One of these. Throws when there are none. */
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

export function randomOf(seed: number, ...words: readonly (string | number)[]): Random {
  let state = 0x811c9dc5 ^ seed;
  for (const char of words.join('\n')) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 4_294_967_296) * limit);
  return {
    below,
    chance: (share) => next() / 4_294_967_296 < share,
    pick(from) {
      const one = from[below(from.length)];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  };
}
