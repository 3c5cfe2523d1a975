import { readOwnCode } from '../../domain/label/codes.ts';
import { told } from '../calls/acting.ts';
import type { Room } from '../room.ts';
import { testCode } from './content.ts';
import { type DriveLabelScan, type LabelCode, scanDriveLabel } from './scan-back.ts';

export type { LabelCode };

const test = readOwnCode(testCode);

/** A label of ours was scanned at the bench: of a drive, or the test label of the printer. */
export function labelScanned(room: Room, code: LabelCode): DriveLabelScan {
  const { desk, labels, parts } = room;
  if (test?.kind === 'drive' && code.tag === test.tag) {
    if (labels.test === undefined) return 'label_unknown';
    labels.testRead();
    return 'label_applied';
  }
  const session = room.people.current();
  // While the label of another drive is gathered, the one last known is not in anybody's hand.
  const inHand = desk.gathering ? undefined : desk.focus;
  const scanned = told(room, () => scanDriveLabel(parts, session === undefined ? undefined : { actor: session.person }, inHand, code));
  if ('kind' in scanned) return 'not_now';
  if (scanned.subject !== undefined) desk.focus = scanned.subject;
  return scanned.verdict;
}
