import type { Bytes } from '../../domain/bytes.ts';
import { fromHex, toHex } from '../../domain/bytes.ts';
import { isCustodyType } from '../../domain/custody/life.ts';
import { subjectPattern } from '../../domain/ledger/ids.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { loggedEvent } from '../projector/read-log.ts';
import { insertRows, type SqlReader } from '../sql/port.ts';
import { number } from '../sql/rows.ts';

const kinds = ['d', 'c', 'p'] as const;

/** A subject's id as the tables keep it: its kind letter and 16 bytes. Throws on what is no subject id. */
export function subjectKey(subject: string): Bytes {
  const hex = subjectPattern.test(subject) ? fromHex(subject.slice(3)) : undefined;
  if (hex === undefined) throw new RangeError('not a subject id');
  return Uint8Array.of(subject.charCodeAt(0), ...hex);
}

/** The id again. */
export function subjectOfKey(key: Bytes): string {
  const kind = kinds.find((letter) => letter.charCodeAt(0) === key[0]);
  if (kind === undefined || key.length !== 17) throw new TypeError('not the key of a subject');
  return `${kind}1_${toHex(key.subarray(1))}`;
}

/** Which events are about which subject, by log index. */
export const subjectsProjection: Projection = {
  name: 'subjects',
  version: 1,
  tables: [{ name: 'subject_history', key: ['log_id', 'subject', 'log_index'] }],
  apply: (events) =>
    Promise.resolve(
      insertRows(
        'subject_history',
        ['log_id', 'subject', 'log_index', 'custody'],
        events.flatMap(({ logId, index, event }) =>
          event.subject === undefined ? [] : [[logId, subjectKey(event.subject), index, isCustodyType(event.type) ? 1 : 0]],
        ),
      ),
    ),
};

/** Statements of the queries below, for the test that holds their plans. */
export const subjectQueries = {
  page: `SELECT e.log_id, e.log_index, e.recv_ms, e.hash8, e.hash24, e.entry FROM
      (SELECT log_id, log_index FROM subject_history WHERE log_id = $1 AND subject = $2 AND log_index > $3 ORDER BY log_index LIMIT $4) AS h
    JOIN events AS e ON e.log_id = h.log_id AND e.log_index = h.log_index ORDER BY e.log_index`,
  count: 'SELECT count(*) AS n FROM subject_history WHERE log_id = $1 AND subject = $2 AND log_index <= $3',
  newestCustody: `SELECT e.log_id, e.log_index, e.recv_ms, e.hash8, e.hash24, e.entry FROM
      (SELECT log_id, log_index FROM subject_history WHERE log_id = $1 AND subject = $2 AND log_index <= $3 AND custody = 1
        ORDER BY log_index DESC LIMIT 1) AS h
    JOIN events AS e ON e.log_id = h.log_id AND e.log_index = h.log_index`,
} as const;

/** A page of a subject's history, oldest first: events with an index above `after`, at most `limit`. */
export async function subjectPage(
  db: SqlReader,
  subject: string,
  { logId, after, limit }: { readonly logId: number; readonly after: number; readonly limit: number },
): Promise<readonly LoggedEvent[]> {
  return (await db.query(subjectQueries.page, [logId, subjectKey(subject), after, limit])).map(loggedEvent);
}

/** How many events a log has about a subject, up to the index `last`. */
export async function subjectCount(db: SqlReader, logId: number, subject: string, last: number): Promise<number> {
  const [row] = await db.query(subjectQueries.count, [logId, subjectKey(subject), last]);
  return row === undefined ? 0 : number(row, 'n');
}

/** The newest event, up to the index `last`, that moved or ended custody of the subject. */
export async function newestCustody(db: SqlReader, logId: number, subject: string, last: number): Promise<LoggedEvent | undefined> {
  const [row] = await db.query(subjectQueries.newestCustody, [logId, subjectKey(subject), last]);
  return row === undefined ? undefined : loggedEvent(row);
}
