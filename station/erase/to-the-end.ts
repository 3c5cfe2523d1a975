import type { DriveHelper } from '../../contract/ports.ts';
import type { Report } from '../../contract/helper.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';

/**
 * Erases and always hears the end. Aborting a call ends its stream at once, so a cancelled job's last word would be
 * lost: after an abort this attaches again and takes the ending from there.
 */
export async function* eraseToTheEnd(
  client: DriveHelper,
  clearance: Clearance,
  startedMs: number,
  signal: AbortSignal,
  psid?: string,
): AsyncGenerator<Report, void, void> {
  let marked = false;
  try {
    for await (const report of await client.erase({ clearance, ...(psid === undefined ? {} : { psid }) }, { signal })) {
      if (report.kind === 'marked') marked = true;
      yield report;
      if (report.kind === 'stopped' || report.kind === 'erased') return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) return;
  for await (const report of await client.attach({ clearance, started_ms: startedMs })) {
    // The helper tells the job from its beginning to whoever attaches; markers were written once.
    if (report.kind !== 'marked' || !marked) yield report;
  }
}
