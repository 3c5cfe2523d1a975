import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../domain/bytes.ts';
import { commandWrapper, parseCommandWrapper, parseStatusWrapper, statusWrapper } from '../../../../hardware/transport/usb/bulk-only.ts';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);
const inquiry = hex('12 00 00 00 60 00');
const asked = { tag: 0x01020304, dataBytes: 96 };

describe('the command wrapper', () => {
  it('is 31 bytes, little-endian, with the CDB padded to 16', () => {
    const bytes = commandWrapper({ ...asked, direction: 'in', lun: 1, cdb: inquiry });
    expect(toHex(bytes)).toBe('55534243' + '04030201' + '60000000' + '80' + '01' + '06' + '120000006000' + '00'.repeat(10));
  });

  it('says out for data that goes to the device and for none at all', () => {
    expect(commandWrapper({ tag: 1, dataBytes: 512, direction: 'out', lun: 0, cdb: new Uint8Array(16) })[12]).toBe(0);
  });

  it('comes back as it was built', () => {
    const command = { ...asked, direction: 'in', lun: 3, cdb: inquiry } as const;
    expect(parseCommandWrapper(commandWrapper(command))).toEqual(command);
  });

  it.each([
    ['no CDB', new Uint8Array(0), 0],
    ['a CDB of 17 bytes', new Uint8Array(17), 0],
    ['LUN 16', inquiry, 16],
  ])('refuses %s', (_what, cdb, lun) => {
    expect(() => commandWrapper({ ...asked, direction: 'in', lun, cdb })).toThrow(RangeError);
  });

  it.each([
    ['30 bytes', (b: Uint8Array) => b.slice(0, 30)],
    ['a foreign signature', (b: Uint8Array) => b.with(0, 0x56)],
    ['a CDB length of 0', (b: Uint8Array) => b.with(14, 0)],
    ['a CDB length of 17', (b: Uint8Array) => b.with(14, 17)],
    ['LUN 16', (b: Uint8Array) => b.with(13, 16)],
  ])('is not read from %s', (_what, damage) => {
    expect(parseCommandWrapper(damage(commandWrapper({ ...asked, direction: 'in', lun: 0, cdb: inquiry })))).toBeUndefined();
  });
});

describe('the status wrapper', () => {
  it('is read byte by byte', () => {
    expect(parseStatusWrapper(hex('55534253 04030201 3c000000 00'), asked)).toEqual({ kind: 'status', passed: true, residueBytes: 60 });
    expect(parseStatusWrapper(hex('55534253 04030201 60000000 01'), asked)).toEqual({ kind: 'status', passed: false, residueBytes: 96 });
  });

  it('is built the same way', () => {
    expect(toHex(statusWrapper(0x01020304, 60, 1))).toBe('55534253040302013c00000001');
  });

  it.each([
    ['short', '55534253 04030201 00000000'],
    ['short', '55534253 04030201 00000000 00 00'],
    ['short', ''],
    ['signature', '55534243 04030201 00000000 00'],
    ['tag', '55534253 05030201 00000000 00'],
    ['phase_error', '55534253 04030201 00000000 02'],
    ['status', '55534253 04030201 00000000 03'],
    ['residue', '55534253 04030201 61000000 00'],
    ['residue', '55534253 04030201 ffffffff 00'],
  ])('says nothing when its %s is wrong (%s)', (why, bytes) => {
    expect(parseStatusWrapper(hex(bytes), asked)).toEqual({ kind: 'invalid', why });
  });
});
