import { describe, expect, test } from 'vitest';
import { le32, le64 } from '../../../../hardware/transport/fields.ts';
import { ataPassThroughDirect, readAtaPassThroughDirect } from '../../../../hardware/transport/windows/ata-pass-through.ts';
import { controlCodes } from '../../../../hardware/transport/windows/control-codes.ts';
import { reinitializeMedia } from '../../../../hardware/transport/windows/reinitialize-media.ts';
import { readScsiPassThroughDirect, scsiPassThroughDirect } from '../../../../hardware/transport/windows/scsi-pass-through.ts';
import { readStorageProtocolCommand, storageProtocolCommand } from '../../../../hardware/transport/windows/storage-protocol.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('control codes are those of the Windows SDK', () => {
  expect(controlCodes).toEqual({
    scsiPassThroughDirect: 0x4d014,
    ataPassThroughDirect: 0x4d030,
    storageProtocolCommand: 0x2dd3c0,
    storageReinitializeMedia: 0x2d9640,
    storageQueryProperty: 0x2d1400,
    lockVolume: 0x90018,
    dismountVolume: 0x90020,
  });
});

describe('SCSI_PASS_THROUGH_DIRECT', () => {
  const inquiry = Uint8Array.of(0x12, 0, 0, 0, 96, 0);

  test('has its fields where the 64-bit layout has them', () => {
    const bytes = scsiPassThroughDirect(inquiry, { kind: 'in', lengthBytes: 96 }, 0x1122334455667788n, 15);
    expect(bytes).toHaveLength(128);
    expect(bytes.subarray(0, 9)).toEqual(Uint8Array.of(56, 0, 0, 0, 0, 0, 6, 64, 1));
    expect([le32(bytes, 12), le32(bytes, 16), le64(bytes, 24), le32(bytes, 32)]).toEqual([96, 15, 0x1122334455667788n, 64]);
    expect(bytes.subarray(36, 42)).toEqual(inquiry);
  });

  test('gives back just what was transferred, and nothing when the lengths cannot be', () => {
    const bytes = scsiPassThroughDirect(inquiry, { kind: 'in', lengthBytes: 96 }, 8n, 15);
    bytes[2] = 2;
    bytes[7] = 3;
    bytes.set([0x70, 0, 5], 64);
    bytes[12] = 36;
    const data = new Uint8Array(96).fill(7);
    expect(readScsiPassThroughDirect(bytes, data)).toEqual({
      status: 2,
      sense: Uint8Array.of(0x70, 0, 5),
      data: new Uint8Array(36).fill(7),
    });
    bytes[12] = 97;
    expect(readScsiPassThroughDirect(bytes, data)).toBeUndefined();
    expect(readScsiPassThroughDirect(bytes.subarray(0, 60), data)).toBeUndefined();
  });

  test('refuses a CDB that does not fit: a 32-byte one has no room', () => {
    expect(() => scsiPassThroughDirect(new Uint8Array(32), { kind: 'none' }, 0n, 1)).toThrow(RangeError);
  });
});

describe('ATA_PASS_THROUGH_DIRECT', () => {
  const blockErase = { features: 0x0012, count: 0, lba: 0x426b_4572n, device: 0x40, command: 0xb4 };
  const plain = { transfer: 'none', dma: false, lengthBytes: 0, dataAddress: 0n, timeoutS: 15 } as const;

  test('splits a 48-bit command over both task files', () => {
    const bytes = ataPassThroughDirect({ ...plain, taskFile: blockErase, extended: true });
    expect(bytes).toHaveLength(48);
    expect(hex(bytes.subarray(0, 4))).toBe('30000900');
    expect(hex(bytes.subarray(32, 40))).toBe('0000420000000000');
    expect(hex(bytes.subarray(40, 48))).toBe('120072456b40b400');
  });

  test('puts LBA 27:24 of a 28-bit command into DEVICE and refuses what does not fit', () => {
    const taskFile = { features: 0, count: 1, lba: 0x0a12_3456n, device: 0x40, command: 0x20 };
    const bytes = ataPassThroughDirect({ ...plain, taskFile, extended: false, transfer: 'in', lengthBytes: 512, dataAddress: 4096n });
    expect(hex(bytes.subarray(40, 48))).toBe('00015634124a2000');
    expect([bytes[2], le32(bytes, 8), le64(bytes, 24)]).toEqual([3, 512, 4096n]);
    expect(() => ataPassThroughDirect({ ...plain, taskFile: { ...taskFile, count: 256 }, extended: false })).toThrow(RangeError);
  });

  test('reads the registers back whole', () => {
    const bytes = new Uint8Array(48);
    bytes.set([0, 0xc0, 0x44, 0x55, 0x66, 0, 0, 0], 32);
    bytes.set([0x04, 0x01, 0x11, 0x22, 0x33, 0x40, 0x51, 0], 40);
    expect(readAtaPassThroughDirect(bytes)).toEqual({ status: 0x51, error: 0x04, count: 0xc001, lba: 0x6655_4433_2211n });
    expect(readAtaPassThroughDirect(bytes.subarray(1))).toBeUndefined();
  });
});

describe('STORAGE_PROTOCOL_COMMAND', () => {
  const identify = { opcode: 0x06, nsid: 0, cdw10: 1, data: { kind: 'in', lengthBytes: 4096 } } as const;

  test('has header, command, error information and data where winioctl.h has them', () => {
    const bytes = storageProtocolCommand(identify, 10);
    expect(bytes).toHaveLength(0xd0 + 4096);
    const header = Array.from({ length: 15 }, (_, index) => le32(bytes, 4 * index));
    expect(header).toEqual([1, 84, 3, 0x8000_0000, 0, 0, 64, 64, 0, 4096, 10, 0x90, 0, 0xd0, 1]);
    expect([bytes[80], le32(bytes, 80 + 40)]).toEqual([0x06, 1]);
  });

  test('claims nothing unless Windows says that the command succeeded', () => {
    const bytes = storageProtocolCommand(identify, 10);
    expect(readStorageProtocolCommand(bytes, identify)).toBeUndefined();
    bytes[16] = 1;
    bytes[64] = 9;
    bytes[0xd0] = 0x5a;
    const answer = readStorageProtocolCommand(bytes, identify);
    expect(answer?.result).toBe(9);
    expect(answer?.data).toHaveLength(4096);
    expect(answer?.data[0]).toBe(0x5a);
    bytes[16] = 2;
    expect(readStorageProtocolCommand(bytes, identify)).toBeUndefined();
  });
});

test('STORAGE_REINITIALIZE_MEDIA never lets the drive leave a failed sanitize', () => {
  expect(hex(reinitializeMedia('block_erase', 3600))).toBe('1000000010000000100e000011000000');
  expect(hex(reinitializeMedia('crypto_erase', 1))).toBe('10000000100000000100000012000000');
});
