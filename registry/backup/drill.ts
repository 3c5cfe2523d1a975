import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64url } from '../../domain/bytes.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { guardOf } from '../move/move.ts';
import type { Progress } from '../move/replay.ts';
import { askLive } from './live.ts';
import type { Manifest } from './manifest.ts';
import { rehearse } from './restore.ts';

export interface DrillOptions {
  readonly dir: string;
  /** The running registry; its newest checkpoint is what the backup is held against. */
  readonly live?: string | undefined;
  /** Where the guard file is, for when there is no registry to ask. */
  readonly guardDir?: string | undefined;
  /** The log's key as it is pinned elsewhere; the backup's own unless told. */
  readonly logKey?: string | undefined;
  readonly progress: Progress;
}

/** `whole`: nothing is in doubt. `differs`: the backup, or the log, is not what it should be. `unproven`: it restores, and nobody could be asked whether it is of this log. */
export type Verdict = 'whole' | 'differs' | 'unproven';

export interface DrillReport {
  readonly verdict: Verdict;
  readonly manifest: Manifest;
  /** Size of the log now, as far as it is known. */
  readonly liveSize?: number;
  /** Entries that are not in the backup: after a loss they would have to come again, from stations or another copy. */
  readonly newer?: number;
  /** What is in doubt, in sentences. */
  readonly doubts: readonly string[];
}

/**
 * Restores a backup into a temporary place, checks all of it, and proves that it is the beginning of the log as it is now.
 * Nothing outside the temporary place is changed. Throws `RegistryRefused` when the backup cannot even be read.
 */
export async function drillBackup({ dir, live, guardDir, logKey, progress }: DrillOptions): Promise<DrillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'custos-drill-'));
  try {
    const { manifest, findings } = await rehearse(dir, folder, progress);
    if (findings.length > 0) return { verdict: 'differs', manifest, doubts: findings.map(({ where, says }) => `${where}: ${says}`) };
    if (logKey !== undefined && logKey !== manifest.log_vkey)
      return { verdict: 'differs', manifest, doubts: ['the backup is of a log with another key than the one that is pinned'] };
    progress('Holding the restored tree against the log as it is now');
    return live === undefined ? byGuard(manifest, guardDir) : await byLive(manifest, live);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function byLive(manifest: Manifest, live: string): Promise<DrillReport> {
  const { size, root } = manifest.checkpoint;
  const answer = await askLive(live, manifest.log_vkey, { size, root: fromBase64url(root) ?? new Uint8Array() }, createVerifier());
  switch (answer.kind) {
    case 'continues': {
      const liveSize = answer.live.size;
      return { verdict: 'whole', manifest, liveSize, newer: Math.max(0, liveSize - manifest.entries), doubts: [] };
    }
    case 'differs':
      return { verdict: 'differs', manifest, doubts: [answer.says] };
    case 'unknown':
      return { verdict: 'unproven', manifest, doubts: [answer.says] };
  }
}

/** A guard of the very same tree head proves it; one that is further on says how much is missing, and proves nothing. */
function byGuard(manifest: Manifest, guardDir: string | undefined): DrillReport {
  const path = guardDir === undefined ? undefined : guardOf({ guardDir });
  const kept = path === undefined ? undefined : openGuardFile(path).read();
  const ask = 'Name the running registry with --live, so that a consistency proof can be made';
  if (path === undefined || kept === undefined)
    return { verdict: 'unproven', manifest, doubts: [`there is no guard file to hold it against. ${ask}`] };
  const known = { liveSize: kept.size, newer: Math.max(0, kept.size - manifest.entries) };
  if (kept.log !== manifest.log) return { verdict: 'differs', manifest, doubts: [`the guard file at ${path} belongs to ${kept.log}`] };
  if (kept.size < manifest.checkpoint.size)
    return {
      verdict: 'differs',
      manifest,
      ...known,
      doubts: [`the guard file at ${path} stands at size ${kept.size}, before the backup: it was put back, or is another one's`],
    };
  if (kept.size > manifest.checkpoint.size)
    return { verdict: 'unproven', manifest, ...known, doubts: [`the log has grown to ${kept.size} since. ${ask}`] };
  if (kept.root !== manifest.checkpoint.root)
    return { verdict: 'differs', manifest, doubts: [`at size ${kept.size} the guard file holds another root`] };
  return { verdict: 'whole', manifest, ...known, doubts: [] };
}
