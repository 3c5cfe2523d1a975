import type { BaysView } from '../../contract/views.ts';
import { taughtBays } from '../docks/bay-map.ts';
import type { DockedBay } from '../docks/docks.ts';
import type { Room } from '../room.ts';
import { dockPart } from './dock-part.ts';

/** Every port of the host that is a bay or could become one. Bays whose dock is away stay in the list, empty. */
export function baysView(room: Room): BaysView {
  const { docks, teaching, parts } = room;
  const taught = taughtBays(parts.store);
  const named = new Set(taught.map(({ port }) => port));
  const { waiting } = teaching;
  return {
    bays: taught.map((bay) => ({ name: bay.name, ...portView(bay, docks.at(bay.port)) })),
    others: docks
      .all()
      .filter(({ bay }) => bay.taught === false && !named.has(bay.port))
      .map((docked) => portView(docked.bay, docked)),
    ...(waiting === undefined ? {} : { teaching: { name: waiting.name, until_ms: waiting.untilMs } }),
    ...(docks.failed === undefined ? {} : { docks_failed: docks.failed }),
  };
}

function portView(
  { port, dock }: { readonly port: string; readonly dock: string },
  docked: DockedBay | undefined,
): BaysView['others'][number] {
  const identity = docked?.identified?.kind === 'identified' ? docked.identified.identity : undefined;
  return {
    port,
    dock: docked?.bay.dock ?? dock,
    occupied: docked?.bay.occupied ?? false,
    ...(identity === undefined ? {} : { drive: `${identity.model} ${identity.serial}` }),
    ...(docked?.bay.guarded === undefined ? {} : { guarded: docked.bay.guarded }),
    ...dockPart(docked),
  };
}
