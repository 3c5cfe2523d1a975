import { toBase64 } from '../../domain/bytes.ts';
import { type Entry, leafHash, openEntry } from '../../domain/ledger/entry.ts';
import { appendLeaf, emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import type { Scene } from './invariants.ts';

/** The log, read again from the registry's disk by nobody's code but the format's. */
export interface Log {
  readonly entries: readonly Entry[];
  readonly hashes: ReadonlySet<string>;
  /** By `station epoch seq`. */
  readonly places: ReadonlyMap<string, string>;
  /** Root in base64 by size. */
  readonly roots: readonly string[];
}

/** Reads it, and holds what can be held of one entry beside another. */
export function readLog({ world, registry }: Scene): Log {
  const rows = registry.disk.database
    .prepare<[], { log_index: number; entry: Buffer }>('SELECT log_index, entry FROM events ORDER BY log_index')
    .all();
  const entries: Entry[] = [];
  const hashes = new Set<string>();
  const places = new Map<string, string>();
  const roots = [toBase64(emptyRoot)];
  let tree = emptyTree;
  for (const [index, row] of rows.entries()) {
    if (row.log_index !== index) world.broken('I4 the log has no holes', `index ${index} is missing`);
    const opened = openEntry(new Uint8Array(row.entry));
    if (opened.kind === 'refused') {
      world.broken('I2 the log holds entries only', `${index}: ${opened.code}`);
      continue;
    }
    const { entry } = opened;
    const { station, epoch, seq } = entry.event;
    const place = `${station} ${epoch} ${seq}`;
    if (hashes.has(entry.hash)) world.broken('I3 no event twice', `${entry.hash} stands in the log twice`);
    if (places.has(place)) world.broken('I3 no event twice', `${place} stands in the log twice`);
    hashes.add(entry.hash);
    places.set(place, entry.hash);
    entries.push(entry);
    tree = appendLeaf(tree, leafHash(entry.bytes)).tree;
    roots.push(toBase64(rootOf(tree)));
  }
  return { entries, hashes, places, roots };
}
