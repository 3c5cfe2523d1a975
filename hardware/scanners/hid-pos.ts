import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Device, devicesAsync, HIDAsync } from 'node-hid';
import type { ScannerLine, ScannerReading } from '../../contract/scanners.ts';
import { joinReports, nothingJoined, readReport } from './hid-report.ts';
import { printedLayout, readScanLayout, type ScanLayout } from './report-descriptor.ts';
import { scanText, withoutSuffix } from './scan-text.ts';

/** Bar Code Scanner page of the HID Point of Sale Usage Tables. */
const scannerPage = 0x8c;

export interface ScannerEars {
  readonly onScan: (reading: ScannerReading) => void;
  /** The scanners there are now, after each change. */
  readonly onChange: (scanners: readonly ScannerLine[]) => void;
  /** A scan of which a part was missing. Nothing of it is told. */
  readonly onTorn?: (device: string) => void;
  /** The system could not be asked which devices there are. */
  readonly onFault: (error: unknown) => void;
  /** Ends everything: devices are closed, then `closed` resolves. */
  readonly signal: AbortSignal;
  /** Monotonic, milliseconds. */
  readonly nowMs: () => number;
  /** How often to look for scanners that came or went. */
  readonly pollMs?: number;
}

interface Opened {
  readonly line: ScannerLine;
  readonly device: HIDAsync | undefined;
}

/**
 * Listens to every scanner in HID-POS mode that is plugged in now or later. Such a device says by its usage page that
 * it is a scanner, so nobody has to choose it. Every device must be closed before the process ends: an open one keeps
 * node-hid's reader thread, and `process.exit` waits for that for ever. Wait for `closed`.
 */
export function openHidPosScanners(ears: ScannerEars): { readonly closed: Promise<void> } {
  const opened = new Map<string, Opened>();
  const drop = async (path: string): Promise<void> => {
    const gone = opened.get(path);
    opened.delete(path);
    await gone?.device?.close().catch(() => undefined);
  };
  const look = async (): Promise<void> => {
    const found = new Map<string, Device>();
    for (const device of await devicesAsync())
      if (device.usagePage === scannerPage && device.path !== undefined) found.set(device.path, device);
    for (const [path, { device }] of opened) {
      // One that could not be opened is tried again: the rule that allows it may have come since.
      if (found.has(path) && device !== undefined) continue;
      await drop(path);
    }
    for (const [path, device] of found) {
      if (opened.has(path) || ears.signal.aborted) continue;
      opened.set(path, await open(path, device, ears, () => void drop(path)));
    }
  };
  const run = async (): Promise<void> => {
    let told = '';
    while (!ears.signal.aborted) {
      try {
        await look();
        const lines = [...opened.values()].map(({ line }) => line);
        if (JSON.stringify(lines) !== told) ears.onChange(lines);
        told = JSON.stringify(lines);
      } catch (error) {
        ears.onFault(error);
        told = ''; // the next look that works is told, whatever it finds
      }
      await pause(ears.pollMs ?? 1000, ears.signal);
    }
    for (const path of opened.keys()) await drop(path);
  };
  return { closed: run() };
}

async function open(path: string, found: Device, ears: ScannerEars, gone: () => void): Promise<Opened> {
  const line = (state: ScannerLine['state']): ScannerLine => ({ ...nameOf(path, found), kind: 'hid_pos', port: path, state });
  const layout = await layoutOf(path);
  if (layout === undefined) return { line: line('failed'), device: undefined };
  let device: HIDAsync;
  try {
    device = await HIDAsync.open(path);
  } catch {
    return { line: line(await whyClosed(path)), device: undefined };
  }
  let joining = nothingJoined;
  device.on('data', (report: Buffer) => {
    const piece = readReport(layout, report);
    if (piece === undefined) return;
    const next = joinReports(joining, piece, ears.nowMs());
    joining = next.state;
    const { name } = line('ready');
    if (next.dropped === true) ears.onTorn?.(name);
    const text = next.scan === undefined ? '' : withoutSuffix(scanText(next.scan.data));
    if (text === '') return;
    const aim = next.scan?.aim;
    ears.onScan({ text, source: 'hid_pos', device: name, ...(aim === undefined ? {} : { aim }) });
  });
  // The only way to hear that it was pulled out.
  device.on('error', gone);
  return { line: line('ready'), device };
}

/** The device's own layout where the system shows its descriptor; what makers print elsewhere. */
async function layoutOf(path: string): Promise<ScanLayout | undefined> {
  if (process.platform !== 'linux') return printedLayout;
  try {
    return readScanLayout(await readFile(`/sys/class/hidraw/${basename(path)}/device/report_descriptor`));
  } catch {
    return undefined; // pulled out in between, or no sysfs: nothing is guessed
  }
}

async function whyClosed(path: string): Promise<'not_permitted' | 'failed'> {
  if (process.platform === 'win32') return 'failed';
  return access(path, constants.R_OK | constants.W_OK).then(
    () => 'failed',
    (error: NodeJS.ErrnoException) => (error.code === 'EACCES' || error.code === 'EPERM' ? 'not_permitted' : 'failed'),
  );
}

function nameOf(path: string, found: Device): { readonly id: string; readonly name: string } {
  const usb = [found.vendorId, found.productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
  const own = plainName(found.serialNumber ?? '');
  const name = plainName([found.manufacturer, found.product].filter((part) => part !== undefined && part !== '').join(' '));
  return { id: `hid_pos:${usb}:${own === '' ? path : own}`, name: name === '' ? usb : name };
}

/** A device's own words, without what does not belong into a name, and never long. */
export function plainName(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 100);
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
