import type { Receipt } from '../../contract/bridge.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { DriveLife, JobStory } from '../../domain/custody/life.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import type { Docks } from '../docks/docks.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';

/** How long the helper may take to begin. */
const beginsWithinMs = 120_000;

/** What the drive in this bay says of itself, when it is the one that this life is about and nothing speaks against going to it. */
export function seatOf(docks: Docks, life: DriveLife, port: string): { readonly identity: DriveIdentity } | Receipt {
  const docked = docks.at(port);
  if (docked === undefined) return refused('bay_unknown');
  if (docked.bay.guarded !== undefined) return refused('bay_guarded', docked.bay.guarded);
  if (docked.dock?.grade === 'D') return refused('dock_not_fit', docked.dock.reason);
  if (docked.identified?.kind !== 'identified') return refused(docked.bay.occupied ? 'drive_silent' : 'bay_empty');
  const { identity } = docked.identified;
  if (life.seen?.identity.serial !== identity.serial) return refused('not_in_a_bay');
  if (docks.isDouble(identity.serial)) return refused('identity_lock_shut', 'two bays answer with this serial: take one drive out');
  return { identity };
}

/**
 * A clearance with the order of an erase that is over, and an id of its own: the seed was told with the evidence, so that any
 * station which knows the drive can make it. Undefined when nothing was read back then.
 */
export function endedClearance(
  { random, clock }: Pick<StationParts, 'random' | 'clock'>,
  { job, order, verification }: JobStory,
  drive: Pick<Clearance, 'serial' | 'wwn' | 'model' | 'capacity_bytes' | 'port'>,
): Clearance | undefined {
  if (verification === undefined) return undefined;
  const { serial, wwn, model, capacity_bytes, port } = drive;
  return {
    id: toBase64url(random.bytes(16)),
    job,
    serial,
    ...(wwn === undefined ? {} : { wwn }),
    model,
    capacity_bytes,
    port,
    order,
    deadline_ms: clock.wallMs() + beginsWithinMs,
    seed: verification.evidence.seed,
  };
}
