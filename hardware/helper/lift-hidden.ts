import type { Technique } from '../../domain/erase/technique.ts';
import { coverageOf, hiddenOf } from '../../domain/erase/coverage.ts';
import { liftLimits } from '../erase/ata-lift.ts';
import { identifyNow } from '../erase/ata-now.ts';
import { readAtaLimits } from '../identity/ata-limits.ts';
import { readIdentity } from '../identity/read-identity.ts';
import { TransportError } from '../transport/transport.ts';
import { type Guarded, stopped, type Stopped, whyOf } from './guard.ts';

/**
 * Gives hidden areas back before an erase that would not reach them, and then stops: the drive is larger than its
 * clearance says, and a clearance is never stretched. The station asks the drive again, plans it at its whole size, and
 * a person clears that. Undefined when nothing is hidden, or when the technique reaches it where it is.
 */
export async function liftHidden(guarded: Guarded, technique: Technique): Promise<Stopped | undefined> {
  const { open, identity, capabilities, limits } = guarded;
  const { transport } = open;
  if (transport.kind !== 'scsi' || identity.interface !== 'ata' || capabilities.liftable !== true) return undefined;
  if (hiddenOf(identity, capabilities) !== 'present') return undefined;
  if (coverageOf(technique, identity, capabilities, 0).hidden_areas === 'addressed') return undefined;
  try {
    const before = await identifyNow(transport, limits);
    if (before === undefined) return stopped('drive_hung', 'the drive gave no IDENTIFY DEVICE data');
    const lifted = await liftLimits(transport, await readAtaLimits(transport, before.device, limits), limits);
    const after = await readIdentity(open, limits);
    if (lifted.kind === 'refused')
      return stopped('power_cycle_needed', `${lifted.command} was refused: a drive takes one such change for each power cycle`);
    if (after.kind === 'identified' && after.identity.capacity_bytes > identity.capacity_bytes)
      return stopped(
        'capacity_changed',
        `hidden areas were given back: ${identity.capacity_bytes} bytes before, ${after.identity.capacity_bytes} now`,
      );
    return stopped('power_cycle_needed', 'hidden areas were given back; the new size shows after a power cycle');
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return stopped(whyOf(error), error.message);
  }
}
