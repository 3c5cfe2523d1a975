import type { Bytes } from '../bytes.ts';
import { bigEndian, compare, concat, utf8 } from '../bytes.ts';

/** The few shapes of CBOR (RFC 8949) that a receipt is made of. Map keys are whole numbers; each stands once. */
export type Cbor =
  number | string | Bytes | null | readonly Cbor[] | ReadonlyMap<number, Cbor> | { readonly tag: number; readonly value: Cbor };

const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;
const nothing = Uint8Array.of(0xf6);

/**
 * Encodes deterministically (RFC 8949, section 4.2.1): shortest heads, definite lengths, keys in the order of their encoding.
 * Throws on a number that is not whole or beyond 2^53.
 */
export function encodeCbor(value: Cbor): Bytes {
  if (value === null) return nothing;
  if (typeof value === 'number') return value < 0 ? head(major.negative, -1 - value) : head(major.unsigned, value);
  if (typeof value === 'string') return withLength(major.text, utf8(value));
  if (value instanceof Uint8Array) return withLength(major.bytes, value);
  if (value instanceof Map) return mapOf(value as ReadonlyMap<number, Cbor>); // `instanceof` forgets what the map holds
  if ('tag' in value) return concat(head(major.tag, value.tag), encodeCbor(value.value));
  const items = [...(value as readonly Cbor[])]; // what is left of the union
  return concat(head(major.array, items.length), ...items.map(encodeCbor));
}

function withLength(type: number, bytes: Bytes): Bytes {
  return concat(head(type, bytes.length), bytes);
}

function mapOf(map: ReadonlyMap<number, Cbor>): Bytes {
  const pairs = [...map].map(([key, value]) => [encodeCbor(key), encodeCbor(value)] as const);
  return concat(head(major.map, pairs.length), ...pairs.sort(([left], [right]) => compare(left, right)).flat());
}

/** Major type and argument, in as few bytes as hold it. */
function head(type: number, argument: number): Bytes {
  if (!Number.isSafeInteger(argument) || argument < 0) throw new RangeError('only whole numbers below 2^53 are encoded');
  const first = type << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  const [info = 27, length = 8] = [
    [24, 1],
    [25, 2],
    [26, 4],
  ].find(([, bytes = 0]) => argument < 2 ** (8 * bytes)) ?? [27, 8];
  return concat(Uint8Array.of(first | info), bigEndian(argument, length));
}
