import { findChip } from '../../bridges/chips.ts';
import { throughBridge } from '../../bridges/through-bridge.ts';
import type { NvmeTransport, OpenDrive, ScsiTransport, UsbWords } from '../../transport/transport.ts';
import { behindBridge } from './bridge.ts';
import { nvmeFront } from './nvme-front.ts';
import type { BridgeSpec } from './quirks.ts';

/**
 * A virtual drive as it is reached through its bridge: the same way that a real one is opened. An NVMe drive comes out
 * as NVMe where the chip is known to carry it, and as the bridge's SCSI disk otherwise.
 */
export function docked(drive: ScsiTransport | NvmeTransport, bridge: BridgeSpec): Pick<OpenDrive, 'transport' | 'dock'> {
  const usb = usbOf(bridge);
  const scsi = behindBridge(frontOf(drive, bridge), bridge.quirks);
  return { transport: throughBridge(scsi, usb), dock: { scsi, usb } };
}

function frontOf(drive: ScsiTransport | NvmeTransport, bridge: BridgeSpec): ScsiTransport {
  if (drive.kind === 'scsi') return drive;
  const family = findChip(usbOf(bridge))?.nvme;
  return nvmeFront(drive, { ...(family !== undefined && { family }), serial: (bridge.serial ?? 'BRIDGE').slice(0, 20) });
}

/** The descriptors of a virtual bridge. */
export function usbOf(bridge: BridgeSpec): UsbWords {
  return {
    vendorId: bridge.vendor_id,
    productId: bridge.product_id,
    release: bridge.device_release,
    ...(bridge.serial !== undefined && { serial: bridge.serial }),
  };
}
