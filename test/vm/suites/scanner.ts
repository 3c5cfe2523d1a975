import assert from 'node:assert/strict';
import type { ScannerLine, ScannerReading } from '../../../contract/scanners.ts';
import { openHidPosScanners } from '../../../hardware/scanners/hid-pos.ts';
import { labDescriptor } from '../../hardware/scanners/vectors.ts';
import { until } from '../lab/guest/lab.ts';
import { test } from '../kit/test.ts';
import { plugScanner } from '../kit/uhid-scanner.ts';

test('a HID-POS scanner is found by its usage page, read through hidraw, and heard to leave', async () => {
  const scanner = plugScanner('LAB HID-POS Scanner', labDescriptor);
  const stop = new AbortController();
  const read: ScannerReading[] = [];
  let there: readonly ScannerLine[] = [];
  const { closed } = openHidPosScanners({
    onScan: (reading) => read.push(reading),
    onChange: (scanners) => {
      there = scanners;
    },
    onFault: (error) => assert.fail(String(error)),
    signal: stop.signal,
    nowMs: () => performance.now(),
    pollMs: 200,
  });
  try {
    await until('the scanner', async () => (there.some(({ state }) => state === 'ready') ? true : undefined));
    scanner.scan('ASSET-000042', ']C0');
    scanner.scan('5901234123457', ']E0');
    await until('two scans', async () => (read.length === 2 ? true : undefined));
    assert.deepEqual(
      read.map(({ text, aim, source }) => ({ text, aim, source })),
      [
        { text: 'ASSET-000042', aim: ']C0', source: 'hid_pos' },
        { text: '5901234123457', aim: ']E0', source: 'hid_pos' },
      ],
    );
    scanner.unplug();
    await until('the scanner to go', async () => (there.length === 0 ? true : undefined));
  } finally {
    stop.abort();
    await closed;
  }
});
