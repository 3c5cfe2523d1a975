import { describe, expect, it } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import {
  deviceConfigurationFreezeLock,
  deviceConfigurationIdentify,
  deviceConfigurationRestore,
  parseDeviceConfiguration,
} from '../../../hardware/ata/configuration.ts';
import { identifyDevice } from '../../../hardware/ata/identify.ts';
import { parseSecurityPage, readLogExt, securityLog } from '../../../hardware/ata/logs.ts';
import { getNativeMaxAddressExt, setAccessibleMaxAddressExt, setMaxAddressExt } from '../../../hardware/ata/max-address.ts';
import { type AtaCommand, ataPassThrough12, ataPassThrough16, ataPassThrough32 } from '../../../hardware/ata/sat.ts';
import { sanitizeStatusExt } from '../../../hardware/ata/sanitize.ts';
import { securityDisablePassword, securityUnlock } from '../../../hardware/ata/security.ts';
import { smartReadData } from '../../../hardware/ata/smart.ts';

const password = new TextEncoder().encode('custos');

describe('ATA commands byte for byte', () => {
  it.each<readonly [string, AtaCommand, string]>([
    ['DEVICE CONFIGURATION IDENTIFY', deviceConfigurationIdentify(), '85080e00c2000100000000000040b100'],
    ['DEVICE CONFIGURATION RESTORE', deviceConfigurationRestore(), '85062000c0000000000000000040b100'],
    ['DEVICE CONFIGURATION FREEZE LOCK', deviceConfigurationFreezeLock(), '85062000c1000000000000000040b100'],
    ['GET NATIVE MAX ADDRESS EXT', getNativeMaxAddressExt(), '85072000000000000000000000407800'],
    ['SET ACCESSIBLE MAX ADDRESS EXT', setAccessibleMaxAddressExt(0x0102030405), '85072000010000020501040003407800'],
    [
      'SET MAX ADDRESS EXT, until power is cycled',
      setMaxAddressExt(0x0fff, { survivesPowerOn: false }),
      '8507200000000000ff000f0000403700',
    ],
    ['SMART READ DATA', smartReadData(), '85080e00d000010000004f00c240b000'],
    ['READ LOG EXT 30h page 06h', readLogExt(securityLog.log, securityLog.page), '85090e00000001003000060000402f00'],
    ['SECURITY UNLOCK', securityUnlock({ password }), '850a060000000100000000000040f200'],
    ['SECURITY DISABLE PASSWORD', securityDisablePassword({ password }), '850a060000000100000000000040f600'],
  ])('%s', (_name, task, cdb) => {
    expect(toHex(ataPassThrough16(task).cdb)).toBe(cdb);
  });

  it('the 12-byte form carries 28-bit commands, registers asked for or not', () => {
    expect(toHex(ataPassThrough12(smartReadData()).cdb)).toBe('a1080ed001004fc240b00000');
    expect(toHex(ataPassThrough12(deviceConfigurationRestore()).cdb)).toBe('a10620c00000000040b10000');
    expect(toHex(ataPassThrough12(deviceConfigurationRestore(), { ckCond: false }).cdb)).toBe('a10600c00000000040b10000');
    expect(() => ataPassThrough12(readLogExt(0, 0))).toThrow(RangeError);
  });

  it('the 32-byte form has its fields where SAT puts them, with ICC and AUXILIARY', () => {
    expect(toHex(ataPassThrough32(identifyDevice()).cdb)).toBe('7f000000000000181ff0080e00000000000000000000000140ec000000000000');
    const all = { command: 0x37, features: 0x1234, count: 0x5678, lba: 0x665544332211, extend: true, data: { kind: 'none' } } as const;
    expect(toHex(ataPassThrough32(all, { icc: 9, auxiliary: 0xaabbccdd }).cdb)).toBe(
      '7f000000000000181ff0072000006655443322111234567840370009aabbccdd',
    );
    expect(ataPassThrough32(sanitizeStatusExt()).cdb).toHaveLength(32);
  });
});

describe('DEVICE CONFIGURATION IDENTIFY data', () => {
  /** Word 0 and the largest LBA, with a right sum or a wrong one. */
  function sample(maxLba: bigint, right = true): Uint8Array {
    const data = new Uint8Array(512);
    const view = new DataView(data.buffer);
    view.setUint16(0, 2, true);
    view.setBigUint64(6, maxLba, true);
    data[510] = 0xa5;
    data[511] = (256 - (data.reduce((sum, byte) => sum + byte, 0) & 0xff) + (right ? 0 : 1)) & 0xff;
    return data;
  }

  it('tells the largest last LBA, and nothing when it is altered, empty or short', () => {
    expect(parseDeviceConfiguration(sample(7814037167n))).toEqual({ maxLba: 7814037167 });
    expect(parseDeviceConfiguration(sample(7814037167n, false))).toBeUndefined();
    expect(parseDeviceConfiguration(sample(0n))).toBeUndefined();
    expect(parseDeviceConfiguration(new Uint8Array(512))).toBeUndefined();
    expect(parseDeviceConfiguration(sample(1n).subarray(0, 100))).toBeUndefined();
  });
});

describe('the Security page of log 30h', () => {
  function page(flags: bigint, number = 0x06): Uint8Array {
    const data = new Uint8Array(512);
    const view = new DataView(data.buffer);
    view.setBigUint64(0, (1n << 63n) | (BigInt(number) << 16n) | 1n, true);
    view.setBigUint64(48, flags, true);
    return data;
  }

  it('says whether a sanitize overrides the lock, only where the field is valid', () => {
    expect(parseSecurityPage(page((1n << 63n) | 0x80n))).toEqual({ sanitizeOverridesLock: true });
    expect(parseSecurityPage(page(1n << 63n))).toEqual({ sanitizeOverridesLock: false });
    expect(parseSecurityPage(page(0x80n))).toEqual({ sanitizeOverridesLock: undefined });
    expect(parseSecurityPage(page(1n << 63n, 0x05))).toBeUndefined();
    expect(parseSecurityPage(new Uint8Array(512))).toBeUndefined();
  });
});
