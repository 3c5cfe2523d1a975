import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64url } from '../../domain/bytes.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { readKeyFile } from '../../keys/key-file.ts';
import type { Finding } from '../fsck/findings.ts';
import { fsck } from '../fsck/fsck.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { copyFiles } from '../move/files.ts';
import { guardOf, type Place } from '../move/move.ts';
import { buildProjections } from '../move/projections.ts';
import { type Progress, replayInto, setStanding } from '../move/replay.ts';
import { openAlone } from '../move/stores.ts';
import type { Reading } from '../reading.ts';
import { RegistryRefused } from '../refused.ts';
import { bytes } from '../sql/rows.ts';
import { openSqliteStore } from '../sqlite/store.ts';
import { databaseName, type Manifest, readBackup } from './manifest.ts';

export interface RestoreOptions {
  readonly dir: string;
  readonly place: Place;
  /** Somebody vouches that nothing was signed after this backup, so that a guard may be made from it where there is none. */
  readonly nothingNewer: boolean;
  readonly progress: Progress;
}

/**
 * `goes_on`: a registry signs on from here. `behind`: the guard says that more was signed than the backup holds.
 * `unguarded`: there is no guard, so nobody knows. In both a registry shows what there is, and signs and takes nothing.
 */
export type Outlook = 'goes_on' | 'behind' | 'unguarded';

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly outlook: Outlook;
  /** Size that the guard says was signed. */
  readonly signed: number | undefined;
}

/**
 * Puts a backup into an empty place of either kind. It is replayed entry by entry and checked in whole before a registry
 * may start on it. Never writes over a log, and never touches a guard that is there: a log that was put back to an older
 * state must not sign what another one has signed differently.
 *
 * @throws RegistryRefused
 */
export async function restoreBackup({ dir, place, nothingNewer, progress }: RestoreOptions): Promise<RestoreReport> {
  progress('Reading the backup');
  const manifest = await readBackup(dir);
  const reading = await openCopy(dir, place.dataDir);
  try {
    const guard = openGuardFile(guardOf(place));
    const kept = guard.read();
    const outlook = await outlookOf(reading, manifest, kept);
    if (nothingNewer && outlook === 'behind')
      throw new RegistryRefused(
        'not_whole',
        `The guard file at ${guardOf(place)} says that ${kept?.size ?? 0} entries were signed; this backup holds ${manifest.checkpoint.size}. Something newer was signed. Nothing was changed.`,
      );
    const [first] = await fill({ reading, dir, place, manifest, progress, needsKeys: true });
    if (first !== undefined)
      throw new RegistryRefused(
        'not_whole',
        `What this backup holds is not as its log says: ${first.where}: ${first.says}. No registry starts on it. Use another backup.`,
      );
    if (!nothingNewer || kept !== undefined) return { manifest, outlook, signed: kept?.size };
    guard.replace({ log: manifest.log, ...manifest.checkpoint });
    return { manifest, outlook: 'goes_on', signed: manifest.checkpoint.size };
  } finally {
    await reading.close();
  }
}

/** Does everything that a restore does, in a folder that the caller throws away, and says what was found instead of refusing. */
export async function rehearse(
  dir: string,
  folder: string,
  progress: Progress,
): Promise<{ readonly manifest: Manifest; readonly findings: readonly Finding[] }> {
  progress('Reading the backup');
  const manifest = await readBackup(dir);
  const place = { database: join(folder, databaseName), dataDir: folder, guardDir: join(folder, 'guard') };
  const reading = await openCopy(dir, folder);
  try {
    return { manifest, findings: await fill({ reading, dir, place, manifest, progress, needsKeys: false }) };
  } finally {
    await reading.close();
  }
}

/** The database of a backup, brought up to this version in a copy: the backup stays as it was taken. */
async function openCopy(dir: string, dataDir: string): Promise<Reading> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(dataDir, 'restoring-'));
  const away = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const file = join(folder, databaseName);
    copyFileSync(join(dir, databaseName), file);
    const store = openSqliteStore(file);
    return { query: (text, params) => store.sql.query(text, params), close: () => store.close().finally(away) };
  } catch (cause) {
    away();
    throw cause;
  }
}

interface Fill {
  readonly reading: Reading;
  readonly dir: string;
  readonly place: Place;
  readonly manifest: Manifest;
  readonly progress: Progress;
  /** Whether something is to be signed here. */
  readonly needsKeys: boolean;
}

/** Database, files and what is made from the log; opened for registries only when nothing was found. */
async function fill({ reading, dir, place, manifest, progress, needsKeys }: Fill): Promise<readonly Finding[]> {
  const store = await openAlone(place.database, 'empty');
  try {
    const log = await replayInto(reading, store.sql, progress);
    progress('Attachments and keys');
    const names = manifest.files
      .map(({ name }) => name)
      .filter((name) => name !== databaseName && (needsKeys || !name.startsWith('keys/')));
    await copyFiles(dir, place.dataDir, names);
    if (needsKeys) keysOrRefuse(place, manifest);
    progress('Making anew what is made from the log');
    await buildProjections(store);
    const findings = await checkCopy(store.sql, manifest, progress);
    if (findings.length === 0) await setStanding(store.sql, log, null);
    return findings;
  } finally {
    await store.close();
  }
}

/** fsck of a copy, by the checkpoint that its manifest names. Entries that no checkpoint covered yet are no fault of it. */
async function checkCopy(sql: Parameters<typeof fsck>[0]['sql'], manifest: Manifest, progress: Progress): Promise<readonly Finding[]> {
  const guard = { read: () => ({ log: manifest.log, ...manifest.checkpoint }) };
  const { findings } = await fsck({ sql, guard, verifier: createVerifier(), progress });
  const isUncovered = ({ check, where }: Finding): boolean => check === 'checkpoint' && where === 'checkpoints';
  return findings.filter((finding) => !isUncovered(finding) || manifest.entries === manifest.checkpoint.size);
}

/** Without the log's own key nothing could ever be signed again. */
function keysOrRefuse({ dataDir }: Place, { log, log_vkey: vkey }: Manifest): void {
  const path = join(dataDir, 'keys', 'log.json');
  if (!existsSync(path))
    throw new RegistryRefused(
      'not_whole',
      `This backup was taken without keys, and ${path} is not there. Put the registry's keys back into ${join(dataDir, 'keys')}, and run this again.`,
    );
  if (formatVkey(noteKey(log, readKeyFile(path).publicKey)) !== vkey)
    throw new RegistryRefused(
      'another_registry',
      `${path} is the key of another log. Put back the keys that belong to ${log}, and run this again.`,
    );
}

async function outlookOf(
  reading: Reading,
  manifest: Manifest,
  kept: { readonly log: string; readonly size: number; readonly root: string } | undefined,
): Promise<Outlook> {
  if (kept === undefined) return 'unguarded';
  if (kept.log !== manifest.log)
    throw new RegistryRefused('another_registry', `The guard file in this place belongs to ${kept.log}. Nothing was changed.`);
  if (kept.size === 0) return 'goes_on';
  const [row] = await reading.query('SELECT root FROM checkpoints WHERE size = $1', [kept.size]);
  if (row === undefined) return 'behind';
  if (toBase64url(bytes(row, 'root')) === kept.root) return 'goes_on';
  throw new RegistryRefused(
    'another_registry',
    `The guard file holds another root for size ${kept.size} than this backup: one of them is of another log. Nothing was changed.`,
  );
}
