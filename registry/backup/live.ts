import type { Bytes } from '../../domain/bytes.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { nodeOfTiles, tilePath, tilesNeeded, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { consistencyProof, type NodeOf, verifyConsistency } from '../../domain/ledger/tree.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';

/** A tree as somebody knows it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Bytes;
}

/** What a log that runs says to a tree which should be its beginning. */
export type LiveAnswer =
  | { readonly kind: 'continues'; readonly live: TreeHead }
  /** It is another log, or it was put back: nothing here may be trusted before somebody has looked. */
  | { readonly kind: 'differs'; readonly says: string }
  | { readonly kind: 'unknown'; readonly says: string };

const patienceMs = 20_000;

/**
 * Is a tree the beginning of what a running registry shows now? Takes its newest signed checkpoint, makes the consistency
 * proof out of its tiles, and verifies both.
 *
 * @param url of the registry
 * @param vkey of the log, as it is pinned
 */
export async function askLive(url: string, vkey: string, older: TreeHead, verifier: SignatureVerifier): Promise<LiveAnswer> {
  const logKey = parseVkey(vkey);
  if (logKey === undefined) return { kind: 'differs', says: 'the log key of the backup cannot be read' };
  try {
    const note = new TextDecoder().decode(await get(url, '/v1/log/1/checkpoint'));
    const live = openCheckpoint(note, logKey, verifier);
    if (live === undefined) return { kind: 'differs', says: 'the registry shows a checkpoint that the log key of the backup did not sign' };
    if (live.size < older.size)
      return {
        kind: 'differs',
        says: `the registry shows ${live.size} entries and the backup holds ${older.size}: it was put back to an older state`,
      };
    const proof = await withTiles(url, live.size, (node) => consistencyProof(older.size, live.size, node));
    if (!verifyConsistency({ from: older.size, fromRoot: older.root, to: live.size, toRoot: live.root, proof }))
      return { kind: 'differs', says: `the backup is no beginning of the log that the registry shows at size ${live.size}` };
    return { kind: 'continues', live };
  } catch (cause) {
    return {
      kind: 'unknown',
      says: `the registry at ${url} could not be asked: ${cause instanceof Error ? cause.message : String(cause)}`,
    };
  }
}

async function withTiles<Made>(url: string, size: number, make: (node: NodeOf) => Made): Promise<Made> {
  const tiles = new Map<string, Bytes>();
  for (const { level, index } of tilesNeeded(make)) {
    const width = tileWidthAt(level, index, size);
    tiles.set(`${level} ${index}`, await get(url, `/v1/log/1/${tilePath({ level, index, width })}`));
  }
  return make(nodeOfTiles((level, index) => tiles.get(`${level} ${index}`) ?? new Uint8Array()));
}

async function get(url: string, path: string): Promise<Bytes> {
  const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
