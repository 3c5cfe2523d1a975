import { parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { Guard } from '../ports.ts';
import { projections as all } from '../projections/all.ts';
import type { Projection } from '../projector/projection.ts';
import { checkProjection } from '../projector/check.ts';
import type { SqlReader } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import { checkDriveIndex } from './drive-index.ts';
import { checkFile } from './file.ts';
import { checkReleased } from './released.ts';
import { collect, type Find, type Finding } from './findings.ts';
import { lookupIn } from './lookup.ts';
import { checkRuns, checkSealed } from './page-checks.ts';
import { checkAside } from './set-aside.ts';
import { checkEvidence, checkHeads, checkOrphans, checkStations } from './side-tables.ts';
import { checkTree } from './tree.ts';
import { type Walked, walkLog } from './walk.ts';

export interface FsckParts {
  readonly sql: SqlReader;
  readonly guard: Pick<Guard, 'read'>;
  readonly verifier: SignatureVerifier;
  /** The whole SQLite file is looked at first. */
  readonly isSqlite?: boolean;
  /** All of them unless told. */
  readonly projections?: readonly Projection[];
  /** Hears what is done, in words. */
  readonly progress?: (says: string) => void;
}

export interface FsckReport {
  readonly entries: number;
  readonly findings: readonly Finding[];
  /** Findings of a kind that there were too many of to list. */
  readonly left: number;
}

/**
 * Reads everything that the registry keeps once more and holds it against the log: entries, chains, signatures, keys,
 * stations, heads, runs, sealed values, the whole tree with its tiles and checkpoints, the guard, evidence, quarantine, and
 * every projection by making it anew. Changes nothing. What no entry says cannot be checked: times of arrival, alarms,
 * codes and requests that wait, what officers and people of the console have set. Entries are read in pages: memory grows
 * with stations, people and keys, and not with the log.
 */
export async function fsck({
  sql,
  guard,
  verifier,
  isSqlite = false,
  projections = all,
  progress = () => undefined,
}: FsckParts): Promise<FsckReport> {
  const { find, findings, left } = collect();
  if (isSqlite && !(await checkFile(sql, find))) return { entries: 0, findings, left: left() };
  let entries = 0;
  for (const row of await sql.query('SELECT log_id, name, size, log_vkey, ack_vkey FROM logs ORDER BY log_id')) {
    const log = { logId: number(row, 'log_id'), name: text(row, 'name'), size: number(row, 'size') };
    progress(`Log ${log.name}: reading ${log.size} entries`);
    const walked = await guarded(find, 'log', 'events, tiles, checkpoints, runs, sealed', async () =>
      walkLog({ sql, logId: log.logId, verifier, find, progress: (done) => progress(`${done} entries read`) }, [
        await checkTree({ sql, log, guard, find }),
        checkRuns(sql, log.logId, find),
        checkSealed(sql, log.logId, find),
      ]),
    );
    if (walked === undefined) continue;
    entries += walked.count;
    if (log.size !== walked.count) find('log', `logs ${log.logId}`, `the log counts ${log.size} entries and has ${walked.count}`);
    openedAs(walked, { ...log, logVkey: text(row, 'log_vkey'), ackVkey: text(row, 'ack_vkey') }, find);
    progress('Heads, keys, stations, evidence');
    const told = { walked, lookup: lookupIn(sql, log.logId), verifier };
    await guarded(find, 'heads', 'heads', () => checkHeads(sql, told, find));
    await guarded(find, 'keys', 'keys, stations', () => checkStations(sql, told, find));
    await guarded(find, 'evidence', 'evidence', () => checkEvidence(sql, told, find));
    await guarded(find, 'quarantine', 'quarantine, recovered', () => checkAside(sql, told, find));
    await guarded(find, 'checkpoint', 'released', () => checkReleased(sql, { ...log, logVkey: text(row, 'log_vkey') }, verifier, find));
    await guarded(find, 'index', 'drive_index', () => checkDriveIndex(sql, log.logId, told.lookup, find));
  }
  await guarded(find, 'index', 'all tables', () => checkOrphans(sql, find));
  for (const projection of projections) {
    progress(`Making ${projection.name} anew`);
    await guarded(find, 'projection', projection.name, async () => {
      const [row] = await sql.query('SELECT log_id, next_index FROM projections WHERE name = $1', [projection.name]);
      if (row === undefined) return;
      const position = { logId: number(row, 'log_id'), next: number(row, 'next_index') };
      const result = await checkProjection(
        sql,
        projection,
        () => position,
        (work) => work(),
      );
      if (result.kind === 'differs')
        find('projection', `${result.table}`, 'the log gives another row; the registry can make this table anew');
    });
  }
  return { entries, findings, left: left() };
}

/** Names and keys of the log are in its first event, which the control key has signed. */
function openedAs({ first }: Walked, log: { readonly name: string; readonly logVkey: string; readonly ackVkey: string }, find: Find): void {
  const opened = first?.event;
  const same =
    opened?.type === 'log.opened' &&
    opened.body['log'] === log.name &&
    opened.body['log_vkey'] === log.logVkey &&
    opened.body['ack_vkey'] === log.ackVkey;
  if (!same) find('log', `logs ${log.name}`, 'name or keys are not those that the log was opened with');
  const vkey = parseVkey(log.logVkey);
  if (vkey === undefined) find('log', `logs ${log.name}`, 'the log key cannot be read');
}

/** A table that cannot even be read is a finding, and the other checks go on. */
async function guarded<Result>(
  find: Find,
  check: Finding['check'],
  where: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (cause) {
    find(check, where, `it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
    return undefined;
  }
}
