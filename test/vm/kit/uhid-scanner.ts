import { closeSync, openSync, writeSync } from 'node:fs';

/** Messages of /dev/uhid, each a number and a fixed layout (Linux UAPI linux/uhid.h). */
const uhid = { destroy: 1, create2: 11, input2: 12 } as const;
const usbBus = 3;
const reportId = 2;
const dataBytes = 56;

/** A barcode scanner that the kernel shows as /dev/hidrawN like a real one. */
export interface VirtualScanner {
  /** One report: a code of up to 56 characters and its AIM symbology identifier. */
  scan(code: string, aim: string): void;
  unplug(): void;
}

/** Plugs a HID point-of-sale scanner in, by its report descriptor. */
export function plugScanner(name: string, descriptor: Uint8Array): VirtualScanner {
  const device = openSync('/dev/uhid', 'r+');
  const create = Buffer.alloc(4 + 128 + 64 + 64 + 20 + 4096);
  create.writeUInt32LE(uhid.create2, 0);
  create.write(name, 4);
  create.write('SCAN0001', 196);
  create.writeUInt16LE(descriptor.length, 260);
  create.writeUInt16LE(usbBus, 262);
  create.writeUInt32LE(0x0c2e, 264);
  create.writeUInt32LE(0x0b6a, 268);
  create.set(descriptor, 280);
  writeSync(device, create);
  return {
    scan: (code, aim) => {
      const report = Buffer.alloc(6 + dataBytes);
      report[0] = reportId;
      report[1] = Buffer.byteLength(code);
      report.write(aim, 2);
      report.write(code, 5);
      const input = Buffer.alloc(4 + 2 + 4096);
      input.writeUInt32LE(uhid.input2, 0);
      input.writeUInt16LE(report.length, 4);
      report.copy(input, 6);
      writeSync(device, input);
    },
    unplug: () => {
      const destroy = Buffer.alloc(4);
      destroy.writeUInt32LE(uhid.destroy, 0);
      writeSync(device, destroy);
      closeSync(device);
    },
  };
}
