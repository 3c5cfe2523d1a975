import { feedLimits } from '../../contract/registry-feed.ts';
import { subjectKey } from '../projections/subjects.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number } from '../sql/rows.ts';

/** Lets a station follow a subject, wherever it is. @returns how many it follows now; undefined when it follows as many as it may */
export async function watch(sql: SqlDatabase, stationNo: number, subject: string): Promise<number | undefined> {
  const key = subjectKey(subject);
  const known = await sql.query('SELECT 1 AS one FROM watches WHERE station_no = $1 AND subject = $2', [stationNo, key]);
  if (known.length === 0 && (await watchCount(sql, stationNo)) >= feedLimits.watches) return undefined;
  await sql.apply([{ text: 'INSERT INTO watches (station_no, subject) VALUES ($1, $2) ON CONFLICT DO NOTHING', params: [stationNo, key] }]);
  return watchCount(sql, stationNo);
}

export async function unwatch(sql: SqlDatabase, stationNo: number, subject: string): Promise<number> {
  await sql.apply([{ text: 'DELETE FROM watches WHERE station_no = $1 AND subject = $2', params: [stationNo, subjectKey(subject)] }]);
  return watchCount(sql, stationNo);
}

async function watchCount(sql: SqlDatabase, stationNo: number): Promise<number> {
  const [row] = await sql.query('SELECT count(*) AS n FROM watches WHERE station_no = $1', [stationNo]);
  return row === undefined ? 0 : number(row, 'n');
}
