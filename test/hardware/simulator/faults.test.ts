import { describe, expect, it } from 'vitest';
import { inquiryVpd, parseUnitSerialNumber } from '../../../hardware/scsi/inquiry.ts';
import { readBlocks, writeBlocks } from '../../../hardware/nvme/blocks.ts';
import { identifyController, parseIdentifyController } from '../../../hardware/nvme/identify.ts';
import { sanitizeBlockErase as nvmeBlockErase } from '../../../hardware/nvme/sanitize.ts';
import { nvmeStatus, statusCode } from '../../../hardware/nvme/status.ts';
import { blockEraseExt, overwriteExt } from '../../../hardware/ata/sanitize.ts';
import { parseAtaReturn } from '../../../hardware/ata/sat.ts';
import { securityErasePrepare, securityEraseUnit, securitySetPassword } from '../../../hardware/ata/security.ts';
import { read16, write16 } from '../../../hardware/scsi/blocks.ts';
import { formatUnit } from '../../../hardware/scsi/format-unit.ts';
import { sanitizeOverwrite } from '../../../hardware/scsi/sanitize.ts';
import { testUnitReady } from '../../../hardware/scsi/inquiry.ts';
import { parseSense } from '../../../hardware/scsi/sense.ts';
import { ata, benchWith, hourMs, identify, outcome, port, sanitizeLog, sanitizeStatus, send } from './kit.ts';

const minute = 60_000;
const password = new TextEncoder().encode('custos');

describe('a drive that lies about its serial', () => {
  it('is given away by IDENTIFY DEVICE when only the bridge lies', async () => {
    const drive = await (await benchWith('sataHdd', [{ kind: 'lies_serial', serial: 'DOCK00000042' }])).scsi();
    expect(parseUnitSerialNumber((await send(drive, inquiryVpd(0x80))).data)).toBe('DOCK00000042');
    expect(await identify(drive)).toMatchObject({ serial: 'ZDEMO0A1', checksum: 'valid' });
  });

  it('is given away by the checksum when the bridge fabricates IDENTIFY DEVICE', async () => {
    const drive = await (await benchWith('sataHdd', [{ kind: 'lies_serial', serial: 'DOCK00000042', fabricates_identify: true }])).scsi();
    expect(await identify(drive)).toMatchObject({ serial: 'DOCK00000042', checksum: 'wrong' });
  });

  it('tells the other serial itself on NVMe', async () => {
    const drive = await (await benchWith('nvme', [{ kind: 'lies_serial', serial: 'SOTHER' }])).nvme();
    expect(parseIdentifyController((await drive.admin(identifyController(), 1000)).data)?.serial).toBe('SOTHER');
  });
});

describe('a drive that hangs', () => {
  it('answers nothing after the erase began, until power is cycled, and then resumes', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'hangs', fraction: 0.5 }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    await ata(held.transport, overwriteExt(0));
    expect(await sanitizeStatus(held.transport)).toMatchObject({ inProgress: true });
    bench.clock.turn(hourMs);
    await expect(sanitizeStatus(held.transport)).rejects.toMatchObject({ code: 'timeout' });
    await expect(identify(held.transport)).rejects.toMatchObject({ code: 'timeout' });
    await held.close();
    await bench.shelf.powerCycle(port);
    const drive = await bench.scsi();
    expect(await sanitizeStatus(drive)).toMatchObject({ inProgress: true, progress: 32768 });
    bench.clock.turn(minute);
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: true });
  });

  it('waits in silence no longer than the scaled timeout', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'hangs' }]);
    const drive = await bench.scsi();
    await ata(drive, overwriteExt(0));
    const before = bench.clock.now();
    await expect(send(drive, testUnitReady(), hourMs)).rejects.toMatchObject({ code: 'timeout' });
    expect(bench.clock.now() - before).toBe(minute);
  });
});

describe('a drive that pretends', () => {
  it('says that it has completed while the data remains', async () => {
    const bench = await benchWith('sataSsd', [{ kind: 'false_success' }]);
    const drive = await bench.scsi();
    const before = bench.marks();
    await ata(drive, blockEraseExt());
    bench.clock.turn(hourMs);
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: true, inProgress: false });
    expect(bench.marks()).toEqual(before);
  });

  it('does so by log 81h as well', async () => {
    const bench = await benchWith('nvme', [{ kind: 'false_success' }]);
    const drive = await bench.nvme();
    await drive.admin(nvmeBlockErase(), 1000);
    bench.clock.turn(hourMs);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'success' });
    expect(bench.marks().length).toBeGreaterThan(50);
  });
});

describe('a drive that fails to sanitize', () => {
  it('ends in SD3 with reason 1, unreadable, and takes no other erase', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'sanitize_fails' }]);
    const drive = await bench.scsi();
    await ata(drive, overwriteExt(0));
    bench.clock.turn(hourMs);
    expect(await sanitizeStatus(drive)).toEqual({ kind: 'aborted', reason: 'unsuccessful' });
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('0B/00/00');
    expect(outcome(await ata(drive, securitySetPassword({ password })))).toBe('0B/00/00');
    expect(outcome(await send(drive, write16(0, new Uint8Array(512), 512)))).toBe('0B/00/00');
    await ata(drive, overwriteExt(0));
    expect(await sanitizeStatus(drive)).toMatchObject({ inProgress: true });
    bench.clock.turn(hourMs);
    expect(await sanitizeStatus(drive)).toEqual({ kind: 'aborted', reason: 'unsuccessful' });
    expect(bench.marks().length).toBeGreaterThan(0);
  });

  it('fails SECURITY ERASE UNIT, FORMAT UNIT and an overwrite by the host too', async () => {
    const sata = await benchWith('sataHdd', [{ kind: 'sanitize_fails' }]);
    const drive = await sata.scsi();
    await ata(drive, securitySetPassword({ password }));
    await ata(drive, securityErasePrepare());
    const erased = await ata(drive, securityEraseUnit({ password, enhanced: true }), 24 * hourMs);
    expect(parseAtaReturn(erased)).toMatchObject({ kind: 'registers', registers: { failed: true } });
    expect((await identify(drive)).security.enabled).toBe(true);

    const sas = await benchWith('sasHdd', [{ kind: 'sanitize_fails' }]);
    const formatting = await sas.scsi();
    const results: string[] = [];
    for (let lba = 0; lba < 4096; lba += 512) results.push(outcome(await send(formatting, write16(lba, new Uint8Array(512 * 512), 512))));
    expect(results[0]).toBe('good');
    expect(results.at(-1)).toBe('03/0C/00');
    expect(outcome(await send(formatting, formatUnit({ immed: false }), 24 * hourMs))).toBe('03/31/01');
    expect(sas.marks().length).toBeGreaterThan(0);
  });
});

describe('bad sectors', () => {
  const ranges = [
    { lba: 100, blocks: 4, on: 'both' as const },
    { lba: 300, blocks: 1, on: 'read' as const },
  ];

  it('give MEDIUM ERROR with the first bad LBA, and nothing around them', async () => {
    const drive = await (await benchWith('sasHdd', [{ kind: 'bad_sectors', ranges }])).scsi();
    const failed = await send(drive, read16(96, 8, 512));
    expect(outcome(failed)).toBe('03/11/00');
    expect(parseSense(failed.sense)?.information).toBe(100);
    expect(outcome(await send(drive, write16(103, new Uint8Array(512), 512)))).toBe('03/0C/00');
    expect(outcome(await send(drive, read16(104, 8, 512)))).toBe('good');
    expect(outcome(await send(drive, write16(300, new Uint8Array(512), 512)))).toBe('good');
    expect(outcome(await send(drive, read16(300, 1, 512)))).toBe('03/11/00');
  });

  it('give media errors on NVMe', async () => {
    const drive = await (await benchWith('nvme', [{ kind: 'bad_sectors', ranges }])).nvme();
    expect(statusCode((await drive.io(readBlocks(1, 101, 1, 4096), 1000)).status)).toBe(nvmeStatus.unrecoveredReadError);
    expect(statusCode((await drive.io(writeBlocks(1, 101, new Uint8Array(4096), 4096), 1000)).status)).toBe(nvmeStatus.writeFault);
  });
});

describe('a drive that loses its place', () => {
  it('is pulled in the middle of a sanitize, goes on when plugged again, and finishes', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'unplug_at', fraction: 0.25 }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    await ata(held.transport, overwriteExt(0));
    bench.clock.turn(hourMs);
    await expect(sanitizeStatus(held.transport)).rejects.toMatchObject({ code: 'gone' });
    await held.close();
    expect((await bench.shelf.bays())[0]).toMatchObject({ occupied: false, presence: 'empty' });
    await bench.shelf.plug('virtual/2', bench.folder);
    const again = await bench.shelf.openDrive('virtual/2');
    if (again.transport.kind !== 'scsi') throw new Error('kind');
    expect(await sanitizeStatus(again.transport)).toMatchObject({ inProgress: true, progress: 16384 });
    bench.clock.turn(2 * minute);
    expect(await sanitizeStatus(again.transport)).toMatchObject({ completedWithoutError: true });
    await again.close();
    expect(bench.marks()).toEqual([]);
  });

  it('is pulled in the middle of an overwrite by the host', async () => {
    const bench = await benchWith('sasHdd', [{ kind: 'unplug_at', fraction: 0.5 }]);
    const drive = await bench.scsi();
    const chunk = new Uint8Array(1024 * 512);
    expect(outcome(await send(drive, write16(0, chunk, 512)))).toBe('good');
    await expect(send(drive, write16(1024, chunk, 512))).rejects.toMatchObject({ code: 'gone' });
    expect((await bench.shelf.bays())[0]?.occupied).toBe(false);
  });

  it('loses power during a sanitize, comes back by itself under another presence, and finishes', async () => {
    const bench = await benchWith('sasHdd', [{ kind: 'power_loss_at', fraction: 0.5, off_ms: 1000 }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    await send(held.transport, sanitizeOverwrite(new Uint8Array(4)));
    bench.clock.turn(minute + 500);
    await expect(send(held.transport, testUnitReady())).rejects.toMatchObject({ code: 'gone' });
    await held.close();
    expect((await bench.shelf.bays())[0]?.occupied).toBe(false);
    await expect(bench.shelf.openDrive(port)).rejects.toMatchObject({ code: 'gone' });
    bench.clock.turn(1000);
    const bay = (await bench.shelf.bays())[0];
    expect(bay?.occupied).toBe(true);
    expect(bay?.presence).not.toBe(held.presence);
    const drive = await bench.scsi();
    expect(outcome(await send(drive, testUnitReady()))).toBe('02/04/1B');
    bench.clock.turn(minute);
    expect(outcome(await send(drive, testUnitReady()))).toBe('good');
    expect(bench.marks()).toEqual([]);
  });

  it('loses power during FORMAT UNIT and is left with a corrupted format', async () => {
    const bench = await benchWith('sasHdd', [{ kind: 'power_loss_at', fraction: 0.5, off_ms: 0 }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    const { transport } = held;
    await send(transport, formatUnit({ immed: true }));
    bench.clock.turn(hourMs);
    await expect(send(transport, testUnitReady())).rejects.toMatchObject({ code: 'gone' });
    await held.close();
    expect(outcome(await send(await bench.scsi(), testUnitReady()))).toBe('03/31/01');
    expect(bench.marks().length).toBeGreaterThan(0);
  });

  it('loses power during SECURITY ERASE UNIT and comes back locked, half erased', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'power_loss_at', fraction: 0.5, off_ms: 0 }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    await ata(held.transport, securitySetPassword({ password }));
    await ata(held.transport, securityErasePrepare());
    await expect(ata(held.transport, securityEraseUnit({ password, enhanced: true }), 24 * hourMs)).rejects.toMatchObject({ code: 'gone' });
    await held.close();
    const drive = await bench.scsi();
    expect((await identify(drive)).security).toMatchObject({ enabled: true, locked: true });
    const left = bench.marks();
    expect(left.length).toBeGreaterThan(0);
    expect(Math.min(...left)).toBeGreaterThanOrEqual(2048 * 512);
    await ata(drive, securityErasePrepare());
    expect((await ata(drive, securityEraseUnit({ password, enhanced: true }), 24 * hourMs)).status).toBe(0);
    expect(bench.marks()).toEqual([]);
  });
});

describe('a drive or bridge in the way', () => {
  it('is frozen at boot until power is cycled', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'security_frozen' }]);
    const held = await bench.open();
    if (held.transport.kind !== 'scsi') throw new Error('kind');
    expect((await identify(held.transport)).security.frozen).toBe(true);
    await held.close();
    await bench.shelf.powerCycle(port);
    expect((await identify(await bench.scsi())).security.frozen).toBe(false);
  });

  it('stays frozen when each power-on freezes it', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'security_frozen', until_power_cycle: false }]);
    await bench.shelf.powerCycle(port);
    expect((await identify(await bench.scsi())).security.frozen).toBe(true);
  });

  it('is locked with a password nobody has', async () => {
    const drive = await (await benchWith('sataSsd', [{ kind: 'locked' }])).scsi();
    expect((await identify(drive)).security).toMatchObject({ enabled: true, locked: true, masterCapability: 'maximum' });
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('07/74/71');
  });

  it('returns empty registers, which say nothing, even after a good sanitize', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'empty_registers' }]);
    const drive = await bench.scsi();
    await ata(drive, overwriteExt(0));
    bench.clock.turn(hourMs);
    expect(await sanitizeStatus(drive)).toEqual({ kind: 'unknown' });
  });

  it('returns fixed format registers that cannot tell how a sanitize ended', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'fixed_sense' }]);
    const drive = await bench.scsi();
    expect(await sanitizeStatus(drive)).toMatchObject({ kind: 'status', completedWithoutError: false });
    await ata(drive, overwriteExt(0));
    expect(await sanitizeStatus(drive)).toEqual({ kind: 'unknown' });
    bench.clock.turn(hourMs);
    expect(await sanitizeStatus(drive)).toEqual({ kind: 'unknown' });
  });

  it('is slower than its own estimate', async () => {
    const bench = await benchWith('sataHdd', [{ kind: 'slow', factor: 3 }]);
    const drive = await bench.scsi();
    await ata(drive, overwriteExt(0));
    bench.clock.turn(2 * minute);
    expect(await sanitizeStatus(drive)).toMatchObject({ inProgress: true });
    bench.clock.turn(4 * minute);
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: true });
  });
});
