import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';
import { canonicalText } from './canonical.ts';
import { hashPattern, hashText, readHash, sha256 } from './hash.ts';
import { emptyRoot, inclusionProof, nodeHash, type NodeOf, rootByInclusion, rootOfLeaves, verifyInclusion } from './tree.ts';

/*
 * The index of drives: how many events a log has about each drive when it is so long, and which one is the newest. The
 * registry signs its root once a day (`index.root`), so that nobody who shows a drive's events can leave one out unseen.
 * Drives lie in parts by the first bits of their ids, each part a small tree of RFC 6962 section 2.1 in the order of the ids,
 * and the parts' roots are the leaves of one more: a part can be made anew without reading the others.
 */

/** A power of two. With a million drives a part holds some 250. */
export const indexParts = 4096;

/** How often a log has a drive. */
export interface IndexedDrive {
  readonly subject: string;
  readonly events: number;
  /** Hash of the newest event. */
  readonly newest: string;
}

/** That a drive stands in an index of some root. Hashes as text, leaf side first. */
export interface IndexProof extends IndexedDrive {
  /** Of the drive among the `drives` of its part. */
  readonly position: number;
  readonly drives: number;
  /** From the drive to the root of its part. */
  readonly path: readonly string[];
  /** From there to the root of the index. */
  readonly parts: readonly string[];
}

const drivePattern = /^d1_[0-9a-f]{32}$/;

/** Which part a drive lies in. Throws on what is no drive's id. */
export function partOf(subject: string): number {
  if (!drivePattern.test(subject)) throw new RangeError('only drives stand in the index');
  return Number.parseInt(subject.slice(3, 6), 16);
}

/** Root of one part. `drives` are all of it, sorted by id. */
export function partRoot(drives: readonly IndexedDrive[]): Bytes {
  return rootOfLeaves(drives.map(driveLeaf));
}

/** A part that no drive lies in. */
export const emptyPart: Bytes = emptyRoot;

/** Root over the roots of all parts. */
export function indexRoot(parts: readonly Bytes[]): Bytes {
  if (parts.length !== indexParts) throw new RangeError(`an index has ${indexParts} parts`);
  return rootOfLeaves(parts.map(partLeaf));
}

/** Shows that a drive stands in the index of these parts; `drives` are all of its part, sorted by id. Throws when it does not. */
export function proveIndexed(subject: string, drives: readonly IndexedDrive[], parts: readonly Bytes[]): IndexProof {
  const position = drives.findIndex((each) => each.subject === subject);
  const drive = drives[position];
  if (drive === undefined) throw new RangeError('the drive does not stand in this part');
  return {
    ...drive,
    position,
    drives: drives.length,
    path: inclusionProof(position, drives.length, nodesOver(drives.map(driveLeaf))).map(hashText),
    parts: inclusionProof(partOf(subject), parts.length, nodesOver(parts.map(partLeaf))).map(hashText),
  };
}

/** Does the index of this root say so of the drive? Total: a malformed proof is a wrong one. */
export function verifyIndexed(proof: IndexProof, root: Bytes): boolean {
  const { subject, events, newest, position, drives, path, parts } = proof;
  if (!drivePattern.test(subject) || !hashPattern.test(newest)) return false;
  const part = rootByInclusion({ index: position, size: drives, leaf: driveLeaf({ subject, events, newest }), proof: hashes(path) });
  if (part === undefined) return false;
  return verifyInclusion({ index: partOf(subject), size: indexParts, leaf: partLeaf(part), proof: hashes(parts), root });
}

function driveLeaf({ subject, events, newest }: IndexedDrive): Bytes {
  return sha256(Uint8Array.of(0), utf8(`custody-index/v1\n${canonicalText({ events, newest, subject })}`));
}

function partLeaf(root: Bytes): Bytes {
  return sha256(Uint8Array.of(0), utf8('custody-index-part/v1\n'), root);
}

/** A text that is no hash gives bytes that no proof accepts. */
function hashes(texts: readonly string[]): readonly Bytes[] {
  return texts.map((text) => readHash(text) ?? new Uint8Array());
}

/** Full subtrees over few leaves. */
function nodesOver(leaves: readonly Bytes[]): NodeOf {
  const levels: Bytes[][] = [[...leaves]];
  for (let below = leaves; below.length > 1;) {
    const above: Bytes[] = [];
    for (let at = 0; at + 1 < below.length; at += 2) above.push(nodeHash(below[at] ?? emptyRoot, below[at + 1] ?? emptyRoot));
    levels.push(above);
    below = above;
  }
  return (level, index) => {
    const node = levels[level]?.[index];
    if (node === undefined) throw new RangeError('no such full subtree');
    return node;
  };
}
