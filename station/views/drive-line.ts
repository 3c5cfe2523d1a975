import type { DriveRow } from '../../contract/ports.ts';
import type { DriveLine } from '../../contract/views.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { personId } from '../../domain/people/roles.ts';
import { type DrawNeeds, isRecheckDue } from '../custody/recheck-gate.ts';
import type { StationParts } from '../parts.ts';
import { limitPart } from './limit-part.ts';

/** A drive as one line of a list. */
export function lineOfDrive(parts: Pick<StationParts, 'store' | 'authority'>, row: DriveRow): DriveLine {
  const { store } = parts;
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
    ...(life === undefined ? {} : { ...limitPart({ store }, life), ...offerPart(life), ...duePart(parts, life) }),
  };
}

/** Drives that wait for a re-check, as far as this station knows them and heard of their draws; the first `limit`. */
export function drawnRows(parts: Pick<StationParts, 'store' | 'authority'>, limit: number): readonly DriveRow[] {
  const rows: DriveRow[] = [];
  for (const subject of parts.authority?.()?.rechecks.keys() ?? []) {
    const life = parts.store.drives.life(subject);
    const row = life === undefined || !isRecheckDue(parts, life) ? undefined : parts.store.drives.row(subject);
    if (row !== undefined) rows.push(row);
    if (rows.length === limit) break;
  }
  return rows;
}

function duePart(parts: DrawNeeds, life: DriveLife): Pick<DriveLine, 'recheck_due'> {
  return isRecheckDue(parts, life) ? { recheck_due: true } : {};
}

function offerPart({ offer }: DriveLife): Pick<DriveLine, 'offer'> {
  const from = personId.safeParse(offer?.from);
  const to = personId.safeParse(offer?.to);
  const within = offer?.within === undefined ? {} : { within: offer.within.container };
  return from.success && to.success ? { offer: { from: from.data, to: to.data, ...within } } : {};
}
