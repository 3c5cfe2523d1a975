import type { StationRole } from '../../domain/facts/control.ts';
import { stationRole } from '../../domain/facts/control.ts';
import { inList, type SqlReader, type Statement } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import type { LogPlace } from '../store.ts';

/** How long a request waits for an officer. */
export const requestLifeMs = 24 * 60 * 60 * 1000;

/** A request that an officer decides: to be let in, or to begin a new epoch. */
export interface RequestRow {
  /** `requestName` of the whole request. */
  readonly request: string;
  readonly kind: 'enrolment' | 'epoch';
  /** The request as it came, without its code; canonical JSON. */
  readonly body: string;
  readonly site: string;
  readonly role: StationRole;
  /** Whose epoch; of an enrolment the id that was given. */
  readonly station?: string;
  readonly askedMs: number;
  readonly untilMs: number;
  readonly state: 'waiting' | 'approved' | 'refused';
  readonly decidedBy?: string;
  readonly decidedMs?: number;
  /** The control event that approved it. */
  readonly place?: { readonly logId: number; readonly index: number };
}

const columns = 'request, kind, body, site, role, station, asked_ms, until_ms, state, decided_by, decided_ms, log_id, log_index';

export async function requestNamed(sql: SqlReader, request: string): Promise<RequestRow | undefined> {
  const [row] = await sql.query(`SELECT ${columns} FROM requests WHERE request = $1`, [request]);
  return row === undefined ? undefined : requestRow(row);
}

/** Undecided requests of a kind whose time is not over, oldest first. */
export async function waitingRequests(sql: SqlReader, kind: RequestRow['kind'], nowMs: number): Promise<readonly RequestRow[]> {
  const rows = await sql.query(
    `SELECT ${columns} FROM requests WHERE state = 'waiting' AND kind = $1 AND until_ms >= $2 ORDER BY asked_ms, request LIMIT 500`,
    [kind, nowMs],
  );
  return rows.map(requestRow);
}

/** Keeps a request that waits. */
export function asked(row: Omit<RequestRow, 'state' | 'decidedBy' | 'decidedMs' | 'place'>): Statement {
  return {
    text: `INSERT INTO requests (request, kind, body, site, role, station, asked_ms, until_ms, state)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting') ON CONFLICT DO NOTHING`,
    params: [row.request, row.kind, row.body, row.site, row.role, row.station ?? null, row.askedMs, row.untilMs],
  };
}

/** Approves a request that waits, together with its control event. Two approvals at once cannot both pass. */
export function approved(request: string, station: string, officer: string | undefined, nowMs: number, place: LogPlace): Statement {
  return {
    text: `UPDATE requests SET state = 'approved', station = $2, decided_by = $3, decided_ms = $4, log_id = $5, log_index = $6
            WHERE request = $1 AND state = 'waiting'`,
    params: [request, station, officer ?? null, nowMs, place.logId, place.index],
    changes: 1,
  };
}

export function refused(request: string, officer: string | undefined, nowMs: number): Statement {
  return {
    text: `UPDATE requests SET state = 'refused', decided_by = $2, decided_ms = $3 WHERE request = $1 AND state = 'waiting'`,
    params: [request, officer ?? null, nowMs],
    changes: 1,
  };
}

/** Stations by name, for those that ask about themselves. */
export async function stationsNamed(
  sql: SqlReader,
  names: readonly [string, ...string[]],
): Promise<ReadonlyMap<string, { readonly name: string; readonly site: string; readonly role: StationRole }>> {
  const { list, params } = inList(names, 1);
  const rows = await sql.query(`SELECT station, name, site, role FROM stations WHERE station IN ${list}`, params);
  return new Map(
    rows.map((row) => [text(row, 'station'), { name: text(row, 'name'), site: text(row, 'site'), role: stationRole.parse(row['role']) }]),
  );
}

function requestRow(row: Readonly<Record<string, unknown>>): RequestRow {
  const [station, decidedBy, decidedMs] = [
    optionalText(row, 'station'),
    optionalText(row, 'decided_by'),
    optionalNumber(row, 'decided_ms'),
  ];
  const [logId, index] = [optionalNumber(row, 'log_id'), optionalNumber(row, 'log_index')];
  return {
    request: text(row, 'request'),
    kind: text(row, 'kind') as RequestRow['kind'], // the table's own check
    body: text(row, 'body'),
    site: text(row, 'site'),
    role: stationRole.parse(row['role']),
    askedMs: number(row, 'asked_ms'),
    untilMs: number(row, 'until_ms'),
    state: text(row, 'state') as RequestRow['state'], // the table's own check
    ...(station === undefined ? {} : { station }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedMs === undefined ? {} : { decidedMs }),
    ...(logId === undefined || index === undefined ? {} : { place: { logId, index } }),
  };
}
