import type { PowerReading } from '../../domain/drive/power.ts';
import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { findChip } from '../bridges/chips.ts';
import { bridgeReach } from '../bridges/nvme-bridge.ts';
import type { Limits } from '../erase/limits.ts';
import { nvmeSanitizeLog } from '../erase/nvme-sanitize.ts';
import {
  allocatedNamespaceList,
  activeNamespaceList,
  type IdentifyController,
  type IdentifyNamespace,
  parseNamespaceList,
  takesNoDeallocate,
} from '../nvme/identify.ts';
import { getHealthLog, inMediaVerification, parseHealthLog, type SanitizeStatusLog } from '../nvme/sanitize.ts';
import { nvmeStatus, statusCode } from '../nvme/status.ts';
import { safeNumber } from '../transport/fields.ts';
import type { NvmeCommand, NvmeTransport, OpenDrive } from '../transport/transport.ts';
import { allOut, listOffers, type Offer, sanitizesOnly } from './offers.ts';
import { tcgSecurity } from './tcg-security.ts';

/** What an NVMe drive can do. `wholeBytes` is the capacity of all namespaces together, when the controller tells it. */
export async function nvmeCapabilities(
  open: Pick<OpenDrive, 'transport' | 'dock'>,
  transport: NvmeTransport,
  controller: IdentifyController,
  namespace: IdentifyNamespace,
  limits: Limits,
): Promise<{ readonly capabilities: Capabilities; readonly wholeBytes?: number; readonly power?: PowerReading }> {
  const found = await nvmeSanitizeLog(transport, limits);
  const health = await transport.admin(getHealthLog(), limits.commandMs);
  const told = statusCode(health.status) === nvmeStatus.success ? parseHealthLog(health.data) : undefined;
  const readOnly = told?.mediaReadOnly === true;
  const cycles = told === undefined ? undefined : safeNumber(told.powerCycles);
  const family = open.dock === undefined ? undefined : findChip(open.dock.usb)?.nvme;
  const readsOnly = family !== undefined && bridgeReach(family) === 'reads';
  const namespaces = await countNamespaces(transport, namespaceLists(controller, readsOnly), limits);
  const unallocated = safeNumber(controller.unallocatedBytes);
  const whole = safeNumber(controller.totalBytes);
  const leavesAreas = (namespaces !== undefined && namespaces > 1) || (unallocated !== undefined && unallocated > 0);
  const tcg = controller.security ? await tcgSecurity(open, 'nvme', limits) : undefined;
  const { sanitize } = controller;
  // Without its log, or a status, no sanitize could ever be shown to have completed.
  const can = (has: boolean, estimateS: number | undefined): Offer =>
    !has ? 'drive_lacks_it' : found === undefined || readsOnly ? 'bridge_blocks_it' : estimateS === undefined ? {} : { estimateS };
  const estimates = (takesNoDeallocate(controller) ? found?.log.noDeallocateEstimates : found?.log.estimates) ?? {};
  const overwriteS = estimates.overwriteS === undefined ? undefined : Math.ceil(estimates.overwriteS / 16);
  // Format reaches no capacity outside namespaces, and with several of them what it reaches hangs on FNA and on who is attached.
  const format = (has: boolean): Offer =>
    !controller.format || !has ? 'drive_lacks_it' : readsOnly ? 'bridge_blocks_it' : leavesAreas ? 'would_leave_areas' : {};
  const said: Partial<Record<Technique, Offer>> = {
    nvme_sanitize_block_erase: can(sanitize.block, estimates.blockEraseS),
    nvme_sanitize_crypto_erase: can(sanitize.crypto, estimates.cryptoEraseS),
    nvme_sanitize_overwrite: can(sanitize.overwrite, overwriteS),
    nvme_format_user_data_erase: format(true),
    nvme_format_cryptographic_erase: format(controller.formatNvm.crypto),
    host_overwrite: leavesAreas ? 'would_leave_areas' : {},
  };
  const state = stateOf(found?.log);
  // Behind a failed sanitize nothing is taken but another one, and worn-out media may still be worth one.
  const takes = readOnly || state === 'failed' ? sanitizesOnly(said) : said;
  return {
    capabilities: {
      techniques: listOffers({
        ...(tcg?.locked === true ? allOut(takes, 'locked') : takes),
        tcg_psid_revert: tcg?.revert ?? 'drive_lacks_it',
      }),
      hidden: { hpa: 'none', dco: 'none', ama: 'none' },
      security: tcg?.security ?? 'none',
      ...(unallocated !== undefined && { unallocated_bytes: unallocated }),
      ...(namespaces !== undefined && { namespaces }),
      read_only: readOnly,
      reads_after_erase: namespace.deallocatedReads === 1 ? 'zeros' : 'unknown',
      sanitize: state,
    },
    ...(whole !== undefined && whole > 0 && { wholeBytes: whole }),
    ...(cycles !== undefined && { power: { cycles } }),
  };
}

/** A bridge that only reads carries no list of allocated namespaces; a controller that cannot manage them has none but active ones. */
function namespaceLists(controller: IdentifyController, readsOnly: boolean): readonly NvmeCommand[] {
  if (!readsOnly) return [allocatedNamespaceList(), activeNamespaceList()];
  return controller.namespaceManagement ? [] : [activeNamespaceList()];
}

/** By the first list that the controller gives; undefined when it gives none. */
async function countNamespaces(transport: NvmeTransport, lists: readonly NvmeCommand[], limits: Limits): Promise<number | undefined> {
  for (const list of lists) {
    const answer = await transport.admin(list, limits.commandMs);
    if (statusCode(answer.status) !== nvmeStatus.success) continue;
    const ids = parseNamespaceList(answer.data);
    if (ids !== undefined && ids.length > 0) return ids.length;
  }
  return undefined;
}

function stateOf(log: SanitizeStatusLog | undefined): Capabilities['sanitize'] {
  if (log === undefined) return 'unknown';
  switch (log.outcome) {
    case 'reserved':
      return 'unknown';
    case 'never':
      return 'never';
    case 'running':
      // Ended, by whoever asked for that state: an erase under a clearance leads the drive out of it.
      return inMediaVerification(log) ? 'succeeded' : 'running';
    case 'failed':
      return 'failed';
    case 'success':
    case 'deallocated_unexpectedly':
      return 'succeeded';
  }
}
