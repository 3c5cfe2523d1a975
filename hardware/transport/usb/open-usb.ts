import { TransportError } from '../transport.ts';
import type { TransferredIn, TransferredOut, UsbBulkDevice } from './bulk-device.ts';

/** Class 08h mass storage, subclass 06h SCSI transparent command set, protocol 50h Bulk-Only Transport. */
const massStorage = { class: 0x08, subclass: 0x06, protocol: 0x50 } as const;

/** One request to the kernel carries at most this much; longer data phases go in several transfers. */
const transferBytes = 256 * 1024;

interface Setup {
  readonly requestType: 'class';
  readonly recipient: 'interface';
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

/**
 * What of a device of the `usb` package (3.x, WebUSB-shaped) is used here. The package's own types lean on DOM types
 * that are not there; and its WebUSB calls take no timeout, which the native ones do (milliseconds).
 */
export interface UsbPackageDevice {
  readonly bus: string;
  readonly ports: readonly number[];
  readonly configuration: {
    readonly interfaces: readonly {
      readonly interfaceNumber: number;
      readonly alternates: readonly {
        readonly alternateSetting: number;
        readonly interfaceClass: number;
        readonly interfaceSubclass: number;
        readonly interfaceProtocol: number;
        readonly endpoints: readonly { readonly endpointNumber: number; readonly direction: string; readonly type: string }[];
      }[];
    }[];
  };
  open(): Promise<void>;
  close(): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  selectAlternateInterface(interfaceNumber: number, alternateSetting: number): Promise<void>;
  clearHalt(direction: 'in' | 'out', endpointNumber: number): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  attachKernelDriver(interfaceNumber: number): Promise<void>;
  nativeTransferIn(endpointNumber: number, timeoutMs: number, length: number): Promise<Uint8Array | null>;
  nativeTransferOut(endpointNumber: number, timeoutMs: number, data: Uint8Array): Promise<number>;
  nativeControlTransferIn(setup: Setup, timeoutMs: number, length: number): Promise<Uint8Array | null>;
  nativeControlTransferOut(setup: Setup, timeoutMs: number): Promise<number>;
}
type Device = UsbPackageDevice;

export interface BulkInterface {
  readonly interfaceNumber: number;
  readonly alternateSetting: number;
  readonly inEndpoint: number;
  readonly outEndpoint: number;
}

/** The Bulk-Only interface in a configuration, or undefined: a dock that speaks UAS alone has none. */
export function findBulkInterface(configuration: Device['configuration']): BulkInterface | undefined {
  for (const one of configuration.interfaces) {
    for (const setting of one.alternates) {
      const fits =
        setting.interfaceClass === massStorage.class &&
        setting.interfaceSubclass === massStorage.subclass &&
        setting.interfaceProtocol === massStorage.protocol;
      if (!fits) continue;
      const into = setting.endpoints.find((endpoint) => endpoint.type === 'bulk' && endpoint.direction === 'in');
      const out = setting.endpoints.find((endpoint) => endpoint.type === 'bulk' && endpoint.direction === 'out');
      if (into === undefined || out === undefined) continue;
      return {
        interfaceNumber: one.interfaceNumber,
        alternateSetting: setting.alternateSetting,
        inEndpoint: into.endpointNumber,
        outEndpoint: out.endpointNumber,
      };
    }
  }
  return undefined;
}

/**
 * Opens the dock at a port path such as `1-2.1` for this program alone: detaches the kernel's driver, claims the
 * Bulk-Only interface, and gives both back when closed or when anything on the way fails. Throws TransportError:
 * `gone` when nothing sits there, `not_permitted`, `busy`, or `io` when the device has no such interface.
 */
export async function openUsb(portPath: string, devices: () => Promise<readonly Device[]> = allDevices): Promise<UsbBulkDevice> {
  const device = (await list(devices)).find((one) => portPathOf(one) === portPath);
  if (device === undefined) throw new TransportError('gone', `no USB device sits at port ${portPath}`);
  const undo: (() => Promise<unknown>)[] = [];
  const giveBack = async (): Promise<void> => {
    // In reverse, each on its own: a pulled device fails at every step, and the others must still be tried.
    for (const step of undo.splice(0).toReversed()) await step().catch(() => undefined);
  };
  try {
    await device.open();
    undo.push(() => device.close());
    const found = findBulkInterface(device.configuration);
    if (found === undefined) throw new TransportError('io', `the device at port ${portPath} has no Bulk-Only interface`);
    const { interfaceNumber } = found;
    if (await detach(device, interfaceNumber)) undo.push(() => device.attachKernelDriver(interfaceNumber));
    await device.claimInterface(interfaceNumber);
    undo.push(() => device.releaseInterface(interfaceNumber));
    if (found.alternateSetting !== 0) await device.selectAlternateInterface(interfaceNumber, found.alternateSetting);
    return bulkDevice(device, found, giveBack);
  } catch (error) {
    await giveBack();
    throw transportError(error);
  }
}

async function list(devices: () => Promise<readonly Device[]>): Promise<readonly Device[]> {
  try {
    return await devices();
  } catch (error) {
    throw transportError(error);
  }
}

/** Loaded only here: the binary is optional on platforms that never need it. */
async function allDevices(): Promise<readonly Device[]> {
  const { usb } = await import('usb');
  // The package's types name a device that lacks what its native class has; the shape was read from its source.
  return usb.getDevices() as Promise<unknown> as Promise<readonly Device[]>;
}

/** The kernel's name of the place: bus, then the ports on the way. On Linux `bus` is its number with leading zeros. */
function portPathOf(device: Pick<Device, 'bus' | 'ports'>): string {
  return `${device.bus.replace(/^0+(?=\d)/, '')}-${device.ports.join('.')}`;
}

/** True when a driver was detached, so that it must come back. */
async function detach(device: Device, interfaceNumber: number): Promise<boolean> {
  try {
    await device.detachKernelDriver(interfaceNumber);
    return true;
  } catch (error) {
    // No driver bound is what we wanted; where drivers cannot be detached, claiming tells whether one stands in the way.
    if (error instanceof Error && /no kernel driver|not supported|unsupported/i.test(error.message)) return false;
    throw error;
  }
}

function bulkDevice(device: Device, found: BulkInterface, giveBack: () => Promise<void>): UsbBulkDevice {
  const { interfaceNumber } = found;
  const request = (value: number): Setup => ({
    requestType: 'class',
    recipient: 'interface',
    request: value,
    value: 0,
    index: interfaceNumber,
  });
  return {
    transferIn: (lengthBytes, timeoutMs) => transferIn(device, found, lengthBytes, timeoutMs),
    transferOut: (bytes, timeoutMs) => transferOut(device, found, bytes, timeoutMs),
    clearHalt: async (direction) => {
      try {
        await device.clearHalt(direction, direction === 'in' ? found.inEndpoint : found.outEndpoint);
      } catch (error) {
        throw transportError(error);
      }
    },
    controlIn: (value, lengthBytes, timeoutMs) =>
      stallOr<TransferredIn>(async () => {
        const got = await device.nativeControlTransferIn(request(value), timeoutMs, lengthBytes);
        return { kind: 'data', bytes: got ?? new Uint8Array(0) };
      }),
    controlOut: (value, timeoutMs) =>
      stallOr<TransferredOut>(async () => {
        await device.nativeControlTransferOut(request(value), timeoutMs);
        return { kind: 'sent', lengthBytes: 0 };
      }),
    close: giveBack,
  };
}

/** Reads until `lengthBytes` or a short packet. What came before a stall is lost, and the residue will say so. */
function transferIn(device: Device, found: BulkInterface, lengthBytes: number, timeoutMs: number): Promise<TransferredIn> {
  return stallOr<TransferredIn>(async () => {
    const all = new Uint8Array(lengthBytes);
    let at = 0;
    while (at < lengthBytes) {
      const part = Math.min(transferBytes, lengthBytes - at);
      const got = (await device.nativeTransferIn(found.inEndpoint, timeoutMs, part)) ?? new Uint8Array(0);
      all.set(got, at);
      at += got.length;
      if (got.length < part) break;
    }
    return { kind: 'data', bytes: all.subarray(0, at) };
  });
}

function transferOut(device: Device, found: BulkInterface, bytes: Uint8Array, timeoutMs: number): Promise<TransferredOut> {
  return stallOr<TransferredOut>(async () => {
    let at = 0;
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + transferBytes);
      const sent = await device.nativeTransferOut(found.outEndpoint, timeoutMs, part);
      at += sent;
      if (sent < part.length) break;
    }
    return { kind: 'sent', lengthBytes: at };
  });
}

/** The package tells a stall as an error; here it is an outcome. */
async function stallOr<Moved extends TransferredIn | TransferredOut>(move: () => Promise<Moved>): Promise<Moved | { kind: 'stall' }> {
  try {
    return await move();
  } catch (error) {
    if (error instanceof Error && /\bstall/i.test(error.message)) return { kind: 'stall' };
    throw transportError(error);
  }
}

/**
 * The package has no error codes, only the words of its Rust side. `Cancelled` is what a transfer that ran into its
 * timeout ends with.
 */
export function transportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const of = (code: TransportError['code'], message: string): TransportError => new TransportError(code, message, { cause: error });
  if (/cancelled|timed? ?out/i.test(words)) return of('timeout', 'the dock did not answer in time');
  if (/disconnected|no such device|errno 19\b|entity not found|not found \(errno 2\)/i.test(words))
    return of('gone', 'the dock is not there any more');
  if (/permission|errno 13\b|errno 1\b|access denied/i.test(words)) return of('not_permitted', 'this program may not open the dock');
  if (/\bbusy\b|errno 16\b/i.test(words)) return of('busy', 'another program or driver holds the dock');
  return of('io', `the dock could not be used: ${words}`);
}
