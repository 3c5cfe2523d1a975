import { describe, expect, it } from 'vitest';
import { parseEraseTime, parseIdentifyDevice } from '../../../hardware/ata/identify.ts';

/** Hand-made data, independent of the simulator's. */
function sample(change: (word: (index: number, value: number) => void) => void = () => undefined, checksum = true): Uint8Array {
  const data = new Uint8Array(512);
  const put = (index: number, value: number): void => {
    data[index * 2] = value & 0xff;
    data[index * 2 + 1] = value >> 8;
  };
  const text = (index: number, words: number, value: string): void => {
    for (let i = 0; i < words; i++)
      put(index + i, (value.padEnd(words * 2).charCodeAt(i * 2) << 8) | value.padEnd(words * 2).charCodeAt(i * 2 + 1));
  };
  text(10, 10, '      ZA17S7HH');
  text(23, 4, 'SC60');
  text(27, 20, 'ST4000NM0035-1V4107');
  put(83, 0x7d61);
  put(82, 0x346b);
  put(84, 0x6163);
  put(86, 0xbc41);
  put(87, 0x6163);
  put(59, 0x5000);
  put(89, 0x01c2);
  put(100, 0xbeb0);
  put(101, 0xd1c0);
  put(102, 0x0001);
  put(106, 0x6003);
  put(108, 0x5000);
  put(109, 0xc500);
  put(110, 0xa1b2);
  put(111, 0xc3d4);
  put(119, 0x4000);
  put(128, 0x0021);
  put(217, 7200);
  change(put);
  if (checksum) {
    data[510] = 0xa5;
    data[511] = (256 - (data.reduce((sum, byte) => sum + byte, 0) & 0xff)) & 0xff;
  }
  return data;
}

describe('IDENTIFY DEVICE', () => {
  it('reads swapped text, sizes, name and features', () => {
    expect(parseIdentifyDevice(sample())).toMatchObject({
      serial: 'ZA17S7HH',
      firmware: 'SC60',
      model: 'ST4000NM0035-1V4107',
      checksum: 'valid',
      sectors: 0x1d1c0beb0,
      logicalSectorBytes: 512,
      physicalSectorBytes: 4096,
      rotationRate: 7200,
      wwn: '5000c500a1b2c3d4',
      sanitize: { supported: true, overwrite: true, blockErase: false, cryptoScramble: false },
      security: { supported: true, enabled: false, enhancedErase: true },
      hpa: true,
      dco: true,
      ama: false,
    });
  });

  it('finds a serial that was changed under the old checksum', () => {
    const data = sample();
    data[33] = 'X'.charCodeAt(0);
    expect(parseIdentifyDevice(data)?.checksum).toBe('wrong');
  });

  it('says that a checksum is absent, which is not valid', () => {
    expect(parseIdentifyDevice(sample(undefined, false))?.checksum).toBe('absent');
  });

  it('knows nothing of HPA, DCO and AMA when the words carry no validity mark', () => {
    expect(parseIdentifyDevice(sample((put) => put(83, 0xffff)))).toMatchObject({ hpa: undefined, dco: undefined, ama: undefined });
  });

  it('takes FFFFh for not given', () => {
    const parsed = parseIdentifyDevice(sample((put) => [59, 128, 69, 169].forEach((word) => put(word, 0xffff))));
    expect(parsed?.sanitize.supported).toBe(false);
    expect(parsed?.security.supported).toBe(false);
    expect(parsed?.encryptsAll).toBe(false);
  });

  it('reads 4096-byte logical sectors', () => {
    const parsed = parseIdentifyDevice(
      sample((put) => {
        put(106, 0x5000);
        put(117, 2048);
        put(118, 0);
      }),
    );
    expect(parsed?.logicalSectorBytes).toBe(4096);
  });

  it('is undefined for short data, zeros and packet devices', () => {
    expect(parseIdentifyDevice(new Uint8Array(511))).toBeUndefined();
    expect(parseIdentifyDevice(new Uint8Array(512))).toBeUndefined();
    expect(parseIdentifyDevice(sample((put) => put(0, 0x8580)))).toBeUndefined();
  });

  it.each([
    [0x0000, { kind: 'not_given' }],
    [0x003c, { kind: 'minutes', minutes: 120 }],
    [0x00ff, { kind: 'over', minutes: 508 }],
    [0x8200, { kind: 'minutes', minutes: 1024 }],
    [0xffff, { kind: 'over', minutes: 65532 }],
  ])('reads the erase time word %i', (word, time) => {
    expect(parseEraseTime(word)).toEqual(time);
  });
});
