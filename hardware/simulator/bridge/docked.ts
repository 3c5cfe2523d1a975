import { findChip } from '../../bridges/chips.ts';
import { throughBridge } from '../../bridges/through-bridge.ts';
import type { NvmeTransport, ScsiTransport } from '../../transport/transport.ts';
import { behindBridge } from './bridge.ts';
import { nvmeFront } from './nvme-front.ts';
import type { BridgeSpec } from './quirks.ts';

/**
 * A virtual drive as it is reached through its bridge: the same way that a real one is opened. An NVMe drive comes out
 * as NVMe where the chip is known to carry it, and as the bridge's SCSI disk otherwise.
 */
export function docked(drive: ScsiTransport | NvmeTransport, bridge: BridgeSpec): ScsiTransport | NvmeTransport {
  const usb = { vendorId: bridge.vendor_id, productId: bridge.product_id, release: bridge.device_release };
  if (drive.kind === 'scsi') return throughBridge(behindBridge(drive, bridge.quirks), usb);
  const family = findChip(usb)?.nvme;
  const front = nvmeFront(drive, { ...(family !== undefined && { family }), serial: (bridge.serial ?? 'BRIDGE').slice(0, 20) });
  return throughBridge(behindBridge(front, bridge.quirks), usb);
}
