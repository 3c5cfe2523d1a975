import type { Bytes } from '../../domain/bytes.ts';
import { concat, fromHex } from '../../domain/bytes.ts';
import { hashText, readHash } from '../../domain/ledger/hash.ts';
import {
  emptyPart,
  type IndexedDrive,
  type IndexProof,
  indexParts,
  indexRoot,
  partOf,
  partRoot,
  proveIndexed,
  verifyIndexed,
} from '../../domain/ledger/drive-index.ts';
import { subjectOfKey } from '../projections/subjects.ts';
import { insertRows, type SqlReader, type SqlRow, type Statement } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';

/** Statements of the questions below, for a test that holds their plans. */
export const indexQueries = {
  newest: 'SELECT size, drives, root, event, at_ms FROM drive_index WHERE log_id = $1',
  parts: 'SELECT part, drives, root FROM drive_index_parts WHERE log_id = $1 ORDER BY part',
  drives: `SELECT h.subject, h.n, e.hash8, e.hash24 FROM
      (SELECT subject, count(*) AS n, max(log_index) AS last FROM subject_history
        WHERE log_id = $1 AND subject >= $2 AND subject < $3 AND log_index < $4 GROUP BY subject) AS h
    JOIN events AS e ON e.log_id = $1 AND e.log_index = h.last ORDER BY h.subject`,
  touched: `SELECT subject, log_index FROM subject_history
    WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index LIMIT 4096`,
} as const;

/** The index of drives that the log was last told of. */
export interface DriveIndex {
  /** Entries that it counts. */
  readonly size: number;
  readonly drives: number;
  readonly root: string;
  /** Hash of its `index.root`. */
  readonly event: string;
  readonly atMs: number;
}

/** One part of an index. */
export interface IndexPart {
  readonly part: number;
  readonly drives: number;
  readonly root: Bytes;
}

const drive = 'd'.charCodeAt(0);

/** The index that the log was last told of; undefined before the first one. */
export async function newestIndex(sql: SqlReader, logId: number): Promise<DriveIndex | undefined> {
  const [row] = await sql.query(indexQueries.newest, [logId]);
  return row === undefined
    ? undefined
    : {
        size: number(row, 'size'),
        drives: number(row, 'drives'),
        root: text(row, 'root'),
        event: text(row, 'event'),
        atMs: number(row, 'at_ms'),
      };
}

/** The parts of the newest index that hold drives, in order. */
export async function keptParts(sql: SqlReader, logId: number): Promise<readonly IndexPart[]> {
  return (await sql.query(indexQueries.parts, [logId])).map((row) => ({
    part: number(row, 'part'),
    drives: number(row, 'drives'),
    root: new Uint8Array(bytes(row, 'root')),
  }));
}

/** One part, as the first `size` entries give it. */
export async function partAt(sql: SqlReader, logId: number, part: number, size: number): Promise<IndexPart> {
  const drives = await drivesAt(sql, logId, part, size);
  return { part, drives: drives.length, root: partRoot(drives) };
}

/** Which parts events came to, from one size of the log to another. */
export async function touchedParts(sql: SqlReader, logId: number, from: number, size: number): Promise<ReadonlySet<number>> {
  const touched = new Set<number>();
  for (let at = from; ;) {
    const rows = await sql.query(indexQueries.touched, [logId, at, size]);
    for (const row of rows) {
      const key = bytes(row, 'subject');
      if (key[0] === drive) touched.add(partOf(subjectOfKey(new Uint8Array(key))));
    }
    const last = rows.at(-1);
    if (last === undefined) return touched;
    at = number(last, 'log_index') + 1;
  }
}

/** Root of an index from its parts that hold drives. */
export function rootOfParts(parts: readonly IndexPart[]): string {
  return hashText(indexRoot(allRoots(parts)));
}

/** What keeps an index, beside the event that tells it: whole, or those of its parts that are new. */
export function keepIndex(logId: number, index: DriveIndex, made: readonly IndexPart[]): readonly Statement[] {
  return [
    { text: 'DELETE FROM drive_index WHERE log_id = $1', params: [logId] },
    ...insertRows(
      'drive_index',
      ['log_id', 'size', 'drives', 'root', 'event', 'at_ms'],
      [[logId, index.size, index.drives, index.root, index.event, index.atMs]],
    ),
    ...insertRows(
      'drive_index_parts',
      ['log_id', 'part', 'drives', 'root'],
      made.map(({ part, drives, root }) => [logId, part, drives, root]),
      'ON CONFLICT (log_id, part) DO UPDATE SET drives = excluded.drives, root = excluded.root',
    ),
  ];
}

/**
 * Shows how many events of a drive the newest index counts. Undefined where there is no index, where it does not know the
 * drive, and where the next one took its place while its parts were read.
 */
export async function indexProofOf(
  sql: SqlReader,
  logId: number,
  subject: string,
): Promise<{ readonly size: number; readonly event: string; readonly proof: IndexProof } | undefined> {
  const index = await newestIndex(sql, logId);
  if (index === undefined) return undefined;
  const drives = await drivesAt(sql, logId, partOf(subject), index.size);
  if (!drives.some((each) => each.subject === subject)) return undefined;
  const proof = proveIndexed(subject, drives, allRoots(await keptParts(sql, logId)));
  return verifyIndexed(proof, readHash(index.root) ?? emptyPart) ? { size: index.size, event: index.event, proof } : undefined;
}

function allRoots(parts: readonly IndexPart[]): readonly Bytes[] {
  const roots = Array.from({ length: indexParts }, () => emptyPart);
  for (const { part, root } of parts) roots[part] = root;
  return roots;
}

async function drivesAt(sql: SqlReader, logId: number, part: number, size: number): Promise<readonly IndexedDrive[]> {
  const rows = await sql.query(indexQueries.drives, [logId, beginOf(part), beginOf(part + 1), size]);
  return rows.map((row) => ({
    subject: subjectOfKey(new Uint8Array(bytes(row, 'subject'))),
    events: number(row, 'n'),
    newest: hashOf(row),
  }));
}

function hashOf(row: SqlRow): string {
  return hashText(concat(new Uint8Array(bytes(row, 'hash8')), new Uint8Array(bytes(row, 'hash24'))));
}

/** The first key that may lie in a part: the letter of drives and the first bits of their ids. */
function beginOf(part: number): Bytes {
  if (part === indexParts) return Uint8Array.of(drive + 1);
  return Uint8Array.of(drive, ...(fromHex(`${part.toString(16).padStart(3, '0')}0`) ?? []));
}
