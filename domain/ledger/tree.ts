import type { Bytes } from '../bytes.ts';
import { equal } from '../bytes.ts';
import { sha256 } from './hash.ts';

/*
 * The Merkle tree of RFC 6962 section 2.1 over leaf hashes. Sizes and indexes are plain numbers up to 2^53 - 1,
 * so nothing here uses 32-bit operators.
 */

/** Hash of the full subtree of 2^level leaves that begins at leaf index * 2^level. */
export type NodeOf = (level: number, index: number) => Bytes;

/** One full subtree inside a tree. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Bytes;
}

/** What must be kept to go on appending: the full subtrees of a tree, largest first. */
export interface TreeEdge {
  readonly size: number;
  readonly nodes: readonly TreeNode[];
}

export const emptyTree: TreeEdge = { size: 0, nodes: [] };

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Bytes = sha256(new Uint8Array());

/** RFC 6962 section 2.1: hash of an inner node. */
export function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(Uint8Array.of(1), left, right);
}

/** Adds one leaf hash. `made` lists the full subtrees that came to be, the leaf first: what a tile store must keep. */
export function appendLeaf(tree: TreeEdge, leaf: Bytes): { readonly tree: TreeEdge; readonly made: readonly TreeNode[] } {
  const nodes = [...tree.nodes];
  let node: TreeNode = { level: 0, index: tree.size, hash: leaf };
  const made = [node];
  for (let last = nodes.at(-1); last?.level === node.level; last = nodes.at(-1)) {
    nodes.pop();
    node = { level: node.level + 1, index: last.index / 2, hash: nodeHash(last.hash, node.hash) };
    made.push(node);
  }
  return { tree: { size: tree.size + 1, nodes: [...nodes, node] }, made };
}

/** Rebuilds the edge of a tree of a size from stored nodes. */
export function edgeOf(size: number, node: NodeOf): TreeEdge {
  const nodes: TreeNode[] = [];
  let start = 0;
  while (start < size) {
    const width = largestPower(size - start);
    const level = Math.log2(width);
    nodes.push({ level, index: start / width, hash: node(level, start / width) });
    start += width;
  }
  return { size, nodes };
}

/** Root of a tree from its edge. */
export function rootOf(tree: TreeEdge): Bytes {
  return (
    tree.nodes.reduceRight<Bytes | undefined>((right, { hash }) => (right === undefined ? hash : nodeHash(hash, right)), undefined) ??
    emptyRoot
  );
}

/** Root over leaf hashes, for small trees and checks. */
export function rootOfLeaves(leaves: readonly Bytes[]): Bytes {
  return rootOf(leaves.reduce((tree, leaf) => appendLeaf(tree, leaf).tree, emptyTree));
}

/** PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf side first. */
export function inclusionProof(index: number, size: number, node: NodeOf): Bytes[] {
  if (!(index >= 0 && index < size)) throw new RangeError('no such leaf in a tree of this size');
  const path: Bytes[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    if (index < split) {
      path.push(rangeHash(split, end, node));
      end = split;
    } else {
      path.push(rangeHash(start, split, node));
      start = split;
    }
  }
  return path.reverse();
}

/** PROOF(from, D[to]) of RFC 6962 section 2.1.2. Empty when the sizes are equal or `from` is 0. */
export function consistencyProof(from: number, to: number, node: NodeOf): Bytes[] {
  if (!(from >= 0 && from <= to)) throw new RangeError('the older tree cannot be the larger one');
  if (from === 0 || from === to) return [];
  const proof: Bytes[] = [];
  let [start, end] = [0, to];
  let known = true;
  while (from < end) {
    const split = start + splitOf(end - start);
    if (from <= split) {
      proof.push(rangeHash(split, end, node));
      end = split;
    } else {
      proof.push(rangeHash(start, split, node));
      start = split;
      known = false;
    }
  }
  if (!known) proof.push(rangeHash(start, end, node));
  return proof.reverse();
}

/** Is this leaf at this index in the tree of this size and root? As RFC 9162 section 2.1.3.2 does it. */
export function verifyInclusion(claim: {
  readonly index: number;
  readonly size: number;
  readonly leaf: Bytes;
  readonly proof: readonly Bytes[];
  readonly root: Bytes;
}): boolean {
  const led = rootByInclusion(claim);
  return led !== undefined && equal(led, claim.root);
}

/** The root that an inclusion proof leads to; undefined where it has not the form of one for this index and size. */
export function rootByInclusion(claim: {
  readonly index: number;
  readonly size: number;
  readonly leaf: Bytes;
  readonly proof: readonly Bytes[];
}): Bytes | undefined {
  const { index, size, leaf, proof } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || !allHashes([leaf, ...proof])) return undefined;
  let [at, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** Is the tree `to` the tree `from` with leaves only added? As RFC 9162 section 2.1.4.2 does it. */
export function verifyConsistency(claim: {
  readonly from: number;
  readonly fromRoot: Bytes;
  readonly to: number;
  readonly toRoot: Bytes;
  readonly proof: readonly Bytes[];
}): boolean {
  const { from, fromRoot, to, toRoot, proof } = claim;
  if (!isCount(from) || !isCount(to) || from > to || !allHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === to) return proof.length === 0 && equal(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && equal(fromRoot, emptyRoot);
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [at, last] = [from - 1, to - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [older, newer] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      newer = nodeHash(newer, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equal(older, fromRoot) && equal(newer, toRoot);
}

/** MTH(D[start:end]). The range must be one that the proofs above ask for: cut at powers of two from `start`. */
function rangeHash(start: number, end: number, node: NodeOf): Bytes {
  const width = end - start;
  if (isPowerOfTwo(width) && start % width === 0) return node(Math.log2(width), start / width);
  const split = start + splitOf(width);
  return nodeHash(rangeHash(start, split, node), rangeHash(split, end, node));
}

/** The largest power of two below `width`, for width > 1. */
function splitOf(width: number): number {
  const power = largestPower(width);
  return power === width ? power / 2 : power;
}

/** The largest power of two not above `width`, for width >= 1. */
function largestPower(width: number): number {
  let power = 1;
  while (power * 2 <= width) power *= 2;
  return power;
}

function isPowerOfTwo(value: number): boolean {
  return value >= 1 && largestPower(value) === value;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function allHashes(hashes: readonly Bytes[]): boolean {
  return hashes.length <= 130 && hashes.every((hash) => hash.length === 32);
}
