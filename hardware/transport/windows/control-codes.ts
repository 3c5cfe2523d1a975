/**
 * Control codes of DeviceIoControl, as CTL_CODE of the Windows SDK makes them: device type, access, function, method.
 * Source: winioctl.h, ntddscsi.h, and Microsoft's driver documentation.
 */

const access = { any: 0, write: 2, readWrite: 3 } as const;

function controlCode(deviceType: number, operation: number, need: number): number {
  // All of these are METHOD_BUFFERED, which is 0.
  return ((deviceType << 16) | (need << 14) | (operation << 2)) >>> 0;
}

const controller = 0x04;
const mass = 0x2d;
const fileSystem = 0x09;

export const controlCodes = {
  scsiPassThroughDirect: controlCode(controller, 0x0405, access.readWrite),
  ataPassThroughDirect: controlCode(controller, 0x040c, access.readWrite),
  storageProtocolCommand: controlCode(mass, 0x04f0, access.readWrite),
  storageReinitializeMedia: controlCode(mass, 0x0590, access.write),
  storageQueryProperty: controlCode(mass, 0x0500, access.any),
  lockVolume: controlCode(fileSystem, 6, access.any),
  dismountVolume: controlCode(fileSystem, 8, access.any),
} as const;
