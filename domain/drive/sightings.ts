import type { DockFinding, DockUsb } from './dock.ts';
import { plainSerial } from './serials.ts';

/** What was seen at one port at one time: a drive as it was told there. */
export interface Sighting {
  readonly port: string;
  /** Another value means that something was plugged in between. */
  readonly presence: string;
  readonly usb?: DockUsb;
  readonly model: string;
  readonly serial: string;
  readonly wwn?: string;
  /** With what is hidden, where that is known: opening a hidden area must not make another drive of it. */
  readonly capacityBytes: number;
}

export interface Lie {
  readonly finding: Extract<DockFinding, 'serial_shared' | 'serial_of_the_bridge' | 'twin_docks'>;
  /** The ports it was seen at. */
  readonly ports: readonly string[];
}

/**
 * What several looks show together that no single one can: one serial for different drives, a serial that stays with
 * the dock while the drives change, docks that cannot be told apart. `now` are the drives that sit in ports at this
 * moment, `before` what was seen earlier.
 */
export function compareSightings(now: readonly Sighting[], before: readonly Sighting[] = []): readonly Lie[] {
  const lies: Lie[] = [];
  for (const [index, one] of now.entries()) {
    for (const other of now.slice(index + 1)) {
      if (one.port === other.port) continue;
      // One drive cannot sit in two ports. A drive with two LUNs tells one WWN at both.
      if (sameSerial(one, other) && !sameName(one, other)) lies.push({ finding: 'serial_shared', ports: [one.port, other.port] });
      if (twins(one, other)) lies.push({ finding: 'twin_docks', ports: [one.port, other.port] });
    }
    for (const other of before) {
      if (!sameSerial(one, other) || !differentDrives(one, other)) continue;
      // The drive swap test: the drive changed and the serial stayed. In the same port it is the dock's.
      if (one.port !== other.port) lies.push({ finding: 'serial_shared', ports: [other.port, one.port] });
      else if (one.presence !== other.presence) lies.push({ finding: 'serial_of_the_bridge', ports: [one.port] });
    }
  }
  return lies;
}

/** What was found of the dock at one port. */
export function liesAt(lies: readonly Lie[], port: string): readonly DockFinding[] {
  return [...new Set(lies.filter((lie) => lie.ports.includes(port)).map((lie) => lie.finding))];
}

function sameSerial(one: Sighting, other: Sighting): boolean {
  return plainSerial(one.serial) === plainSerial(other.serial);
}

function sameName(one: Sighting, other: Sighting): boolean {
  return one.wwn !== undefined && one.wwn === other.wwn;
}

/** Surely not one drive: capacity may shrink under an HPA, so it only counts where no name speaks against it. */
function differentDrives(one: Sighting, other: Sighting): boolean {
  if (one.wwn !== undefined && other.wwn !== undefined) return one.wwn !== other.wwn;
  return one.model !== other.model || one.capacityBytes !== other.capacityBytes;
}

/** Same maker, same type, same iSerial, or none: only the port path tells such docks apart. */
function twins(one: Sighting, other: Sighting): boolean {
  const { usb: a } = one;
  const { usb: b } = other;
  return (
    a !== undefined &&
    b !== undefined &&
    a.chip.vendor_id === b.chip.vendor_id &&
    a.chip.product_id === b.chip.product_id &&
    a.serial === b.serial
  );
}
