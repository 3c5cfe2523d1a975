import type { DriveLife } from '../../domain/custody/life.ts';
import { makePlan, type Plan, type PlanRefusal } from '../../domain/policy/plan.ts';
import type { DockedBay } from '../docks/docks.ts';
import type { StationParts } from '../parts.ts';

/**
 * What policy, and the list of firmware that left data behind, say for a drive that sits in a bay and has told who it is. Undefined when there is nothing to plan:
 * no record, no bay, or a silent drive.
 */
export function planFor(
  { policy, authority }: Pick<StationParts, 'policy' | 'authority'>,
  life: DriveLife,
  docked: DockedBay | undefined,
): Plan | PlanRefusal | undefined {
  if (life.record === undefined || life.seen === undefined || docked?.identified?.kind !== 'identified') return undefined;
  return makePlan({
    policy: policy(),
    firmware: authority?.()?.firmware,
    identity: docked.identified.identity,
    capabilities: docked.identified.capabilities,
    dataClass: life.record.data_class,
    destination: life.record.destination,
    lock: life.seen.lock,
  });
}
