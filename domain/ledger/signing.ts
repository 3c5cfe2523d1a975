import type { Bytes } from '../bytes.ts';
import { concat, fromHex, toBase64url, utf8 } from '../bytes.ts';
import { namedHash } from './hash.ts';

/** Ed25519 verification as the platform does it. Call `verifyStrict`, which adds what platforms leave out. */
export interface SignatureVerifier {
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** The same of many on other threads, where the platform has some to spare: whether each is good. Call `verifyStrictAside`. */
  verifyAside?(checks: readonly SignatureCheck[]): Promise<readonly boolean[]>;
}

/** One signature that is to be verified. */
export interface SignatureCheck {
  readonly publicKey: Bytes;
  readonly message: Bytes;
  readonly signature: Bytes;
}

/** A private key that signs and never shows itself. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyId: string;
  sign(message: Uint8Array): Uint8Array;
}

/** `ed25519:` and 22 characters; `es256:` is reserved for P-256. */
export const keyIdPattern = /^ed25519:[A-Za-z0-9_-]{21}[AQgw]$/;

/** Name of an Ed25519 public key (registry protocol, section 2). */
export function keyId(publicKey: Bytes): string {
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 bytes');
  return `ed25519:${toBase64url(namedHash('custody-key/v1', publicKey).subarray(0, 16))}`;
}

export const eventPayloadType = 'application/vnd.custody.event+json;v=1';

/** DSSE v1 pre-authentication encoding: what is signed for a payload of a type. Lengths are in bytes. */
export function preAuthEncoding(payloadType: string, payload: Bytes): Bytes {
  const type = utf8(payloadType);
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

const beforeEventLength = utf8(`DSSEv1 ${utf8(eventPayloadType).length} ${eventPayloadType} `);

/** The bytes that station, actor and witness sign for an event. */
export function eventSigningBytes(canonicalEvent: Bytes): Bytes {
  return concat(beforeEventLength, utf8(`${canonicalEvent.length} `), canonicalEvent);
}

/**
 * True only for a good Ed25519 signature in its one canonical form under a key of full order. Beyond RFC 8032
 * section 5.1.7 it refuses keys of small order, because one signature under such a key fits many messages.
 */
export function verifyStrict(verifier: SignatureVerifier, publicKey: Bytes, message: Bytes, signature: Bytes): boolean {
  if (signature.length !== 64 || !isSoundPublicKey(publicKey) || !hasCanonicalS(signature)) return false;
  return verifier.verify(publicKey, message, signature);
}

/** `verifyStrict` of each check by the same rules, on other threads when the verifier has some. */
export async function verifyStrictAside(verifier: SignatureVerifier, checks: readonly SignatureCheck[]): Promise<readonly boolean[]> {
  if (verifier.verifyAside === undefined)
    return checks.map(({ publicKey, message, signature }) => verifyStrict(verifier, publicKey, message, signature));
  // Few keys sign most of what comes together.
  const sound = new Map<Bytes, boolean>();
  const isSound = (key: Bytes): boolean => {
    const known = sound.get(key) ?? isSoundPublicKey(key);
    sound.set(key, known);
    return known;
  };
  const fit = checks.map(({ publicKey, signature }) => hasCanonicalS(signature) && isSound(publicKey));
  const verified = await verifier.verifyAside(checks.filter((_, i) => fit[i]));
  let next = 0;
  return fit.map((fits) => fits && verified[next++] === true);
}

/** 32 bytes, canonical y coordinate, and not a point of small order. Whether it lies on the curve is for the verifier to find. */
export function isSoundPublicKey(publicKey: Bytes): boolean {
  if (publicKey.length !== 32) return false;
  const y = Uint8Array.from(publicKey);
  y[31] = (y[31] ?? 0) & 0x7f;
  if (!lessThan(y, fieldPrime)) return false;
  return !smallOrderY.some((bad) => bad.every((byte, i) => byte === y[i]));
}

/** RFC 8032 section 5.1.7: the second half of a signature is a number below the group order. */
export function hasCanonicalS(signature: Bytes): boolean {
  return signature.length === 64 && lessThan(signature.subarray(32), groupOrder);
}

/** Little-endian numbers of the same length. */
function lessThan(left: Bytes, right: Bytes): boolean {
  for (let i = left.length - 1; i >= 0; i--) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function constant(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error('constant is not hex');
  return bytes;
}

// 2^255 - 19 and 2^252 + 27742317777372353535851937790883648493, least byte first.
const fieldPrime = constant(`ed${'ff'.repeat(30)}7f`);
const groupOrder = constant(`edd3f55c1a631258d69cf7a2def9de14${'00'.repeat(15)}10`);

// The y coordinates of the eight points whose order divides 8; the sign bit of x is masked before comparing.
const smallOrderY = [
  constant('00'.repeat(32)),
  constant(`01${'00'.repeat(31)}`),
  constant('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
  constant('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
  constant(`ec${'ff'.repeat(30)}7f`),
];
