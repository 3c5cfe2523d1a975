import { putLe16 } from '../transport/fields.ts';
import type { AtaCommand } from './sat.ts';

/** A password field is 32 bytes, zero-filled behind the password. */
function payload(master: boolean, password: Uint8Array): Uint8Array {
  if (password.length > 32) throw new RangeError('an ATA password has at most 32 bytes');
  const bytes = new Uint8Array(512);
  bytes[0] = master ? 1 : 0;
  bytes.set(password, 2);
  return bytes;
}

function dataCommand(command: number, bytes: Uint8Array): AtaCommand {
  return { command, extend: false, count: 1, data: { kind: 'out', protocol: 'pio', bytes } };
}

export interface SecurityPassword {
  readonly password: Uint8Array;
  /** The master password instead of the user's. */
  readonly master?: boolean;
}

/** SECURITY SET PASSWORD (F1h). `maximum`: the master may then only erase. `masterIdentifier` goes with the master password. */
export function securitySetPassword(
  options: SecurityPassword & { readonly maximum?: boolean; readonly masterIdentifier?: number },
): AtaCommand {
  const bytes = payload(options.master === true, options.password);
  bytes[1] = options.maximum === true ? 1 : 0;
  putLe16(bytes, 34, options.masterIdentifier ?? 0);
  return dataCommand(0xf1, bytes);
}

/** SECURITY UNLOCK (F2h). */
export function securityUnlock(options: SecurityPassword): AtaCommand {
  return dataCommand(0xf2, payload(options.master === true, options.password));
}

/** SECURITY ERASE PREPARE (F3h): must come directly before SECURITY ERASE UNIT. */
export function securityErasePrepare(): AtaCommand {
  return { command: 0xf3, extend: false, data: { kind: 'none' } };
}

/** SECURITY ERASE UNIT (F4h): blocks until the erase has ended, for hours. */
export function securityEraseUnit(options: SecurityPassword & { readonly enhanced: boolean; readonly zoneNoReset?: boolean }): AtaCommand {
  const bytes = payload(options.master === true, options.password);
  bytes[0] = (options.master === true ? 1 : 0) | (options.enhanced ? 2 : 0) | (options.zoneNoReset === true ? 4 : 0);
  return dataCommand(0xf4, bytes);
}

/** SECURITY FREEZE LOCK (F5h). */
export function securityFreezeLock(): AtaCommand {
  return { command: 0xf5, extend: false, data: { kind: 'none' } };
}

/** SECURITY DISABLE PASSWORD (F6h). */
export function securityDisablePassword(options: SecurityPassword): AtaCommand {
  return dataCommand(0xf6, payload(options.master === true, options.password));
}
