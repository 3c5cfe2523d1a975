import type { DriveRow } from '../../contract/ports.ts';
import type { DriveLine } from '../../contract/views.ts';
import type { StationParts } from '../parts.ts';

/** A drive as one line of a list. */
export function lineOfDrive({ store }: Pick<StationParts, 'store'>, row: DriveRow): DriveLine {
  return {
    subject: row.subject,
    serial: row.serial,
    state: row.state,
    since_ms: row.sinceMs,
    ...(row.model === undefined ? {} : { model: row.model }),
    ...(row.holder === undefined ? {} : { holder: store.people.byId(row.holder)?.name ?? row.holder }),
    ...(row.place === undefined ? {} : { place: row.place }),
    ...(row.outcome === undefined ? {} : { outcome: row.outcome }),
  };
}
