import type { Stamping } from '../../contract/helper.ts';
import { equal, fromBase64 } from '../../domain/bytes.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import { readStamp, type Stamp, stampLength } from '../../domain/stamp/stamp.ts';
import type { Limits } from '../erase/limits.ts';
import { mediumOf } from '../erase/medium.ts';
import { alignedBytes } from '../transport/aligned.ts';
import { MediumError, type OpenDrive, TransportError } from '../transport/transport.ts';
import { expectationOf } from '../verify/expectation.ts';
import { stampPlace } from '../verify/stamp-place.ts';
import { type Bench, keepsFor, refusedEarly, seedOf, spend } from './erase-job.ts';
import { askAgain, guardDrive, type Guarded, type Stopped, whyOf } from './guard.ts';

type Refused = Extract<Stamping, { kind: 'not_stamped' }>;

/** One leave to write a stamp. */
export interface StampOrder {
  readonly clearance: Clearance;
  /** The whole region, base64. */
  readonly region: string;
}

/**
 * Writes a stamp, once for each clearance: the whole guard, then a look whether the drive's beginning still holds what the erase
 * left there, then leave is spent, the drive asked for its name again, and the region written and read back.
 */
export async function runStamp(bench: Bench, { clearance, region }: StampOrder): Promise<Stamping> {
  const bytes = fromBase64(region);
  if (bytes === undefined || readStamp(bytes) === undefined) return untouched('command_refused', 'what is to be written is no stamp');
  const early = await refusedEarly(bench, clearance, undefined);
  if (early !== undefined) return fromStopped(early);
  const guarded = await guardDrive(bench.sources, clearance, 'erased_unverified', keepsFor(bench));
  if (guarded.kind === 'stopped') return fromStopped(guarded);
  try {
    return await stampGuarded(bench, guarded, clearance, bytes);
  } finally {
    await guarded.open.close();
  }
}

async function stampGuarded(bench: Bench, guarded: Guarded, clearance: Clearance, bytes: Uint8Array): Promise<Stamping> {
  const { open, identity, capabilities, limits } = guarded;
  if (capabilities.sanitize === 'running') return untouched('in_use', 'the drive is sanitizing');
  let wrote = false;
  try {
    const medium = await mediumOf(open, identity, limits);
    if (bytes.length !== stampLength(medium.blockBytes) || bytes.length > medium.sizeBytes)
      return untouched('command_refused', `the region has ${bytes.length} bytes, and a block ${medium.blockBytes}`);
    if (!expectationOf(clearance.order, seedOf(clearance))(0, await stampPlace(medium)))
      return untouched('command_refused', 'the beginning of the drive holds something else than the erase left there');
    if (bench.clock.nowMs() > clearance.deadline_ms) return untouched('clearance_expired', 'the deadline has passed');
    // The name after the leave, whose line is synced: behind a blind bridge the drive may be changed while a disk takes its time.
    const stops = (await spend(bench, clearance)) ?? (await askAgain(open, clearance, limits, 'erased_unverified'));
    if (stops !== undefined) return fromStopped(stops);
    wrote = true;
    const aligned = alignedBytes(bytes.length);
    aligned.set(bytes);
    await medium.write(0, aligned);
    await medium.flush();
    return equal(await stampPlace(medium), bytes)
      ? { kind: 'stamped' }
      : { kind: 'not_stamped', why: 'write_errors', wrote, detail: 'other bytes came back than were written' };
  } catch (error) {
    if (error instanceof MediumError) return { kind: 'not_stamped', why: 'write_errors', wrote, detail: error.message };
    if (error instanceof TransportError) return { kind: 'not_stamped', why: whyOf(error), wrote, detail: error.message };
    throw error;
  }
}

/**
 * The stamp at a drive's beginning, in its own bytes; undefined where there is none, or where it cannot be read: a drive that
 * cannot be read is told of elsewhere.
 */
export async function stampOn(
  open: OpenDrive,
  identity: Pick<DriveIdentity, 'capacity_bytes' | 'block_bytes'>,
  limits: Limits,
): Promise<Stamp | undefined> {
  try {
    // A drive that answers but does not read must not keep its bay waiting as long as an erase would.
    const medium = await mediumOf(open, identity, { ...limits, transferMs: limits.commandMs });
    return stampLength(medium.blockBytes) > medium.sizeBytes ? undefined : readStamp(await stampPlace(medium));
  } catch (error) {
    if (error instanceof MediumError || error instanceof TransportError) return undefined;
    throw error;
  }
}

function untouched(why: Refused['why'], detail: string): Refused {
  return { kind: 'not_stamped', why, wrote: false, detail };
}

function fromStopped({ why, detail }: Stopped): Refused {
  return untouched(why === 'cancelled' ? 'in_use' : why, detail);
}
