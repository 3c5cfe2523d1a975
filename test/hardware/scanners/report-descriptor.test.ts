import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printedLayout, readScanLayout } from '../../../hardware/scanners/report-descriptor.ts';
import { keyboardDescriptor, labDescriptor, printedDescriptor, uncountedDescriptor } from './vectors.ts';

test('the layout that makers print follows from their descriptor', () => {
  expect(readScanLayout(printedDescriptor)).toEqual(printedLayout);
});

test('fields lie where the descriptor says, whatever the maker left out', () => {
  expect(readScanLayout(labDescriptor)).toEqual({ ...printedLayout, continued: { offset: 488, bits: 8 } });
  expect(readScanLayout(uncountedDescriptor)).toEqual({
    reportId: undefined,
    count: undefined,
    symbology: [0, 8, 16].map((offset) => ({ offset, bits: 8 })),
    data: { offset: 24, bits: 128 },
    continued: { offset: 152, bits: 1 },
  });
});

test('a keyboard is no scanner', () => {
  expect(readScanLayout(keyboardDescriptor)).toBeUndefined();
});

test('a descriptor that was cut off or makes no sense is read to an end, and never throws', () => {
  for (let end = 0; end < printedDescriptor.length; end++) readScanLayout(printedDescriptor.subarray(0, end));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const layout = readScanLayout(bytes);
      if (layout === undefined) return;
      expect(layout.data.offset % 8).toBe(0);
      expect(layout.data.offset + layout.data.bits).toBeLessThanOrEqual(8 * 65_536);
    }),
  );
  // Report Count of four billion.
  const vast = Uint8Array.from([0x05, 0x8c, 0x75, 0x08, 0x97, 0xff, 0xff, 0xff, 0xff, 0x09, 0xfe, 0x82, 0x02, 0x01]);
  expect(readScanLayout(vast)).toBeUndefined();
});
