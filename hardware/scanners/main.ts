import type { ScannerLine, ScannerReading } from '../../contract/scanners.ts';
import { openHidPosScanners } from './hid-pos.ts';
import { type FromScanners, lineCutter, readLine, toScanners } from './lines.ts';
import { openSerialScanners } from './serial.ts';

/**
 * The scanner process: reads HID-POS and serial scanners and tells what they read over its standard output. It ends
 * when its input ends. It touches no drive and opens no file but scanners; a fault of a driver's library ends this
 * process and not the station.
 */
function main(): void {
  const stop = new AbortController();
  let chosen: ReadonlySet<string> = new Set();
  const found = { hid: [] as readonly ScannerLine[], serial: [] as readonly ScannerLine[] };
  let failing = '';
  const tell = (message: FromScanners): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
  const there = (): void => {
    failing = '';
    tell({ kind: 'there', scanners: [...found.hid, ...found.serial] });
  };
  const ears = {
    onScan: (reading: ScannerReading) => tell({ kind: 'read', reading }),
    onTorn: (device: string) => process.stderr.write(`scanner process: a scan of ${device} came in part and was dropped\n`),
    onFault: (error: unknown) => {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      if (why !== failing) tell({ kind: 'failed', why });
      failing = why;
    },
    signal: stop.signal,
    nowMs: () => performance.now(),
  };
  const hid = openHidPosScanners({
    ...ears,
    onChange: (scanners) => {
      found.hid = scanners;
      there();
    },
  });
  const serial = openSerialScanners({
    ...ears,
    chosen: () => chosen,
    onChange: (scanners) => {
      found.serial = scanners;
      there();
    },
  });
  const cut = lineCutter((line) => {
    const message = readLine(toScanners, line);
    if (message !== undefined) chosen = new Set(message.ids);
  });
  process.stdin.setEncoding('utf8').on('data', cut);
  const end = (): void => {
    stop.abort();
    // Every device is closed before we go: an open one would hold the exit for ever.
    void Promise.allSettled([hid.closed, serial.closed]).then(() => process.exit(0));
  };
  process.stdin.on('end', end).on('error', end);
  // A terminal sends its signals to the whole group; our parent says when we end.
  process.on('SIGINT', () => undefined);
}

main();
