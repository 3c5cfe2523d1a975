import type { Clearance } from '../../domain/erase/clearance.ts';
import { ataPassThrough16 } from '../ata/sat.ts';
import { securityDisablePassword, securityUnlock } from '../ata/security.ts';
import { identifyNow } from '../erase/ata-now.ts';
import { sendScsi } from '../erase/wire.ts';
import { TransportError } from '../transport/transport.ts';
import type { Bench } from './erase-job.ts';
import { type Guarded, stopped, type Stopped, whyOf } from './guard.ts';

/**
 * A drive whose security erase was cut off comes back with our password, locked after a loss of power. Under a
 * fresh clearance it is opened with the password that was kept, and the password is taken off, so that everything else
 * works as on any drive. One try and no more: a drive takes about five wrong passwords, and a kept one that does not fit
 * never will. Undefined when nothing of ours is left on the drive.
 */
export async function openOurLock(
  bench: Bench,
  { open, identity, capabilities, limits }: Guarded,
  clearance: Clearance,
): Promise<Stopped | undefined> {
  const { transport } = open;
  if (transport.kind !== 'scsi' || identity.interface !== 'ata' || bench.escrow === undefined) return undefined;
  if (capabilities.security !== 'locked' && capabilities.security !== 'enabled') return undefined;
  const password = await bench.escrow.kept(clearance.serial);
  if (password === undefined) return undefined;
  try {
    const before = await identifyNow(transport, limits);
    if (before === undefined) return stopped('drive_hung', 'the drive gave no IDENTIFY DEVICE data');
    if (before.device.security.locked) {
      const unlocked = await sendScsi(transport, ataPassThrough16(securityUnlock({ password }), { ckCond: false }), limits.commandMs);
      if (unlocked.kind !== 'good') {
        await bench.escrow.end(clearance.serial, 'not_taken');
        return stopped('locked', 'the drive does not take the password that was kept for it; no other try is made');
      }
    }
    await sendScsi(transport, ataPassThrough16(securityDisablePassword({ password }), { ckCond: false }), limits.commandMs);
    const after = await identifyNow(transport, limits);
    if (after === undefined || after.device.security.locked)
      return stopped('locked', 'the drive is still locked after SECURITY UNLOCK with the password that was kept');
    // Enabled and open: somebody else's password lies over ours, and the next SET PASSWORD replaces it.
    await bench.escrow.end(clearance.serial, after.device.security.enabled ? 'not_taken' : 'taken_back');
    return undefined;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return stopped(whyOf(error), error.message, 'unknown');
  }
}
