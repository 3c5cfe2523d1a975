import { findChip } from '../../bridges/chips.ts';
import { nvmeOverBridge } from '../../bridges/nvme-bridge.ts';
import type { NvmeTransport, ScsiTransport } from '../../transport/transport.ts';
import { behindBridge } from './bridge.ts';
import { nvmeFront } from './nvme-front.ts';
import type { BridgeSpec } from './quirks.ts';

/**
 * A virtual drive as it is reached through its bridge: the same way that a real one is opened. An NVMe drive comes out
 * as NVMe where the chip is known to carry it, and as the bridge's SCSI disk otherwise.
 */
export function docked(drive: ScsiTransport | NvmeTransport, bridge: BridgeSpec): ScsiTransport | NvmeTransport {
  if (drive.kind === 'scsi') return behindBridge(drive, bridge.quirks);
  const family = findChip({ vendorId: bridge.vendor_id, productId: bridge.product_id, release: bridge.device_release })?.nvme;
  const front = nvmeFront(drive, { ...(family !== undefined && { family }), serial: (bridge.serial ?? 'BRIDGE').slice(0, 20) });
  const through = behindBridge(front, bridge.quirks);
  return family === undefined ? through : nvmeOverBridge(through, family);
}
