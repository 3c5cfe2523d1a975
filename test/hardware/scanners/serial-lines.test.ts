import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfBytes, noLines, quietMs, type SerialLines, takeBytes } from '../../../hardware/scanners/serial-lines.ts';

const quiet = Symbol('silence for as long as the lines ask for');

/** Text is sent, in the pieces in which it arrives. */
function play(steps: readonly (string | typeof quiet)[]): { readonly scans: readonly string[]; readonly lines: SerialLines } {
  let lines = noLines;
  const scans: string[] = [];
  for (const step of steps) {
    const next = step === quiet ? endOfBytes(lines) : takeBytes(lines, Buffer.from(step, 'latin1'));
    lines = next.lines;
    scans.push(...next.scans.map((scan) => Buffer.from(scan).toString('latin1')));
  }
  return { scans, lines };
}

test('CR, LF or both end a scan', () => {
  expect(play(['A1\r', 'B2\n', 'C3\r\n', '\r\n', 'D4\r\n']).scans).toEqual(['A1', 'B2', 'C3', 'D4']);
});

test('a scanner without a suffix ends a scan by silence', () => {
  expect(play(['ZA17', 'S7HH', quiet, 'VLH1EXMY', quiet]).scans).toEqual(['ZA17S7HH', 'VLH1EXMY']);
});

test('once a suffix was seen, silence never ends a scan: a torn one is dropped to its end', () => {
  expect(play(['A1\r', 'ZA17', quiet, 'S7HH\r', 'B2\r']).scans).toEqual(['A1', 'B2']);
});

test('a scanner that was told to leave its suffix out is heard again after two scans', () => {
  expect(play(['A1\r', 'B2', quiet, 'C3', quiet, 'D4', quiet]).scans).toEqual(['A1', 'D4']);
});

test('nothing is waited for while nothing is held', () => {
  expect(quietMs(noLines)).toBeUndefined();
  expect(quietMs(play(['A1\r']).lines)).toBeUndefined();
  expect(quietMs(play(['A1']).lines)).toBe(300);
  expect(quietMs(play(['A1\r', 'B']).lines)).toBe(2000);
});

test('more than a scan can hold is dropped up to its end', () => {
  expect(play(['X'.repeat(5000), 'Y\r', 'A1\r']).scans).toEqual(['A1']);
});

test('scans come whole however their bytes are cut', () => {
  const scan = fc.string({ unit: fc.constantFrom('A', 'z', '0', '-', '\u001d', ']'), minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(scan, { maxLength: 6 }), fc.array(fc.nat(60), { maxLength: 20 }), (scans, cuts) => {
      const all = scans.map((text) => `${text}\r\n`).join('');
      const places = [0, ...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length];
      const pieces = places.slice(1).map((end, at) => all.slice(places[at], end));
      expect(play(pieces).scans).toEqual(scans);
    }),
  );
});
