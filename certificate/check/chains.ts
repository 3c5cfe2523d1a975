import type { Entry } from '../../domain/ledger/entry.ts';
import type { Finding } from './report.ts';
import { altered, incomplete } from './report.ts';

/**
 * Places of entries in their chains: seq rises, epochs rise, neighbours name each other's hash, one registry. With
 * `complete`, nothing may be left out between the first and the last of a chain and epoch.
 */
export function chainFinding(entries: readonly Entry[], complete: boolean): Finding | undefined {
  const newest = new Map<string, Entry>();
  const registry = entries[0]?.event.reg;
  for (const entry of entries) {
    const { event, hash } = entry;
    if (event.reg !== registry) return altered('other_registry', hash, `This event is from another registry, ${event.reg}.`);
    const before = newest.get(event.station);
    newest.set(event.station, entry);
    if (before === undefined) continue;
    const { epoch, seq } = before.event;
    if (event.epoch < epoch || (event.epoch === epoch && event.seq <= seq))
      return altered('wrong_order', hash, `Event ${event.seq} of ${event.station} stands after event ${seq}.`);
    if (event.epoch !== epoch) continue;
    if (event.seq === seq + 1 && event.prev !== before.hash)
      return altered('broken_chain', hash, `Event ${event.seq} of ${event.station} does not name the event before it.`);
    if (complete && event.seq !== seq + 1)
      return incomplete('gap', hash, `Events ${seq + 1} to ${event.seq - 1} of ${event.station} are missing.`);
  }
  return undefined;
}
