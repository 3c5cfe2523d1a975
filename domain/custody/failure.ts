import type { DataState, EraseFailure } from '../erase/evidence.ts';

/** What must become of a drive after its erase failed: destruction, a person's decision, or another try. */
export type AfterFailure = 'destruction' | 'decision' | 'again';

/**
 * Where a failure leads. Only the drive's own word or its medium condemns it; where nothing was touched and the
 * cause lies outside the drive, the same step may be tried again; everything else waits for a person.
 */
export function afterFailure(why: EraseFailure, data: DataState): AfterFailure {
  switch (why) {
    case 'drive_said_failed':
    case 'write_errors':
    case 'read_only':
      return 'destruction';
    case 'drive_hung':
    case 'completion_unknown':
    case 'locked':
    case 'command_refused':
    case 'markers_not_written':
    case 'wrong_drive':
      return 'decision';
    // What a revert leaves is never known, and the sanitize that follows does not ask.
    case 'psid_reverted':
      return 'again';
    case 'drive_gone':
    case 'in_use':
    case 'clearance_expired':
    case 'clearance_spent':
    case 'frozen':
    case 'power_cycle_needed':
    case 'capacity_changed':
    case 'dock_not_fit':
    case 'helper_died':
    case 'station_died':
    case 'wrong_psid':
      return data === 'unknown' ? 'decision' : 'again';
  }
}
