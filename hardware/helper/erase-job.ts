import type { Report } from '../../contract/helper.ts';
import { fromBase64url, toHex } from '../../domain/bytes.ts';
import { opensOnly, runsInDrive } from '../../domain/erase/technique.ts';
import type { Offered } from '../../domain/drive/capabilities.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import type { DataState } from '../../domain/erase/evidence.ts';
import type { EraseTarget } from '../erase/method.ts';
import { isBuilt, methodOf } from '../erase/methods.ts';
import { TransportError } from '../transport/transport.ts';
import type { Clock, DockSource } from './docks.ts';
import type { EscrowList } from './escrow.ts';
import { followErase } from './follow.ts';
import { guardDrive, type Guarded, askAgain, stopped, type Stopped, whyOf } from './guard.ts';
import { leaveMediaVerification } from './leave-verification.ts';
import { liftHidden } from './lift-hidden.ts';
import { markDrive, refusalOf } from './mark.ts';
import { openOurLock } from './own-lock.ts';
import type { PsidTries } from './psid-tries.ts';
import { psidMissing, revertDrive } from './revert-job.ts';
import type { SpentList } from './spent.ts';

export interface Bench {
  readonly sources: readonly DockSource[];
  readonly spent: SpentList;
  /** Where passwords are kept. Absent: nothing that needs one is done. */
  readonly escrow?: EscrowList;
  /** Where tries of a PSID are counted. Absent: no drive is offered one. */
  readonly psidTries?: PsidTries;
  readonly clock: Clock;
}

/** Whether a drive with this serial has a password from us: then its lock is none to us. */
export function keepsFor(bench: Pick<Bench, 'escrow'>): (serial: string) => Promise<boolean> {
  return async (serial) => (await bench.escrow?.kept(serial)) !== undefined;
}

/** The 32 bytes of a clearance's seed. Throws RangeError when the text is not their one spelling. */
export function seedOf(clearance: Clearance): Uint8Array {
  const seed = fromBase64url(clearance.seed);
  if (seed?.length !== 32) throw new RangeError('the seed is not 32 bytes');
  return seed;
}

/**
 * One clearance acted on, once: guard, spend, mark, erase. The last report is `erased` or `stopped`. If we die after
 * "spent" nothing was sent; after "sent" the drive must be asked.
 *
 * @param psid from the drive's label, for a revert by PSID alone: it opens the drive, so no report and no file has it
 */
export async function* runErase(
  bench: Bench,
  clearance: Clearance,
  signal: AbortSignal,
  psid?: string,
): AsyncGenerator<Report, void, void> {
  yield { kind: 'progress', phase: 'guard' };
  const early = await refusedEarly(bench, clearance, psid);
  if (early !== undefined) return yield early;
  const guarded = await guardDrive(bench.sources, clearance, 'untouched', keepsFor(bench));
  if (guarded.kind === 'stopped') return yield guarded;
  try {
    const out = notOffered(guarded, clearance);
    if (out !== undefined) return yield out;
    if (bench.clock.nowMs() > clearance.deadline_ms) return yield stopped('clearance_expired', 'the deadline has passed');
    if (signal.aborted) return yield stopped('cancelled', 'cancelled before anything was written');
    const unspent = await spend(bench, clearance);
    if (unspent !== undefined) return yield unspent;
    const changed = await askAgain(guarded.open, clearance, guarded.limits, 'untouched');
    if (changed !== undefined) return yield changed;
    if (opensOnly(clearance.order.technique)) return yield* revertDrive(bench, guarded, clearance, psid ?? '');
    const stopsHere =
      (await openOurLock(bench, guarded, clearance)) ??
      (await liftHidden(guarded, clearance.order.technique)) ??
      (await leaveMediaVerification(guarded, bench.clock));
    if (stopsHere !== undefined) return yield stopsHere;
    yield* markAndErase(bench, guarded, clearance, signal);
  } finally {
    await guarded.open.close();
  }
}

/** What can be told without touching the bay. The list is asked again, and written, after the guard. */
export async function refusedEarly(bench: Bench, clearance: Clearance, psid: string | undefined): Promise<Stopped | undefined> {
  if (fromBase64url(clearance.seed)?.length !== 32) return stopped('command_refused', 'the clearance has a malformed seed');
  if (bench.clock.nowMs() > clearance.deadline_ms) return stopped('clearance_expired', 'the deadline has passed');
  if ((await bench.spent.lastStep(clearance.id)) !== undefined) return stopped('clearance_spent', 'this clearance has been used');
  const { technique } = clearance.order;
  if (!isBuilt(technique)) return stopped('command_refused', `not built: ${technique}`);
  return opensOnly(technique) ? psidMissing(psid) : undefined;
}

/** Without a line on disk there is no leave: a full disk stops the job while the drive is untouched. */
export async function spend(bench: Bench, clearance: Clearance): Promise<Stopped | undefined> {
  try {
    return (await bench.spent.spend(clearance.id)) ? undefined : stopped('clearance_spent', 'this clearance has been used');
  } catch (error) {
    return stopped(
      'command_refused',
      `the list of used clearances cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The drive's own account of the technique, now. A plan made elsewhere may be out of date. */
function notOffered(guarded: Guarded, clearance: Clearance): Stopped | undefined {
  const { sanitize } = guarded.capabilities;
  if (sanitize === 'running') return stopped('in_use', 'the drive is sanitizing already', 'erasing_in_drive');
  const offer = guarded.capabilities.techniques.find((one) => one.technique === clearance.order.technique);
  if (offer === undefined) return stopped('command_refused', 'the drive says nothing of this technique');
  return offer.kind === 'offered' ? undefined : stopped(whyOut(offer), `${offer.technique}: ${offer.why}`);
}

function whyOut(out: Extract<Offered, { kind: 'out' }>): Stopped['why'] {
  switch (out.why) {
    case 'locked':
      return 'locked';
    case 'password_tries_spent':
      return 'power_cycle_needed';
    case 'security_frozen':
    case 'sanitize_frozen':
      return 'frozen';
    case 'read_only':
      return 'read_only';
    case 'bridge_blocks_it':
      return 'dock_not_fit';
    case 'drive_lacks_it':
    case 'not_locked':
    case 'not_this_interface':
    case 'would_leave_areas':
    case 'not_built':
      return 'command_refused';
  }
}

async function* markAndErase(
  bench: Bench,
  guarded: Guarded,
  clearance: Clearance,
  signal: AbortSignal,
): AsyncGenerator<Report, void, void> {
  const seed = seedOf(clearance);
  const { open, identity, limits } = guarded;
  yield { kind: 'progress', phase: 'mark' };
  const marked = await markDrive(guarded, clearance.order.technique, seed);
  if (marked.kind === 'stopped') return yield marked;
  yield marked.report;
  if (signal.aborted) return yield stopped('cancelled', 'cancelled after the markers were written', marked.data);
  const target: EraseTarget = { open, identity, order: clearance.order, seed, limits, ...escrowOf(bench, clearance) };
  await bench.spent.note(clearance.id, 'sent');
  // After the note: a sync may take seconds, and between this answer and the command there is to be nothing at all.
  const changed = await askAgain(open, clearance, limits, marked.data);
  if (changed !== undefined) return yield changed;
  const startedMs = bench.clock.nowMs();
  const started = await start(target, guarded, marked.data);
  if (started.kind === 'stopped') return yield started;
  await bench.spent.note(clearance.id, 'accepted');
  const command = toHex(started.command);
  yield { kind: 'accepted', command };
  yield* followErase({
    running: started.running,
    technique: clearance.order.technique,
    command,
    startedMs,
    limits,
    clock: bench.clock,
    signal,
  });
}

function escrowOf({ escrow }: Bench, { id }: Clearance): Pick<EraseTarget, 'escrow'> {
  return escrow === undefined ? {} : { escrow: escrow.forJob(id) };
}

/** No answer to the command itself leaves open whether it runs: a drive that erases itself must be asked. */
async function start(
  target: EraseTarget,
  guarded: Guarded,
  data: DataState,
): Promise<Extract<Awaited<ReturnType<NonNullable<ReturnType<typeof methodOf>>['start']>>, { kind: 'accepted' }> | Stopped> {
  const method = methodOf(target.order.technique);
  if (method === undefined) return stopped('command_refused', `not built: ${target.order.technique}`);
  try {
    const answer = await method.start(target);
    if (answer.kind === 'accepted') return answer;
    const { why, detail } = refusalOf(answer, guarded);
    return stopped(why, detail, data);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return stopped(whyOf(error), error.message, runsInDrive(target.order.technique) ? 'unknown' : data);
  }
}
