import { describe, expect, it } from 'vitest';
import { flush, formatNvm, readBlocks, ses, writeBlocks } from '../../../hardware/nvme/blocks.ts';
import {
  activeNamespaceList,
  identifyController,
  identifyNamespace,
  parseIdentifyController,
  parseIdentifyNamespace,
  parseNamespaceList,
} from '../../../hardware/nvme/identify.ts';
import * as nvme from '../../../hardware/nvme/sanitize.ts';
import { nvmeStatus, statusCode } from '../../../hardware/nvme/status.ts';
import { parseReadCapacity16, read16, readCapacity16, synchronizeCache16, write16 } from '../../../hardware/scsi/blocks.ts';
import {
  inquiry,
  inquiryVpd,
  parseBlockDeviceCharacteristics,
  parseBlockLimits,
  parseDeviceIdentification,
  parseInquiry,
  parseUnitSerialNumber,
  testUnitReady,
  worldWideName,
} from '../../../hardware/scsi/inquiry.ts';
import { formatUnit } from '../../../hardware/scsi/format-unit.ts';
import * as scsi from '../../../hardware/scsi/sanitize.ts';
import { parseSense, requestSense, senseText } from '../../../hardware/scsi/sense.ts';
import type { NvmeTransport } from '../../../hardware/transport/transport.ts';
import { ata, benchWith, hourMs, outcome, sanitizeLog, send } from './kit.ts';
import { identifyDevice } from '../../../hardware/ata/identify.ts';

const minute = 60_000;

describe('a SAS drive', () => {
  it('tells who it is and takes no ATA command', async () => {
    const drive = await (await benchWith('sasSsd')).scsi();
    expect(parseInquiry((await send(drive, inquiry())).data)).toMatchObject({
      vendor: 'KIOXIA',
      product: 'KPM61RUG960G',
      revision: '0105',
    });
    expect(parseUnitSerialNumber((await send(drive, inquiryVpd(0x80))).data)).toBe('0DEM0A01DEM4');
    expect(worldWideName(parseDeviceIdentification((await send(drive, inquiryVpd(0x83))).data) ?? [])).toBe('58ce38ede3000004');
    expect(parseBlockDeviceCharacteristics((await send(drive, inquiryVpd(0xb1))).data)).toMatchObject({
      rotationRate: 1,
      writeAfterBlockErase: 'reads_complete',
    });
    expect(parseBlockLimits((await send(drive, inquiryVpd(0xb0))).data)?.maximumTransferBlocks).toBe(2048);
    expect(parseReadCapacity16((await send(drive, readCapacity16())).data)).toMatchObject({ lastLba: 4095, blockBytes: 512 });
    expect(outcome(await ata(drive, identifyDevice()))).toBe('05/20/00');
  });

  it('tells which sanitize actions it has', async () => {
    const drive = await (await benchWith('sasHdd')).scsi();
    const asked = async (opcode: number, action?: number): Promise<string> =>
      scsi.parseSupportedOpcode((await send(drive, scsi.reportSupportedOpcodes(opcode, action))).data);
    expect(await asked(0x48, 1)).toBe('supported');
    expect(await asked(0x48, 2)).toBe('not_supported');
    expect(await asked(0x04)).toBe('supported');
    expect(await asked(0x42)).toBe('not_supported');
  });

  it('walks through a sanitize with progress, blocks the medium meanwhile, and really erases', async () => {
    const bench = await benchWith('sasHdd');
    const drive = await bench.scsi();
    expect(outcome(await send(drive, scsi.sanitizeOverwrite(new Uint8Array(4))))).toBe('good');
    bench.clock.turn(minute);
    expect(outcome(await send(drive, testUnitReady()))).toBe('02/04/1B');
    expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('02/04/1B');
    const sense = parseSense((await send(drive, requestSense({ desc: true }))).data);
    expect(sense).toMatchObject({ format: 'descriptor', progress: 32768 });
    expect(parseSense((await send(drive, requestSense({ desc: false }))).data)).toMatchObject({ format: 'fixed', progress: 32768 });
    expect((await send(drive, inquiry())).status).toBe(0);
    bench.clock.turn(minute);
    expect(outcome(await send(drive, testUnitReady()))).toBe('good');
    expect(bench.marks()).toEqual([]);
  });

  it('formats with progress and blocks to the end without IMMED', async () => {
    const bench = await benchWith('sasSsd');
    const drive = await bench.scsi();
    expect(outcome(await send(drive, formatUnit({ immed: true })))).toBe('good');
    expect(outcome(await send(drive, testUnitReady()))).toBe('02/04/04');
    bench.clock.turn(hourMs);
    expect(outcome(await send(drive, synchronizeCache16()))).toBe('good');
    expect(bench.marks()).toEqual([]);
    const before = bench.clock.now();
    expect(outcome(await send(drive, formatUnit({ immed: false }), hourMs))).toBe('good');
    expect(bench.clock.now() - before).toBeGreaterThanOrEqual(10_000);
  });

  it('refuses a fast format and a wrong parameter list', async () => {
    const drive = await (await benchWith('sasHdd')).scsi();
    expect(outcome(await drive.execute(Uint8Array.of(0x04, 0, 0, 0, 1, 0), { kind: 'none' }, 1000))).toBe('05/24/00');
    const overwrite = scsi.sanitizeOverwrite(new Uint8Array(4));
    expect(outcome(await drive.execute(overwrite.cdb, { kind: 'out', bytes: Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0) }, 1000))).toBe(
      '05/26/00',
    );
  });

  it('goes into failure, and leaves it by EXIT FAILURE MODE only when AUSE allowed that', async () => {
    for (const ause of [false, true]) {
      const bench = await benchWith('sasSsd', [{ kind: 'sanitize_fails' }]);
      const drive = await bench.scsi();
      await send(drive, scsi.sanitizeBlockErase({ immed: true, ause }));
      bench.clock.turn(hourMs);
      expect(outcome(await send(drive, read16(0, 1, 512)))).toBe('03/31/03');
      const sense = parseSense((await send(drive, requestSense({ desc: true }))).data);
      expect(sense && senseText(sense)).toBe('03/31/03');
      expect(outcome(await send(drive, formatUnit()))).toBe('03/31/03');
      expect(outcome(await send(drive, scsi.sanitizeExitFailureMode()))).toBe(ause ? 'good' : '05/24/00');
      expect(outcome(await send(drive, testUnitReady()))).toBe(ause ? 'good' : '03/31/03');
      expect(bench.marks().length).toBeGreaterThan(0);
    }
  });
});

describe('an NVMe drive', () => {
  const read = async (drive: NvmeTransport, lba = 0, blocks = 1): Promise<number> =>
    statusCode((await drive.io(readBlocks(1, lba, blocks, 4096), 1000)).status);

  it('tells who it is', async () => {
    const drive = await (await benchWith('nvme')).nvme();
    expect(parseIdentifyController((await drive.admin(identifyController(), 1000)).data)).toMatchObject({
      serial: 'S0DEMONE000005',
      maximumTransferBytes: 1024 * 1024,
      unallocatedBytes: 0n,
      sanitize: { crypto: true, block: true, overwrite: true, noDeallocateInhibited: true },
    });
    expect(parseNamespaceList((await drive.admin(activeNamespaceList(), 1000)).data)).toEqual([1]);
    expect(parseIdentifyNamespace((await drive.admin(identifyNamespace(1), 1000)).data)).toMatchObject({
      blocks: 4096,
      blockBytes: 4096,
      formatIndex: 1,
      deallocatedReads: 1,
      eui64: '002538de30000005',
    });
    expect(statusCode((await drive.admin(identifyNamespace(2), 1000)).status)).toBe(nvmeStatus.invalidNamespace);
  });

  it('walks through log 81h and really erases', async () => {
    const bench = await benchWith('nvme');
    const drive = await bench.nvme();
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'never', estimates: { blockEraseS: 30, cryptoEraseS: 6, overwriteS: 9600 } });
    expect((await drive.admin(nvme.sanitizeBlockErase(), 1000)).status).toBe(0);
    bench.clock.turn(250);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'running', progress: 32768, cdw10: 2 });
    expect(await read(drive)).toBe(nvmeStatus.sanitizeInProgress);
    expect(statusCode((await drive.admin(nvme.sanitizeCryptoErase(), 1000)).status)).toBe(nvmeStatus.sanitizeInProgress);
    bench.clock.turn(250);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'success', globalDataErased: true });
    expect(bench.marks()).toEqual([]);
    expect((await drive.io(writeBlocks(1, 0, new Uint8Array(4096), 4096), 1000)).status).toBe(0);
    expect((await drive.io(flush(1), 1000)).status).toBe(0);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'success', globalDataErased: false });
  });

  it('overwrites in passes and counts them', async () => {
    const bench = await benchWith('nvme');
    const drive = await bench.nvme();
    await drive.admin(nvme.sanitizeOverwrite(0xa5a5a5a5, 3), 1000);
    bench.clock.turn(hourMs);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'success', passesDone: 3 });
    expect((await drive.io(readBlocks(1, 4095, 1, 4096), 1000)).data).toEqual(new Uint8Array(4096).fill(0xa5));
  });

  it('refuses what it does not offer', async () => {
    const drive = await (await benchWith('nvme')).nvme();
    expect(statusCode((await drive.admin(nvme.sanitizeBlockErase({ mediaVerification: true }), 1000)).status)).toBe(
      nvmeStatus.invalidField,
    );
    expect(statusCode((await drive.admin(nvme.sanitizeBlockErase({ noDeallocate: true }), 1000)).status)).toBe(nvmeStatus.invalidField);
    expect(await read(drive, 4096)).toBe(nvmeStatus.lbaOutOfRange);
    expect(await read(drive, 0, 257)).toBe(nvmeStatus.invalidField);
  });

  it('fails in restricted mode and then gives no data, whatever is asked', async () => {
    const bench = await benchWith('nvme', [{ kind: 'sanitize_fails' }]);
    const drive = await bench.nvme();
    await drive.admin(nvme.sanitizeBlockErase(), 1000);
    bench.clock.turn(hourMs);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'failed' });
    expect(await read(drive)).toBe(nvmeStatus.sanitizeFailed);
    expect(statusCode((await drive.admin(nvme.sanitizeExitFailureMode(), 1000)).status)).toBe(nvmeStatus.sanitizeFailed);
    const format = formatNvm({
      nsid: 1,
      ses: ses.userDataErase,
      formatIndex: 1,
      metadataInline: false,
      protection: 0,
      protectionFirst: false,
    });
    expect(statusCode((await drive.admin(format, 1000)).status)).toBe(nvmeStatus.sanitizeFailed);
    expect(bench.marks().length).toBeGreaterThan(0);
  });

  it('formats, blocking to the end, and keeps its block size', async () => {
    const bench = await benchWith('nvme');
    const drive = await bench.nvme();
    const keep = { nsid: 1, ses: ses.userDataErase, metadataInline: false, protection: 0, protectionFirst: false };
    expect(statusCode((await drive.admin(formatNvm({ ...keep, formatIndex: 0 }), hourMs)).status)).toBe(nvmeStatus.invalidFormat);
    expect((await drive.admin(formatNvm({ ...keep, formatIndex: 1 }), hourMs)).status).toBe(0);
    expect(bench.marks()).toEqual([]);
  });
});

describe('transfers of several blocks', () => {
  it('reach the right place on both kinds', async () => {
    const drive = await (await benchWith('sasHdd')).scsi();
    const bytes = Uint8Array.from({ length: 2048 * 512 }, (_, i) => (i * 7) & 0xff);
    expect(outcome(await send(drive, write16(1024, bytes, 512)))).toBe('good');
    expect((await send(drive, read16(1024, 2048, 512))).data).toEqual(bytes);
  });
});
