import type { DriveView } from '../../contract/views.ts';
import { type DriveLife, stateOf } from '../../domain/custody/life.ts';
import { stockOf } from '../../domain/custody/stock.ts';

/** Of a drive that was proven: what its own count of power cycles says of the time since. */
export function stockPart(life: DriveLife): Pick<DriveView, 'stock'> {
  if (stateOf(life) !== 'validated') return {};
  const { power } = life;
  const counts = power === undefined ? {} : { at_verification: power.at_verification, now: power.cycles };
  return { stock: { state: stockOf(life), ...counts } };
}
