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
import {
  getLogPage,
  getSanitizeStatusLog,
  parseHealthLog,
  parseSanitizeStatusLog,
  sanitizeBlockErase,
  sanitizeCryptoErase,
  sanitizeExitFailureMode,
  sanitizeOverwrite,
} from '../../../hardware/nvme/sanitize.ts';
import { parseStatus, statusCode } from '../../../hardware/nvme/status.ts';

describe('NVMe commands', () => {
  it('reads 512 bytes of log 81h with CDW10 007F0081h', () => {
    expect(getSanitizeStatusLog()).toMatchObject({ opcode: 0x02, cdw10: 0x007f0081, nsid: 0xffffffff });
    expect(getLogPage(0x02, 4 * 65537)).toMatchObject({ cdw10: 0x00000002, cdw11: 1 });
  });

  it('builds each Sanitize action', () => {
    expect(sanitizeBlockErase()).toMatchObject({ opcode: 0x84, cdw10: 0x2 });
    expect(sanitizeCryptoErase({ ause: true, noDeallocate: true, mediaVerification: true }).cdw10).toBe(0x60c);
    expect(sanitizeOverwrite(0xa5a5a5a5, 16, { invert: true })).toMatchObject({ cdw10: 0x103, cdw11: 0xa5a5a5a5 });
    expect(sanitizeOverwrite(0, 3).cdw10).toBe(0x33);
    expect(sanitizeExitFailureMode().cdw10).toBe(0x1);
  });

  it('carries the format in use into Format NVM', () => {
    const format = formatNvm({
      nsid: 1,
      ses: ses.cryptographicErase,
      formatIndex: 0x21,
      metadataInline: true,
      protection: 1,
      protectionFirst: true,
    });
    expect(format).toMatchObject({ opcode: 0x80, nsid: 1, cdw10: 0x1 | 0x10 | 0x20 | 0x100 | 0x400 | 0x2000 });
  });

  it('builds reads, writes, flushes and identifies', () => {
    expect(readBlocks(1, 0x1_0000_0002, 8, 4096)).toMatchObject({
      opcode: 2,
      cdw10: 2,
      cdw11: 1,
      cdw12: 7,
      data: { kind: 'in', lengthBytes: 32768 },
    });
    expect(writeBlocks(1, 5, new Uint8Array(4096), 4096)).toMatchObject({ opcode: 1, cdw10: 5, cdw12: 0 });
    expect(() => writeBlocks(1, 5, new Uint8Array(4095), 4096)).toThrow(RangeError);
    expect(flush(1)).toMatchObject({ opcode: 0, nsid: 1 });
    expect(identifyController()).toMatchObject({ opcode: 6, cdw10: 1 });
    expect(identifyNamespace(3)).toMatchObject({ cdw10: 0, nsid: 3 });
    expect(activeNamespaceList()).toMatchObject({ cdw10: 2, nsid: 0 });
  });
});

describe('NVMe answers', () => {
  it('reads a controller', () => {
    const data = new Uint8Array(4096);
    const view = new DataView(data.buffer);
    data.set(Buffer.from('S662NE0T408957      SAMSUNG MZQL2960HCJR-00A07              GDC5602Q'), 4);
    data[77] = 5;
    view.setUint16(256, 0x000b, true);
    view.setBigUint64(280, 960_197_124_096n, true);
    view.setBigUint64(296, 512n, true);
    view.setUint32(328, 0xa000000f, true);
    view.setUint32(516, 32, true);
    data[524] = 0x0d;
    expect(parseIdentifyController(data)).toMatchObject({
      serial: 'S662NE0T408957',
      model: 'SAMSUNG MZQL2960HCJR-00A07',
      firmware: 'GDC5602Q',
      maximumTransferBytes: 131072,
      format: true,
      namespaceManagement: true,
      totalBytes: 960_197_124_096n,
      unallocatedBytes: 512n,
      sanitize: {
        crypto: true,
        block: true,
        overwrite: true,
        mediaVerification: true,
        noDeallocateInhibited: true,
        noDeallocateModifies: 2,
      },
      formatNvm: { allNamespaces: true, eraseAllNamespaces: false, crypto: true, broadcastUnsupported: true },
    });
    expect(parseIdentifyController(new Uint8Array(4096))).toBeUndefined();
  });

  it('reads the format that a namespace uses', () => {
    const data = new Uint8Array(4096);
    const view = new DataView(data.buffer);
    view.setBigUint64(0, 1000n, true);
    data[25] = 1;
    data[26] = 0x11;
    data[29] = 0x09;
    view.setUint32(132, (12 << 16) | 8, true);
    data.set([0, 0x25, 0x38, 1, 2, 3, 4, 5], 120);
    expect(parseIdentifyNamespace(data)).toMatchObject({
      blocks: 1000,
      blockBytes: 4096,
      metadataBytes: 8,
      formatIndex: 1,
      metadataInline: true,
      protection: 1,
      protectionFirst: true,
      eui64: '0025380102030405',
    });
    expect(parseIdentifyNamespace(new Uint8Array(4096))).toBeUndefined();
  });

  it('reads a namespace list up to its first zero', () => {
    const data = new Uint8Array(4096);
    data.set([1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 9]);
    expect(parseNamespaceList(data)).toEqual([1, 7]);
  });

  it.each([
    [0, 'never'],
    [1, 'success'],
    [2, 'running'],
    [3, 'failed'],
    [4, 'deallocated_unexpectedly'],
    [5, 'reserved'],
  ] as const)('reads SSTAT %i as %s', (sstat, outcome) => {
    const log = new Uint8Array(512);
    const view = new DataView(log.buffer);
    view.setUint16(0, 0x8000, true);
    view.setUint16(2, sstat | (3 << 3) | 0x100, true);
    view.setUint32(4, 2, true);
    view.setUint32(8, 0xffffffff, true);
    view.setUint32(12, 60, true);
    view.setUint32(16, 2, true);
    const parsed = parseSanitizeStatusLog(log);
    expect(parsed).toMatchObject({
      outcome,
      passesDone: 3,
      globalDataErased: true,
      cdw10: 2,
      estimates: { blockEraseS: 60, cryptoEraseS: 2 },
    });
    expect(parsed?.estimates.overwriteS).toBeUndefined();
    expect(parsed?.progress).toBe(sstat === 2 ? 0x8000 : undefined);
  });

  it('reads the warnings of log 02h', () => {
    const log = new Uint8Array(512);
    log[0] = 0x08;
    log[160] = 5;
    expect(parseHealthLog(log)).toMatchObject({ mediaReadOnly: true, spareLow: false, mediaErrors: 5n });
  });

  it('compares statuses without their retry bits', () => {
    expect(statusCode(0x401d)).toBe(0x01d);
    expect(parseStatus(0x4281)).toEqual({ sct: 2, sc: 0x81, dnr: true });
  });
});
