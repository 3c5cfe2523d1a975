import type { ConsoleLine } from '../../contract/console/drives.ts';
import { concat, fromUtf8 } from '../../domain/bytes.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { subjectKey } from '../projections/subjects.ts';
import { inList, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import { present, timeOf } from './drive-view.ts';
import type { NamesOf } from './names.ts';

/** One fact of a drive as the log has it. */
export interface DriveFact {
  readonly logId: number;
  readonly index: number;
  readonly hash: string;
  readonly event: Event;
}

/** More facts than a drive has in any life that was lived; the newest are shown. */
export const mostFacts = 2_000;

/** The facts of a drive, oldest first, through all logs: by key, so that the length of a log does not matter. */
export async function factsOf(sql: SqlReader, subject: string): Promise<readonly DriveFact[]> {
  const logs = await sql.query('SELECT log_id FROM logs ORDER BY log_id DESC');
  const newestFirst: DriveFact[] = [];
  for (const log of logs) {
    if (newestFirst.length >= mostFacts) break;
    const rows = await sql.query(factsQuery, [number(log, 'log_id'), subjectKey(subject), mostFacts - newestFirst.length]);
    newestFirst.push(...rows.map(factOf).sort((left, right) => right.index - left.index));
  }
  return newestFirst.reverse();
}

export const factsQuery = `SELECT e.log_id, e.log_index, e.hash8, e.hash24, e.entry FROM
    (SELECT log_id, log_index FROM subject_history WHERE log_id = $1 AND subject = $2 ORDER BY log_index DESC LIMIT $3) AS h
  JOIN events AS e ON e.log_id = h.log_id AND e.log_index = h.log_index`;

function factOf(row: SqlRow): DriveFact {
  const { event } = JSON.parse(fromUtf8(bytes(row, 'entry')) ?? '') as { readonly event: Event }; // canonical JSON that was checked when it came
  return {
    logId: number(row, 'log_id'),
    index: number(row, 'log_index'),
    hash: hashText(concat(bytes(row, 'hash8'), bytes(row, 'hash24'))),
    event,
  };
}

/** Sealed values of facts, by event hash and field: text as it is, anything else as JSON. */
export async function openedOf(
  sql: SqlReader,
  facts: readonly Pick<DriveFact, 'logId' | 'index' | 'hash'>[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const opened = new Map<string, Record<string, string>>();
  for (const logId of new Set(facts.map((fact) => fact.logId))) {
    const own = new Map(facts.filter((fact) => fact.logId === logId).map((fact) => [fact.index, fact.hash]));
    const [first, ...others] = own.keys();
    if (first === undefined) continue;
    const { list, params } = inList([first, ...others], 2);
    const rows = await sql.query(`SELECT log_index, field, value FROM sealed WHERE log_id = $1 AND log_index IN ${list}`, [
      logId,
      ...params,
    ]);
    for (const row of rows) {
      const hash = own.get(number(row, 'log_index')) ?? '';
      const value: unknown = JSON.parse(text(row, 'value'));
      opened.set(hash, { ...opened.get(hash), [text(row, 'field')]: typeof value === 'string' ? value : JSON.stringify(value) });
    }
  }
  return opened;
}

/** Name and site of every station that facts name. */
export async function stationsOf(
  sql: SqlReader,
  stations: Iterable<string>,
): Promise<(station: string) => { readonly name: string; readonly site: string }> {
  const [first, ...others] = new Set(stations);
  if (first === undefined) return (station) => ({ name: station, site: 'unknown' });
  const { list, params } = inList([first, ...others], 1);
  const rows = await sql.query(`SELECT station, name, site FROM console_stations WHERE station IN ${list}`, params);
  const known = new Map(rows.map((row) => [text(row, 'station'), { name: text(row, 'name'), site: text(row, 'site') }]));
  return (station) => known.get(station) ?? { name: station, site: 'unknown' };
}

/** A fact as a page draws it. */
export function lineOf(
  fact: DriveFact,
  parts: {
    readonly names: NamesOf;
    readonly station: (id: string) => { readonly name: string; readonly site: string };
    /** Sealed values that are there; undefined for who may not read such. */
    readonly opened: Readonly<Record<string, string>> | undefined;
    readonly covered: number;
  },
): ConsoleLine {
  const { event } = fact;
  const place = event.body['place'];
  const { name, site } = parts.station(event.station);
  return {
    hash: fact.hash,
    type: event.type,
    at_ms: timeOf(event.time.wall),
    ...present({
      actor: event.actor === undefined ? undefined : parts.names(event.actor),
      witness: event.witness === undefined ? undefined : parts.names(event.witness),
      place: typeof place === 'string' ? place : undefined,
    }),
    body: { ...event.body },
    opened: parts.opened ?? {},
    ...erasedOf(event, parts.opened),
    safety: fact.index < parts.covered ? 'proven' : 'logged',
    log_index: fact.index,
    seq: event.seq,
    station: event.station,
    station_name: name,
    site,
  };
}

/** What was sealed and is there no more. What is told again need not bring its values again, so of that nothing is said. */
function erasedOf({ type, sealed }: Event, opened: Readonly<Record<string, string>> | undefined): Pick<ConsoleLine, 'erased'> {
  const gone =
    opened === undefined || type === 'event.recovered' ? [] : Object.keys(sealed ?? {}).filter((field) => !Object.hasOwn(opened, field));
  return gone.length === 0 ? {} : { erased: gone };
}
