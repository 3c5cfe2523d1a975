import { concat, fromUtf8 } from '../../domain/bytes.ts';
import type { EntrySignature } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { inList, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number } from '../sql/rows.ts';
import type { LoggedEvent, Position } from './projection.ts';

/** Events from a position on, without a gap, at most `count`. */
export async function readEvents(db: SqlReader, { logId, next }: Position, count: number): Promise<readonly LoggedEvent[]> {
  const rows = await db.query(
    'SELECT log_id, log_index, recv_ms, hash8, hash24, entry FROM events WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index',
    [logId, next, next + count],
  );
  // An index that is not there yet will come: nothing after it may be seen before it.
  const gap = rows.findIndex((row, offset) => number(row, 'log_index') !== next + offset);
  return (gap < 0 ? rows : rows.slice(0, gap)).map(loggedEvent);
}

/** Places asked for in one query. */
const mostPlaces = 256;

/** The events at some indexes of one log, in the order of the log. Throws when one is not there. */
export async function eventsAt(db: SqlReader, logId: number, indexes: readonly number[]): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const inOrder = indexes.toSorted((left, right) => left - right);
  for (let at = 0; at < inOrder.length; at += mostPlaces) {
    const [first, ...others] = inOrder.slice(at, at + mostPlaces);
    if (first === undefined) break;
    const { list, params } = inList([first, ...others], 2);
    const rows = await db.query(
      `SELECT log_id, log_index, recv_ms, hash8, hash24, entry FROM events WHERE log_id = $1 AND log_index IN ${list} ORDER BY log_index`,
      [logId, ...params],
    );
    if (rows.length !== others.length + 1) throw new Error('an entry that the log once had is not there');
    events.push(...rows.map(loggedEvent));
  }
  return events;
}

/** An event from a row with its entry. */
export function loggedEvent(row: SqlRow): LoggedEvent {
  const entry = bytes(row, 'entry');
  // Canonical JSON that this registry made when it took the event; fsck holds it against its hash.
  const { event, sigs } = JSON.parse(fromUtf8(entry) ?? '') as { readonly event: Event; readonly sigs: readonly EntrySignature[] };
  return {
    logId: number(row, 'log_id'),
    index: number(row, 'log_index'),
    hash: hashText(concat(bytes(row, 'hash8'), bytes(row, 'hash24'))),
    event,
    sigs,
    bytes: entry,
    recvMs: number(row, 'recv_ms'),
  };
}

/** Where to go on after the last event of a position's log: the beginning of the next log, when there is one. */
export async function nextLog(db: SqlReader, { logId, next }: Position): Promise<Position | undefined> {
  const rows = await db.query('SELECT log_id, size FROM logs WHERE log_id >= $1 ORDER BY log_id LIMIT 2', [logId]);
  const [own, following] = rows;
  if (own === undefined || following === undefined || number(own, 'log_id') !== logId || number(own, 'size') !== next) return undefined;
  return { logId: number(following, 'log_id'), next: 0 };
}
