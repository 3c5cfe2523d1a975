import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64url } from '../../domain/bytes.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { attachmentNames, copyFiles, describeFile, keyNames } from '../move/files.ts';
import { guardOf, type Place } from '../move/move.ts';
import { logAt, type Progress, replayInto, setStanding } from '../move/replay.ts';
import { isPostgres, openForReading } from '../reading.ts';
import { RegistryRefused } from '../refused.ts';
import { bytes, number } from '../sql/rows.ts';
import type { SqlReader } from '../sql/port.ts';
import { openSqliteStore } from '../sqlite/store.ts';
import { copyClosed, oneFile } from '../sqlite/read-only.ts';
import { askRunning } from './door.ts';
import { databaseName, type Manifest, writeManifest } from './manifest.ts';

export interface TakeOptions {
  readonly place: Place;
  /** A folder that is empty or not there yet. */
  readonly dir: string;
  readonly withKeys: boolean;
  readonly nowMs: number;
  readonly progress: Progress;
}

/**
 * Takes a backup: one moment of the whole database as a SQLite file, the attachments, the keys if wanted, and a manifest.
 * The registry may be running. Throws `RegistryRefused`; then there is no manifest, and the folder is no backup.
 */
export async function takeBackup({ place, dir, withKeys, nowMs, progress }: TakeOptions): Promise<Manifest> {
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new RegistryRefused('not_empty', `${dir} is not empty. Nothing was changed. Each backup has a folder of its own.`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // Before the database: then it is never ahead of what the backup holds.
  const guard = openGuardFile(guardOf(place)).read();
  const file = join(dir, databaseName);
  progress('Copying the database');
  await (isPostgres(place.database) ? copyServer(place.database, file, progress) : copyFile(place, file));
  oneFile(file);
  // After the database: an attachment comes after the entry that names it, so none of these is unknown to it for long.
  progress('Copying attachments');
  const kept = await copyFiles(place.dataDir, dir, [...(withKeys ? keyNames(place.dataDir) : []), ...attachmentNames(place.dataDir)]);
  const reading = await openForReading(file);
  try {
    const manifest: Manifest = {
      custos_backup: 1,
      made_ms: nowMs,
      ...(await stateOf(reading)),
      ...(guard === undefined ? {} : { guard: { size: guard.size, root: guard.root } }),
      files: [await describeFile(dir, databaseName), ...kept],
    };
    writeManifest(dir, manifest);
    return manifest;
  } finally {
    await reading.close();
  }
}

/** Name, key, size and newest checkpoint of the log in a database. */
export async function stateOf(sql: SqlReader): Promise<Pick<Manifest, 'log' | 'log_vkey' | 'entries' | 'checkpoint'>> {
  const log = await logAt(sql);
  if (log === undefined) throw new RegistryRefused('not_a_registry', 'There is no log here yet. Nothing was changed.');
  const [row] = await sql.query('SELECT size, root FROM checkpoints WHERE log_id = $1 ORDER BY size DESC LIMIT 1', [log.logId]);
  const checkpoint =
    row === undefined ? { size: 0, root: toBase64url(emptyRoot) } : { size: number(row, 'size'), root: toBase64url(bytes(row, 'root')) };
  return { log: log.name, log_vkey: log.logVkey, entries: log.size, checkpoint };
}

/** A file that a registry has open is copied by that registry, page by page between its other work: nobody else may read it. */
async function copyFile(place: Place, to: string): Promise<void> {
  try {
    await copyClosed(place.database, to);
  } catch (cause) {
    if (!(cause instanceof RegistryRefused) || cause.code !== 'in_use') throw cause;
    await askRunning(place.dataDir, to);
  }
}

/** One moment of a server's database, replayed into a file. */
async function copyServer(url: string, to: string, progress: Progress): Promise<void> {
  const reading = await openForReading(url);
  const store = openSqliteStore(to);
  try {
    await setStanding(store.sql, await replayInto(reading, store.sql, progress), null);
  } finally {
    await store.close();
    await reading.close();
  }
}
