import type { AtaCommand, AtaReturn } from './sat.ts';

/** READ NATIVE MAX ADDRESS EXT (27h). The answer is the last LBA, in the LBA registers. */
export function readNativeMaxAddressExt(): AtaCommand {
  return { command: 0x27, extend: true, data: { kind: 'none' } };
}

/** SET MAX ADDRESS EXT (37h): must come directly after READ NATIVE MAX ADDRESS EXT. `lastLba` becomes the last addressable LBA. */
export function setMaxAddressExt(lastLba: number, options: { readonly survivesPowerOn: boolean }): AtaCommand {
  return { command: 0x37, lba: lastLba, count: options.survivesPowerOn ? 1 : 0, extend: true, data: { kind: 'none' } };
}

/** GET NATIVE MAX ADDRESS EXT (78h, feature 0000h) of Accessible Max Address. */
export function getNativeMaxAddressExt(): AtaCommand {
  return { command: 0x78, features: 0x0000, extend: true, data: { kind: 'none' } };
}

/** SET ACCESSIBLE MAX ADDRESS EXT (78h, feature 0001h). Once per power cycle. */
export function setAccessibleMaxAddressExt(lastLba: number): AtaCommand {
  return { command: 0x78, features: 0x0001, lba: lastLba, extend: true, data: { kind: 'none' } };
}

/** FREEZE ACCESSIBLE MAX ADDRESS EXT (78h, feature 0002h). */
export function freezeAccessibleMaxAddressExt(): AtaCommand {
  return { command: 0x78, features: 0x0002, extend: true, data: { kind: 'none' } };
}

/** The last LBA that a native-max command returned; undefined when it was refused, failed, or its upper half did not come back. */
export function parseNativeMaxAddress(returned: AtaReturn): number | undefined {
  if (returned.kind !== 'registers' || returned.registers.failed) return undefined;
  return returned.registers.lba;
}
