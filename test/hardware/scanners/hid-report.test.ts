import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinReports, nothingJoined, readReport, type ScanPiece } from '../../../hardware/scanners/hid-report.ts';
import { printedLayout, readScanLayout, type ScanLayout } from '../../../hardware/scanners/report-descriptor.ts';
import { scanText, withoutSuffix } from '../../../hardware/scanners/scan-text.ts';
import { printedLong, uncountedDescriptor } from './vectors.ts';

interface Told {
  readonly scans: readonly string[];
  readonly dropped: number;
}

/** Feeds reports as they would come, `gapMs` apart unless they bring their own time. */
function feed(layout: ScanLayout, reports: readonly Uint8Array[], times: readonly number[] = reports.map((_, at) => at)): Told {
  let state = nothingJoined;
  const scans: string[] = [];
  let dropped = 0;
  for (const [at, report] of reports.entries()) {
    const piece = readReport(layout, report);
    if (piece === undefined) continue;
    const next = joinReports(state, piece, times[at] ?? 0);
    state = next.state;
    if (next.dropped === true) dropped += 1;
    if (next.scan !== undefined) scans.push(`${next.scan.aim ?? ''}${scanText(next.scan.data)}`);
  }
  return { scans, dropped };
}

function report(text: string, more = false, aim = ']C0'): Uint8Array {
  const bytes = Buffer.alloc(64);
  bytes[0] = 2;
  bytes[1] = Buffer.byteLength(text, 'latin1');
  bytes.write(aim, 2, 'latin1');
  bytes.write(text, 5, 'latin1');
  bytes[63] = more ? 1 : 0;
  return bytes;
}

describe('one scan', () => {
  test('of 60 bytes comes whole out of the two reports that a manual prints for it', () => {
    expect(feed(printedLayout, printedLong.reports(printedLong.text))).toEqual({ scans: [`]Q0${printedLong.text}`], dropped: 0 });
  });

  test('keeps GS and what else no keyboard can send', () => {
    const data = '[)>\u001e06\u001d1P1RM112-002\u001dSZA17S7HH\u001e\u0004';
    expect(feed(printedLayout, [report(data, false, ']d1')]).scans).toEqual([`]d1${data}`]);
  });

  test('loses the padding and no more where the report has no count', () => {
    const layout = readScanLayout(uncountedDescriptor);
    if (layout === undefined) throw new Error('no layout');
    const bytes = Buffer.alloc(20);
    bytes.write(']C0ZA17S7HH', 'latin1');
    expect(feed(layout, [bytes]).scans).toEqual([']C0ZA17S7HH']);
  });

  test('of any length is what was sent, report by report', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (data) => {
        const parts = Array.from({ length: Math.ceil(data.length / 56) }, (_, at) => Buffer.from(data.subarray(at * 56, at * 56 + 56)));
        const reports = parts.map((part, at) => report(part.toString('latin1'), at < parts.length - 1));
        let state = nothingJoined;
        const scans: Uint8Array[] = [];
        for (const one of reports) {
          const next = joinReports(state, readReport(printedLayout, one) ?? never(), 0);
          state = next.state;
          if (next.scan !== undefined) scans.push(next.scan.data);
        }
        expect(scans.map((scan) => [...scan])).toEqual([[...data]]);
      }),
    );
  });

  test('is text as UTF-8 where it is that, else one character a byte', () => {
    expect(scanText(Uint8Array.from([0xc3, 0xbc]))).toBe('ü');
    expect(scanText(Uint8Array.from([0xfc]))).toBe('ü');
    expect(withoutSuffix('ZA17S7HH\r\n')).toBe('ZA17S7HH');
  });
});

describe('a scan of which a part is missing', () => {
  const head = report('A'.repeat(56), true);
  const tail = report('tail');
  const good = report('ZA17S7HH');

  test('is told to nobody when the rest comes too late, and the next scan is whole', () => {
    expect(feed(printedLayout, [head, tail, good], [0, 5000, 6000])).toEqual({ scans: [']C0ZA17S7HH'], dropped: 1 });
  });

  test('takes all of its later reports with it', () => {
    expect(feed(printedLayout, [head, head, tail, good], [0, 5000, 5001, 6000])).toEqual({ scans: [']C0ZA17S7HH'], dropped: 2 });
  });

  test('is dropped when the symbology changes in the middle', () => {
    expect(feed(printedLayout, [head, report('tail', false, ']Q1'), good])).toEqual({ scans: [']C0ZA17S7HH'], dropped: 1 });
  });

  test('is dropped when a report says that it holds more than it can', () => {
    const broken = report('A', true);
    broken[1] = 57;
    expect(feed(printedLayout, [broken, tail, good])).toEqual({ scans: [']C0ZA17S7HH'], dropped: 2 });
  });

  test('is dropped when it never ends', () => {
    const told = feed(printedLayout, [...Array.from({ length: 80 }, () => head), tail, good]);
    expect(told.scans).toEqual([']C0ZA17S7HH']);
    expect(told.dropped).toBeGreaterThan(0);
  });
});

test('reports that are no scan are left alone', () => {
  expect(feed(printedLayout, [Uint8Array.from([3, 1, 2]), new Uint8Array(0), report('')])).toEqual({ scans: [], dropped: 0 });
});

function never(): ScanPiece {
  throw new Error('a report of the scanner was not read');
}
