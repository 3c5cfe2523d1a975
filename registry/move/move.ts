import { existsSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { toBase64url } from '../../domain/bytes.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { syncFolder } from '../../keys/durable-file.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { fsck } from '../fsck/fsck.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { RegistryRefused } from '../refused.ts';
import { RowsDiffer, type SqlReader } from '../sql/port.ts';
import { bytes } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import { attachmentNames, copyFiles, keyNames } from './files.ts';
import { buildProjections } from './projections.ts';
import { coveredSize, type LogAt, logAt, type Progress, replayInto, setStanding } from './replay.ts';
import { openAlone } from './stores.ts';

/** Where a registry is: its database, and the folders of its keys and attachments and of its guard file. */
export interface Place {
  /** A PostgreSQL address, or a SQLite file. */
  readonly database: string;
  readonly dataDir: string;
  readonly guardDir: string;
}

export interface MoveReport {
  readonly log: string;
  readonly entries: number;
  readonly attachments: number;
}

export const guardName = 'log-1.json';
/** Path of the guard file. */
export const guardOf = (place: Pick<Place, 'guardDir'>): string => join(place.guardDir, guardName);

/**
 * Moves a registry to another database, and to another data folder where one is named. The new one must be empty, the old
 * one at rest. In this order: copy, check the copy in whole, close the old log for ever, take the guard over, open the new
 * one. Cut short anywhere, the same call again ends it; at no point are there two logs that a registry would start on.
 *
 * @throws RegistryRefused
 */
export async function moveRegistry(from: Place, to: Place, progress: Progress): Promise<MoveReport> {
  if (from.database === to.database) throw new RegistryRefused('not_empty', 'The new place is the old one. Nothing was changed.');
  const source = await openAlone(from.database, 'existing');
  try {
    const target = await openAlone(to.database, 'empty');
    try {
      return await moveBetween({ from, to, source, target, progress });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly source: RegistryStore;
  readonly target: RegistryStore;
  readonly progress: Progress;
}

async function moveBetween(move: Move): Promise<MoveReport> {
  const { from, to, source, target, progress } = move;
  const [old, copy] = [await logAt(source.sql), await logAt(target.sql)];
  const isCut = old?.standing === 'moved' && copy?.standing === 'arrived' && old.name === copy.name && old.size === copy.size;
  // Raises the fence: whoever had the log can write no more. Throws when it went elsewhere already.
  if (!isCut) await source.takeLog();
  const moved = isCut ? copy : await copyAll(move);
  progress('Opening the new log');
  takeGuard(from, to);
  await setStanding(target.sql, moved, null);
  return { log: moved.name, entries: moved.size, attachments: attachmentNames(to.dataDir).length };
}

/** Everything up to the moment at which the old log is closed. */
async function copyAll({ from, to, source, target, progress }: Move): Promise<LogAt> {
  // As taken: should anybody take it after us, the last step fails.
  const log = await logAt(source.sql);
  if (log === undefined) throw new RegistryRefused('not_a_registry', 'There is no log to move. Nothing was changed.');
  await guardedOrRefuse(source.sql, log, from);
  await coveredOrRefuse(source.sql, log);
  const copied = await replayInto(source.sql, target.sql, progress);
  progress('Making anew what is made from the log');
  await buildProjections(target);
  if (resolve(from.dataDir) !== resolve(to.dataDir)) {
    progress('Attachments and keys');
    await copyFiles(from.dataDir, to.dataDir, [...keyNames(from.dataDir), ...attachmentNames(from.dataDir)]);
  }
  const { findings } = await fsck({ sql: target.sql, guard: openGuardFile(guardOf(from)), verifier: createVerifier(), progress });
  const [first] = findings;
  if (first !== undefined)
    throw new RegistryRefused(
      'not_whole',
      `The copy is not as its log says: ${first.where}: ${first.says}. The source is as it was and may go on. Run custos registry fsck on it.`,
    );
  await setStanding(target.sql, copied, 'arrived');
  progress('Closing the old log');
  try {
    await setStanding(source.sql, log, 'moved');
  } catch (cause) {
    if (!(cause instanceof RowsDiffer)) throw cause;
    throw new RegistryRefused(
      'in_use',
      'A registry wrote to the old log meanwhile. It may go on there. Stop it, and run this again.',
      cause,
    );
  }
  return copied;
}

/** A registry that was ended by force may hold entries that no checkpoint covers yet: it puts that right at a start. */
async function coveredOrRefuse(sql: SqlReader, { logId, size }: LogAt): Promise<void> {
  const covered = await coveredSize(sql, logId);
  if (covered !== size)
    throw new RegistryRefused(
      'not_whole',
      `${size - covered} entries are under no checkpoint yet. Nothing was changed. Start the registry and stop it again with Ctrl+C or SIGTERM, which covers them.`,
    );
}

/** The guard must be of this log and not ahead of it: a log that lost entries must not be moved as if it were whole. */
async function guardedOrRefuse(sql: SqlReader, { logId, name, size }: LogAt, place: Place): Promise<void> {
  const path = guardOf(place);
  const kept = openGuardFile(path).read();
  if (kept === undefined)
    throw new RegistryRefused('not_whole', `There is no guard file at ${path}. Nothing was changed. Say with --guard where it is.`);
  const [row] = await sql.query('SELECT root FROM checkpoints WHERE log_id = $1 AND size = $2', [logId, kept.size]);
  const known = kept.size === 0 ? emptyRoot : row === undefined ? undefined : bytes(row, 'root');
  if (kept.log !== name || known === undefined || toBase64url(known) !== kept.root)
    throw new RegistryRefused(
      'not_whole',
      `The guard file says that size ${kept.size} of ${kept.log} was signed, and this data holds ${size} entries of ${name}. Nothing was changed. Put the newest data back first.`,
    );
}

/** The guard goes where the log goes; what is left at the old place guards nothing and says so by its name. */
function takeGuard(from: Place, to: Place): void {
  const [old, fresh] = [guardOf(from), guardOf(to)];
  if (resolve(old) === resolve(fresh) || !existsSync(old)) return;
  const record = openGuardFile(old).read();
  if (record !== undefined) openGuardFile(fresh).replace(record);
  renameSync(old, join(dirname(old), 'log-1.moved.json'));
  syncFolder(dirname(old));
}
