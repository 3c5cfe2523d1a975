import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'vitest';
import { type Decoded, decodeCbor, Tagged } from './decode.ts';

/** What the tree of RFC 9162, section 2.1.3.2, gives for a leaf and its path. */
function rootBy(entry: Uint8Array, index: number, size: number, path: readonly Buffer[]): Buffer {
  const sha = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  let [fn, sn] = [index, size - 1];
  let r = sha(Uint8Array.of(0), entry);
  for (const p of path) {
    if (sn === 0) throw new Error('the path is too long');
    if (fn % 2 === 1 || fn === sn) {
      r = sha(Uint8Array.of(1), p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else r = sha(Uint8Array.of(1), r, p);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  if (sn !== 0) throw new Error('the path is too short');
  return r;
}

/** The parts of a receipt, of its form and no other. */
export function opened(receipt: Uint8Array) {
  const cose = decodeCbor(Buffer.from(receipt)) as Tagged; // the next line looks
  expect(cose).toBeInstanceOf(Tagged);
  expect(cose.tag).toBe(18);
  const [header, unprotected, payload, signature] = cose.value as readonly [Buffer, ReadonlyMap<Decoded, Decoded>, null, Buffer];
  expect(payload).toBeNull();
  const proofs = (unprotected.get(396) as ReadonlyMap<Decoded, Decoded>).get(-1) as readonly Buffer[];
  expect(proofs).toHaveLength(1);
  const [size, index, path] = decodeCbor(proofs[0]!) as readonly [number, number, readonly Buffer[]];
  return { header, claims: decodeCbor(header) as ReadonlyMap<Decoded, Decoded>, signature, size, index, path };
}

/** Whether a receipt proves an entry under an Ed25519 key of 32 bytes. Made of node:crypto and the RFCs, of nothing of the program. */
export function provesEntry(receipt: Uint8Array, entry: Uint8Array, publicKey: Uint8Array): boolean {
  const { header, index, size, path, signature } = opened(receipt);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
  const root = rootBy(entry, index, size, path);
  // ["Signature1", protected, external_aad, payload] of RFC 9052, section 4.4, by hand.
  const head = Buffer.concat([Buffer.from('846a5369676e617475726531', 'hex'), Buffer.of(0x58, header.length), header]);
  return verify(null, Buffer.concat([head, Buffer.of(0x40, 0x58, 32), root]), key, signature);
}
