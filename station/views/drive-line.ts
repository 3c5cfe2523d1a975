import type { DriveRow } from '../../contract/ports.ts';
import type { DriveLine } from '../../contract/views.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { personId } from '../../domain/people/roles.ts';
import type { StationParts } from '../parts.ts';
import { limitPart } from './limit-part.ts';

/** A drive as one line of a list. */
export function lineOfDrive({ store }: Pick<StationParts, 'store'>, row: DriveRow): DriveLine {
  const life = store.drives.life(row.subject);
  return {
    subject: row.subject,
    serial: row.serial,
    state: row.state,
    since_ms: row.sinceMs,
    ...(row.model === undefined ? {} : { model: row.model }),
    ...(row.holder === undefined ? {} : { holder: store.people.byId(row.holder)?.name ?? row.holder }),
    ...(row.place === undefined ? {} : { place: row.place }),
    ...(row.outcome === undefined ? {} : { outcome: row.outcome }),
    ...(life === undefined ? {} : { ...limitPart({ store }, life), ...offerPart(life) }),
  };
}

function offerPart({ offer }: DriveLife): Pick<DriveLine, 'offer'> {
  const from = personId.safeParse(offer?.from);
  const to = personId.safeParse(offer?.to);
  const within = offer?.within === undefined ? {} : { within: offer.within.container };
  return from.success && to.success ? { offer: { from: from.data, to: to.data, ...within } } : {};
}
