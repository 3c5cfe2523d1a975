/* DER (X.690) as far as a signature needs it: what is written here is written in its one form. */

/** A value with tag and definite length. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | lengthBytes(length).length, ...lengthBytes(length)];
  return joined([Uint8Array.from(head), ...parts]);
}

function lengthBytes(length: number): readonly number[] {
  return length < 0x100 ? [length] : [...lengthBytes(Math.floor(length / 0x100)), length % 0x100];
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
export const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);
export const nothing = (): Uint8Array => der(0x05);
/** A whole number below 128. */
export const small = (value: number): Uint8Array => der(0x02, Uint8Array.of(value));

/** SET OF: the members in order of their encodings (X.690, section 11.6). */
export function setOf(...members: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...members.toSorted((left, right) => Buffer.compare(left, right)));
}

export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const arc = (value: number): readonly number[] =>
    value < 0x80 ? [value] : [...arc(Math.floor(value / 0x80)).map((byte) => byte | 0x80), value % 0x80];
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(arc)));
}
