import { describe, expect, it } from 'vitest';
import { parseIdentifyDevice } from '../../../hardware/ata/identify.ts';
import { parseSmartSectors } from '../../../hardware/ata/smart.ts';
import { recordedIdentify, recordedSmart } from './recorded.ts';

const open = { supported: true, enabled: false, locked: false, countExpired: false, masterCapability: 'high' };

describe('IDENTIFY DEVICE of drives that exist', () => {
  it('has a right checksum on every one, and a wrong one as soon as a bit is turned', () => {
    for (const data of Object.values(recordedIdentify)) {
      expect(parseIdentifyDevice(data)?.checksum).toBe('valid');
      const turned = data.slice();
      turned[20] = (turned[20] ?? 0) ^ 1;
      expect(parseIdentifyDevice(turned)?.checksum).toBe('wrong');
    }
  });

  it('reads an SSD whose owner had set a password of the maximum kind, frozen by its host', () => {
    expect(parseIdentifyDevice(recordedIdentify.intelSsd)).toMatchObject({
      model: 'INTEL SSDSA2CW120G3',
      serial: 'CVPR109301UZ120LGN',
      firmware: '4PC10302',
      wwn: '50015179594f0f14',
      sectors: 234441648,
      rotationRate: 1,
      security: {
        supported: true,
        enabled: true,
        locked: false,
        frozen: true,
        enhancedErase: true,
        masterCapability: 'maximum',
        masterIdentifier: 0x4bbc,
        eraseTime: { kind: 'minutes', minutes: 2 },
      },
      trim: { supported: true, deterministic: true, zeros: true },
      sanitize: { supported: false },
      hpa: true,
      dco: true,
      ama: false,
    });
  });

  it('reads a 4 TB SSD of today: long security word, no sanitize, the count in words 100 to 103', () => {
    expect(parseIdentifyDevice(recordedIdentify.samsungSsd4T)).toMatchObject({
      model: 'Samsung SSD 870 QVO 4TB',
      firmware: 'SVQ02B6Q',
      wwn: '5002538f4372dd3a',
      sectors: 7814037168,
      logicalSectorBytes: 512,
      security: { ...open, frozen: true, enhancedErase: true, eraseTime: { minutes: 4 }, enhancedEraseTime: { minutes: 8 } },
      sanitize: { supported: false },
      encryptsAll: true,
      smart: true,
      logs: true,
    });
  });

  it('reads disks with HPA and DCO, with and without a name of their own', () => {
    expect(parseIdentifyDevice(recordedIdentify.fujitsuDisk)).toMatchObject({
      model: 'FUJITSU MHY2250BH',
      serial: 'K432T81269H2',
      wwn: '500000e0416de6a2',
      sectors: 488397168,
      hpa: true,
      dco: true,
      security: { ...open, frozen: true, enhancedErase: false, eraseTime: { minutes: 250 }, enhancedEraseTime: { kind: 'not_given' } },
    });
    expect(parseIdentifyDevice(recordedIdentify.samsungDisk)).toMatchObject({
      model: 'SAMSUNG HD501LJ',
      wwn: '50000f001b110060',
      sectors: 976773168,
      // Words 217 and 106 are not given: neither a rate nor a sector size is made up.
      rotationRate: 0,
      physicalSectorBytes: 512,
      dco: true,
      security: { ...open, enhancedErase: true, eraseTime: { minutes: 168 } },
    });
    const seagate = parseIdentifyDevice(recordedIdentify.seagateDisk);
    expect(seagate).toMatchObject({ model: 'ST9160821AS', serial: '5MAC2QTA', sectors: 312581808, dco: true });
    expect(seagate?.wwn).toBeUndefined();
  });

  it('reads disks that give no erase time, and one from before security and 48 bits', () => {
    expect(parseIdentifyDevice(recordedIdentify.wdDisk)).toMatchObject({
      serial: 'WD-WCAPW0493929',
      wwn: '50014ee2002a560a',
      security: { ...open, enhancedErase: false, enhancedEraseTime: { kind: 'not_given' }, eraseTime: { minutes: 122 } },
    });
    expect(parseIdentifyDevice(recordedIdentify.toshibaDisk)).toMatchObject({
      model: 'TOSHIBA MK1651GSY',
      wwn: '50000390e178422c',
      security: { frozen: true, enhancedErase: false },
    });
    expect(parseIdentifyDevice(recordedIdentify.maxtorDisk)).toMatchObject({
      model: 'Maxtor 96147H8',
      lba48: false,
      sectors: 120060864,
      security: { supported: false, eraseTime: { kind: 'not_given' } },
      logs: false,
    });
    expect(parseIdentifyDevice(recordedIdentify.samsungSsd)).toMatchObject({ rotationRate: 1, sectors: 250069680 });
  });
});

describe('SMART attributes of drives that exist', () => {
  it.each([
    ['seagateDisk', { reallocated: 0, pending: 1, uncorrectable: 1 }],
    ['wdDisk', { reallocated: 63, pending: 529, uncorrectable: 0 }],
    ['intelSsd', { reallocated: 0 }],
    ['toshibaDisk', { reallocated: 1 }],
  ] as const)('of %s', (name, told) => {
    expect(parseSmartSectors(recordedSmart[name])).toEqual(told);
  });

  it('are nothing when the block is short, altered or empty', () => {
    expect(parseSmartSectors(recordedSmart.wdDisk.subarray(0, 511))).toBeUndefined();
    const altered = recordedSmart.wdDisk.slice();
    altered[7] = 0;
    expect(parseSmartSectors(altered)).toBeUndefined();
    expect(parseSmartSectors(new Uint8Array(512))).toBeUndefined();
  });
});
