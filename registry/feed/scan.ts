import type { FeedLine } from '../../contract/registry-feed.ts';
import { feedLimits } from '../../contract/registry-feed.ts';
import { fromUtf8, toBase64url } from '../../domain/bytes.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import { everySite } from '../projections/feed.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import { eventsAt } from '../projector/read-log.ts';
import { inList, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';

/** Who asks, and for which stretch of the log: indexes above `after`, up to `last`. */
export interface Question {
  readonly logId: number;
  readonly stationNo: number;
  /** 0 while the tables do not know the station's site: then nothing is told that would be past what the site is due. */
  readonly siteNo: number;
  readonly after: number;
  readonly last: number;
  readonly limit: number;
}

export interface FeedPage {
  readonly lines: readonly string[];
  readonly next: number;
  readonly more: boolean;
  /** Subjects that came into view on this page. */
  readonly subjects: readonly string[];
}

/** A station that watches subjects is answered a stretch of the log at a time, so that one question stays cheap. */
const watchStretch = 20_000;
/** Entries read at once: 256 KiB at most. */
const entriesAtOnce = 16;

/** The statements of a scan, for the test that holds their plans. */
export const feedQueries = {
  site: `SELECT log_index, came FROM (SELECT log_index, came FROM site_feed WHERE log_id = $1 AND site_no = ${everySite} AND log_index > $3
       AND log_index <= $4 ORDER BY log_index LIMIT $5) AS everyone
     UNION ALL SELECT log_index, came FROM (SELECT log_index, came FROM site_feed WHERE log_id = $1 AND site_no = $2 AND log_index > $3
       AND log_index <= $4 ORDER BY log_index LIMIT $5) AS own ORDER BY log_index LIMIT $5`,
  watches: 'SELECT 1 AS one FROM watches WHERE station_no = $1 LIMIT 1',
  watched: `SELECT h.log_index AS log_index, 0 AS came FROM subject_history AS h
     JOIN watches AS w ON w.subject = h.subject AND w.station_no = $2
    WHERE h.log_id = $1 AND h.log_index > $3 AND h.log_index <= $4 ORDER BY h.log_index LIMIT $5`,
} as const;

/**
 * One page of a station's feed. Which entries belong to it is written down when they are projected and never changes, so
 * any way of cutting the log into pages gives the same entries (I12); what a station watches is held against the watches
 * of this moment.
 */
export async function scanFeed(db: SqlReader, question: Question): Promise<FeedPage> {
  const { logId, stationNo, siteNo, after, limit } = question;
  const watches = (await db.query(feedQueries.watches, [stationNo])).length > 0;
  const last = watches ? Math.min(question.last, after + watchStretch) : question.last;
  // One more than is given out tells whether there is more.
  const rows = [...(await db.query(feedQueries.site, [logId, siteNo, after, last, limit + 1]))];
  if (watches) rows.push(...(await db.query(feedQueries.watched, [logId, stationNo, after, last, limit + 1])));
  const came = new Map<number, boolean>();
  for (const row of rows) {
    const index = number(row, 'log_index');
    came.set(index, came.get(index) === true || number(row, 'came') === 1);
  }
  const hits = [...came.keys()].sort((left, right) => left - right).slice(0, limit);
  const full = came.size > limit;
  const { lines, events, cut } = await linesOf(db, question, hits);
  const lastTold = events.at(-1)?.index ?? after;
  const subjects = events.flatMap(({ index, event }) => (came.get(index) === true ? (event.subject ?? []) : []));
  const isCut = full || cut;
  return { lines, next: isCut ? lastTold : last, more: isCut || last < question.last, subjects: [...new Set(subjects)] };
}

/** The entries as lines, as far as an answer's size allows. */
async function linesOf(
  db: SqlReader,
  { logId, siteNo }: Pick<Question, 'logId' | 'siteNo'>,
  indexes: readonly number[],
): Promise<{ readonly lines: readonly string[]; readonly events: readonly LoggedEvent[]; readonly cut: boolean }> {
  const lines: string[] = [];
  const events: LoggedEvent[] = [];
  let sizeBytes = 0;
  for (let at = 0; at < indexes.length; at += entriesAtOnce) {
    if (sizeBytes >= feedLimits.answerBytes) return { lines, events, cut: true };
    const read = await eventsAt(db, logId, indexes.slice(at, at + entriesAtOnce));
    const opened = await privateValues(db, read, siteNo);
    for (const event of read) {
      const line = lineOf(event, opened.get(event.index));
      sizeBytes += line.length;
      lines.push(line);
      events.push(event);
    }
  }
  return { lines, events, cut: false };
}

/** One line of an answer. The entry's own bytes are put in as they are. */
export function lineOf({ index, bytes: entry }: Pick<LoggedEvent, 'index' | 'bytes'>, opened?: FeedLine['private']): string {
  const more = opened === undefined ? '' : `,"private":${JSON.stringify(opened)}`;
  return `{"i":${index},"entry":${fromUtf8(entry) ?? ''}${more}}`;
}

/**
 * What was sealed beside events of the asking site's own stations: nobody else is told. Every bench is told the keys of words
 * about tenants, so that it knows with no line which of its drives are meant.
 */
async function privateValues(
  db: SqlReader,
  events: readonly LoggedEvent[],
  siteNo: number,
): Promise<ReadonlyMap<number, FeedLine['private']>> {
  const [first, ...others] = events.filter(({ event }) => event.sealed !== undefined);
  if (first === undefined || siteNo === everySite) return new Map();
  const authors = inList([first.event.station, ...others.map(({ event }) => event.station)], 2);
  const own = await db.query(`SELECT station FROM feed_stations WHERE site_no = $1 AND station IN ${authors.list}`, [
    siteNo,
    ...authors.params,
  ]);
  const ownStations = new Set(own.map((row) => text(row, 'station')));
  const words = new Set([first, ...others].flatMap(({ index, event }) => (isControlEvent(event) ? [index] : [])));
  const [one, ...rest] = [first, ...others].filter(({ index, event }) => words.has(index) || ownStations.has(event.station));
  if (one === undefined) return new Map();
  const { list, params } = inList([one.index, ...rest.map(({ index }) => index)], 2);
  const rows = await db.query(
    `SELECT log_index, field, salt, value FROM sealed WHERE log_id = $1 AND log_index IN ${list} ORDER BY log_index, field`,
    [one.logId, ...params],
  );
  const values = new Map<number, Record<string, { salt: string; value: SealedJson }>>();
  for (const row of rows) {
    const index = number(row, 'log_index');
    // What an officer typed stays at the registry.
    if (words.has(index) && text(row, 'field') !== 'key') continue;
    const fields = values.get(index) ?? {};
    values.set(index, fields);
    fields[text(row, 'field')] = sealedOf(row);
  }
  return values;
}

type SealedJson = NonNullable<FeedLine['private']>[string]['value'];

function sealedOf(row: SqlRow): { salt: string; value: SealedJson } {
  // Canonical JSON that was held against its commitment when it came.
  return { salt: toBase64url(bytes(row, 'salt')), value: JSON.parse(text(row, 'value')) as SealedJson };
}
