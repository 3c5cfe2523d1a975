import type { DriveLife } from '../../domain/custody/life.ts';
import { type WayOut, waysOut } from '../../domain/custody/ways-out.ts';
import { wayFilled } from '../custody/field-gate.ts';
import { isHoldListOld } from '../custody/hold-list.ts';
import { wayWithin } from '../custody/places.ts';
import { wayLookedAt } from '../custody/recheck-gate.ts';
import { tenantBarHere } from '../custody/tenants.ts';
import type { StationParts } from '../parts.ts';

/** The ways out of a drive as this station would sign them now: proof, holds, its owner's, its place, what must be written down, a re-check that is due. */
export function waysHere(parts: Pick<StationParts, 'store' | 'authority'>, life: DriveLife, nowMs: number): readonly WayOut[] {
  return waysOut(life, nowMs, isHoldListOld(parts.store, nowMs), tenantBarHere(parts, life, nowMs)).map((way) =>
    wayLookedAt(parts, life, wayFilled(parts, life, wayWithin(parts, life, way))),
  );
}
