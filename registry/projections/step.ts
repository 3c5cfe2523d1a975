import type { Step } from '../../contract/console/reports.ts';
import type { DriveState } from '../../domain/custody/words.ts';

/** What a drive in this state waits for; undefined once it is gone. */
export function stepOf(state: DriveState): Step | undefined {
  switch (state) {
    case 'in_custody':
      return 'to_dock';
    case 'offered':
      return 'in_limbo';
    case 'identified':
    case 'interrupted':
      return 'to_erase';
    case 'cleared':
    case 'sanitizing':
      return 'erasing';
    case 'sanitized_unverified':
      return 'to_verify';
    case 'verified':
      return 'to_validate';
    case 'validated':
      return 'to_release';
    case 'mismatch':
    case 'quarantined':
      return 'quarantined';
    case 'disputed':
      return 'disputed';
    case 'released':
    case 'destroyed':
      return undefined;
  }
}
