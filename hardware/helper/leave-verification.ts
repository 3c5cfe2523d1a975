import { nvmeSanitizeLog } from '../erase/nvme-sanitize.ts';
import { inMediaVerification, sanitizeExitMediaVerification } from '../nvme/sanitize.ts';
import { nvmeStatus, statusCode, statusText } from '../nvme/status.ts';
import { TransportError } from '../transport/transport.ts';
import type { Clock } from './docks.ts';
import { type Guarded, stopped, type Stopped, whyOf } from './guard.ts';

/**
 * Leads an NVMe drive out of the Media Verification state: after the read-back for which we asked for it, and before the
 * markers where another tool, or a crash, has left it so, for it takes no write there. Only under a clearance, for leaving
 * may deallocate what was sanitized. Undefined when there is nothing to leave, and when it is left.
 */
export async function leaveMediaVerification(
  { open, limits }: Pick<Guarded, 'open' | 'limits'>,
  clock: Clock,
): Promise<Stopped | undefined> {
  const { transport } = open;
  if (transport.kind !== 'nvme') return undefined;
  try {
    const found = await nvmeSanitizeLog(transport, limits);
    if (found === undefined || !inMediaVerification(found.log)) return undefined;
    const { status } = await transport.admin(sanitizeExitMediaVerification(), limits.commandMs);
    if (statusCode(status) !== nvmeStatus.success)
      return stopped('command_refused', `Exit Media Verification State was answered ${statusText(status)}`);
    // A drive that deallocates on its way out says "in progress" for that time.
    for (const sinceMs = clock.nowMs(); clock.nowMs() - sinceMs < limits.silentMs; await clock.sleep(limits.pollMs)) {
      const now = await nvmeSanitizeLog(transport, limits);
      if (now !== undefined && now.log.outcome !== 'running') return undefined;
    }
    return stopped('in_use', 'the drive has not left its Media Verification state yet', 'erasing_in_drive');
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return stopped(whyOf(error), error.message);
  }
}
