import type { Bytes } from '../bytes.ts';
import { bigEndian, concat } from '../bytes.ts';
import type { NodeOf } from './tree.ts';
import { nodeHash } from './tree.ts';

/* Tiles as laid out by c2sp.org/tlog-tiles: height 8, level L holds subtrees of 256^L leaves. */

export const tileHeight = 8;
export const tileWidth = 256;

/** `level` counts tile levels; 'entries' is an entry bundle. `width` 256 is a full tile. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** Path below the log's prefix, e.g. `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Reads a tile path back; undefined unless it is exactly what `tilePath` writes. */
export function parseTilePath(path: string): TileName | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [, level = '', groups = '', width] = match;
  const name: TileName = {
    level: level === 'entries' ? 'entries' : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  if (typeof name.level === 'number' && name.level > 63) return undefined;
  if (width !== undefined && (name.width < 1 || name.width >= tileWidth)) return undefined;
  return tilePath(name) === path ? name : undefined;
}

/** Width that a tile has in a tree of a size: 0 when it is not there, 256 when full. */
export function tileWidthAt(level: number | 'entries', index: number, treeSize: number): number {
  const nodes = Math.floor(treeSize / tileWidth ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(tileWidth, nodes - index * tileWidth));
}

/** Hash of any full subtree from tiles alone: the levels between two tile levels are hashed together anew. */
export function nodeOfTiles(tile: (level: number, index: number) => Bytes): NodeOf {
  const node: NodeOf = (level, index) => {
    const inside = level % tileHeight;
    const across = 2 ** inside;
    const first = index * across;
    const bytes = tile((level - inside) / tileHeight, Math.floor(first / tileWidth));
    let hashes: Bytes[] = [];
    for (let i = first % tileWidth; i < (first % tileWidth) + across; i++) {
      const hash = bytes.subarray(i * 32, i * 32 + 32);
      if (hash.length !== 32) throw new RangeError('the tile is too narrow for this node');
      hashes.push(hash);
    }
    while (hashes.length > 1) hashes = pairUp(hashes);
    const [hash] = hashes;
    if (hash === undefined) throw new RangeError('no such node');
    return hash;
  };
  return node;
}

/** One tile, whatever its width. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
}

/**
 * Which tiles a proof needs, found by making it once over empty ones. Whoever fetches tiles from a disk or a
 * network asks here first and then makes the proof with `nodeOfTiles` over what came.
 */
export function tilesNeeded(make: (node: NodeOf) => unknown): readonly TilePlace[] {
  const needed = new Map<string, TilePlace>();
  const blank = new Uint8Array(tileWidth * 32);
  make(
    nodeOfTiles((level, index) => {
      needed.set(`${level} ${index}`, { level, index });
      return blank;
    }),
  );
  return [...needed.values()];
}

/** Entries of a bundle: each a big-endian uint16 length and its bytes. */
export function entryBundle(entries: readonly Bytes[]): Bytes {
  return concat(...entries.flatMap((entry) => [bigEndian(entry.length, 2), entry]));
}

/** Opens a bundle; undefined when the lengths do not add up to its size. */
export function openBundle(bundle: Bytes): Bytes[] | undefined {
  const entries: Bytes[] = [];
  let at = 0;
  while (at < bundle.length) {
    const end = at + 2 + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    if (at + 2 > bundle.length || end > bundle.length || entries.length === tileWidth) return undefined;
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return entries;
}

function pairUp(hashes: readonly Bytes[]): Bytes[] {
  const above: Bytes[] = [];
  for (let i = 0; i < hashes.length; i += 2) {
    const [left, right] = [hashes[i], hashes[i + 1]];
    if (left === undefined || right === undefined) throw new RangeError('a full subtree has an even number of nodes');
    above.push(nodeHash(left, right));
  }
  return above;
}
