import { currentJob, type DriveLife } from '../../domain/custody/life.ts';
import { opensOnly } from '../../domain/erase/technique.ts';
import type { Plan, PlanRefusal, RungWhy } from '../../domain/policy/plan.ts';
import type { DockedBay } from '../docks/docks.ts';
import { drawHere } from '../custody/recheck-gate.ts';
import { tenantBarHere } from '../custody/tenants.ts';
import type { Room } from '../room.ts';
import type { Around } from './needs.ts';

/** What a power cycle ends: the drive refuses until it had no power. */
const untilPowerCycle: ReadonlySet<RungWhy> = new Set(['security_frozen', 'sanitize_frozen', 'password_tries_spent']);

/** What is true around a drive now, for its next step. */
export function aroundDrive(room: Room, life: DriveLife, docked: DockedBay | undefined, plan: Plan | PlanRefusal | undefined): Around {
  const running = room.jobs.isRunning(life.subject);
  return {
    port: docked?.bay.port,
    running,
    mayStart: plan?.kind === 'plan',
    psid: psidOf(room, life, plan),
    dockBars: isBarredByDock(docked, plan),
    recheck: running ? undefined : recheckOf(room, life, docked),
    // Asked of the log, so not with each step of a job that runs.
    kept: running ? undefined : keptBy(room, life),
    needsPowerCycle: isFrozenOut(plan) || (docked !== undefined && stoppedForPower(room, life, docked)),
  };
}

/** A re-check that is due, and the bay for it: any but the one where the drive was erased. */
function recheckOf({ parts }: Room, life: DriveLife, docked: DockedBay | undefined): Around['recheck'] {
  if (drawHere(parts, life) === undefined) return undefined;
  const { seen } = life;
  const job = currentJob(life);
  const isSameDock = seen?.station === job?.station && docked?.bay.port === job?.port;
  return docked === undefined || isSameDock ? {} : { port: docked.bay.port };
}

/** What of the gate keeps the data of this drive, by holds and ended contracts. */
function keptBy({ parts }: Room, life: DriveLife): Around['kept'] {
  if (life.holds !== undefined) return {};
  const bar = tenantBarHere(parts, life, parts.clock.wallMs());
  if (bar === undefined) return undefined;
  return typeof bar === 'object' && 'until_ms' in bar ? { untilMs: bar.until_ms } : {};
}

/** No plan, and this dock lets not through what the drive has. */
function isBarredByDock(docked: DockedBay | undefined, plan: Plan | PlanRefusal | undefined): boolean {
  if (docked?.dock === undefined || plan?.kind !== 'refused' || plan.why !== 'least_method_out_of_reach') return false;
  return plan.rungs.some(({ why }) => why === 'bridge_blocks_it');
}

/** A PSID that is too old counts as none. */
function psidOf(room: Room, life: DriveLife, plan: Plan | PlanRefusal | undefined): Around['psid'] {
  if (plan?.kind !== 'plan' || !opensOnly(plan.order.technique)) return 'not_needed';
  return room.desk.psids.has(life.subject, room.parts.clock.wallMs()) ? 'scanned' : 'missing';
}

/** No plan, and a technique is out only for as long as the drive keeps its power. */
function isFrozenOut(plan: Plan | PlanRefusal | undefined): boolean {
  return plan?.kind === 'refused' && plan.why === 'least_method_out_of_reach' && plan.rungs.some(({ why }) => untilPowerCycle.has(why));
}

/** The last erase stopped for want of a power cycle, and the drive has sat in its bay ever since. */
function stoppedForPower(room: Room, life: DriveLife, docked: DockedBay): boolean {
  const job = currentJob(life);
  if (job?.phase !== 'failed' || (job.why !== 'power_cycle_needed' && job.why !== 'frozen')) return false;
  return room.jobs.seatAtEnd(life.subject) === docked.bay.presence;
}
