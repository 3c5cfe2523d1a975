import { createServer } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Measures } from '../../registry/observe/measures.ts';
import type { ReaderMeasures } from '../../registry/reader/follow.ts';
import type { Answered, Observer } from '../../registry/observe/observer.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { splitAddress } from './settings.ts';

export interface Metrics<Now = Measures> extends Pick<Observer, 'answered' | 'pushed'> {
  /** The text that a Prometheus server reads. Numbers that need the database are left out when it does not answer. */
  expose(measure: () => Promise<Now>): Promise<string>;
  readonly contentType: string;
}

/** In seconds: a push answers in milliseconds, a feed waits for 25 s. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const pushRoute = '/v1/push';

/**
 * Counters and gauges of one registry. No label grows with stations, people or drives: routes are patterns, witnesses and outlets stand in the settings, codes and
 * projections are closed lists.
 */
export function openMetrics(): Metrics {
  return metricsOf(shown);
}

/** The same for a process that only reads: `custos_reader_*` in place of what only the registry that writes can tell. */
export function openReaderMetrics(): Metrics<ReaderMeasures> {
  return metricsOf(shownByReader);
}

function metricsOf<Now>(rows: Readonly<Record<string, Shown<Now>>>): Metrics<Now> {
  const registers = [new Registry()] as const;
  const [register] = registers;
  // Of this process: memory, processor, event-loop delay, garbage collection.
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'custos_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['method', 'route', 'status', 'code'] as const,
    registers: [...registers],
  });
  const times = new Histogram({
    name: 'custos_request_seconds',
    help: 'From the first byte of a request to the last of its answer. A feed that waits counts with its wait.',
    labelNames: ['route'] as const,
    buckets,
    registers: [...registers],
  });
  const pushTimes = new Histogram({ name: 'custos_push_seconds', help: 'Pushes that were taken.', buckets, registers: [...registers] });
  const events = new Counter({
    name: 'custos_events_total',
    help: 'Events that pushes brought, since this start.',
    labelNames: ['result'] as const,
    registers: [...registers],
  });
  const gauges = openGauges(register, rows);
  return {
    contentType: register.contentType,
    answered({ method, route, status, code = '', ms }: Answered) {
      requests.inc({ method, route, status: String(status), code });
      times.observe({ route }, ms / 1000);
      if (route === pushRoute && status === 200) pushTimes.observe(ms / 1000);
    },
    pushed({ accepted, duplicates }) {
      events.inc({ result: 'accepted' }, accepted);
      events.inc({ result: 'duplicate' }, duplicates);
    },
    async expose(measure) {
      gauges.set(await measure().catch(() => undefined));
      return register.metrics();
    },
  };
}

/** One gauge: its help, and what it shows; with a label, one value for each. */
interface Shown<Now> {
  readonly help: string;
  readonly label?: string;
  readonly of: (now: Now) => number | undefined | Readonly<Record<string, number>>;
}

const seconds = (ms: number): number => ms / 1000;

/** What is read at each look, by the name of its gauge. */
const shown: Readonly<Record<string, Shown<Measures>>> = {
  custos_log_entries: { help: 'Entries in the log.', of: (now) => now.entries },
  custos_log_covered_entries: { help: 'Entries under the newest checkpoint.', of: (now) => now.covered },
  custos_log_uncovered_seconds: {
    help: 'How long the oldest entry without a checkpoint has waited.',
    of: (now) => seconds(now.uncoveredMs),
  },
  custos_checkpoint_timestamp_seconds: {
    help: 'When the newest checkpoint was made, Unix time. It does not grow while nothing comes in.',
    of: ({ checkpointMs }) => (checkpointMs === undefined ? undefined : seconds(checkpointMs)),
  },
  custos_signing: { help: '1 while the log signs, 0 while it is read-only.', of: (now) => Number(now.isSigning) },
  custos_alarms_open: { help: 'Alarms by kind.', label: 'kind', of: ({ alarms }) => Object.fromEntries(alarms.map((kind) => [kind, 1])) },
  custos_projection_behind_entries: {
    help: 'Entries that a projection has not seen.',
    label: 'projection',
    of: ({ projections }) => Object.fromEntries(projections.map(({ name, behind }) => [name, behind])),
  },
  custos_projection_stopped: {
    help: '1 when a projection stopped at an error.',
    label: 'projection',
    of: ({ projections }) => Object.fromEntries(projections.map(({ name, isStopped }) => [name, Number(isStopped)])),
  },
  custos_conflicts_open: { help: 'Conflicts that nobody has closed.', of: (now) => now.conflictsOpen },
  custos_quarantined_events: { help: 'Events that wait for an officer.', of: (now) => now.quarantined },
  custos_outlet_behind_entries: {
    help: 'Entries that another system was not told of yet.',
    label: 'outlet',
    of: ({ outlets }) => Object.fromEntries(outlets.map(({ name, behind }) => [name, behind])),
  },
  custos_outlet_failures: {
    help: 'Attempts to tell another system that failed since it last took something.',
    label: 'outlet',
    of: ({ outlets }) => Object.fromEntries(outlets.map(({ name, failures }) => [name, failures])),
  },
  custos_outlet_given_up: {
    help: '1 when another system was given up: it is told nothing until somebody says that it goes on.',
    label: 'outlet',
    of: ({ outlets }) => Object.fromEntries(outlets.map(({ name, isGivenUp }) => [name, Number(isGivenUp)])),
  },
  custos_witness_age_seconds: {
    help: 'How long ago a witness made its newest cosignature, by its own clock. Absent for one that never did.',
    label: 'witness',
    of: ({ witnesses }) =>
      Object.fromEntries(witnesses.flatMap(({ name, ageMs }) => (ageMs === undefined ? [] : [[name, seconds(ageMs)] as const]))),
  },
  custos_witness_waiting_seconds: {
    help: 'How long the oldest checkpoint has waited that a witness has not covered; 0 when it has covered all.',
    label: 'witness',
    of: ({ witnesses }) => Object.fromEntries(witnesses.map(({ name, waitingMs }) => [name, seconds(waitingMs)])),
  },
  custos_requests_waiting: { help: 'Requests that wait for an officer.', label: 'kind', of: ({ waiting }) => ({ ...waiting }) },
  custos_stations: { help: 'Stations.', of: ({ stations }) => stations.all },
  custos_stations_frozen: { help: 'Stations whose chain is frozen.', of: ({ stations }) => stations.frozen },
  custos_stations_silent: { help: 'Stations from which nothing came for 26 hours, or ever.', of: ({ stations }) => stations.silent },
  custos_station_unheard_seconds: {
    help: 'How long ago the station was heard that was heard longest ago, of those that are not silent.',
    of: ({ stations }) => seconds(stations.longestMs),
  },
  custos_station_lag_seconds: {
    help: "The most by which a station's newest event came later than it happened, of those that are not silent.",
    of: ({ stations }) => seconds(stations.lagMs),
  },
  custos_push_waiting_events: { help: 'Events of pushes that wait or are verified.', of: ({ pushes }) => pushes.events },
  custos_push_running: { help: 'Pushes that are verified now.', of: ({ pushes }) => pushes.abreast },
  custos_push_carriers: { help: 'Stations that the gate shares its work among.', of: ({ pushes }) => pushes.carriers },
  custos_push_body_bytes: { help: 'Room taken by bodies of pushes.', of: ({ pushes }) => pushes.bodyBytes },
  custos_bodies_half_open: { help: 'Requests whose body has not come whole.', of: (now) => now.bodiesHalfOpen },
  custos_feeds_waiting: { help: 'Feeds that wait for something new.', of: (now) => now.feedsWaiting },
  custos_database_connections: {
    help: 'Connections to PostgreSQL, and work that waits for one.',
    label: 'state',
    of: ({ pool }) => ({ ...pool }),
  },
};

const shownByReader: Readonly<Record<string, Shown<ReaderMeasures>>> = {
  custos_log_entries: { help: 'Entries in the database that is read.', of: (now) => now.entries },
  custos_log_covered_entries: { help: 'Entries under the checkpoint that is shown.', of: (now) => now.covered },
  custos_log_uncovered_seconds: {
    help: 'How long the oldest entry has waited for a checkpoint that was released to readers.',
    of: (now) => seconds(now.uncoveredMs),
  },
  custos_reader_look_age_seconds: { help: 'How long ago the database answered last.', of: (now) => seconds(now.lookAgeMs) },
  custos_reader_standby_following: {
    help: '1 while the standby that is read gets what is new, 0 while it does not; absent where it is no standby.',
    of: ({ isFollowing }) => (isFollowing === undefined ? undefined : Number(isFollowing)),
  },
};

function openGauges<Now>(register: Registry, rows: Readonly<Record<string, Shown<Now>>>): { set(now: Now | undefined): void } {
  const answers = new Gauge({ name: 'custos_database_up', help: '1 when the database answered this look.', registers: [register] });
  const gauges = Object.entries(rows).map(([name, { help, label, of }]) => {
    const labelNames = label === undefined ? [] : [label];
    return { gauge: new Gauge({ name, help, labelNames, registers: [register] }), label, of };
  });
  return {
    set(now) {
      answers.set(now === undefined ? 0 : 1);
      for (const { gauge, label, of } of gauges) {
        // What was true at the look before is not told again.
        gauge.reset();
        if (label === undefined) gauge.remove();
        const value = now === undefined ? undefined : of(now);
        if (typeof value === 'number') gauge.set(value);
        else if (label !== undefined) for (const [each, amount] of Object.entries(value ?? {})) gauge.set({ [label]: each }, amount);
      }
    },
  };
}

/**
 * Serves `GET /metrics` on a listener of its own.
 *
 * @param address as the setting `metrics` has it
 * @throws CannotStart when the address cannot be listened on
 */
export async function serveMetrics<Now>(
  address: string,
  metrics: Metrics<Now>,
  measure: () => Promise<Now>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const at = splitAddress(address);
  if (at === undefined) throw new RangeError(`${address} is no address with a port`);
  const server = createServer((request, response) => {
    const isAsked = request.method === 'GET' && (request.url ?? '').split('?')[0] === '/metrics';
    if (!isAsked) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Here is GET /metrics and nothing else.\n');
      return;
    }
    void metrics.expose(measure).then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new CannotStart(`Nothing can listen on ${address} for metrics: ${cause.message}. Choose another address.`, { cause }));
    });
    server.listen(at.port, at.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : at.port;
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
