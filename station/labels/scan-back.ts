import type { Receipt } from '../../contract/bridge.ts';
import { judgeLabel } from '../../domain/label/print/printed.ts';
import { attempt, type Hands } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';
import { labelsOf } from './content.ts';

/** A label of ours was read on its thing. Read again, it says nothing new. */
export function applyLabel(
  parts: StationParts,
  hands: Hands,
  { subject, number }: { readonly subject: string; readonly number: number },
): Receipt {
  const why = judgeLabel(labelsOf(parts.store, subject), { type: 'label.applied', body: { number } });
  if (why === 'label_applied_before') return done([], subject);
  if (why !== undefined) return refused('label_not_printed');
  if (subject.startsWith('d1_')) return attempt(parts, hands, { type: 'label.applied', subject, body: { number } });
  return done(parts.recorder.record([{ type: 'label.applied', subject, body: { number }, actor: hands.actor.id }]), subject);
}

/** The code of a drive's label, as `readOwnCode` reads it. */
export interface LabelCode {
  readonly tag: string;
  readonly number?: number | undefined;
}

/** What the scan of a drive's own label comes to at the bench. */
export type DriveLabelScan = 'label_applied' | 'drive_found' | 'label_elsewhere' | 'label_unknown' | 'not_now';

/**
 * Our label on a drive. It counts as applied when the drive that was scanned before it, by its maker's label or at its page,
 * is the one that it was printed for; after another drive it is on the wrong one, or about to be.
 */
export function scanDriveLabel(
  parts: StationParts,
  hands: Hands | undefined,
  inHand: string | undefined,
  { tag, number }: LabelCode,
): { readonly verdict: DriveLabelScan; readonly subject?: string } {
  const [subject, second] = parts.store.drives.tagged(tag);
  if (subject === undefined || second !== undefined || number === undefined) return { verdict: 'label_unknown' };
  const label = labelsOf(parts.store, subject).printed.find((one) => one.number === number);
  if (label === undefined) return { verdict: 'label_unknown' };
  if (label.applied !== undefined) return { verdict: 'drive_found', subject };
  if (inHand !== subject) return { verdict: 'label_elsewhere' };
  if (hands === undefined) return { verdict: 'not_now' };
  return applyLabel(parts, hands, { subject, number }).kind === 'done' ? { verdict: 'label_applied', subject } : { verdict: 'not_now' };
}
