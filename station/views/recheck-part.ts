import type { DriveView } from '../../contract/views.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { type DrawNeeds, isRecheckDue } from '../custody/recheck-gate.ts';

/** Whether a re-check is due, and how the newest one ended; nothing for a drive that was never drawn. */
export function recheckPart(needs: DrawNeeds, life: DriveLife, nameOf: (person: string) => string): Pick<DriveView, 'recheck'> {
  const due = isRecheckDue(needs, life);
  const last = life.rechecks?.at(-1);
  if (!due && last === undefined) return {};
  if (last === undefined) return { recheck: { due } };
  const { started, ended, verdict, evidence } = last;
  return {
    recheck: {
      due,
      last: {
        at_ms: Date.parse((ended ?? started).wall),
        ...(started.by === undefined ? {} : { by: nameOf(started.by) }),
        ...(verdict === undefined ? {} : { verdict }),
        ...(evidence === undefined ? {} : { places: evidence.places, read_bytes: evidence.read_bytes }),
      },
    },
  };
}
