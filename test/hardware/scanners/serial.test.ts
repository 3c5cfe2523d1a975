import { mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ScannerLine, ScannerReading } from '../../../contract/scanners.ts';
import { openSerialScanners, usbSerialPorts, type SerialPort } from '../../../hardware/scanners/serial.ts';
import { openPty, type Pty } from './pty.ts';

/** Serial scanners over a real terminal device; only the USB bus that would name it is missing. */
function stand(pty: Pty) {
  const readings: ScannerReading[] = [];
  const chosen = new Set<string>();
  let ports: readonly SerialPort[] = [{ id: 'serial:0c2e:0b63:T1', name: 'Test scanner', path: pty.path }];
  let lines: readonly ScannerLine[] = [];
  let changed: () => void = () => undefined;
  const stop = new AbortController();
  const { closed } = openSerialScanners({
    onScan: (reading) => {
      readings.push(reading);
      changed();
    },
    onChange: (next) => {
      lines = next;
      changed();
    },
    onFault: (error) => {
      throw error;
    },
    signal: stop.signal,
    nowMs: () => performance.now(),
    pollMs: 20,
    chosen: () => chosen,
    ports: () => Promise.resolve(ports),
  });
  onTestFinished(async () => {
    stop.abort();
    await closed;
    pty.close();
  });
  const until = async (met: () => boolean): Promise<void> => {
    while (!met()) await new Promise<void>((resolve) => (changed = resolve));
  };
  return {
    readings,
    chosen,
    until,
    state: () => lines[0]?.state,
    pull: () => (ports = []),
    lines: () => lines,
  };
}

test('a serial scanner is left shut until somebody chooses it, then read whole, with its GS and its AIM identifier', async (ctx) => {
  const pty = openPty();
  ctx.skip(pty === undefined, 'no pseudo terminals here');
  if (pty === undefined) return;
  const bench = stand(pty);
  await bench.until(() => bench.state() === 'offered');
  bench.chosen.add('serial:0c2e:0b63:T1');
  await bench.until(() => bench.state() === 'ready');
  pty.send(']C10104012345123456\u001d21ZA17S7HH\r\n');
  await bench.until(() => bench.readings.length === 1);
  pty.send('VLH1EXMY\r');
  await bench.until(() => bench.readings.length === 2);
  expect(bench.readings).toEqual([
    { text: '0104012345123456\u001d21ZA17S7HH', aim: ']C1', source: 'serial', device: 'Test scanner' },
    { text: 'VLH1EXMY', source: 'serial', device: 'Test scanner' },
  ]);
});

test('a scan without a suffix is told after a silence', async (ctx) => {
  const pty = openPty();
  ctx.skip(pty === undefined, 'no pseudo terminals here');
  if (pty === undefined) return;
  const bench = stand(pty);
  bench.chosen.add('serial:0c2e:0b63:T1');
  await bench.until(() => bench.state() === 'ready');
  pty.send('ZA17S7HH');
  await bench.until(() => bench.readings.length === 1);
  expect(bench.readings[0]?.text).toBe('ZA17S7HH');
});

test('a port that is no longer chosen is shut, and one that is gone is no longer listed', async (ctx) => {
  const pty = openPty();
  ctx.skip(pty === undefined, 'no pseudo terminals here');
  if (pty === undefined) return;
  const bench = stand(pty);
  bench.chosen.add('serial:0c2e:0b63:T1');
  await bench.until(() => bench.state() === 'ready');
  bench.chosen.clear();
  await bench.until(() => bench.state() === 'offered');
  bench.pull();
  await bench.until(() => bench.lines().length === 0);
  expect(openSync(pty.path, 'r+')).toBeGreaterThan(2);
});

test('a port is known by vendor, product and serial number, as sysfs tells them', async (ctx) => {
  ctx.skip(process.platform !== 'linux', 'sysfs is of Linux');
  const root = mkdtempSync(join(tmpdir(), 'custos-tty-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const device = join(root, 'devices/usb1/1-2');
  const tty = join(root, 'class');
  for (const folder of [join(device, '1-2:1.0'), join(tty, 'ttyACM0'), join(tty, 'ttyACM1'), join(tty, 'ttyS0')])
    mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries({
    idVendor: '0c2e',
    idProduct: '0b63',
    serial: '21T1',
    manufacturer: 'Maker',
    product: 'Scanner',
  }))
    writeFileSync(join(device, file), `${text}\n`);
  symlinkSync(join(device, '1-2:1.0'), join(tty, 'ttyACM0/device'));
  expect(await usbSerialPorts(tty)).toEqual([{ id: 'serial:0c2e:0b63:21T1', name: 'Maker Scanner', path: '/dev/ttyACM0' }]);
});
