import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';
import type { Signer } from '../ledger/signing.ts';
import { encodeCbor } from './cbor.ts';

/*
 * Receipts of inclusion (RFC 9942, section 5.2) in a tree of RFC 9162: a COSE_Sign1 (RFC 9052) whose payload is the root,
 * detached, and whose unprotected header holds the path. They say what our proofs say, for readers that know COSE.
 */

const label = { alg: 1, kid: 4, vds: 395, vdp: 396, inclusion: -1 } as const;
/** EdDSA (RFC 9053), here with Ed25519. */
const edDsa = -8;
/** RFC9162_SHA256: the tree of SHA-256 that the log is. */
const rfc9162Sha256 = 1;
const coseSign1 = 18;
const noBytes = new Uint8Array();

/** A root that the log signed for COSE readers; every receipt under it has the same signature. */
export interface SignedRoot {
  readonly protectedHeader: Bytes;
  readonly signature: Bytes;
}

/**
 * Signs a root of the log as the detached payload of a COSE_Sign1. What is signed begins with a byte that no text begins
 * with, so it can never be taken for a checkpoint's note by the same key.
 *
 * @param root of a checkpoint that was released: nothing else may be signed
 */
export function signRoot(root: Bytes, logKey: Signer): SignedRoot {
  const protectedHeader = encodeCbor(
    new Map<number, number | Bytes>([
      [label.alg, edDsa],
      [label.kid, utf8(logKey.keyId)],
      [label.vds, rfc9162Sha256],
    ]),
  );
  const signed = encodeCbor(['Signature1', protectedHeader, noBytes, root]);
  return { protectedHeader, signature: Uint8Array.from(logKey.sign(signed)) };
}

/**
 * The receipt of one leaf. Undefined for the only leaf of a tree: the form asks for a path of at least one hash.
 *
 * @param path sibling hashes, leaf side first
 */
export function formatReceipt(
  { protectedHeader, signature }: SignedRoot,
  { size, index, path }: { readonly size: number; readonly index: number; readonly path: readonly Bytes[] },
): Bytes | undefined {
  if (path.length === 0) return undefined;
  const proofs = new Map([[label.inclusion, [encodeCbor([size, index, path])]]]);
  return encodeCbor({ tag: coseSign1, value: [protectedHeader, new Map([[label.vdp, proofs]]), null, signature] });
}
