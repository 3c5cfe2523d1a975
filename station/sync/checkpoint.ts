import type { KeptCheckpoint, KeyStore, StationStore } from '../../contract/ports.ts';
import { fromBase64url, fromUtf8, toBase64url } from '../../domain/bytes.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { logNumber } from '../../domain/ledger/log-name.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { nodeOfTiles, tileHeight, tilePath, tileWidth, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { consistencyProof, verifyConsistency } from '../../domain/ledger/tree.ts';
import type { Caller } from './call.ts';
import { call } from './call.ts';

export interface LogNeeds {
  readonly store: Pick<StationStore, 'sync' | 'secrets'>;
  readonly keys: Pick<KeyStore, 'verifier'>;
}

/**
 * `no_answer`: nobody there. `adopted`: newer, and it holds everything the last one held. `same`: nothing new. `unread`: not there, or not
 * signed by the pinned key. The other two are faults of the log: what was served is kept as evidence.
 */
export type CheckpointOutcome = 'no_answer' | 'adopted' | 'same' | 'unread' | 'log_went_back' | 'split_view';

/** Path of the log below the registry. A log of another registry has none there, and its path is found by nobody. */
export function logPath(reg: string, log: string): string {
  return `/v1/log/${logNumber(reg, log) ?? 0}/`;
}

/** Fetches the newest checkpoint and adopts it when it is signed by the pinned key and consistent with the last one used. */
export async function lookAtLog(needs: LogNeeds, caller: Pick<Caller, 'connection' | 'callMs'>): Promise<CheckpointOutcome> {
  const { pins } = needs.store.sync.state();
  if (pins === undefined) return 'unread';
  const said = await call(caller, { path: `${logPath(pins.reg, pins.log)}checkpoint` });
  if (said.kind === 'no_answer') return 'no_answer';
  const note = said.kind === 'ok' ? fromUtf8(said.body) : undefined;
  return note === undefined ? 'unread' : adopt(needs, caller, note);
}

/** Takes in a checkpoint that came from anywhere, e.g. inside a proof. */
export async function adopt(needs: LogNeeds, caller: Pick<Caller, 'connection' | 'callMs'>, note: string): Promise<CheckpointOutcome> {
  const { sync } = needs.store;
  const { pins } = sync.state();
  const logKey = pins === undefined ? undefined : parseVkey(pins.logKey);
  const next = logKey === undefined ? undefined : openCheckpoint(note, logKey, needs.keys.verifier);
  if (pins === undefined || next === undefined) return 'unread';
  const last = sync.checkpoint();
  const root = toBase64url(next.root);
  if (last !== undefined && next.size === last.size) return root === last.root ? 'same' : fault(needs, 'split_view', note);
  if (last !== undefined && next.size < last.size) {
    // An older one is normal for a cache on the way; it is a fault only if it is no part of what was seen before.
    const agrees = await consistent(caller, logPath(pins.reg, pins.log), next, checkpointOf(last));
    return agrees === false ? fault(needs, 'log_went_back', note) : 'same';
  }
  if (last !== undefined && last.size > 0) {
    const agrees = await consistent(caller, logPath(pins.reg, pins.log), checkpointOf(last), next);
    if (agrees === undefined) return 'unread';
    if (!agrees) return fault(needs, 'split_view', note);
  }
  sync.keepCheckpoint({ origin: next.origin, size: next.size, root, note });
  return 'adopted';
}

/** Do the tiles of the larger tree show that it only grew from the smaller one? Undefined when tiles could not be read. */
async function consistent(
  caller: Pick<Caller, 'connection' | 'callMs'>,
  path: string,
  older: Checkpoint,
  newer: Checkpoint,
): Promise<boolean | undefined> {
  const tiles = new Map<string, Uint8Array>();
  for (const [name, tile] of tilesBetween(path, older.size, newer.size)) {
    const said = await call(caller, { path: tile });
    if (said.kind !== 'ok') return undefined;
    tiles.set(name, said.body);
  }
  try {
    const proof = consistencyProof(
      older.size,
      newer.size,
      nodeOfTiles((level, index) => tiles.get(`${level}/${index}`) ?? new Uint8Array()),
    );
    return verifyConsistency({ from: older.size, fromRoot: older.root, to: newer.size, toRoot: newer.root, proof });
  } catch (cause) {
    if (cause instanceof RangeError) return undefined; // a tile narrower than asked for
    throw cause;
  }
}

/** Paths of the tiles that show how a tree grew from one size to another. */
export function consistencyTiles(path: string, olderSize: number, newerSize: number): readonly string[] {
  return [...tilesBetween(path, olderSize, newerSize).values()];
}

/** `level/index` of each tile to its path. A dry run of the proof tells which nodes it needs. */
function tilesBetween(path: string, olderSize: number, newerSize: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const blank = new Uint8Array(32);
  consistencyProof(olderSize, newerSize, (nodeLevel, nodeIndex) => {
    const level = Math.floor(nodeLevel / tileHeight);
    const index = Math.floor((nodeIndex * 2 ** (nodeLevel % tileHeight)) / tileWidth);
    names.set(`${level}/${index}`, path + tilePath({ level, index, width: tileWidthAt(level, index, newerSize) }));
    return blank;
  });
  return names;
}

function checkpointOf({ origin, size, root }: KeptCheckpoint): Checkpoint {
  const bytes = fromBase64url(root);
  if (bytes === undefined) throw new Error('a kept checkpoint has no root');
  return { origin, size, root: bytes };
}

function fault(needs: LogNeeds, code: 'log_went_back' | 'split_view', note: string): CheckpointOutcome {
  needs.store.secrets.keep(`evidence:${code}`, note);
  needs.store.sync.keep({ problem: code });
  return code;
}
