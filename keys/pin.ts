import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';
import { concat, fromBase64url, toBase64url, utf8 } from '../domain/bytes.ts';
import { randomBytes } from './random.ts';

/** A person's private key under a PIN: Argon2id (RFC 9106) makes the key for AES-256-GCM. All bytes in base64url. */
export const wrappedKey = z.strictObject({
  v: z.literal(1),
  /** Memory in KiB, passes and lanes of Argon2id. */
  memory_kib: z.int().min(8).max(1_048_576),
  passes: z.int().min(1).max(64),
  lanes: z.int().min(1).max(16),
  salt: z.string().length(22),
  nonce: z.string().length(16),
  /** Ciphertext of the 32-byte seed and the 16-byte tag. */
  sealed: z.string().length(64),
});
export type WrappedKey = z.infer<typeof wrappedKey>;

export interface WrapCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** About a fifth of a second on the machines tried: slow for a thief, not for a sign-in. */
export const defaultWrapCost: WrapCost = { memoryKib: 65_536, passes: 3, lanes: 4 };

export interface WrapOptions {
  readonly cost?: WrapCost;
  /** A secret of this station, kept apart from the wrapped keys: without it a stolen store cannot be guessed at. The same one is needed to unwrap. */
  readonly pepper?: Uint8Array;
}

export type Unwrapped =
  { readonly kind: 'key'; readonly seed: Uint8Array } | { readonly kind: 'refused'; readonly code: 'wrong_pin' | 'malformed' };

/** Wraps a 32-byte private seed under a PIN. PIN and key never leave this process. */
export async function wrapPrivateKey(pin: string, seed: Uint8Array, options: WrapOptions = {}): Promise<WrappedKey> {
  if (seed.length !== 32) throw new RangeError('a private seed has 32 bytes');
  const cost = options.cost ?? defaultWrapCost;
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const frame = {
    v: 1,
    memory_kib: cost.memoryKib,
    passes: cost.passes,
    lanes: cost.lanes,
    salt: toBase64url(salt),
    nonce: toBase64url(nonce),
  } as const;
  const cipher = createCipheriv('aes-256-gcm', await keyOf(pin, salt, cost, options.pepper), nonce);
  cipher.setAAD(frameBytes(frame));
  const sealed = concat(cipher.update(seed), cipher.final(), cipher.getAuthTag());
  return { ...frame, sealed: toBase64url(sealed) };
}

/** Opens a wrapped seed. A wrong PIN and a changed wrapping cannot be told apart: both are `wrong_pin`. */
export async function unwrapPrivateKey(pin: string, wrapped: unknown, options: Pick<WrapOptions, 'pepper'> = {}): Promise<Unwrapped> {
  const read = wrappedKey.safeParse(wrapped);
  if (!read.success) return { kind: 'refused', code: 'malformed' };
  const { sealed: sealedText, ...frame } = read.data;
  const [salt, nonce, sealed] = [frame.salt, frame.nonce, sealedText].map(fromBase64url);
  if (salt?.length !== 16 || nonce?.length !== 12 || sealed?.length !== 48) return { kind: 'refused', code: 'malformed' };
  const cost: WrapCost = { memoryKib: frame.memory_kib, passes: frame.passes, lanes: frame.lanes };
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(pin, salt, cost, options.pepper), nonce);
  decipher.setAAD(frameBytes(frame));
  decipher.setAuthTag(sealed.subarray(32));
  try {
    return { kind: 'key', seed: concat(decipher.update(sealed.subarray(0, 32)), decipher.final()) };
  } catch {
    return { kind: 'refused', code: 'wrong_pin' };
  }
}

/** The package's default algorithm is Argon2id; a test holds it against another implementation. */
async function keyOf(pin: string, salt: Uint8Array, cost: WrapCost, pepper: Uint8Array | undefined): Promise<Uint8Array> {
  return hashRaw(utf8(pin.normalize('NFC')), {
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: 32,
    salt,
    ...(pepper === undefined ? {} : { secret: pepper }),
  });
}

/** Cost and salt are bound to the ciphertext, so that nobody can make a later unwrap cheaper. */
function frameBytes(frame: Omit<WrappedKey, 'sealed'>): Uint8Array {
  return utf8(`custos-pin/v1\n${frame.memory_kib} ${frame.passes} ${frame.lanes}\n${frame.salt}\n${frame.nonce}\n`);
}
