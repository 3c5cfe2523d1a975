import type { OutletRow } from '../../contract/console/outlets.ts';
import type { Deliverer } from '../outlets/deliverer.ts';
import type { Outlet } from '../outlets/outlet.ts';
import { behindOf, endOfLog, type OutletPlace, outletPlaces, replayFrom } from '../outlets/places.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversAll, type Scope } from '../people/rights.ts';
import type { Position } from '../projector/projection.ts';
import type { SqlDatabase, SqlReader } from '../sql/port.ts';
import type { Handlers } from './call.ts';
import { present } from './drive-view.ts';
import { mayRead } from './drives.ts';
import { nameReaders, type NamesOf, namesOf } from './names.ts';

/** Other systems that are told of the log: those of the settings, with the place that is kept for each. */
export function outletHandlers({
  sql,
  deliverer,
}: {
  readonly sql: SqlDatabase;
  readonly deliverer: Deliverer;
}): Handlers<'outlets.list' | 'outlets.replay'> {
  return {
    'outlets.list': async ({ scope, asker, nowMs }) => {
      everythingOnly(scope);
      const [places, end] = [new Map((await outletPlaces(sql)).map((place) => [place.name, place])), await endOfLog(sql)];
      const names = await namesOf(
        sql,
        [...places.values()].map(({ setBy }) => setBy),
        mayRead(asker, nameReaders),
      );
      const rows = deliverer.outlets.map((outlet) => rowOf(outlet, places.get(outlet.name), end, names));
      return { at_ms: nowMs, size: end.next, rows };
    },

    'outlets.replay': async ({ params, body, scope, asker, nowMs }) => {
      everythingOnly(scope);
      if (!deliverer.outlets.some(({ name }) => name === params.outlet)) throw new ConsoleRefusal('not_found', 'there is no such outlet');
      try {
        await replayFrom(sql, params.outlet, body.from, nowMs, asker.person);
      } catch (cause) {
        if (cause instanceof RangeError) throw new ConsoleRefusal('refused', cause.message, { why: 'position' });
        throw cause;
      }
      deliverer.look(params.outlet);
      return { ok: true };
    },
  };
}

/** How many of the settings' outlets were given up. */
export async function countGivenUp(sql: SqlReader, { outlets }: Pick<Deliverer, 'outlets'>): Promise<number> {
  if (outlets.length === 0) return 0;
  const names = new Set(outlets.map(({ name }) => name));
  return (await outletPlaces(sql)).filter(({ name, state }) => state === 'given_up' && names.has(name)).length;
}

/** What goes out is of every site and tenant. */
function everythingOnly(scope: Scope): void {
  if (!coversAll(scope)) throw new ConsoleRefusal('role', 'outlets are told of everything: only who sees every site and tenant may ask');
}

function rowOf({ name, way, to }: Outlet, place: OutletPlace | undefined, end: Position, names: NamesOf): OutletRow {
  if (place === undefined) return { name, way, to, state: 'new', next: end.next, behind: 0, taken: 0, failures: 0 };
  const { position, state, taken, failures, takenMs, failedMs, dueMs, why, setBy, setMs } = place;
  return {
    name,
    way,
    to,
    state,
    taken,
    failures,
    next: position.logId === end.logId ? position.next : 0,
    behind: behindOf(place, end),
    ...present({
      taken_ms: takenMs,
      failed_ms: failedMs,
      due_ms: dueMs,
      why,
      set_ms: setMs,
    }),
    ...(setBy === undefined
      ? {}
      : {
          set_by: {
            person: setBy,
            name: names(setBy),
          },
        }),
  };
}
