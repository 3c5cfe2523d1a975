import type { Receipt } from '../../contract/bridge.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { type Hands, sealedTexts } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';

/** A report of another tool, read, with the hash of the file that it came in. */
export type ForeignReport = Fact<'report.kept'> & { readonly media: string; readonly note?: string | undefined };

/**
 * Writes down that a report of another tool about this drive was kept, bound to its original by hash and size. It
 * changes nothing in the drive's life: whatever it says, the drive is no nearer to a way out.
 */
export function keepReport(
  { store, recorder }: Pick<StationParts, 'store' | 'recorder'>,
  { actor }: Hands,
  drive: string,
  { media, note, ...body }: ForeignReport,
): Receipt {
  if (!mayCause('report.kept', actor)) return refused('role_missing');
  if (store.drives.life(drive)?.record === undefined) return refused('drive_unknown');
  const written = recorder.record([
    {
      type: 'report.kept',
      subject: drive,
      body,
      actor: actor.id,
      sealed: sealedTexts({ note }),
      att: [{ name: 'report', media, sha256: body.sha256, size: body.size }],
    },
  ]);
  return done(written, drive);
}
