import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../bytes.ts';
import { concat, fromBase64url, toBase64url, utf8 } from '../bytes.ts';

/** SHA-256 (FIPS 180-4). */
export function sha256(...parts: readonly Bytes[]): Bytes {
  if (parts.length === 1 && parts[0] !== undefined) return nobleSha256(parts[0]);
  return nobleSha256(concat(...parts));
}

/**
 * A 32-byte hash or commitment in base64url: 43 characters, the last one with its two spare bits zero, so that
 * each hash has one spelling.
 */
export const hashPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** The text form of a 32-byte hash. */
export function hashText(hash: Bytes): string {
  if (hash.length !== 32) throw new RangeError('a hash has 32 bytes');
  return toBase64url(hash);
}

/** Strict: undefined unless the text is the one spelling of 32 bytes. */
export function readHash(text: string): Bytes | undefined {
  return hashPattern.test(text) ? fromBase64url(text) : undefined;
}

/** SHA-256 under a name and a newline, so that one kind of hash can never be taken for another. */
export function namedHash(name: string, ...parts: readonly Bytes[]): Bytes {
  return sha256(utf8(`${name}\n`), ...parts);
}
