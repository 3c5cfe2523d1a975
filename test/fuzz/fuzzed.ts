/** A parser under fuzzing. Every input is a run of bytes; parsers of text read them as UTF-8 with replacements. */
export interface Fuzzed {
  /** Name of its folder under corpus/. */
  readonly name: string;
  /** Its share of a full run, against the others' shares. Slow parsers have a smaller one. */
  readonly share: number;
  /** Valid vectors, from which inputs are made. */
  seeds(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /**
   * Gives the input to the parser and holds what it answers against what must be true. Throws `Broken` when it is
   * not; anything else that is thrown is a crash. What the parser may throw by its own docstring is caught here.
   */
  check(input: Uint8Array): void | Promise<void>;
}

/** A property that does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function must(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Broken(says);
}

/** Text for people: bounded, and nothing in it that cannot be seen. */
export function mustBeText(text: string, longest: number, what: string): void {
  must(text.length <= longest, `${what} has ${text.length} characters, ${longest} at most`);
  must(text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text), `${what} holds what cannot be seen: ${JSON.stringify(text)}`);
}

/** Text of a fixed ASCII field. */
export function mustBeAscii(text: string, longest: number, what: string): void {
  must(text.length <= longest && /^[\x20-\x7e]*$/.test(text) && text.trim() === text, `${what}: ${JSON.stringify(text)}`);
}

/** A count that JSON can carry. */
export function mustBeCount(value: number, what: string, most = Number.MAX_SAFE_INTEGER): void {
  must(Number.isSafeInteger(value) && value >= 0 && value <= most, `${what} is ${value}`);
}

export function textOf(input: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
