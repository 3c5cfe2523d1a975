import { expect, test } from 'vitest';
import { shapes } from '../../../domain/label/makers.ts';
import { understandScan } from '../../../domain/label/scan.ts';

/** What drives of each maker report, row by row as the reference on labels has it. */
const serials: readonly (readonly [string, string])[] = [
  ['seagate', 'ZA17S7HH'],
  ['seagate', 'Z1Z2ABCD0000C1234567'],
  ['wd', 'WD-WCC7K3KCRH5F'],
  ['wd', 'WCC7K3KCRH5F'],
  ['hgst', 'VLH1EXMY'],
  ['hgst', 'MSK423Y20S3HBC'],
  ['toshiba', '51V0A00LFVJG'],
  ['toshiba', '85QYTDGET'],
  ['samsung', 'S662NE0T408957'],
  ['micron', '20122711DEE3'],
  ['intel', 'PHYF0002960CGN'],
  ['intel', 'PHYF8314006P1P9DGM'],
  ['intel', 'BTNH93710FS91P0B'],
  ['kioxia', '9ET0A01K0AN6'],
  ['sk_hynix', 'ANABN85931160C254'],
];

test.each(serials)('a serial of %s has a rule of that maker: %s', (maker, serial) => {
  expect(shapes.some((shape) => shape.maker === maker && shape.as === 'serial' && shape.fits.test(serial))).toBe(true);
});

test.each(serials)('named on the label, what %s prints is the serial: %s', (_maker, serial) => {
  expect(understandScan(`S/N: ${serial}`)).toEqual([{ as: 'serial', text: serial, why: 'printed_name' }]);
});

test('a Toshiba serial that is printed with spaces is one serial', () => {
  expect(understandScan('S/N: 51V0 A00L FVJG')[0]?.as).toBe('serial');
});

test('codes of system makers are never a serial', () => {
  for (const code of [
    'CN-0H9P51-72872-51T-0123-A00',
    '11S00FC123Y1ZYXW00AB',
    '8S00FC123Y1ZYXW00AB',
    'CT: 2CVWB0D4LDX0AB',
    'GPN: 819201-B21',
  ])
    expect(understandScan(code).map(({ as }) => as)).toEqual(['oem_code']);
  expect(understandScan('P00441-B21')[0]?.as).toBe('part');
});

test('the world wide names of all makers are read as such, and tell the maker by their company number', () => {
  for (const wwn of [
    '5000C500A1B2C3D4',
    '50014EE2B1234567',
    '5000CCA2B1234567',
    '5000039A1B2C3D4E',
    '5002538A1B2C3D4E',
    '500A07512711DEE3',
    '55CD2E414FA1B2C3',
  ])
    expect(understandScan(wwn)).toEqual([{ as: 'wwn', text: wwn.toLowerCase(), why: 'naa_wwn' }]);
});
