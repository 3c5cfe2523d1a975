/** A run of bytes. Functions here never change what they are given. */
export type Bytes = Uint8Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const hexDigits = '0123456789abcdef';
const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const notADigit = 0xff;

/** Text to UTF-8. A lone surrogate throws: there is no byte form that would read back as the same text. */
export function utf8(text: string): Bytes {
  if (!text.isWellFormed()) throw new RangeError('text holds a lone surrogate');
  return encoder.encode(text);
}

/** UTF-8 to text, a byte order mark kept as a character; undefined when the bytes are not valid UTF-8. */
export function fromUtf8(bytes: Bytes): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Joins runs of bytes in order. */
export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Same length and same bytes. Not constant in time: for public values only, never for secrets. */
export function equal(left: Bytes, right: Bytes): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

/** Order by unsigned byte, a prefix before what it starts. Negative, zero or positive, as for Array.sort. */
export function compare(left: Bytes, right: Bytes): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Lower-case hex. */
export function toHex(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  return text;
}

/** Strict lower-case hex; undefined for anything else. */
export function fromHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexValues[text.charCodeAt(i * 2)] ?? notADigit;
    const low = hexValues[text.charCodeAt(i * 2 + 1)] ?? notADigit;
    if (high === notADigit || low === notADigit) return undefined;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** base64url without padding (RFC 4648 section 5). */
export function toBase64url(bytes: Bytes): string {
  return encode64(bytes, urlAlphabet, false);
}

/** Strict base64url without padding: other characters, padding and non-zero spare bits give undefined, so each value has one spelling. */
export function fromBase64url(text: string): Bytes | undefined {
  return decode64(text, urlDigits);
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Bytes): string {
  return encode64(bytes, standardAlphabet, true);
}

/** Strict standard base64: padding must be there, spare bits must be zero, no white space; undefined otherwise. */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode64(text.slice(0, text.length - padding), standardDigits);
}

/** Big-endian unsigned number in `length` bytes. Throws when it does not fit. */
export function bigEndian(value: number, length: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** length) throw new RangeError('number does not fit');
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

function digitTable(alphabet: string): Uint8Array {
  const table = new Uint8Array(128).fill(notADigit);
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
}

const hexValues = digitTable(hexDigits);
const urlDigits = digitTable(urlAlphabet);
const standardDigits = digitTable(standardAlphabet);

function encode64(bytes: Bytes, alphabet: string, padded: boolean): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    if (left > 1) text += alphabet.charAt((group >> 6) & 63);
    else if (padded) text += '=';
    if (left > 2) text += alphabet.charAt(group & 63);
    else if (padded) text += '=';
  }
  return text;
}

function decode64(text: string, digits: Uint8Array): Bytes | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)] ?? notADigit;
    if (digit === notADigit) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) return undefined;
  return bytes;
}
