import { type StationRow, stationRow } from '../../contract/console/stations.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversSite } from '../people/rights.ts';
import type { SqlDatabase, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { present } from './drive-view.ts';
import { Params, withinScope } from './scope-sql.ts';

/** A station says at least once a day that it is there; after a day and two hours without a word it is silent. */
export const silentAfterMs = 26 * 60 * 60 * 1000;
/** A clock that is further off than this is wrong: the registry protocol flags it. */
export const clockBoundMs = 5 * 60 * 1000;

const columns = `c.station, c.name, c.site, c.platform, c.epoch, c.seq, c.last_ms, c.lag_ms, c.off_ms, c.version, h.frozen,
  (SELECT count(*) FROM quarantine q WHERE q.station_no = s.station_no AND q.state = 'held') AS held`;
const tables = 'console_stations c JOIN stations s ON s.station = c.station JOIN heads h ON h.station_no = s.station_no';

export function stationHandlers({ sql }: { readonly sql: SqlDatabase }): Handlers<'stations.list' | 'stations.look'> {
  return {
    'stations.list': async ({ query, scope, nowMs }) => {
      const limit = query.limit ?? pageSize;
      const after = query.after === undefined ? ['', '', ''] : readCursor(query.after, ['string', 'string', 'string']);
      const params = new Params();
      const within = withinScope(
        scope.map(({ sites }) => ({ sites, tenants: ['*'] })),
        { site: 'c.site' },
        params,
      );
      const [site, name, station] = after.map((part) => params.add(part));
      const rows = await sql.query(
        `SELECT ${columns} FROM ${tables} WHERE ${within} AND (c.site, c.name, c.station) > (${site}, ${name}, ${station})
          ORDER BY c.site, c.name, c.station LIMIT ${params.add(limit + 1)}`,
        params.values,
      );
      const { shown, ...more } = cut(rows, limit, (row) => [text(row, 'site'), text(row, 'name'), text(row, 'station')]);
      return { rows: shown.map((row) => rowOf(row, nowMs)), ...more };
    },

    'stations.look': async ({ params, scope, nowMs }) => {
      const [found] = await sql.query(`SELECT s.station_no, ${columns} FROM ${tables} WHERE c.station = $1`, [params.station]);
      if (found === undefined || !coversSite(scope, text(found, 'site')))
        throw new ConsoleRefusal('not_found', 'there is no such station among those that you may see');
      const stationNo = number(found, 'station_no');
      const [keys, forks, days] = await Promise.all([
        sql.query('SELECT keyid, use, log_index, ended, ended_index FROM keys WHERE station_no = $1 ORDER BY log_index, keyid LIMIT 200', [
          stationNo,
        ]),
        sql.query('SELECT epoch, seq, hash, logged, recv_ms FROM evidence WHERE station_no = $1 ORDER BY epoch, seq LIMIT 200', [
          stationNo,
        ]),
        sql.query('SELECT day, facts FROM station_days WHERE station = $1 ORDER BY day DESC LIMIT 30', [params.station]),
      ]);
      return {
        row: rowOf(found, nowMs),
        keys: keys.map((row) => ({
          keyid: text(row, 'keyid'),
          use: text(row, 'use'),
          from_index: number(row, 'log_index'),
          ...present({ until_index: optionalNumber(row, 'ended_index'), ended: endedOf(row) }),
        })),
        forks: forks.map((row) => ({
          epoch: number(row, 'epoch'),
          seq: number(row, 'seq'),
          logged: hashText(bytes(row, 'logged')),
          diverging: hashText(bytes(row, 'hash')),
          at_ms: number(row, 'recv_ms'),
        })),
        days: days.map((row) => ({ day: text(row, 'day'), facts: number(row, 'facts') })).reverse(),
      };
    },
  };
}

function endedOf(row: SqlRow): 'rotated' | 'replaced' | 'revoked' | undefined {
  return optionalText(row, 'ended') as 'rotated' | 'replaced' | 'revoked' | undefined; // the table's own check
}

function rowOf(row: SqlRow, nowMs: number): StationRow {
  const lastMs = optionalNumber(row, 'last_ms');
  const offMs = optionalNumber(row, 'off_ms');
  return stationRow.parse({
    station: text(row, 'station'),
    name: text(row, 'name'),
    site: text(row, 'site'),
    platform: text(row, 'platform'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    state: stateOf(row, lastMs, nowMs),
    clock: lastMs === undefined ? 'unknown' : offMs === undefined ? 'unmeasured' : Math.abs(offMs) > clockBoundMs ? 'wrong' : 'measured',
    quarantined: number(row, 'held'),
    ...present({
      last_event_ms: lastMs,
      lag_ms: optionalNumber(row, 'lag_ms'),
      clock_off_ms: offMs,
      version: optionalText(row, 'version'),
    }),
  });
}

function stateOf(row: SqlRow, lastMs: number | undefined, nowMs: number): StationRow['state'] {
  // A truth value comes as 1 from one database and as true from the other.
  if (row['frozen'] === true || row['frozen'] === 1) return 'frozen';
  if (lastMs === undefined) return 'waiting';
  return nowMs - lastMs > silentAfterMs ? 'silent' : 'in_step';
}
