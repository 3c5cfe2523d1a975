import type { After, RegistryClock, Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';
import type { Position } from '../projector/projection.ts';
import { nextLog, readEvents } from '../projector/read-log.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { text } from '../sql/rows.ts';
import { type Outlet, type Sent, waitsMs } from './outlet.ts';
import { endOfLog, keepPlace, type OutletPlace, outletPlace, placeNew } from './places.ts';

export interface DelivererParts {
  readonly sql: SqlDatabase;
  readonly outlets: readonly Outlet[];
  /** The newest log, and how many of its entries are under a checkpoint: nothing is told before that. */
  readonly logId: number;
  readonly covered: () => number;
  readonly projector: Pick<Projector, 'onMoved'>;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly after: After;
  readonly report: Report;
}

export interface Deliverer {
  readonly outlets: readonly Outlet[];
  /** An outlet was set to another place: it goes on from there now. */
  look(name: string): void;
  /** Begins no attempt any more, and cuts what is under way after two seconds; where each outlet stands is in the database. */
  stop(): Promise<void>;
}

/** Entries looked through, and room that the chosen ones take, in one delivery. */
const mostScanned = 500;
const mostEvents = 100;
const mostBytes = 1024 * 1024;
/** How long entries may gather before they are told, and how soon it is looked again for what no checkpoint covers yet. */
const gatherMs = 250;
/** The longest time without a look at a place: another process may have set it. */
const lookMs = 60_000;
/** How long an attempt that is under way may take to end when the registry stops. */
const graceMs = 2_000;
/** Wait when the database does not answer. */
const retryMs = 5_000;

/**
 * Tells other systems of the log, each by itself and in the order of the log, from the place that is kept for it. Each event
 * is told at least once: what was taken and not written down is told again, with its index. One that fails is tried again
 * with longer and longer waits, and then given up, which is told to whoever runs the registry.
 */
export function startDeliverer(parts: DelivererParts): Deliverer {
  const running = parts.outlets.map((outlet) => runOutlet(parts, outlet));
  const forget = parts.projector.onMoved(() => {
    for (const each of running) each.soon(gatherMs);
  });
  return {
    outlets: parts.outlets,
    look(name) {
      for (const each of running) if (each.name === name) each.now();
    },
    async stop() {
      forget();
      await Promise.all(running.map((each) => each.stop()));
    },
  };
}

interface Running {
  readonly name: string;
  soon(ms: number): void;
  now(): void;
  stop(): Promise<void>;
}

function runOutlet(parts: DelivererParts, outlet: Outlet): Running {
  const [stopping, cutting] = [new AbortController(), new AbortController()];
  let work: Promise<void> | undefined;
  let again = false;
  let cancel: (() => void) | undefined;

  function soon(ms: number): void {
    if (stopping.signal.aborted || cancel !== undefined) return;
    cancel = parts.after(ms, () => {
      cancel = undefined;
      now();
    });
  }
  function now(): void {
    cancel?.();
    cancel = undefined;
    if (stopping.signal.aborted) return;
    again = work !== undefined;
    work ??= tell(parts, outlet, stopping.signal, cutting.signal)
      .catch((cause: unknown) => {
        if (!stopping.signal.aborted) parts.report(`The outlet ${outlet.name} could not read the log. It tries again.`, cause);
        return retryMs;
      })
      .then((waitMs) => {
        work = undefined;
        if (again) now();
        else if (waitMs !== undefined) soon(waitMs);
      });
  }
  now();
  return {
    name: outlet.name,
    soon,
    now,
    async stop() {
      stopping.abort();
      cancel?.();
      // What the other side has taken already should be written down, or it is told again at the next start.
      const forgetCut = parts.after(graceMs, () => {
        cutting.abort();
      });
      await work;
      forgetCut();
      outlet.close();
    },
  };
}

/** Tells all that there is. @returns when to look again, in ms; undefined when something new or somebody has to come first */
async function tell(parts: DelivererParts, outlet: Outlet, ending: AbortSignal, cut: AbortSignal): Promise<number | undefined> {
  const { sql, clock } = parts;
  let place = await outletPlace(sql, outlet.name);
  if (place === undefined) {
    await placeNew(sql, outlet.name, outlet.begins === 'now' ? await endOfLog(sql) : { logId: 1, next: 0 });
    place = await outletPlace(sql, outlet.name);
  }
  while (place !== undefined && !ending.aborted) {
    if (place.state === 'given_up') return undefined;
    if (place.dueMs !== undefined && place.dueMs > clock.nowMs()) return Math.min(place.dueMs - clock.nowMs(), lookMs);
    const found = await nextBatch(parts, outlet, place.position);
    if (found === undefined) return (await endOfLog(sql)).next > parts.covered() ? gatherMs : undefined;
    const nowMs = clock.nowMs();
    const [first, ...others] = found.events;
    const sent: Sent =
      first === undefined
        ? { kind: 'taken' }
        : await outlet.send(
            { log: found.log, from: place.position.next, next: found.to.next, run: place.run, events: [first, ...others], nowMs },
            cut,
          );
    // An attempt that was cut by our own end says nothing about the other side.
    if (cut.aborted && sent.kind !== 'taken') return undefined;
    const after = placeAfter(place, sent, found.to, found.events.length, clock.nowMs());
    if ((await keepPlace(sql, place, after)) && after.state === 'given_up') tellGivenUp(parts, outlet, after);
    place = await outletPlace(sql, outlet.name);
  }
  return undefined;
}

interface Found {
  readonly log: string;
  readonly to: Position;
  readonly events: Awaited<ReturnType<typeof readEvents>>;
}

/** What comes next for an outlet; undefined when nothing covered is left. */
async function nextBatch({ sql, logId, covered }: DelivererParts, outlet: Outlet, from: Position): Promise<Found | undefined> {
  const least = from.logId === logId ? Math.min(mostScanned, covered() - from.next) : mostScanned;
  const read = least <= 0 ? [] : await readEvents(sql, from, least);
  const [log] = await sql.query('SELECT name FROM logs WHERE log_id = $1', [from.logId]);
  if (log === undefined) throw new Error(`the log ${from.logId} is not here`);
  if (read.length === 0) {
    const to = await nextLog(sql, from);
    return to === undefined ? undefined : { log: text(log, 'name'), to, events: [] };
  }
  const events = [];
  let bytes = 0;
  let next = from.next;
  for (const event of read) {
    const isTaken = outlet.takes(event.event.type);
    if (isTaken && events.length > 0 && (events.length >= mostEvents || bytes + event.bytes.length > mostBytes)) break;
    next = event.index + 1;
    if (!isTaken) continue;
    events.push(event);
    bytes += event.bytes.length;
  }
  return { log: text(log, 'name'), to: { logId: from.logId, next }, events };
}

/** Where an outlet stands after an attempt. */
export function placeAfter(place: OutletPlace, sent: Sent, to: Position, events: number, nowMs: number): OutletPlace {
  if (sent.kind === 'taken')
    return {
      ...place,
      position: to,
      state: 'told',
      failures: 0,
      failedMs: undefined,
      dueMs: undefined,
      why: undefined,
      ...(events === 0
        ? {}
        : {
            takenMs: nowMs,
            taken: place.taken + events,
          }),
    };
  const waitMs = sent.kind === 'refused' ? undefined : waitsMs[place.failures];
  return {
    ...place,
    state: waitMs === undefined ? 'given_up' : 'waiting',
    failures: place.failures + 1,
    failedMs: place.failedMs ?? nowMs,
    dueMs: waitMs === undefined ? undefined : nowMs + waitMs,
    why: sent.why.slice(0, 300),
  };
}

function tellGivenUp({ report }: DelivererParts, { name }: Outlet, { failures, position, why }: OutletPlace): void {
  report(
    `The outlet ${name} was given up after ${failures} attempts: ${why ?? ''}. It is told nothing more from entry ${position.next} on; nothing is lost here. Mend it, then let it go on from there in the console.`,
  );
}
