import type { Bytes } from '../../domain/bytes.ts';
import { equal } from '../../domain/bytes.ts';
import { tileWidth } from '../../domain/ledger/tiles.ts';
import { emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import { growTree } from '../ledger/integrator.ts';
import { RegistryRefused } from '../refused.ts';
import { pagesOf, type WalkedTable } from '../sql/pages.ts';
import { insertRows, type SqlDatabase, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { TileRow } from '../store.ts';
import { copiedAfter, copiedBefore, rebuiltTables, replayedTables } from './plan.ts';
import { putRows, Tally } from './rows.ts';

/** The log that a database holds, as its row says. */
export interface LogAt {
  readonly logId: number;
  readonly name: string;
  readonly size: number;
  readonly logVkey: string;
  readonly fence: number;
  readonly standing: string | undefined;
}

export type Progress = (says: string) => void;

const batch = 1_000;
/** Other rows refer to these, so they are not emptied all at once. */
const referred: ReadonlySet<string> = new Set(['stations', 'types', 'subjects', 'people']);
const eventsTable: WalkedTable = { name: 'events', key: ['log_id', 'log_index'] };

/** The log of a database; undefined while there is none. Throws `RegistryRefused` when there are several: nothing here moves those yet. */
export async function logAt(sql: SqlReader): Promise<LogAt | undefined> {
  const rows = await sql.query('SELECT log_id, name, size, log_vkey, fence, standing FROM logs ORDER BY log_id LIMIT 2');
  const [row, other] = rows;
  if (other !== undefined)
    throw new RegistryRefused('not_whole', 'This database holds more than one log, which this version cannot copy. Nothing was changed.');
  if (row === undefined) return undefined;
  return {
    logId: number(row, 'log_id'),
    name: text(row, 'name'),
    size: number(row, 'size'),
    logVkey: text(row, 'log_vkey'),
    fence: number(row, 'fence'),
    standing: optionalText(row, 'standing'),
  };
}

/** Says where a log stands from now on. Throws `RowsDiffer` when somebody took it since `log` was read. */
export async function setStanding(sql: SqlDatabase, log: LogAt, standing: 'arrived' | 'moved' | null): Promise<void> {
  await sql.apply([
    {
      text: 'UPDATE logs SET standing = $1 WHERE log_id = $2 AND fence = $3 AND size = $4',
      params: [standing, log.logId, log.fence, log.size],
      changes: 1,
    },
  ]);
}

/**
 * Copies a registry's log and everything beside it into an empty database of either kind. Entries go over in index order,
 * the tree is made anew from them, and it must give the root of every checkpoint on the way; rows beside the log are
 * compared after they are written. Entries under no checkpoint yet come along, and tiles end at the newest checkpoint. What an earlier, broken try left is thrown away first. The copy stands as `arriving`, so
 * that no registry starts on it, until the caller says otherwise. Throws `RegistryRefused`; the source is only read.
 */
export async function replayInto(source: SqlReader, target: SqlDatabase, progress: Progress): Promise<LogAt> {
  const log = await logAt(source);
  if (log === undefined) throw new RegistryRefused('not_a_registry', 'There is no log to copy. Nothing was changed.');
  await makeEmpty(target, progress);
  const [row = {}] = await source.query('SELECT * FROM logs WHERE log_id = $1', [log.logId]);
  await putRows(target, 'logs', [{ ...row, standing: 'arriving' }]);
  const tallies = new Map<string, Tally>();
  for (const table of copiedBefore) await copyTable(source, target, table, tallies);
  await replayEvents(source, target, log, tallies, progress);
  progress(`${log.size} entries copied, every checkpoint has its root; now what stands beside them`);
  for (const table of copiedAfter) await copyTable(source, target, table, tallies);
  progress('Reading the copy');
  for (const table of [...copiedBefore, eventsTable, ...copiedAfter]) {
    const read = new Tally();
    for await (const rows of pagesOf(target, table)) read.add(rows);
    if (read.text !== tallies.get(table.name)?.text)
      throw new RegistryRefused(
        'not_whole',
        `The copy of ${table.name} does not read back as it was written. The source is as it was. Run this again.`,
      );
  }
  return { ...log, standing: 'arriving' };
}

/** Size of the newest checkpoint. */
export async function coveredSize(sql: SqlReader, logId: number): Promise<number> {
  const [row] = await sql.query('SELECT coalesce(max(size), 0) AS size FROM checkpoints WHERE log_id = $1', [logId]);
  return row === undefined ? 0 : number(row, 'size');
}

async function makeEmpty(target: SqlDatabase, progress: Progress): Promise<void> {
  const there = await logAt(target);
  if (there === undefined) return;
  if (there.standing !== 'arriving' && there.standing !== 'arrived')
    throw new RegistryRefused(
      'not_empty',
      `There is a log at the new place already: ${there.name}, ${there.size} entries. Nothing was changed. Name an empty database, or a file that is not there yet.`,
    );
  progress('A copy was cut short here; beginning anew');
  const tables = [
    ...rebuiltTables,
    ...[...copiedAfter].reverse().map(({ name }) => name),
    ...replayedTables,
    ...copiedBefore.map(({ name }) => name),
  ];
  await target.apply([
    ...tables.map((name) => (referred.has(name) ? { text: `DELETE FROM ${name}` } : target.emptying(name))),
    { text: 'DELETE FROM logs' },
  ]);
}

async function copyTable(source: SqlReader, target: SqlDatabase, table: WalkedTable, tallies: Map<string, Tally>): Promise<void> {
  const tally = new Tally();
  tallies.set(table.name, tally);
  for await (const rows of pagesOf(source, table)) {
    tally.add(rows);
    await putRows(target, table.name, rows);
  }
}

/** Entries in the order of the log, with the tree over them. */
async function replayEvents(
  source: SqlReader,
  target: SqlDatabase,
  { logId, size }: LogAt,
  tallies: Map<string, Tally>,
  progress: Progress,
): Promise<void> {
  const tally = new Tally();
  tallies.set('events', tally);
  const covered = await coveredSize(source, logId);
  let tree = emptyTree;
  let edgeTiles: ReadonlyMap<number, Bytes> = new Map();
  for (let from = 0; from < size; from += batch) {
    const rows = await source.query('SELECT * FROM events WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index', [
      logId,
      from,
      from + batch,
    ]);
    inOrder(rows, from, Math.min(batch, size - from));
    tally.add(rows);
    await putRows(target, 'events', rows);
    const checkpoints = await source.query('SELECT * FROM checkpoints WHERE log_id = $1 AND size > $2 AND size <= $3 ORDER BY size', [
      logId,
      from,
      from + batch,
    ]);
    const tiles: TileRow[] = [];
    for (const to of [...checkpoints.map((row) => number(row, 'size')), Math.min(covered, from + rows.length)]) {
      const grown = growTree(
        tree,
        edgeTiles,
        rows.slice(tree.size - from, to - from).map((row) => bytes(row, 'entry')),
      );
      ({ tree, edgeTiles } = grown);
      tiles.push(...grown.tiles.filter((tile) => tile.bytes.length === tileWidth * 32));
      const checkpoint = checkpoints.find((row) => number(row, 'size') === to);
      if (checkpoint !== undefined && !equal(rootOf(tree), bytes(checkpoint, 'root'))) throw anotherRoot(to);
    }
    await target.apply(tileRows(logId, tiles));
    if (checkpoints.length > 0) await putRows(target, 'checkpoints', checkpoints);
    if (from % (batch * 20) === 0) progress(`${from + rows.length} of ${size} entries`);
  }
  await putBeginning(source, target, logId);
  await target.apply(tileRows(logId, partialTiles(edgeTiles, covered)));
}

/** A checkpoint over nothing, if one was kept. */
async function putBeginning(source: SqlReader, target: SqlDatabase, logId: number): Promise<void> {
  const rows = await source.query('SELECT * FROM checkpoints WHERE log_id = $1 AND size = 0', [logId]);
  const [row] = rows;
  if (row === undefined) return;
  if (!equal(emptyRoot, bytes(row, 'root'))) throw anotherRoot(0);
  await putRows(target, 'checkpoints', rows);
}

function inOrder(rows: readonly SqlRow[], from: number, count: number): void {
  if (rows.length === count && rows.every((row, offset) => number(row, 'log_index') === from + offset)) return;
  throw new RegistryRefused(
    'not_whole',
    `Entries are missing at index ${from} or after it. The source is as it was. Check it with custos registry fsck.`,
  );
}

function anotherRoot(size: number): RegistryRefused {
  return new RegistryRefused(
    'not_whole',
    `The entries do not give the root that was signed for size ${size}. The source is as it was, and nothing goes on from this copy. Check the source with custos registry fsck.`,
  );
}

function partialTiles(edgeTiles: ReadonlyMap<number, Bytes>, size: number): readonly TileRow[] {
  return [...edgeTiles].map(([level, hashes]) => ({ level, index: Math.floor(size / tileWidth ** (level + 1)), bytes: hashes }));
}

function tileRows(logId: number, tiles: readonly TileRow[]) {
  return insertRows(
    'tiles',
    ['log_id', 'level', 'n', 'width', 'bytes'],
    tiles.map(({ level, index, bytes: hashes }) => [logId, level, index, hashes.length / 32, hashes]),
  );
}
