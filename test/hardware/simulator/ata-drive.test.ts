import { describe, expect, it } from 'vitest';
import { parseNativeMaxAddress, readNativeMaxAddressExt, setMaxAddressExt } from '../../../hardware/ata/max-address.ts';
import {
  blockEraseExt,
  cryptoScrambleExt,
  overwriteExt,
  parseSanitizeStatus,
  sanitizeAntifreezeLockExt,
  sanitizeFreezeLockExt,
  sanitizeStatusExt,
} from '../../../hardware/ata/sanitize.ts';
import type { AtaCommand } from '../../../hardware/ata/sat.ts';
import { parseAtaReturn } from '../../../hardware/ata/sat.ts';
import {
  securityDisablePassword,
  securityErasePrepare,
  securityEraseUnit,
  securityFreezeLock,
  securitySetPassword,
  securityUnlock,
} from '../../../hardware/ata/security.ts';
import { parseReadCapacity16, read16, readCapacity16, write16 } from '../../../hardware/scsi/blocks.ts';
import { inquiry, inquiryVpd, parseInquiry, parseUnitSerialNumber } from '../../../hardware/scsi/inquiry.ts';
import { sanitizeBlockErase } from '../../../hardware/scsi/sanitize.ts';
import type { ScsiTransport } from '../../../hardware/transport/transport.ts';
import { ata, benchWith, hourMs, identify, outcome, port, sanitizeStatus, send } from './kit.ts';

const password = new TextEncoder().encode('custos');
const wrong = new TextEncoder().encode('wrong');
const minute = 60_000;

async function run(transport: ScsiTransport, command: AtaCommand): Promise<'good' | 'aborted' | 'unknown'> {
  const answer = await ata(transport, command, 24 * hourMs);
  if (answer.status === 0) return 'good';
  const returned = parseAtaReturn(answer);
  return returned.kind !== 'registers' ? 'unknown' : returned.registers.failed ? 'aborted' : 'good';
}

describe('a SATA drive behind a bridge', () => {
  it('tells who it is, with a right checksum', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    expect(await identify(drive)).toMatchObject({
      serial: 'ZDEMO0A1',
      model: 'ST4000NM000A-2HZ100',
      checksum: 'valid',
      sectors: 4096,
      wwn: '5000c500de300001',
      rotationRate: 7200,
    });
    expect(parseInquiry((await send(drive, inquiry())).data)).toMatchObject({ vendor: 'ATA', product: 'ST4000NM000A-2HZ' });
    expect(parseUnitSerialNumber((await send(drive, inquiryVpd(0x80))).data)).toBe('ZDEMO0A1');
    expect(parseReadCapacity16((await send(drive, readCapacity16())).data)).toMatchObject({ lastLba: 4095, blockBytes: 512 });
  });

  it('reads back what was written, refuses what lies outside, and translates no SANITIZE', async () => {
    const drive = await (await benchWith('sataSsd')).scsi();
    const bytes = new Uint8Array(1024).fill(0x5a);
    expect(outcome(await send(drive, write16(4094, bytes, 512)))).toBe('good');
    expect((await send(drive, read16(4094, 2, 512))).data).toEqual(bytes);
    expect(outcome(await send(drive, read16(4095, 2, 512)))).toBe('05/21/00');
    expect(outcome(await send(drive, read16(0, 2049, 512)))).toBe('05/24/00');
    expect(outcome(await send(drive, sanitizeBlockErase()))).toBe('05/20/00');
  });
});

describe('SANITIZE DEVICE', () => {
  it('walks from idle over in progress to success and really erases', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    expect(bench.marks().length).toBeGreaterThan(50);
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: false, inProgress: false });
    expect(await run(drive, overwriteExt(0))).toBe('good');
    bench.clock.turn(minute);
    expect(await sanitizeStatus(drive)).toMatchObject({ inProgress: true, completedWithoutError: false, progress: 32768 });
    expect(bench.marks().length).toBeGreaterThan(50);
    bench.clock.turn(minute);
    expect(await sanitizeStatus(drive)).toMatchObject({ inProgress: false, completedWithoutError: true });
    expect(bench.marks()).toEqual([]);
    expect((await send(drive, read16(0, 8, 512))).data).toEqual(new Uint8Array(4096));
  });

  it('aborts reads, writes and a second start while it runs', async () => {
    const drive = await (await benchWith('sataSsd')).scsi();
    await run(drive, blockEraseExt());
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('0B/00/00');
    expect(outcome(await send(drive, write16(0, new Uint8Array(512), 512)))).toBe('0B/00/00');
    expect(await run(drive, cryptoScrambleExt())).toBe('aborted');
    expect((await identify(drive)).serial).toBe('S0DEMONA000002');
  });

  it('leaves noise after a crypto scramble and the pattern after an overwrite', async () => {
    const ssd = await benchWith('sataSsd');
    const scrambled = await ssd.scsi();
    await run(scrambled, cryptoScrambleExt());
    ssd.clock.turn(hourMs);
    const noise = (await send(scrambled, read16(0, 8, 512))).data;
    expect(new Set(noise).size).toBeGreaterThan(200);
    expect(ssd.marks()).toEqual([]);
    const hdd = await benchWith('sataHdd');
    const overwritten = await hdd.scsi();
    await run(overwritten, overwriteExt(0x11223344, 2, { invert: true }));
    hdd.clock.turn(hourMs);
    expect((await send(overwritten, read16(4095, 1, 512))).data.subarray(0, 4)).toEqual(Uint8Array.of(0xbb, 0xcc, 0xdd, 0xee));
  });

  it('refuses a sub-command that the drive lacks and one with a wrong key', async () => {
    const drive = await (await benchWith('sataHdd')).scsi();
    expect(parseSanitizeStatus(parseAtaReturn(await ata(drive, blockEraseExt())))).toEqual({ kind: 'aborted', reason: 'unsupported' });
    expect(await run(drive, { ...overwriteExt(0), lba: 0 })).toBe('aborted');
  });

  it('freezes until power is cycled, unless antifreeze came first', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    expect(await run(drive, sanitizeFreezeLockExt())).toBe('good');
    expect(await sanitizeStatus(drive)).toMatchObject({ frozen: true });
    expect(parseSanitizeStatus(parseAtaReturn(await ata(drive, overwriteExt(0))))).toEqual({ kind: 'aborted', reason: 'frozen' });
    await bench.shelf.powerCycle(port);
    await expect(ata(drive, sanitizeStatusExt())).rejects.toMatchObject({ code: 'gone' });
  });

  it('thaws with power', async () => {
    const bench = await benchWith('sataHdd');
    const first = await bench.open();
    if (first.transport.kind !== 'scsi') throw new Error('kind');
    await run(first.transport, sanitizeFreezeLockExt());
    await first.close();
    await bench.shelf.powerCycle(port);
    const drive = await bench.scsi();
    expect(await sanitizeStatus(drive)).toMatchObject({ frozen: false });
    expect(await run(drive, sanitizeAntifreezeLockExt())).toBe('good');
    expect(parseSanitizeStatus(parseAtaReturn(await ata(drive, sanitizeFreezeLockExt())))).toEqual({
      kind: 'aborted',
      reason: 'antifreeze',
    });
  });
});

describe('SECURITY', () => {
  it('erases only with a password set and PREPARE directly before, and then is disabled', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    expect(await run(drive, securityErasePrepare())).toBe('good');
    expect(await run(drive, securityEraseUnit({ password, enhanced: false }))).toBe('aborted');
    expect(await run(drive, securitySetPassword({ password }))).toBe('good');
    expect((await identify(drive)).security).toMatchObject({ enabled: true, locked: false });
    expect(await run(drive, securityEraseUnit({ password, enhanced: true }))).toBe('aborted');
    await run(drive, securityErasePrepare());
    await identify(drive);
    expect(await run(drive, securityEraseUnit({ password, enhanced: true }))).toBe('aborted');
    const before = bench.clock.now();
    await run(drive, securityErasePrepare());
    expect(await run(drive, securityEraseUnit({ password, enhanced: true }))).toBe('good');
    expect(bench.clock.now() - before).toBeGreaterThanOrEqual(2 * minute);
    expect((await identify(drive)).security).toMatchObject({ enabled: false, locked: false });
    expect(bench.marks()).toEqual([]);
  });

  it('comes up locked after a power cycle, and locks people out after five wrong passwords', async () => {
    const bench = await benchWith('sataSsd');
    const first = await bench.open();
    if (first.transport.kind !== 'scsi') throw new Error('kind');
    await run(first.transport, securitySetPassword({ password }));
    await first.close();
    await bench.shelf.powerCycle(port);
    const drive = await bench.scsi();
    expect((await identify(drive)).security).toMatchObject({ enabled: true, locked: true });
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('07/74/71');
    expect(await run(drive, blockEraseExt())).toBe('aborted');
    for (let i = 0; i < 5; i++) expect(await run(drive, securityUnlock({ password: wrong }))).toBe('aborted');
    expect((await identify(drive)).security.countExpired).toBe(true);
    expect(await run(drive, securityUnlock({ password }))).toBe('aborted');
  });

  it('unlocks and disables with the right password', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'locked', password: 'found' }]);
    const drive = await bench.scsi();
    const found = new TextEncoder().encode('found');
    expect(await run(drive, securityUnlock({ password: found }))).toBe('good');
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('good');
    expect(await run(drive, securityDisablePassword({ password: found }))).toBe('good');
    expect((await identify(drive)).security.enabled).toBe(false);
  });

  it('takes no security command once frozen', async () => {
    const drive = await (await benchWith('sataHdd')).scsi();
    expect(await run(drive, securityFreezeLock())).toBe('good');
    expect((await identify(drive)).security.frozen).toBe(true);
    expect(await run(drive, securitySetPassword({ password }))).toBe('aborted');
    expect(await run(drive, securityErasePrepare())).toBe('aborted');
  });
});

describe('a Host Protected Area', () => {
  it('hides the end of the medium until SET MAX gives it back, once per power cycle', async () => {
    const bench = await benchWith('sataHdd', [], { hpa_blocks: 1024 });
    const drive = await bench.scsi();
    expect((await identify(drive)).sectors).toBe(3072);
    expect(outcome(await send(drive, read16(3072, 1, 512)))).toBe('05/21/00');
    expect(await run(drive, setMaxAddressExt(4095, { survivesPowerOn: true }))).toBe('aborted');
    expect(parseNativeMaxAddress(parseAtaReturn(await ata(drive, readNativeMaxAddressExt())))).toBe(4095);
    expect(await run(drive, setMaxAddressExt(4095, { survivesPowerOn: true }))).toBe('good');
    expect((await identify(drive)).sectors).toBe(4096);
    await ata(drive, readNativeMaxAddressExt());
    expect(await run(drive, setMaxAddressExt(3000, { survivesPowerOn: true }))).toBe('aborted');
  });

  it('is erased by SANITIZE and left by a normal SECURITY ERASE UNIT', async () => {
    const sanitized = await benchWith('sataHdd', [], { hpa_blocks: 1024 });
    await run(await sanitized.scsi(), overwriteExt(0));
    sanitized.clock.turn(hourMs);
    const bench = await benchWith('sataHdd', [], { hpa_blocks: 1024 });
    const drive = await bench.scsi();
    await run(drive, securitySetPassword({ password }));
    await run(drive, securityErasePrepare());
    expect(await run(drive, securityEraseUnit({ password, enhanced: false }))).toBe('good');
    const left = bench.marks();
    expect(left.length).toBeGreaterThan(0);
    expect(Math.min(...left)).toBeGreaterThanOrEqual(3072 * 512);
  });
});
