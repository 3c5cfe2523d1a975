import { describe, expect, it } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import { identifyDevice } from '../../../hardware/ata/identify.ts';
import { readNativeMaxAddressExt, parseNativeMaxAddress, setMaxAddressExt } from '../../../hardware/ata/max-address.ts';
import { blockEraseExt, cryptoScrambleExt, overwriteExt, parseSanitizeStatus, sanitizeStatusExt } from '../../../hardware/ata/sanitize.ts';
import type { AtaCommand } from '../../../hardware/ata/sat.ts';
import { ataPassThrough12, ataPassThrough16, parseAtaReturn } from '../../../hardware/ata/sat.ts';
import { securityEraseUnit, securityErasePrepare, securitySetPassword } from '../../../hardware/ata/security.ts';
import type { ScsiAnswer } from '../../../hardware/transport/transport.ts';

const password = new TextEncoder().encode('custos');
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const spaced = (bytes: Uint8Array): string =>
  toHex(bytes)
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, '$1 ');
const check = (sense: string): ScsiAnswer => ({ status: 2, sense: hex(sense), data: new Uint8Array(0) });

describe('ATA PASS-THROUGH', () => {
  const vectors: readonly (readonly [name: string, command: AtaCommand, cdb: string])[] = [
    ['IDENTIFY DEVICE', identifyDevice(), '85 08 0E 00 00 00 01 00 00 00 00 00 00 40 EC 00'],
    ['SANITIZE STATUS EXT', sanitizeStatusExt(), '85 07 20 00 00 00 00 00 00 00 00 00 00 40 B4 00'],
    ['CRYPTO SCRAMBLE EXT', cryptoScrambleExt(), '85 07 20 00 11 00 00 43 70 00 79 00 72 40 B4 00'],
    ['BLOCK ERASE EXT', blockEraseExt(), '85 07 20 00 12 00 00 42 72 00 45 00 6B 40 B4 00'],
    ['OVERWRITE EXT, one pass of zeros', overwriteExt(0), '85 07 20 00 14 00 01 00 00 57 00 4F 00 40 B4 00'],
    ['SECURITY ERASE PREPARE', securityErasePrepare(), '85 06 20 00 00 00 00 00 00 00 00 00 00 40 F3 00'],
    ['SECURITY ERASE UNIT', securityEraseUnit({ password, enhanced: true }), '85 0A 06 00 00 00 01 00 00 00 00 00 00 40 F4 00'],
    ['READ NATIVE MAX ADDRESS EXT', readNativeMaxAddressExt(), '85 07 20 00 00 00 00 00 00 00 00 00 00 40 27 00'],
  ];
  it.each(vectors)('builds %s byte for byte', (_name, command, cdb) => {
    expect(spaced(ataPassThrough16(command).cdb)).toBe(cdb);
  });

  it('builds the 12-byte form of IDENTIFY DEVICE byte for byte', () => {
    expect(spaced(ataPassThrough12(identifyDevice()).cdb)).toBe('A1 08 0E 00 01 00 00 00 40 EC 00 00');
  });

  it('refuses to squeeze a 48-bit command into the 12-byte form', () => {
    expect(() => ataPassThrough12(sanitizeStatusExt())).toThrow(RangeError);
  });

  it('spreads all 48 bits of an LBA over the registers', () => {
    expect(spaced(ataPassThrough16(setMaxAddressExt(0x665544332211, { survivesPowerOn: true })).cdb)).toBe(
      '85 07 20 00 00 00 01 44 11 55 22 66 33 40 37 00',
    );
  });

  it('carries 16 overwrite passes as zero and marks inversion', () => {
    expect(overwriteExt(0xffffffff, 16, { invert: true, failureMode: true }).count).toBe(0x90);
  });

  it('lays out the security payloads', () => {
    const set = securitySetPassword({ password, maximum: true, master: true, masterIdentifier: 0x1234 });
    const bytes = set.data.kind === 'out' ? set.data.bytes : new Uint8Array(0);
    expect(toHex(bytes.subarray(0, 10))).toBe('0101637573746f730000');
    expect(toHex(bytes.subarray(34, 36))).toBe('3412');
    const erase = securityEraseUnit({ password, enhanced: true });
    expect(erase.data.kind === 'out' ? erase.data.bytes[0] : 0).toBe(2);
  });
});

describe('registers that come back', () => {
  it('reads all of them from descriptor sense', () => {
    const returned = parseAtaReturn(check('72 01 00 1D 00 00 00 0E 09 0C 01 00 80 00 44 11 55 22 66 33 40 50'));
    expect(returned).toMatchObject({
      kind: 'registers',
      registers: { count: 0x8000, lba: 0x665544332211, status: 0x50, error: 0, failed: false, format: 'descriptor' },
    });
    expect(parseNativeMaxAddress(returned)).toBe(0x665544332211);
  });

  it('reads the LBA of fixed sense in the order of smartmontools and the kernel', () => {
    const returned = parseAtaReturn(check('70 00 01 00 50 40 07 0A 80 11 22 33 00 1D 00 00 00 00'));
    expect(returned).toMatchObject({ kind: 'registers', registers: { lba: 0x332211, count: 7, format: 'fixed' } });
  });

  it('says unknown, not completed, when fixed sense dropped the upper half of COUNT', () => {
    const returned = parseAtaReturn(check('70 00 01 00 50 40 00 0A C0 00 00 00 00 1D 00 00 00 00'));
    expect(returned).toMatchObject({ kind: 'registers', registers: { count: undefined } });
    expect(parseSanitizeStatus(returned)).toEqual({ kind: 'unknown' });
  });

  it('says unknown when the upper half of the LBA was dropped', () => {
    expect(parseNativeMaxAddress(parseAtaReturn(check('70 00 01 00 50 40 00 0A A0 11 22 33 00 1D 00 00 00 00')))).toBeUndefined();
  });

  it('says unknown when every register is zero', () => {
    expect(parseAtaReturn(check('72 01 00 1D 00 00 00 0E 09 0C 00 00 00 00 00 00 00 00 00 00 00 00'))).toMatchObject({
      kind: 'unknown',
      why: 'empty_registers',
    });
  });

  it('says unknown while BSY is set and while DRDY is not', () => {
    expect(parseAtaReturn(check('72 01 00 1D 00 00 00 0E 09 0C 01 00 80 00 00 00 00 00 00 00 40 D0'))).toMatchObject({
      kind: 'unknown',
      why: 'busy',
    });
    expect(parseAtaReturn(check('72 01 00 1D 00 00 00 0E 09 0C 01 00 80 00 00 00 00 00 00 00 40 10'))).toMatchObject({
      kind: 'unknown',
      why: 'not_ready',
    });
  });

  it('says unknown when the answer was good but brought no registers', () => {
    expect(parseAtaReturn({ status: 0, sense: new Uint8Array(0), data: new Uint8Array(0) })).toEqual({
      kind: 'unknown',
      why: 'no_registers',
    });
    expect(parseSanitizeStatus({ kind: 'unknown', why: 'no_registers' })).toEqual({ kind: 'unknown' });
  });

  it('does not read registers out of fixed sense with another code', () => {
    expect(parseAtaReturn(check('70 00 0B 00 50 40 00 0A 00 00 00 00 21 04 00 00 00 00'))).toMatchObject({
      kind: 'unknown',
      why: 'no_registers',
    });
  });

  it('takes a refusal by the bridge for what it is', () => {
    expect(parseAtaReturn(check('70 00 05 00 00 00 00 0A 00 00 00 00 20 00 00 00 00 00')).kind).toBe('refused');
  });

  it('trusts STATUS where the sense key is wrong', () => {
    expect(parseAtaReturn(check('72 0B 00 00 00 00 00 0E 09 0C 01 00 80 00 00 00 00 00 00 00 40 50'))).toMatchObject({
      kind: 'registers',
      registers: { failed: false },
    });
  });

  it('reads the reason of an aborted sanitize', () => {
    expect(parseSanitizeStatus(parseAtaReturn(check('72 0B 00 00 00 00 00 0E 09 0C 01 04 00 00 00 03 00 00 00 00 40 51')))).toEqual({
      kind: 'aborted',
      reason: 'frozen',
    });
  });

  it('does not take the absence of all flags for success', () => {
    const status = parseSanitizeStatus(parseAtaReturn(check('72 01 00 1D 00 00 00 0E 09 0C 01 00 00 00 00 00 00 00 00 00 40 50')));
    expect(status).toMatchObject({ kind: 'status', completedWithoutError: false, inProgress: false });
  });
});
