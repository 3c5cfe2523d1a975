import type { Identified } from '../../../contract/helper.ts';
import { dockFindingWords, type DockGrade, type DockUsb } from '../../../domain/drive/dock.ts';
import { throughDock } from '../../../domain/drive/dock-grade.ts';
import { findChip } from '../../bridges/chips.ts';
import type { Limits } from '../../erase/limits.ts';
import type { OpenDrive, UsbWords } from '../../transport/transport.ts';
import { probeDock } from './probe.ts';
import { qualifyDock } from './qualify.ts';

/** The descriptors of a dock as the station keeps them, with the name of the chip where it is known. */
export function dockUsbOf(usb: UsbWords): DockUsb {
  const name = findChip(usb)?.name;
  return {
    chip: {
      vendor_id: usb.vendorId,
      product_id: usb.productId,
      device_release: usb.release,
      ...(name !== undefined && { chip: name.slice(0, 64) }),
    },
    ...(usb.serial !== undefined && { serial: usb.serial.slice(0, 64) }),
  };
}

/** Asks the dock in front of an open drive how far it can be trusted; undefined where there is none. Reads only. Throws TransportError. */
export async function gradeDock(open: OpenDrive, limits: Limits): Promise<DockGrade | undefined> {
  if (open.dock === undefined) return undefined;
  return qualifyDock(await probeDock(open.dock.scsi, { usb: open.dock.usb, commandMs: limits.commandMs }));
}

/** What a drive said, with its dock's grade beside it and what the dock keeps from it taken away. */
export function toldThrough(told: Identified, dock: DockGrade | undefined): Identified {
  if (dock === undefined) return told;
  return told.kind === 'silent' ? { ...told, dock } : { ...told, capabilities: throughDock(told.capabilities, dock), dock };
}

/** Why nothing may be erased behind this dock, in words; undefined when something may. */
export function whyUnfit(dock: DockGrade | undefined): string | undefined {
  if (dock?.grade !== 'D') return undefined;
  return `dock grade D: ${dock.reason === undefined ? 'no reason given' : `${dock.reason}, ${dockFindingWords[dock.reason].what}`}`;
}
