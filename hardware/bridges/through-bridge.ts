import type { NvmeTransport, ScsiTransport } from '../transport/transport.ts';
import { findChip } from './chips.ts';
import { nvmeOverBridge } from './nvme-bridge.ts';
import { withResponseInformation } from './response-information.ts';

/**
 * The drive behind a USB dock, by what is known of the dock's chip: as NVMe where the chip carries it, with the detour
 * to its registers where the chip needs one, and otherwise as it is. `release` is bcdDevice.
 */
export function throughBridge(
  scsi: ScsiTransport,
  usb: { readonly vendorId: number; readonly productId: number; readonly release: number },
): ScsiTransport | NvmeTransport {
  const chip = findChip(usb);
  if (chip?.nvme !== undefined) return nvmeOverBridge(scsi, chip.nvme);
  return chip?.quirks.includes('empty_registers') === true ? withResponseInformation(scsi) : scsi;
}
