import type { Receipt } from '../../contract/bridge.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { attempt, type Hands, sealedTexts } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';

/** A report of another tool, read, with the hash of the file that it came in. */
export type ForeignReport = Fact<'report.kept'> & { readonly media: string; readonly note?: string | undefined };

/**
 * Writes down that a report of another tool about this drive was kept, bound to its original by hash and size. It
 * changes nothing in the drive's life: whatever it says, the drive is no nearer to a way out.
 */
export function keepReport(parts: StationParts, hands: Hands, drive: string, { media, note, ...body }: ForeignReport): Receipt {
  return attempt(parts, hands, {
    type: 'report.kept',
    subject: drive,
    body,
    sealed: sealedTexts({ note }),
    att: [{ name: 'report', media, sha256: body.sha256, size: body.size }],
  });
}
