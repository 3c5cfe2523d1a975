/** A CBOR decoder for tests, written from RFC 8949 without a look at the encoder: whatever it is not told of, it refuses. */
export type Decoded = number | string | Buffer | null | readonly Decoded[] | ReadonlyMap<Decoded, Decoded> | Tagged;

export class Tagged {
  readonly tag: number;
  readonly value: Decoded;
  constructor(tag: number, value: Decoded) {
    this.tag = tag;
    this.value = value;
  }
}

export function decodeCbor(bytes: Buffer): Decoded {
  const { value, end } = item(bytes, 0);
  if (end !== bytes.length) throw new Error(`${bytes.length - end} bytes are left over`);
  return value;
}

function item(bytes: Buffer, at: number): { readonly value: Decoded; readonly end: number } {
  const first = bytes.readUInt8(at);
  const kind = Math.floor(first / 32);
  const { argument, end } = argumentAt(bytes, at, first % 32);
  switch (kind) {
    case 0:
      return { value: argument, end };
    case 1:
      return { value: -1 - argument, end };
    case 2:
    case 3: {
      const slice = bytes.subarray(end, end + argument);
      if (slice.length !== argument) throw new Error('cut short');
      return { value: kind === 2 ? slice : slice.toString('utf8'), end: end + argument };
    }
    case 4:
      return many(bytes, end, argument);
    case 5: {
      const { value, end: last } = many(bytes, end, 2 * argument);
      const pairs = Array.from({ length: argument }, (_, i) => [value[2 * i]!, value[2 * i + 1]!] as const);
      return { value: new Map(pairs), end: last };
    }
    case 6: {
      const inner = item(bytes, end);
      return { value: new Tagged(argument, inner.value), end: inner.end };
    }
    default:
      if (first !== 0xf6) throw new Error(`${first.toString(16)} is no value of a receipt`);
      return { value: null, end };
  }
}

function many(bytes: Buffer, from: number, count: number): { readonly value: readonly Decoded[]; readonly end: number } {
  const value: Decoded[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    const next = item(bytes, at);
    value.push(next.value);
    at = next.end;
  }
  return { value, end: at };
}

function argumentAt(bytes: Buffer, at: number, info: number): { readonly argument: number; readonly end: number } {
  if (info < 24) return { argument: info, end: at + 1 };
  const length = { 24: 1, 25: 2, 26: 4, 27: 8 }[info];
  if (length === undefined) throw new Error('an indefinite or reserved length');
  const argument = Number(`0x${bytes.subarray(at + 1, at + 1 + length).toString('hex')}`);
  return { argument, end: at + 1 + length };
}
