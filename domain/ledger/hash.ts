import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../bytes.ts';
import { concat, equal, fromBase64url, toBase64url, utf8 } from '../bytes.ts';

let digest: (message: Bytes) => Bytes = nobleSha256;

/**
 * Lets the platform's own SHA-256 do the work, which is several times as fast. It must answer a few messages around the
 * lengths of a block as the one in plain JavaScript does; throws when it does not, for then nothing here may be trusted.
 */
export function hashBy(platform: (message: Bytes) => Bytes): void {
  for (const length of [0, 3, 55, 56, 64, 1000]) {
    const message = new Uint8Array(length).fill(length & 0xff);
    if (!equal(platform(message), nobleSha256(message))) throw new Error('SHA-256 on this platform fails its self-test');
  }
  digest = platform;
}

/** SHA-256 (FIPS 180-4). */
export function sha256(...parts: readonly Bytes[]): Bytes {
  const [only] = parts;
  return digest(parts.length === 1 && only !== undefined ? only : concat(...parts));
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
  let prefix = namePrefixes.get(name);
  if (prefix === undefined) namePrefixes.set(name, (prefix = utf8(`${name}\n`)));
  return sha256(prefix, ...parts);
}

/** Names come from the code, so there are few. */
const namePrefixes = new Map<string, Bytes>();
