/** Reads and writes the numbers of wire structures. Every function throws RangeError outside the bytes: parsers check lengths first. */

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function u8(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint8(at);
}
export function be16(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint16(at, false);
}
export function be32(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint32(at, false);
}
export function be64(bytes: Uint8Array, at: number): bigint {
  return view(bytes).getBigUint64(at, false);
}
export function le16(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint16(at, true);
}
export function le32(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint32(at, true);
}
export function le64(bytes: Uint8Array, at: number): bigint {
  return view(bytes).getBigUint64(at, true);
}
export function putBe16(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint16(at, value, false);
}
export function putBe32(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint32(at, value, false);
}
export function putBe64(bytes: Uint8Array, at: number, value: bigint | number): void {
  view(bytes).setBigUint64(at, BigInt(value), false);
}
export function putLe16(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint16(at, value, true);
}
export function putLe32(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint32(at, value, true);
}
export function putLe64(bytes: Uint8Array, at: number, value: bigint | number): void {
  view(bytes).setBigUint64(at, BigInt(value), true);
}

/** A 64-bit count as a number, or undefined when it is beyond 2^53 - 1 and could not be told exactly. */
export function safeNumber(value: bigint): number | undefined {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}

/**
 * Text of a fixed-width ASCII field, trimmed at both ends. Characters outside printable ASCII are dropped:
 * a drive's name is shown to people and compared with labels, so it may carry nothing that is not seen.
 */
export function asciiField(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (const byte of bytes.subarray(at, at + length)) if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
  return text.trim();
}

/** Writes text left-aligned into a fixed-width field padded with spaces. Throws when it does not fit. */
export function putAscii(bytes: Uint8Array, at: number, length: number, text: string): void {
  if (text.length > length) throw new RangeError(`"${text}" is longer than its field of ${length}`);
  for (let i = 0; i < length; i++) bytes[at + i] = i < text.length ? text.charCodeAt(i) : 0x20;
}
