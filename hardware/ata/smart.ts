import { le16, u8 } from '../transport/fields.ts';
import type { AtaCommand } from './sat.ts';

/** SMART READ DATA (B0h, feature D0h). Obsolete in newer standards, and still what tells of reallocated sectors. */
export function smartReadData(): AtaCommand {
  // LBA 23:8 is the key C24Fh of every SMART command.
  return { command: 0xb0, features: 0xd0, lba: 0xc24f00, extend: false, data: { kind: 'in', protocol: 'pio', blocks: 1 } };
}

/** Sectors that a disk has put aside, or wants to. Absent where the drive keeps no such attribute. */
export interface SmartSectors {
  /** Attribute 5. */
  readonly reallocated?: number;
  /** Attribute 197. */
  readonly pending?: number;
  /** Attribute 198. */
  readonly uncorrectable?: number;
}

const places = { first: 2, size: 12, count: 30 } as const;

const powerCycles = 12;

/** How often the drive was switched on (attribute 12); undefined where it keeps no such count, or the table cannot be read. */
export function parseSmartPowerCycles(data: Uint8Array): number | undefined {
  return rawReader(data)?.(powerCycles);
}

/**
 * Reads the vendor's attribute table: 30 places of 12 bytes, raw value in bytes 5 to 10. The layout is no standard
 * but a convention that drives keep. Some makers put other counts into the upper raw bytes (a recorded Fujitsu disk
 * has them from the third byte on), so only the lower 16 bits count. Undefined when the bytes are short or their checksum is wrong.
 */
export function parseSmartSectors(data: Uint8Array): SmartSectors | undefined {
  const raw = rawReader(data);
  if (raw === undefined) return undefined;
  const [reallocated, pending, uncorrectable] = [raw(5), raw(197), raw(198)];
  return {
    ...(reallocated !== undefined && { reallocated }),
    ...(pending !== undefined && { pending }),
    ...(uncorrectable !== undefined && { uncorrectable }),
  };
}

/** Looks attributes up by their number. Undefined when the bytes are short or their checksum is wrong. */
function rawReader(data: Uint8Array): ((id: number) => number | undefined) | undefined {
  if (data.length < 512) return undefined;
  const sum = data.subarray(0, 512).reduce((total, byte) => (total + byte) & 0xff, 0);
  if (sum !== 0 || le16(data, 0) === 0) return undefined;
  return (id) => {
    for (let at: number = places.first; at < places.first + places.count * places.size; at += places.size)
      if (u8(data, at) === id) return le16(data, at + 5);
    return undefined;
  };
}
