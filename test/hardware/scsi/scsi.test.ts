import { describe, expect, it } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import {
  parseReadCapacity10,
  parseReadCapacity16,
  read16,
  readCapacity10,
  readCapacity16,
  synchronizeCache10,
  synchronizeCache16,
  write16,
} from '../../../hardware/scsi/blocks.ts';
import {
  inquiry,
  inquiryVpd,
  parseBlockDeviceCharacteristics,
  parseBlockLimits,
  parseDeviceIdentification,
  parseInquiry,
  parseLogicalBlockProvisioning,
  parseSupportedPages,
  parseUnitSerialNumber,
  testUnitReady,
  worldWideName,
} from '../../../hardware/scsi/inquiry.ts';
import { formatUnit } from '../../../hardware/scsi/format-unit.ts';
import {
  parseSupportedOpcode,
  reportSupportedOpcodes,
  sanitizeBlockErase,
  sanitizeCryptographicErase,
  sanitizeExitFailureMode,
  sanitizeOverwrite,
} from '../../../hardware/scsi/sanitize.ts';
import { knownSense, parseSense, requestSense, senseIs, senseText } from '../../../hardware/scsi/sense.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('SCSI command blocks', () => {
  it.each([
    ['TEST UNIT READY', testUnitReady(), '000000000000'],
    ['INQUIRY', inquiry(96), '120000006000'],
    ['INQUIRY of VPD 80h', inquiryVpd(0x80, 252), '12018000fc00'],
    ['REQUEST SENSE with DESC', requestSense({ desc: true }), '03010000fc00'],
    ['READ CAPACITY (10)', readCapacity10(), '25000000000000000000'],
    ['READ CAPACITY (16)', readCapacity16(), '9e100000000000000000000000200000'],
    ['READ (16)', read16(0x1_0203_0405, 8, 512), '88000000000102030405000000080000'],
    ['SYNCHRONIZE CACHE (10)', synchronizeCache10(), '35000000000000000000'],
    ['SYNCHRONIZE CACHE (16)', synchronizeCache16(), '91000000000000000000000000000000'],
    ['SANITIZE BLOCK ERASE', sanitizeBlockErase(), '48820000000000000000'],
    [
      'SANITIZE CRYPTOGRAPHIC ERASE with AUSE and ZNR',
      sanitizeCryptographicErase({ immed: true, ause: true, znr: true }),
      '48e30000000000000000',
    ],
    ['SANITIZE EXIT FAILURE MODE', sanitizeExitFailureMode(), '481f0000000000000000'],
    ['SANITIZE OVERWRITE', sanitizeOverwrite(new Uint8Array(4)), '48810000000000000800'],
    ['FORMAT UNIT', formatUnit(), '041000000000'],
    ['FORMAT UNIT that keeps protection type 1', formatUnit({ immed: true, protection: 1 }), '049000000000'],
    ['FORMAT UNIT that keeps protection type 3', formatUnit({ immed: true, protection: 3 }), '04d000000000'],
    ['REPORT SUPPORTED OPERATION CODES', reportSupportedOpcodes(0x48, 3), 'a30c02480003000000240000'],
  ])('builds %s byte for byte', (_name, command, cdb) => {
    expect(toHex(command.cdb)).toBe(cdb);
  });

  it('sends the parameter lists of OVERWRITE and FORMAT UNIT', () => {
    const overwrite = sanitizeOverwrite(hex('a5a5a5a5'), 3, { immed: true, invert: true }).data;
    expect(overwrite.kind === 'out' ? toHex(overwrite.bytes) : '').toBe('83000004a5a5a5a5');
    const format = formatUnit({ immed: true }).data;
    expect(format.kind === 'out' ? toHex(format.bytes) : '').toBe('00020000');
  });

  it('refuses a write that is not whole blocks', () => {
    expect(() => write16(0, new Uint8Array(513), 512)).toThrow(RangeError);
    expect(toHex(write16(7, new Uint8Array(1024), 512).cdb)).toBe('8a000000000000000007000000020000');
  });
});

describe('sense data', () => {
  it('reads a failed sanitize in both formats', () => {
    for (const raw of ['70 00 03 00 00 00 00 0A 00 00 00 00 31 03 00 00 00 00', '72 03 31 03 00 00 00 00']) {
      const sense = parseSense(hex(raw));
      expect(senseIs(sense, knownSense.sanitizeFailed)).toBe(true);
      expect(sense && senseText(sense)).toBe('03/31/03');
      expect(sense?.progress).toBeUndefined();
    }
  });

  it('reads progress in both formats, and only when it is marked valid', () => {
    expect(parseSense(hex('70 00 02 00 00 00 00 0A 00 00 00 00 04 1B 00 80 40 00'))?.progress).toBe(0x4000);
    expect(parseSense(hex('70 00 02 00 00 00 00 0A 00 00 00 00 04 1B 00 00 40 00'))?.progress).toBeUndefined();
    expect(parseSense(hex('72 02 04 1B 00 00 00 08 02 06 00 00 80 40 00 00'))?.progress).toBe(0x4000);
    expect(parseSense(hex('72 02 04 1B 00 00 00 08 02 06 00 00 00 40 00 00'))?.progress).toBeUndefined();
  });

  it('reads the LBA of a medium error', () => {
    expect(parseSense(hex('F0 00 03 00 00 4E 20 0A 00 00 00 00 11 00 00 00 00 00'))?.information).toBe(20000);
    expect(parseSense(hex('72 03 11 00 00 00 00 0C 00 0A 80 00 00 00 00 00 00 00 4E 20'))?.information).toBe(20000);
  });

  it('tells deferred sense from current', () => {
    expect(parseSense(hex('71 00 03 00 00 00 00 0A 00 00 00 00 0C 00'))?.deferred).toBe(true);
    expect(parseSense(hex('73 03 0C 00 00 00 00 00'))?.deferred).toBe(true);
  });

  it('is undefined for what is no sense data, and stops at a descriptor that is cut short', () => {
    expect(parseSense(new Uint8Array(0))).toBeUndefined();
    expect(parseSense(new Uint8Array(18))).toBeUndefined();
    expect(parseSense(hex('72 01 00 1D 00 00 00 0E 09 0C 01 00'))?.ataStatusReturn).toBeUndefined();
  });
});

describe('SCSI answers', () => {
  it('reads standard INQUIRY data', () => {
    const data = new Uint8Array(36).fill(0x20);
    data.set([0x00, 0x80, 0x06]);
    data.set(Buffer.from('ATA     ST4000NM0035-1V4SC60'), 8);
    expect(parseInquiry(data)).toEqual({
      peripheralDeviceType: 0,
      removable: true,
      vendor: 'ATA',
      product: 'ST4000NM0035-1V4',
      revision: 'SC60',
    });
    data[0] = 0x7f;
    expect(parseInquiry(data)).toBeUndefined();
  });

  it('reads vital product data, and no other page in its place', () => {
    expect(parseSupportedPages(hex('00 00 00 03 00 80 83'))).toEqual([0, 0x80, 0x83]);
    expect(parseUnitSerialNumber(hex('00 80 00 08 20 20 5A 41 31 37 20 20'))).toBe('ZA17');
    expect(parseUnitSerialNumber(hex('00 83 00 04 5A 41 31 37'))).toBeUndefined();
    expect(parseUnitSerialNumber(hex('00 80 00 02 20 20'))).toBeUndefined();
    const names = parseDeviceIdentification(hex('00 83 00 18 01 13 00 08 5000C50000000001 01 03 00 08 5000C500A1B2C3D4'));
    expect(names?.length).toBe(2);
    expect(worldWideName(names ?? [])).toBe('5000c500a1b2c3d4');
    expect(parseBlockLimits(hex('00 B0 00 3C 00 00 00 00 00 00 08 00 00 00 04 00 00 00 00 00 00 00 00 07'))).toEqual({
      maximumTransferBlocks: 2048,
      optimalTransferBlocks: 1024,
      maximumUnmapBlocks: 7,
    });
    expect(parseBlockDeviceCharacteristics(hex('00 B1 00 3C 00 01 00 D3 00'))).toEqual({
      rotationRate: 1,
      writeAfterBlockErase: 'medium_error_write_required',
      writeAfterCryptographicErase: 'reads_complete',
      zoned: 0,
    });
    expect(parseLogicalBlockProvisioning(hex('00 B2 00 04 00 E4 02 00'))).toEqual({ lbpu: true, lbpws: true, lbpws10: true, lbprz: 1 });
  });

  it('reads capacities, and does not take FFFFFFFFh for one', () => {
    expect(parseReadCapacity10(hex('0001FFFF 00000200'))).toEqual({ lastLba: 131071, blockBytes: 512 });
    expect(parseReadCapacity10(hex('FFFFFFFF 00000200'))).toBeUndefined();
    expect(parseReadCapacity16(hex('00000001D1C0BEAF 00000200 00 03 C0 00'))).toEqual({
      lastLba: 0x1d1c0beaf,
      blockBytes: 512,
      physicalExponent: 3,
      lbpme: true,
      lbprz: true,
      protection: 0,
    });
    expect(parseReadCapacity16(hex('00000001D1C0BEAF 00000200 05 03 00 00'))?.protection).toBe(3);
    expect(parseReadCapacity16(hex('00000001D1C0BEAF 00000200 07 03 00 00'))?.protection).toBeUndefined();
  });

  it('takes an unclear word on a command for unknown, not for no', () => {
    expect(parseSupportedOpcode(hex('0003'))).toBe('supported');
    expect(parseSupportedOpcode(hex('0001'))).toBe('not_supported');
    expect(parseSupportedOpcode(hex('0000'))).toBe('unknown');
    expect(parseSupportedOpcode(hex('00'))).toBe('unknown');
  });
});
