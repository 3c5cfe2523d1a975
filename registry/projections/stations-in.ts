import type { LoggedEvent } from '../projector/projection.ts';
import { inList, type SqlReader, type SqlRow } from '../sql/port.ts';

/** Rows of the stations that wrote some events or are named in them: of hundreds a batch concerns a few. */
export async function stationRows(
  db: SqlReader,
  table: 'feed_stations' | 'console_stations' | 'tally_stations',
  events: readonly LoggedEvent[],
): Promise<readonly SqlRow[]> {
  const named = events.flatMap(({ event: { station, body } }) => [
    station,
    ...(typeof body['station'] === 'string' ? [body['station']] : []),
  ]);
  const [first, ...others] = new Set(named);
  if (first === undefined) return [];
  const { list, params } = inList([first, ...others], 1);
  return db.query(`SELECT * FROM ${table} WHERE station IN ${list}`, params);
}
