import { closeSync, constants, openSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ReadStream } from 'node:tty';
import type { ScannerLine } from '../../contract/scanners.ts';
import { readAim } from '../../domain/label/aim.ts';
import { libc } from '../transport/posix.ts';
import { pause, plainName, type ScannerEars } from './hid-pos.ts';
import { scanText, withoutSuffix } from './scan-text.ts';
import { endOfBytes, noLines, quietMs, takeBytes } from './serial-lines.ts';

/** A serial port of USB, as sysfs tells of it. */
export interface SerialPort {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

export interface SerialEars extends ScannerEars {
  /** Ids of the ports that somebody said are scanners. Asked at each look. */
  readonly chosen: () => ReadonlySet<string>;
  /** What to look at: the USB serial ports of this machine unless told. */
  readonly ports?: () => Promise<readonly SerialPort[]>;
}

interface Listened {
  readonly port: SerialPort;
  readonly state: ScannerLine['state'];
  readonly close: () => void;
}

/**
 * Listens to the serial ports that somebody chose. A port that nobody chose is listed and left shut: opening one
 * raises its control lines, which resets some devices that are no scanners. Wait for `closed` after the signal.
 */
export function openSerialScanners(ears: SerialEars): { readonly closed: Promise<void> } {
  const listened = new Map<string, Listened>();
  const drop = (path: string): void => {
    listened.get(path)?.close();
    listened.delete(path);
  };
  const look = async (): Promise<readonly ScannerLine[]> => {
    const chosen = ears.chosen();
    const ports = await (ears.ports ?? usbSerialPorts)();
    for (const [path, { port, state }] of listened) {
      const still = state === 'ready' && chosen.has(port.id) && ports.some((other) => other.path === path && other.id === port.id);
      if (!still) drop(path);
    }
    for (const port of ports) {
      if (!chosen.has(port.id) || listened.has(port.path) || ears.signal.aborted) continue;
      listened.set(
        port.path,
        listenTo(port, ears, () => drop(port.path)),
      );
    }
    return ports.map((port) => ({
      id: port.id,
      kind: 'serial',
      name: port.name,
      port: port.path,
      state: listened.get(port.path)?.state ?? 'offered',
    }));
  };
  const run = async (): Promise<void> => {
    let told = '';
    while (!ears.signal.aborted) {
      try {
        const lines = await look();
        if (JSON.stringify(lines) !== told) ears.onChange(lines);
        told = JSON.stringify(lines);
      } catch (error) {
        ears.onFault(error);
        told = '';
      }
      await pause(ears.pollMs ?? 1000, ears.signal);
    }
    for (const path of listened.keys()) drop(path);
  };
  return { closed: run() };
}

/** TIOCEXCL of Linux: nobody else may open the port, or each would get a part of every scan. */
const exclusive = 0x540c;

function listenTo(port: SerialPort, ears: SerialEars, gone: () => void): Listened {
  let fd: number;
  try {
    fd = openSync(port.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what openSync throws
    return { port, state: code === 'EACCES' || code === 'EPERM' ? 'not_permitted' : 'failed', close: () => undefined };
  }
  let stream: ReadStream;
  try {
    stream = new ReadStream(fd);
    stream.setRawMode(true); // no echo, no line editing, control characters such as GS as they are
  } catch {
    closeSync(fd);
    return { port, state: 'failed', close: () => undefined };
  }
  libc()?.ioctl(fd, exclusive, new Uint8Array(8));
  let lines = noLines;
  let timer: NodeJS.Timeout | undefined;
  const tell = (scans: readonly Uint8Array[]): void => {
    for (const scan of scans) {
      const { text, aim } = readAim(withoutSuffix(scanText(scan)));
      if (text !== '') ears.onScan({ text, source: 'serial', device: port.name, ...(aim === undefined ? {} : { aim }) });
    }
  };
  const settle = (): void => {
    const before = lines;
    // After a stall timers run before what has arrived is read: give those bytes their turn first.
    setImmediate(() => {
      if (lines !== before) return;
      const ended = endOfBytes(lines);
      if (lines.suffixed) ears.onTorn?.(port.name);
      lines = ended.lines;
      tell(ended.scans);
      wait();
    });
  };
  const wait = (): void => {
    clearTimeout(timer);
    const quiet = quietMs(lines);
    if (quiet !== undefined) timer = setTimeout(settle, quiet);
  };
  stream.on('data', (chunk: Buffer) => {
    const next = takeBytes(lines, chunk);
    lines = next.lines;
    tell(next.scans);
    wait();
  });
  stream.on('error', gone);
  stream.on('close', gone);
  return {
    port,
    state: 'ready',
    close: () => {
      clearTimeout(timer);
      stream.destroy();
    },
  };
}

/** USB serial ports of Linux. Elsewhere none are known: there the scanner's HID-POS mode is the one to use. */
export async function usbSerialPorts(root = '/sys/class/tty'): Promise<readonly SerialPort[]> {
  if (process.platform !== 'linux') return [];
  const names = (await readdir(root)).filter((name) => /^tty(ACM|USB)\d+$/.test(name)).toSorted();
  const ports = await Promise.all(names.map((name) => describe(root, name)));
  return ports.filter((port) => port !== undefined);
}

async function describe(root: string, name: string): Promise<SerialPort | undefined> {
  try {
    // The tty belongs to an interface; the device that has a vendor and a product stands above it.
    let at = await realpath(join(root, name, 'device'));
    let vendor = await attribute(at, 'idVendor');
    for (let up = 0; vendor === undefined && up < 4; up++) {
      at = dirname(at);
      vendor = await attribute(at, 'idVendor');
    }
    if (vendor === undefined) return undefined;
    const [product, serial, maker, words] = await Promise.all(
      ['idProduct', 'serial', 'manufacturer', 'product'].map((file) => attribute(at, file)),
    );
    const usb = `${vendor}:${product ?? ''}`;
    const called = plainName([maker, words].filter((part) => part !== undefined).join(' '));
    return { id: `serial:${usb}:${plainName(serial ?? name)}`, name: called === '' ? usb : called, path: `/dev/${name}` };
  } catch {
    return undefined; // pulled out while it was looked at
  }
}

async function attribute(folder: string, file: string): Promise<string | undefined> {
  return readFile(join(folder, file), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
