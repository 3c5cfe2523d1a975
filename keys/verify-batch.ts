import type { SignatureCheck } from '../domain/ledger/signing.ts';

/*
 * How many signatures go to another thread in one buffer, which is handed over and not copied. First how many there are,
 * then for each of them the place and length of its message, its key and its signature; the messages after all of these.
 * Numbers are in the machine's own order: the buffer never leaves the process.
 */

const keyBytes = 32;
const signatureBytes = 64;
const placeBytes = 8;
const headBytes = 4;
const checkBytes = placeBytes + keyBytes + signatureBytes;

export interface Batch {
  /** From 1 on; the answer bears the same. */
  readonly no: number;
  readonly packed: ArrayBuffer;
}

/** Of each signature in order: 1 is good, 0 is not. */
export interface Verdicts {
  readonly no: number;
  readonly good: Uint8Array<ArrayBuffer>;
}

/** Whether a check has the lengths that this form holds; none that has not is a good one. */
export function fitsBatch({ publicKey, signature }: SignatureCheck): boolean {
  return publicKey.length === keyBytes && signature.length === signatureBytes;
}

/** A message that follows itself, as under two signatures of one event, goes over once. Throws on what `fitsBatch` refuses. */
export function packChecks(checks: readonly SignatureCheck[]): ArrayBuffer {
  let sizeBytes = headBytes + checks.length * checkBytes;
  checks.forEach(({ message }, i) => {
    if (message !== checks[i - 1]?.message) sizeBytes += message.length;
  });
  const packed = new ArrayBuffer(sizeBytes);
  const bytes = new Uint8Array(packed);
  const numbers = new Uint32Array(packed, 0, (headBytes + checks.length * checkBytes) / 4);
  numbers[0] = checks.length;
  let end = headBytes + checks.length * checkBytes;
  let place = end;
  checks.forEach((check, i) => {
    if (!fitsBatch(check)) throw new RangeError('an Ed25519 public key has 32 bytes, and a signature 64');
    const { publicKey, message, signature } = check;
    if (message !== checks[i - 1]?.message) {
      bytes.set(message, end);
      place = end;
      end += message.length;
    }
    const at = headBytes + i * checkBytes;
    numbers[at / 4] = place;
    numbers[at / 4 + 1] = message.length;
    bytes.set(publicKey, at + placeBytes);
    bytes.set(signature, at + placeBytes + keyBytes);
  });
  return packed;
}

/** The checks again, as views of the buffer. */
export function checksIn(packed: ArrayBuffer): readonly SignatureCheck[] {
  const [count = 0] = new Uint32Array(packed, 0, 1);
  const numbers = new Uint32Array(packed, 0, (headBytes + count * checkBytes) / 4);
  return Array.from({ length: count }, (_, i) => {
    const at = headBytes + i * checkBytes;
    return {
      publicKey: new Uint8Array(packed, at + placeBytes, keyBytes),
      message: new Uint8Array(packed, numbers[at / 4], numbers[at / 4 + 1]),
      signature: new Uint8Array(packed, at + placeBytes + keyBytes, signatureBytes),
    };
  });
}
