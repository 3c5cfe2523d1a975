/**
 * Token streams of the TCG Storage Architecture Core Specification, section 3.2.2: atoms (unsigned integers and byte
 * strings) and control tokens. Signed and continued atoms are not used by anything here and are read as malformed.
 */
export type Token =
  | { readonly kind: 'uint'; readonly value: bigint }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'control'; readonly code: Control };

/** Control tokens by their codes. */
export const control = {
  startList: 0xf0,
  endList: 0xf1,
  startName: 0xf2,
  endName: 0xf3,
  call: 0xf8,
  endOfData: 0xf9,
  endOfSession: 0xfa,
  startTransaction: 0xfb,
  endTransaction: 0xfc,
} as const;
export type Control = (typeof control)[keyof typeof control];

export function uint(value: bigint | number): Token {
  return { kind: 'uint', value: BigInt(value) };
}
export function bytes(value: Uint8Array): Token {
  return { kind: 'bytes', value };
}
/** A name or a PIN: ASCII, one byte a character. */
export function text(value: string): Token {
  return { kind: 'bytes', value: Uint8Array.from(value, (one) => one.charCodeAt(0)) };
}
export function token(name: keyof typeof control): Token {
  return { kind: 'control', code: control[name] };
}

/** Encodes tokens, each atom in the shortest form that holds it. Throws RangeError for an integer beyond 64 bits. */
export function encodeTokens(tokens: readonly Token[]): Uint8Array {
  return Uint8Array.from(tokens.flatMap((one) => [...encodeToken(one)]));
}

function encodeToken(one: Token): readonly number[] {
  switch (one.kind) {
    case 'control':
      return [one.code];
    case 'uint':
      return encodeUint(one.value);
    case 'bytes': {
      const { length } = one.value;
      if (length < 16) return [0xa0 | length, ...one.value];
      if (length < 2048) return [0xd0 | (length >> 8), length & 0xff, ...one.value];
      return [0xe2, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff, ...one.value];
    }
  }
}

function encodeUint(value: bigint): readonly number[] {
  if (value < 0n || value >= 1n << 64n) throw new RangeError('an unsigned atom has at most 64 bits here');
  if (value < 64n) return [Number(value)];
  // TPers read one, two, four and eight bytes alike; other widths are legal and less tried.
  const width = [1, 2, 4, 8].find((size) => value < 1n << BigInt(8 * size)) ?? 8;
  const out = [0x80 | width];
  for (let shift = 8 * (width - 1); shift >= 0; shift -= 8) out.push(Number((value >> BigInt(shift)) & 0xffn));
  return out;
}

/** Reads a whole token stream; undefined when an atom is cut short or of a kind that is not used here. Empty atoms (FFh) are padding. */
export function parseTokens(data: Uint8Array): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < data.length) {
    const first = data[at] ?? 0;
    if (first === 0xff) {
      at += 1;
      continue;
    }
    if (first >= 0xe4) {
      const code = Object.values(control).find((known) => known === first);
      if (code === undefined) return undefined;
      tokens.push({ kind: 'control', code });
      at += 1;
      continue;
    }
    const atom = parseAtom(data, at);
    if (atom === undefined) return undefined;
    tokens.push(atom.token);
    at = atom.next;
  }
  return tokens;
}

function parseAtom(data: Uint8Array, at: number): { readonly token: Token; readonly next: number } | undefined {
  const first = data[at] ?? 0;
  if (first < 0x40) return { token: uint(first), next: at + 1 };
  if (first < 0x80) return undefined;
  const head = headOf(data, at);
  if (head === undefined || head.signed || head.from + head.length > data.length) return undefined;
  const value = data.slice(head.from, head.from + head.length);
  const next = head.from + head.length;
  if (head.isBytes) return { token: bytes(value), next };
  if (value.length === 0 || value.length > 8) return undefined;
  return { token: uint(value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)), next };
}

interface Head {
  readonly isBytes: boolean;
  readonly signed: boolean;
  readonly from: number;
  readonly length: number;
}

/** Short atoms carry their length in 4 bits, medium ones in 11, long ones in 24. */
function headOf(data: Uint8Array, at: number): Head | undefined {
  const first = data[at] ?? 0;
  if (first < 0xc0) return { isBytes: (first & 0x20) !== 0, signed: (first & 0x10) !== 0, from: at + 1, length: first & 0x0f };
  if (first < 0xe0) {
    if (at + 2 > data.length) return undefined;
    return { isBytes: (first & 0x10) !== 0, signed: (first & 0x08) !== 0, from: at + 2, length: ((first & 7) << 8) | (data[at + 1] ?? 0) };
  }
  if (at + 4 > data.length) return undefined;
  const length = ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0);
  return { isBytes: (first & 2) !== 0, signed: (first & 1) !== 0, from: at + 4, length };
}
