import { silentAfterMs } from '../console/stations.ts';
import type { HalfOpen } from '../gates/half-open.ts';
import type { GateLoad } from '../http/push-routes.ts';
import type { Ledger } from '../registry.ts';
import type { Position } from '../projector/projection.ts';
import { number, optionalNumber } from '../sql/rows.ts';
import type { SqlReader } from '../sql/port.ts';
import type { Outlet } from '../outlets/outlet.ts';
import { behindOf, outletPlaces } from '../outlets/places.ts';
import { uncoveredMs } from './readiness.ts';
import type { WitnessStanding, WitnessStandings } from '../witness/silence.ts';

/** How a registry stands, in numbers. Nothing here names a station, a person or a drive, and nothing grows with them. */
export interface Measures {
  readonly entries: number;
  readonly covered: number;
  /** How long the oldest entry without a checkpoint has waited, in ms. */
  readonly uncoveredMs: number;
  /** When the newest checkpoint was made, Unix ms; absent before the first. */
  readonly checkpointMs: number | undefined;
  readonly isSigning: boolean;
  /** Kinds of alarm that are open. */
  readonly alarms: readonly string[];
  /** Entries that a projection has not seen, and whether it stopped. */
  readonly projections: readonly { readonly name: string; readonly behind: number; readonly isStopped: boolean }[];
  readonly conflictsOpen: number;
  readonly quarantined: number;
  /** Requests that wait for an officer. */
  readonly waiting: { readonly enrolments: number; readonly epochs: number };
  readonly stations: {
    readonly all: number;
    readonly frozen: number;
    /** From which nothing came for 26 hours. */
    readonly silent: number;
    /** How long ago the one was heard that was heard longest ago, in ms; of those that are not silent. */
    readonly longestMs: number;
    /** The most by which a station's newest event came later than it happened, in ms; of those that are not silent. */
    readonly lagMs: number;
  };
  /** Other systems: entries that each was not told, attempts that failed since it last took something. */
  readonly outlets: readonly { readonly name: string; readonly behind: number; readonly failures: number; readonly isGivenUp: boolean }[];
  /** Witnesses that the settings name: how long ago each cosigned last, in ms, and how long a checkpoint has waited for it. */
  readonly witnesses: readonly (Pick<WitnessStanding, 'name' | 'waitingMs'> & { readonly ageMs: number | undefined })[];
  readonly pushes: GateLoad;
  readonly bodiesHalfOpen: number;
  readonly feedsWaiting: number;
  /** Connections to the database; absent where there is no pool. */
  readonly pool: { readonly all: number; readonly idle: number; readonly waiting: number } | undefined;
}

export interface MeasureParts {
  readonly ledger: Ledger;
  readonly load: () => GateLoad;
  readonly feedsWaiting: () => number;
  readonly bodies: HalfOpen | undefined;
  readonly outlets: readonly Pick<Outlet, 'name'>[];
  readonly witnesses: WitnessStandings;
}

/** Reads the numbers now: some from memory, some from the database. */
export async function measure({ ledger, load, feedsWaiting, bodies, outlets, witnesses }: MeasureParts): Promise<Measures> {
  const { store, clock, integrator, projector, log, desk, epochs } = ledger;
  const { sql } = store;
  const nowMs = clock.nowMs();
  const entries = await store.logSize();
  const covered = integrator.published()?.size ?? (await store.newestCheckpoint())?.size ?? 0;
  const [checkpoint] = await sql.query('SELECT at_ms FROM checkpoints WHERE log_id = $1 AND size = $2', [log.logId, covered]);
  return {
    entries,
    covered,
    uncoveredMs: await uncoveredMs(sql, log.logId, covered, nowMs),
    checkpointMs: checkpoint === undefined ? undefined : number(checkpoint, 'at_ms'),
    isSigning: integrator.alarm() === undefined,
    alarms: await ledger.alarms(),
    projections: projector.all().map(({ name, position, state }) => ({
      name,
      behind: position.logId === log.logId ? Math.max(0, entries - position.next) : entries,
      isStopped: state === 'stopped',
    })),
    conflictsOpen: await countOf(sql, 'SELECT count(*) AS n FROM conflicts WHERE open = 1'),
    quarantined: await countOf(sql, "SELECT count(*) AS n FROM quarantine WHERE state = 'held'"),
    waiting: { enrolments: (await desk.waiting()).length, epochs: (await epochs.waiting()).length },
    stations: await stationsOf(sql, nowMs),
    outlets: await outletsOf(sql, outlets, { logId: log.logId, next: entries }),
    witnesses: (await witnesses(nowMs)).map(({ name, cosignedMs, waitingMs }) => ({
      name,
      ageMs: cosignedMs === undefined ? undefined : Math.max(0, nowMs - cosignedMs),
      waitingMs,
    })),
    pushes: load(),
    bodiesHalfOpen: bodies?.count() ?? 0,
    feedsWaiting: feedsWaiting(),
    pool: store.pool?.(),
  };
}

async function outletsOf(sql: SqlReader, known: readonly Pick<Outlet, 'name'>[], end: Position): Promise<Measures['outlets']> {
  if (known.length === 0) return [];
  const names = new Set(known.map(({ name }) => name));
  const places = (await outletPlaces(sql)).filter(({ name }) => names.has(name));
  return places.map((place) => ({
    name: place.name,
    behind: behindOf(place, end),
    failures: place.failures,
    isGivenUp: place.state === 'given_up',
  }));
}

async function countOf(sql: SqlReader, text: string): Promise<number> {
  const [row] = await sql.query(text);
  return row === undefined ? 0 : number(row, 'n');
}

async function stationsOf(sql: SqlReader, nowMs: number): Promise<Measures['stations']> {
  const since = nowMs - silentAfterMs;
  const [row] = await sql.query(
    `SELECT count(*) AS every, count(CASE WHEN h.frozen = TRUE THEN 1 END) AS frozen,
            count(CASE WHEN c.last_ms IS NULL OR c.last_ms < $1 THEN 1 END) AS silent,
            min(CASE WHEN c.last_ms >= $1 THEN c.last_ms END) AS oldest, max(CASE WHEN c.last_ms >= $1 THEN c.lag_ms END) AS lag
       FROM console_stations c JOIN stations s ON s.station = c.station JOIN heads h ON h.station_no = s.station_no`,
    [since],
  );
  if (row === undefined) return { all: 0, frozen: 0, silent: 0, longestMs: 0, lagMs: 0 };
  const oldest = optionalNumber(row, 'oldest');
  return {
    all: number(row, 'every'),
    frozen: number(row, 'frozen'),
    silent: number(row, 'silent'),
    longestMs: oldest === undefined ? 0 : Math.max(0, nowMs - oldest),
    lagMs: Math.max(0, optionalNumber(row, 'lag') ?? 0),
  };
}
