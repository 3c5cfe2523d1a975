import type { Receipt } from '../../contract/bridge.ts';
import type { Random } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { currentJob } from '../../domain/custody/life.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import { seedHash } from '../../domain/erase/judge.ts';
import { opensOnly } from '../../domain/erase/technique.ts';
import { type Plan, ruledOut } from '../../domain/policy/plan.ts';
import { attempt, type Hands, sealedTexts } from '../custody/attempt.ts';
import type { DockedBay } from '../docks/docks.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import type { JobMemory } from './job-memory.ts';
import type { Jobs } from './jobs.ts';
import { planFor } from './plan.ts';

/** How long a clearance may wait for the helper to begin. A stale one is refused by the helper's own clock. */
export const clearanceLifeMs = 120_000;

/** Clears the drive in this bay for what policy says, and begins. Nothing reaches the drive before the clearance is durable. */
export function startErase(
  { parts, docks, jobs, desk }: Pick<Room, 'parts' | 'docks' | 'jobs' | 'desk'>,
  hands: Hands,
  asked: { readonly subject: string; readonly port: string },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  if (life === undefined) return refused('drive_unknown');
  if (jobs.isRunning(asked.subject)) return refused('job_running');
  const docked = docks.at(asked.port);
  if (docked === undefined) return refused('bay_unknown');
  if (!docked.bay.occupied) return refused('bay_empty');
  if (docked.bay.guarded !== undefined) return refused('bay_guarded', docked.bay.guarded);
  if (docked.dock?.grade === 'D') return refused('dock_not_fit', docked.dock.reason);
  if (docked.identified?.kind !== 'identified') return refused('drive_silent');
  if (docked.bay.usb !== undefined && docked.dock === undefined) return refused('dock_not_fit', 'not tried yet');
  if (life.seen === undefined || life.seen.port !== asked.port || life.seen.identity.serial !== docked.identified.identity.serial)
    return refused('not_in_a_bay');
  if (life.seen.lock.verdict !== 'open') return refused('identity_lock_shut', life.seen.lock.findings.join(' '));
  if (docks.isDouble(docked.identified.identity.serial))
    return refused('identity_lock_shut', 'two bays answer with this serial: take one drive out');
  const plan = planFor(parts, life, docked);
  if (plan === undefined) return refused('no_plan');
  if (plan.kind === 'refused') return refused('no_plan', plan.why);
  if (plan.witness && hands.witness === undefined) return refused('witness_missing');
  const opens = opensOnly(plan.order.technique);
  if (opens && !desk.psids.has(asked.subject, parts.clock.wallMs())) return refused('psid_missing');
  const memory = clear(parts, docked, plan);
  const receipt = attempt(parts, hands, { type: 'erase.cleared', subject: asked.subject, body: clearedBody(memory.clearance, plan) }, [
    { kind: 'job', job: memory.clearance.job, subject: asked.subject, open: true, text: JSON.stringify(memory) },
  ]);
  // Given away here: one that the drive does not take is scanned again.
  if (receipt.kind === 'done') jobs.begin(asked.subject, opens ? desk.psids.take(asked.subject, parts.clock.wallMs()) : undefined);
  return receipt;
}

/** Cancels a running erase where that is safe: the drive itself cannot be stopped once it sanitizes. */
export function cancelErase(jobs: Jobs, hands: Hands, asked: { readonly subject: string; readonly note?: string | undefined }): Receipt {
  if (!jobs.isRunning(asked.subject)) return refused('no_job');
  if (!jobs.cancel(asked.subject, { actor: hands.actor.id, note: asked.note })) return refused('cannot_cancel');
  return { kind: 'done', events: [], subject: asked.subject };
}

/** What a validator puts a name to: version 1 of the words shown beside the button. */
const statement = 'residual_risk_accepted_v1';
const rejection = 'residual_risk_rejected_v1';

/** Validation: a person decides whether the verified result is enough for this data. Then the certificate follows. */
export function validateErase(
  parts: StationParts,
  jobs: Jobs,
  hands: Hands,
  asked: { readonly subject: string; readonly accepted: boolean; readonly note?: string | undefined },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  const job = life === undefined ? undefined : currentJob(life);
  if (job === undefined) return refused('nothing_to_validate');
  const receipt = attempt(parts, hands, {
    type: 'validation.decided',
    subject: asked.subject,
    body: { job: job.job, accepted: asked.accepted, statement: asked.accepted ? statement : rejection },
    sealed: sealedTexts({ note: asked.note }),
  });
  if (receipt.kind === 'done') jobs.settle(asked.subject);
  return receipt;
}

function clear(parts: StationParts, docked: DockedBay, plan: Plan): JobMemory {
  if (docked.identified?.kind !== 'identified') throw new Error('a bay without an identified drive was cleared');
  const { identity, capabilities } = docked.identified;
  const clearance: Clearance = {
    id: toBase64url(parts.random.bytes(16)),
    job: `j1_${letters(parts.random, 20)}`,
    port: docked.bay.port,
    serial: identity.serial,
    ...(identity.wwn === undefined ? {} : { wwn: identity.wwn }),
    model: identity.model,
    capacity_bytes: identity.capacity_bytes,
    order: plan.order,
    deadline_ms: parts.clock.wallMs() + clearanceLifeMs,
    seed: toBase64url(parts.random.bytes(32)),
  };
  return { clearance, capabilities, virtual: docked.bay.virtual, ...(plan.estimateS === undefined ? {} : { estimate_s: plan.estimateS }) };
}

function clearedBody(clearance: Clearance, plan: Plan): object {
  return {
    job: clearance.job,
    clearance: clearance.id,
    port: clearance.port,
    serial: clearance.serial,
    order: clearance.order,
    policy: plan.policy,
    deadline_ms: clearance.deadline_ms,
    seed_hash: seedHash(clearance.seed),
    ruled_out: ruledOut(plan),
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Random lower-case letters and digits, 5 bits each: made for ids that people may read aloud. */
export function letters(random: Random, count: number): string {
  return [...random.bytes(count)].map((byte) => alphabet[byte & 31]).join('');
}
