import { z } from 'zod';
import type { ReadBackEvidence } from './evidence.ts';

/**
 * What a second reading says of the first result. `unreadable`: it shows neither, and the drive is looked at again or
 * destroyed.
 */
export const recheckVerdict = z.enum(['borne_out', 'not_borne_out', 'unreadable']);
export type RecheckVerdict = z.infer<typeof recheckVerdict>;

/**
 * Judges a re-check from what was read: any sign of data speaks against the result, any place that cannot be read leaves it
 * open. Completion and duration are not asked again; they were facts of the erase.
 *
 * @param markersConfirmed how many markers of the erase were read back before it, as the ledger has it
 */
export function judgeRecheck(evidence: ReadBackEvidence, markersConfirmed: number): RecheckVerdict {
  const { markers, unexpected, structures, unreadable, places, read_bytes: readBytes } = evidence;
  if (markers.surviving > 0 || unexpected > 0 || structures.length > 0) return 'not_borne_out';
  if (unreadable > 0 || markers.unreadable > 0 || places < 1 || readBytes < 1) return 'unreadable';
  // Without markers that were once there, their absence says nothing.
  return markersConfirmed < 1 || markers.confirmed !== markersConfirmed ? 'unreadable' : 'borne_out';
}
