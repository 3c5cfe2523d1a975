import { le16, le64, safeNumber } from '../transport/fields.ts';
import type { AtaCommand } from './sat.ts';

/** DEVICE CONFIGURATION IDENTIFY (B1h, feature C2h): what the drive could be. Aborts once the configuration is frozen. */
export function deviceConfigurationIdentify(): AtaCommand {
  return { command: 0xb1, features: 0xc2, extend: false, data: { kind: 'in', protocol: 'pio', blocks: 1 } };
}

/** DEVICE CONFIGURATION RESTORE (B1h, feature C0h): fails while an HPA is set or the configuration is frozen. */
export function deviceConfigurationRestore(): AtaCommand {
  return { command: 0xb1, features: 0xc0, extend: false, data: { kind: 'none' } };
}

/** DEVICE CONFIGURATION FREEZE LOCK (B1h, feature C1h): until power is cycled. */
export function deviceConfigurationFreezeLock(): AtaCommand {
  return { command: 0xb1, features: 0xc1, extend: false, data: { kind: 'none' } };
}

export interface DeviceConfiguration {
  /** Words 3 to 6: the largest last LBA that the drive can have. */
  readonly maxLba: number;
}

/**
 * Reads DEVICE CONFIGURATION IDENTIFY data (ATA-6 to ACS-2; obsolete since). Undefined when they are short, when the
 * signature A5h is there and the sum is wrong, or when the LBA is none: half a table is no knowledge.
 */
export function parseDeviceConfiguration(data: Uint8Array): DeviceConfiguration | undefined {
  if (data.length < 512 || le16(data, 0) === 0) return undefined;
  if (data[510] === 0xa5 && data.subarray(0, 512).reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) return undefined;
  const maxLba = safeNumber(le64(data, 6));
  return maxLba === undefined || maxLba === 0 ? undefined : { maxLba };
}
