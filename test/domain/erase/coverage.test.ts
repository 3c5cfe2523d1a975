import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../../../domain/drive/capabilities.ts';
import type { DriveIdentity } from '../../../domain/drive/identity.ts';
import { coverageOf } from '../../../domain/erase/coverage.ts';

const disk: DriveIdentity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055',
  serial: 'ZA17S7HH',
  firmware: 'SN05',
  serial_source: 'identify_device',
  capacity_bytes: 1000,
  native_bytes: 1000,
  block_bytes: 1,
};
const nvme: DriveIdentity = { ...disk, interface: 'nvme', media: 'nvme_ssd' };
const plain: Capabilities = {
  techniques: [],
  hidden: { hpa: 'none', dco: 'none', ama: 'none' },
  security: 'none',
  read_only: false,
  reads_after_erase: 'zeros',
  sanitize: 'idle',
};

describe('what an erase covers', () => {
  test('of a plain disk: everything the host can address, and by Sanitize the reallocated sectors too', () => {
    expect(coverageOf('host_overwrite', disk, plain, 0)).toEqual({
      user_area: 'addressed',
      hidden_areas: 'not_present',
      reallocated: 'not_addressed',
      other_namespaces: 'not_present',
    });
    expect(coverageOf('ata_sanitize_overwrite', disk, plain, 0).reallocated).toBe('addressed');
  });

  test('is partial as soon as one range could not be written', () => {
    expect(coverageOf('host_overwrite', disk, plain, 1).user_area).toBe('partly');
  });

  test.each([
    ['present', 'host_overwrite', 'not_addressed'],
    ['present', 'ata_security_erase_normal', 'not_addressed'],
    ['present', 'ata_security_erase_enhanced', 'addressed'],
    ['present', 'ata_sanitize_crypto_scramble', 'addressed'],
    ['unknown', 'host_overwrite', 'unknown'],
    ['unknown', 'ata_sanitize_overwrite', 'addressed'],
    ['unknown', 'tcg_psid_revert', 'unknown'],
  ] as const)('with hidden areas %s and %s: %s', (hpa, technique, expected) => {
    expect(coverageOf(technique, disk, { ...plain, hidden: { ...plain.hidden, hpa } }, 0).hidden_areas).toBe(expected);
  });

  test('counts a native capacity above the addressable one as a hidden area, whatever the flags say', () => {
    expect(coverageOf('host_overwrite', { ...disk, native_bytes: 2000 }, plain, 0).hidden_areas).toBe('not_addressed');
  });

  test.each([
    [1, 0, 'host_overwrite', 'not_present'],
    [2, 0, 'host_overwrite', 'not_addressed'],
    [1, 4096, 'nvme_format_user_data_erase', 'not_addressed'],
    [2, 0, 'nvme_sanitize_block_erase', 'addressed'],
    [undefined, undefined, 'host_overwrite', 'unknown'],
    [1, undefined, 'host_overwrite', 'unknown'],
  ] as const)('on NVMe with %s namespaces and %s bytes in none, by %s: %s', (namespaces, unallocated_bytes, technique, expected) => {
    const known = {
      ...plain,
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(unallocated_bytes === undefined ? {} : { unallocated_bytes }),
    };
    expect(coverageOf(technique, nvme, known, 0).other_namespaces).toBe(expected);
  });

  test('says unknown of the medium under an image', () => {
    expect(coverageOf('host_overwrite', { ...disk, interface: 'image', media: 'image' }, plain, 0).reallocated).toBe('unknown');
  });
});
