import { describe, expect, test } from 'vitest';
import type { DriveIdentity } from '../../../domain/drive/identity.ts';
import { judgeLock, type LockQuestion } from '../../../domain/drive/lock.ts';
import { cleanName, shortName } from '../../../domain/drive/names.ts';
import { compareSerials } from '../../../domain/drive/serials.ts';

const identity: DriveIdentity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055',
  serial: 'ZA17S7HH',
  firmware: 'SN05',
  wwn: '5000c500a1b2c3d4',
  serial_source: 'identify_device',
  capacity_bytes: 8_001_563_222_016,
  block_bytes: 512,
};
const image: DriveIdentity = {
  ...identity,
  interface: 'image',
  media: 'image',
  model: 'Disk image',
  serial: 'IMG-0A1B2C3D4E5F',
  serial_source: 'assigned',
  firmware: '',
};
delete (image as { wwn?: string }).wwn;
const label = { serial: 'ZA17S7HH' };
const record = { serial: 'ZA17S7HH' };
const all: LockQuestion = { label, identity, record };

describe('two serials', () => {
  const sas = 'Z1Z2ABCD0000C123WXYZ';
  test.each([
    ['ZA17S7HH', 'ZA17S7HH', 'ST8000NM0055', 'equal'],
    ['za17s7hh ', '  ZA17S7HH', 'ST8000NM0055', 'equal'],
    ['*ZA17S7HH*', 'ZA17S7HH', 'ST8000NM0055', 'equal'],
    ['51V0 A00L FVJG', '51V0A00LFVJG', 'TOSHIBA MG08ACA16TE', 'equal'],
    ['ZA17S7HH', 'ZA17S7HX', 'ST8000NM0055', 'differs'],
    ['Z1Z2ABCD', sas, 'ST4000NM0023', 'seagate_board_suffix'],
    ['Z1Z2ABCD', sas, 'HUH728080AL5200', 'differs'],
    ['Z1Z2ABC', sas, 'ST4000NM0023', 'differs'],
    ['WCC7K3KCRH5F', 'WD-WCC7K3KCRH5F', 'WDC WD40EFRX-68N32N0', 'wd_prefix'],
    ['WCC7K3KCRH5F', 'WD-WCC7K3KCRH5F', 'ST4000NM0023', 'differs'],
    ['Y20S3HBC', 'MSK423Y20S3HBC', 'Hitachi HDS721010CLA332', 'hitachi_last_eight'],
    ['20S3HBC', 'MSK423Y20S3HBC', 'Hitachi HDS721010CLA332', 'differs'],
    ['85QYTDGE', '85QYTDGET', 'TOSHIBA MQ01ABD100', 'toshiba_last_letter'],
    ['PHYF0002960C', 'PHYF0002960CGN', 'INTEL SSDSC2KB960G8', 'intel_oem_suffix'],
    ['PHYF00029', 'PHYF0002960CGN', 'INTEL SSDSC2KB960G8', 'differs'],
    ['S662NE0T408957', 'S662NE0T40895', 'SAMSUNG MZ7LH960HAJR', 'differs'],
    ['ZA17S7HH', 'AZ717SHH', 'ST8000NM0055', 'byte_swapped'],
    ['ZA17S7HH', 'AZ71S7HH', 'ST8000NM0055', 'differs'],
    ['', '', 'ST8000NM0055', 'differs'],
    ['00000000', '00000000', 'ST8000NM0055', 'differs'],
    ['0123456789ABCDEF', '0123456789ABCDEF', '', 'differs'],
    ['A1', 'A1', '', 'differs'],
    ['ZA17S7HO', 'ZA17S7H0', 'ST8000NM0055', 'differs'],
  ])('%j and %j of a %s: %s', (claimed, told, model, expected) => {
    const found = compareSerials(claimed, told, model);
    expect(found.rule ?? found.match).toBe(expected);
  });

  test('take the maker from the WWN when the model does not say it', () => {
    expect(compareSerials('Z1Z2ABCD', sas, 'DELL 4TB SAS', '5000c500a1b2c3d4').rule).toBe('seagate_board_suffix');
  });
});

describe('the identity lock', () => {
  const open: readonly (readonly [string, LockQuestion, readonly string[]])[] = [
    ['when label, drive and record agree', all, ['serial_equal']],
    ['when the WWN agrees too', { ...all, label: { ...label, wwn: '5000C500A1B2C3D4' } }, ['serial_equal', 'wwn_equal']],
    ['when the model agrees too', { ...all, record: { ...record, model: 'Seagate ST8000NM0055' } }, ['serial_equal', 'model_equal']],
    ['by a rule of the maker', { ...all, identity: { ...identity, serial: 'ZA17S7HH0000C123WXYZ' } }, ['serial_equal_by_maker_rule']],
    ['when models are spelled apart, which decides nothing', { ...all, label: { ...label, model: 'EXOS 7E8' } }, ['serial_equal']],
    ['when the bridge passes on the serial of a drive with a WWN', { ...all, bridgeSerial: 'ZA17S7HH' }, ['serial_equal']],
    ['when the bridge has a serial of its own', { ...all, bridgeSerial: '0000000001' }, ['serial_equal']],
    [
      'for an image with its assigned serial',
      { label: { serial: image.serial }, identity: image, record: { serial: image.serial } },
      ['serial_equal'],
    ],
  ];
  test.each(open)('opens %s', (_, question, findings) => {
    expect(judgeLock(question)).toEqual({ verdict: 'open', findings });
  });

  const { wwn: _wwn, ...nameless } = identity;
  const shut: readonly (readonly [string, LockQuestion, string])[] = [
    ['without a label', { ...all, label: undefined }, 'no_label'],
    ['with a label that has no serial, even when its WWN agrees', { ...all, label: { wwn: '5000c500a1b2c3d4' } }, 'no_label'],
    ['without a record', { ...all, record: undefined }, 'no_record'],
    ['when the label differs', { ...all, label: { serial: 'ZA17S7HX' } }, 'serial_differs'],
    ['when the record differs', { ...all, record: { serial: 'ZA17S7HX' } }, 'record_differs'],
    ['when only the drive differs', { ...all, identity: { ...identity, serial: 'VLH1EXMY' } }, 'serial_differs'],
    ['when the WWN differs, whatever the serials say', { ...all, label: { ...label, wwn: '5000c500a1b2c3d5' } }, 'wwn_differs'],
    ['when the drive tells no serial', { ...all, identity: { ...identity, serial: '' } }, 'serial_not_from_drive'],
    [
      'when the serial is one that many share',
      { label: { serial: '0123456789AB' }, identity: { ...identity, serial: '0123456789AB' }, record: { serial: '0123456789AB' } },
      'serial_not_from_drive',
    ],
    ['when a real drive has an assigned serial', { ...all, identity: { ...identity, serial_source: 'assigned' } }, 'serial_not_from_drive'],
    ["when the serial may be the bridge's own", { ...all, identity: nameless, bridgeSerial: 'ZA17S7HH' }, 'bridge_serial_only'],
    ['for an image with another label', { label, identity: image, record: { serial: image.serial } }, 'serial_differs'],
  ];
  test.each(shut)('stays shut %s', (_, question, finding) => {
    const lock = judgeLock(question);
    expect(lock.verdict).toBe('shut');
    expect(lock.findings).toContain(finding);
  });

  test('lists everything that speaks against opening', () => {
    expect(judgeLock({ identity: { ...identity, serial: '' } }).findings).toEqual(['serial_not_from_drive', 'no_label', 'no_record']);
  });
});

describe('a name from outside', () => {
  test('loses what cannot be seen and what turns the text around', () => {
    expect(cleanName('  ST8000\u0000\u200b \u202eNM0055\u2069 \ufeff')).toBe('ST8000 NM0055');
    expect(cleanName('\ud800A')).toBe('A');
  });
  test('is cut between characters, never inside one', () => {
    expect(shortName('ab😀', 3)).toBe('ab');
    expect(shortName('abc', 3)).toBe('abc');
  });
});
