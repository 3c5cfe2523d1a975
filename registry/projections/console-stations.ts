import { readControlFact } from '../../domain/facts/control.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import { insertRows, type SqlReader, type Statement } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import { stationRows } from './stations-in.ts';

/** One station as the log tells of it. */
interface Held {
  readonly name: string;
  readonly site: string;
  readonly platform: string;
  epoch: number;
  seq: number;
  forked: boolean;
  lastMs: number | undefined;
  lagMs: number | undefined;
  offMs: number | undefined;
  version: string | undefined;
}

export interface StationsStep {
  /** Site of a station; empty for one that the log does not know. */
  readonly siteOf: (station: string) => string;
  readonly statements: readonly Statement[];
}

const columns = ['station', 'name', 'site', 'platform', 'epoch', 'seq', 'forked', 'last_ms', 'lag_ms', 'off_ms', 'version'] as const;

/** Health, lag and clock of the stations. */
export async function applyStations(events: readonly LoggedEvent[], db: SqlReader): Promise<StationsStep> {
  const stations = new Map((await stationRows(db, 'console_stations', events)).map((row) => [text(row, 'station'), heldOf(row)]));
  const touched = new Set<string>();
  const days = new Map<string, number>();
  for (const logged of events) {
    const { event } = logged;
    if (event.station === controlStation) {
      control(logged, stations, touched);
      continue;
    }
    const held = stations.get(event.station);
    if (held === undefined) continue;
    touched.add(event.station);
    held.epoch = event.epoch;
    held.seq = event.seq;
    held.lastMs = logged.recvMs;
    held.lagMs = Math.max(0, logged.recvMs - (Date.parse(event.time.wall) + event.time.off));
    held.offMs = event.time.src === 'none' ? undefined : event.time.off;
    if (event.type === 'station.heartbeat' && typeof event.body['version'] === 'string') held.version = event.body['version'];
    const day = JSON.stringify([event.station, new Date(logged.recvMs).toISOString().slice(0, 10)]);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  const sets = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  return {
    siteOf: (station) => stations.get(station)?.site ?? '',
    statements: [
      ...insertRows(
        'console_stations',
        columns,
        [...touched].map((station) => rowOf(station, stations.get(station))),
        `ON CONFLICT (station) DO UPDATE SET ${sets.join(', ')}`,
      ),
      ...insertRows(
        'station_days',
        ['station', 'day', 'facts'],
        [...days].map(([key, facts]) => [...(JSON.parse(key) as [string, string]), facts]), // made above
        'ON CONFLICT (station, day) DO UPDATE SET facts = station_days.facts + excluded.facts',
      ),
    ],
  };
}

function control({ event }: LoggedEvent, stations: Map<string, Held>, touched: Set<string>): void {
  const fact = readControlFact(event.type, event.body);
  if (fact === undefined) return;
  if (fact.type === 'station.enrolled') {
    const { station, name, site, platform } = fact.body;
    const unknown = { lastMs: undefined, lagMs: undefined, offMs: undefined, version: undefined };
    stations.set(station, { name, site, platform, epoch: 1, seq: 0, forked: false, ...unknown });
    touched.add(station);
  }
  if (fact.type === 'chain.forked' || fact.type === 'epoch.opened') {
    const held = stations.get(fact.body.station);
    if (held === undefined) return;
    touched.add(fact.body.station);
    held.forked = fact.type === 'chain.forked';
    if (fact.type === 'epoch.opened') Object.assign(held, { epoch: fact.body.epoch, seq: 0 });
  }
}

function heldOf(row: Readonly<Record<string, unknown>>): Held {
  return {
    name: text(row, 'name'),
    site: text(row, 'site'),
    platform: text(row, 'platform'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    forked: number(row, 'forked') === 1,
    lastMs: optionalNumber(row, 'last_ms'),
    lagMs: optionalNumber(row, 'lag_ms'),
    offMs: optionalNumber(row, 'off_ms'),
    version: optionalText(row, 'version'),
  };
}

function rowOf(station: string, held: Held | undefined): readonly (string | number | null)[] {
  if (held === undefined) throw new Error('a station was touched that is not there');
  const { name, site, platform, epoch, seq, forked, lastMs, lagMs, offMs, version } = held;
  return [station, name, site, platform, epoch, seq, forked ? 1 : 0, lastMs ?? null, lagMs ?? null, offMs ?? null, version ?? null];
}
