import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../../domain/bytes.ts';
import { bigEndian, concat, toBase64url } from '../../../domain/bytes.ts';
import { leafHash } from '../../../domain/ledger/entry.ts';
import { nodeOfTiles, parseTilePath, tilePath, tileWidthAt } from '../../../domain/ledger/tiles.ts';
import type { NodeOf } from '../../../domain/ledger/tree.ts';
import {
  appendLeaf,
  consistencyProof,
  edgeOf,
  emptyTree,
  inclusionProof,
  nodeHash,
  rootOf,
  rootOfLeaves,
  verifyConsistency,
  verifyInclusion,
} from '../../../domain/ledger/tree.ts';

const leaves = Array.from({ length: 600 }, (_, i) => leafHash(bigEndian(i, 4)));
const roots = buildRoots();

/** The definition of RFC 6962 section 2.1, recursive and slow: what everything else is held against. */
function rootByDefinition(run: readonly Bytes[]): Bytes {
  if (run.length === 0) return rootOfLeaves([]);
  const [only] = run;
  if (run.length === 1 && only !== undefined) return only;
  let split = 1;
  while (split * 2 < run.length) split *= 2;
  return nodeHash(rootByDefinition(run.slice(0, split)), rootByDefinition(run.slice(split)));
}

function buildRoots(): { readonly root: (size: number) => Bytes; readonly node: NodeOf } {
  const nodes = new Map<string, Bytes>();
  const all = [rootOf(emptyTree)];
  let tree = emptyTree;
  for (const leaf of leaves) {
    const added = appendLeaf(tree, leaf);
    tree = added.tree;
    for (const made of added.made) nodes.set(`${made.level} ${made.index}`, made.hash);
    all.push(rootOf(tree));
  }
  return { root: (size) => must(all[size]), node: (level, index) => must(nodes.get(`${level} ${index}`)) };
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('missing');
  return value;
}

/** A tile store cut from the leaves at a size, by the definition in c2sp.org/tlog-tiles. */
function tilesAt(size: number): (level: number, index: number) => Bytes {
  return (level, index) => {
    const width = tileWidthAt(level, index, size);
    const span = 256 ** level;
    return concat(
      ...Array.from({ length: width }, (_, i) => rootByDefinition(leaves.slice((index * 256 + i) * span, (index * 256 + i + 1) * span))),
    );
  };
}

const place = fc
  .integer({ min: 1, max: leaves.length })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
const pair = fc
  .integer({ min: 0, max: leaves.length })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 0, max: to }) }));
const flip = fc.record({ hash: fc.nat(), byte: fc.nat(31), bit: fc.nat(7) });

function flipped(hashes: readonly Bytes[], at: { readonly hash: number; readonly byte: number; readonly bit: number }): Bytes[] {
  return hashes.map((hash, i) => {
    if (i !== at.hash % hashes.length) return hash;
    const changed = Uint8Array.from(hash);
    changed[at.byte] = (changed[at.byte] ?? 0) ^ (1 << at.bit);
    return changed;
  });
}

test('the growing tree has the root that the definition gives, at every size up to 70 and some above', () => {
  for (const size of [...Array.from({ length: 71 }, (_, i) => i), 255, 256, 257, 511, 512, 513, 600]) {
    expect(toBase64url(roots.root(size))).toBe(toBase64url(rootByDefinition(leaves.slice(0, size))));
    expect(rootOf(edgeOf(size, roots.node))).toEqual(roots.root(size));
  }
});

describe('inclusion', () => {
  test('any leaf of any tree is proven, from nodes and from tiles alike', () => {
    fc.assert(
      fc.property(place, ({ size, index }) => {
        const proof = inclusionProof(index, size, roots.node);
        expect(verifyInclusion({ index, size, leaf: must(leaves[index]), proof, root: roots.root(size) })).toBe(true);
      }),
      { numRuns: 300 },
    );
    for (const [index, size] of [
      [0, 1],
      [299, 300],
      [256, 257],
      [3, 513],
      [599, 600],
    ] as const) {
      expect(inclusionProof(index, size, nodeOfTiles(tilesAt(size)))).toEqual(inclusionProof(index, size, roots.node));
    }
  });

  test('any flipped bit in leaf, path or root is refused, and so is another index, size or length', () => {
    fc.assert(
      fc.property(place, flip, fc.nat(leaves.length), ({ size, index }, at, other) => {
        const proof = inclusionProof(index, size, roots.node);
        const leaf = must(leaves[index]);
        const [changedLeaf, changedRoot, ...changedProof] = flipped([leaf, roots.root(size), ...proof], at);
        expect(verifyInclusion({ index, size, leaf: must(changedLeaf), proof: changedProof, root: must(changedRoot) })).toBe(false);
        if (other !== index) expect(verifyInclusion({ index: other, size, leaf, proof, root: roots.root(size) })).toBe(false);
        expect(verifyInclusion({ index, size, leaf, proof: [...proof, leaf], root: roots.root(size) })).toBe(false);
        expect(verifyInclusion({ index, size, leaf, proof: proof.slice(1), root: roots.root(size) })).toBe(size === 1);
      }),
      { numRuns: 300 },
    );
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('an index of %d is refused, not looped over', (index) => {
    expect(verifyInclusion({ index, size: 5, leaf: must(leaves[0]), proof: [], root: roots.root(5) })).toBe(false);
  });
});

describe('consistency', () => {
  test('any later tree is proven to hold any earlier one', () => {
    fc.assert(
      fc.property(pair, ({ from, to }) => {
        const proof = consistencyProof(from, to, roots.node);
        expect(verifyConsistency({ from, fromRoot: roots.root(from), to, toRoot: roots.root(to), proof })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('any flipped bit in roots or proof is refused', () => {
    fc.assert(
      fc.property(pair, flip, ({ from, to }, at) => {
        const [fromRoot, toRoot, ...proof] = flipped([roots.root(from), roots.root(to), ...consistencyProof(from, to, roots.node)], at);
        // An empty older tree says nothing of the newer root: there is nothing that it could contradict.
        if (from === 0 && from !== to && at.hash % 2 === 1) return;
        expect(verifyConsistency({ from, fromRoot: must(fromRoot), to, toRoot: must(toRoot), proof })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('a rewritten leaf of the older tree is found', () => {
    const rewritten = leaves.slice(0, 40).map((leaf, i) => (i === 7 ? leafHash(bigEndian(99, 4)) : leaf));
    const proof = consistencyProof(20, 40, roots.node);
    expect(verifyConsistency({ from: 20, fromRoot: roots.root(20), to: 40, toRoot: rootOfLeaves(rewritten), proof })).toBe(false);
  });
});

describe('tile paths', () => {
  test('numbers are written in groups of three', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 5 })).toBe('tile/entries/000.p/5');
  });

  test('each tile has one path', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 63 }),
        fc.integer({ min: 0, max: 10 ** 12 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        },
      ),
    );
  });

  test.each([
    'tile/0/x000/000',
    'tile/00/000',
    'tile/64/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/08',
    'tile/0/0',
    'tile/0/../000',
    'tile/0/001/002',
  ])('%s is no tile', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test('a tree of 70,000 has the tiles that the format says', () => {
    expect([
      tileWidthAt(0, 272, 70_000),
      tileWidthAt(0, 273, 70_000),
      tileWidthAt(1, 0, 70_000),
      tileWidthAt(1, 1, 70_000),
      tileWidthAt(2, 0, 70_000),
      tileWidthAt(2, 1, 70_000),
    ]).toEqual([256, 112, 256, 17, 1, 0]);
  });
});
