import type { Bytes } from '../../domain/bytes.ts';
import { concat, equal, toBase64url } from '../../domain/bytes.ts';
import { signCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { leafHash } from '../../domain/ledger/entry.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { nodeOfTiles, tileHeight, tilesNeeded, tileWidth, tileWidthAt } from '../../domain/ledger/tiles.ts';
import type { NodeOf, TreeEdge } from '../../domain/ledger/tree.ts';
import { appendLeaf, edgeOf, emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import type { After, Guard, RegistryClock, Report } from '../ports.ts';
import type { RecentEvents } from '../recent.ts';
import type { RegistryStore, TileRow } from '../store.ts';

/** Why nothing is signed: the database lies behind, or beside, what was signed before. */
export type LogAlarm = 'log_rollback' | 'guard_missing' | 'log_damaged' | 'signing_failed';

/** A checkpoint that was released to the world. */
export interface Published {
  readonly size: number;
  readonly root: Bytes;
  /** Signed note. */
  readonly note: string;
}

export interface Integrator {
  /** The newest released checkpoint; undefined while nothing may be signed. */
  published(): Published | undefined;
  alarm(): LogAlarm | undefined;
  /** There is something new in the store: a checkpoint over it follows soon. */
  wake(): void;
  /** Covers everything that is in the store now. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface IntegratorParts {
  readonly store: RegistryStore;
  /** What need not be read from the log again. */
  readonly recent: RecentEvents;
  readonly logName: string;
  readonly logKey: Signer;
  readonly guard: Guard;
  readonly clock: RegistryClock;
  readonly after: After;
  readonly report: Report;
  /** How long entries may gather before a checkpoint covers them. */
  readonly delayMs: number;
}

const batch = 4096;

/**
 * Fills tiles in index order and publishes checkpoints. The order keeps every promise through a crash at any
 * point: entries are durable before their tiles, tiles and the row of the checkpoint before the guard, the guard
 * before the signature is seen by anyone. Started on a database that lies behind the guard it signs nothing.
 */
export async function startIntegrator(parts: IntegratorParts): Promise<Integrator> {
  const { store, recent, logName, logKey, guard, clock, after, report } = parts;
  let tree = emptyTree;
  let edgeTiles = new Map<number, Bytes>();
  let published: Published | undefined;
  let alarm = await restore();
  let cancelTimer: (() => void) | undefined;
  let running = Promise.resolve();
  let stopped = false;

  /** Finds where the log stood, or why it may not go on. */
  async function restore(): Promise<LogAlarm | undefined> {
    const newest = await store.newestCheckpoint();
    const kept = guard.read();
    if (kept === undefined && newest !== undefined) return 'guard_missing';
    if (kept !== undefined) {
      const root = kept.size === 0 ? emptyRoot : await store.checkpointRoot(kept.size);
      if (kept.log !== logName || root === undefined || toBase64url(root) !== kept.root) return 'log_rollback';
    }
    if (newest === undefined) {
      guard.replace({ log: logName, size: 0, root: toBase64url(emptyRoot) });
      return undefined;
    }
    if ((await store.logSize()) < newest.size) return 'log_damaged';
    const stored = await storedTree(store, newest.size);
    if (stored === undefined || !equal(rootOf(stored.tree), newest.root)) return 'log_damaged';
    ({ tree, edgeTiles } = stored);
    // A crash may have come between the row and the guard: the row is what was about to be signed.
    release(newest.size, newest.root);
    return undefined;
  }

  /** Steps 4 and 5: the guard is durable before the signature exists for others. */
  function release(size: number, root: Bytes): void {
    guard.replace({ log: logName, size, root: toBase64url(root) });
    published = { size, root, note: signCheckpoint({ origin: logName, size, root }, logKey) };
  }

  async function integrate(): Promise<void> {
    while (alarm === undefined) {
      const known = recent.after(tree.size, batch);
      const entries = known.length > 0 ? known.map(({ bytes }) => bytes) : await store.entries(tree.size, batch);
      if (entries.length === 0) return;
      const grown = growTree(tree, edgeTiles, entries);
      const root = rootOf(grown.tree);
      // Steps 2 and 3 in one commit.
      await store.saveCheckpoint({ size: grown.tree.size, root }, grown.tiles, clock.nowMs());
      tree = grown.tree;
      edgeTiles = grown.edgeTiles;
      release(tree.size, root);
    }
  }

  function settle(): Promise<void> {
    running = running.then(integrate).catch((cause: unknown) => {
      // What was durable and what was signed may differ from memory now. Only a restart reads both again.
      alarm = 'signing_failed';
      published = undefined;
      report('A checkpoint could not be published. Nothing more is signed until the registry is started again.', cause);
    });
    return running;
  }

  return {
    published: () => published,
    alarm: () => alarm,
    wake() {
      if (stopped || cancelTimer !== undefined) return;
      cancelTimer = after(parts.delayMs, () => {
        cancelTimer = undefined;
        void settle();
      });
    },
    settle,
    async stop() {
      stopped = true;
      cancelTimer?.();
      cancelTimer = undefined;
      await settle();
    },
  };
}

/** Adds entries to a tree. `tiles` are all tiles that changed, in their widest form. */
export function growTree(
  from: TreeEdge,
  fromTiles: ReadonlyMap<number, Bytes>,
  entries: readonly Bytes[],
): { readonly tree: TreeEdge; readonly edgeTiles: Map<number, Bytes>; readonly tiles: readonly TileRow[] } {
  let tree = from;
  const open = new Map([...fromTiles].map(([level, bytes]) => [level, [bytes]]));
  const full: TileRow[] = [];
  const touched = new Map<number, number>();
  for (const entry of entries) {
    const added = appendLeaf(tree, leafHash(entry));
    tree = added.tree;
    for (const node of added.made) {
      if (node.level % tileHeight !== 0) continue;
      const level = node.level / tileHeight;
      const index = Math.floor(node.index / tileWidth);
      const hashes = open.get(level) ?? [];
      hashes.push(node.hash);
      open.set(level, hashes);
      touched.set(level, index);
      if (node.index % tileWidth === tileWidth - 1) {
        full.push({ level, index, bytes: concat(...hashes) });
        open.delete(level);
        touched.delete(level);
      }
    }
  }
  const edgeTiles = new Map([...open].map(([level, hashes]) => [level, concat(...hashes)]));
  const partial = [...touched].map(([level, index]) => ({ level, index, bytes: edgeTiles.get(level) ?? new Uint8Array() }));
  return { tree, edgeTiles, tiles: [...full, ...partial] };
}

/** The tree of a size as the kept tiles have it; undefined when tiles are missing. */
async function storedTree(
  store: RegistryStore,
  size: number,
): Promise<{ readonly tree: TreeEdge; readonly edgeTiles: Map<number, Bytes> } | undefined> {
  const tree = await withTiles(store, size, (node) => edgeOf(size, node));
  if (tree === undefined) return undefined;
  const edgeTiles = new Map<number, Bytes>();
  for (let level = 0; tileWidth ** level <= size; level++) {
    const index = Math.floor(size / tileWidth ** (level + 1));
    const width = tileWidthAt(level, index, size);
    if (width === 0) continue;
    const bytes = await store.tile(level, index, width);
    if (bytes === undefined) return undefined;
    edgeTiles.set(level, bytes);
  }
  return { tree, edgeTiles };
}

/** Makes something from the nodes of the tree of a size, fetching just the tiles it needs; undefined when one is missing. */
export async function withTiles<Made>(
  store: Pick<RegistryStore, 'tile'>,
  size: number,
  make: (node: NodeOf) => Made,
): Promise<Made | undefined> {
  const tiles = new Map<string, Bytes>();
  for (const { level, index } of tilesNeeded(make)) {
    const bytes = await store.tile(level, index, tileWidthAt(level, index, size));
    if (bytes === undefined) return undefined;
    tiles.set(`${level} ${index}`, bytes);
  }
  return make(nodeOfTiles((level, index) => tiles.get(`${level} ${index}`) ?? new Uint8Array()));
}
