import { describe, expect, it } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import { readBlocks, writeBlocks } from '../../../hardware/nvme/blocks.ts';
import {
  activeNamespaceList,
  allocatedNamespaceList,
  identifyController,
  identifyNamespace,
  parseIdentifyController,
  parseIdentifyNamespace,
  parseNamespaceList,
} from '../../../hardware/nvme/identify.ts';
import * as nvme from '../../../hardware/nvme/sanitize.ts';
import { nvmeStatus, statusCode } from '../../../hardware/nvme/status.ts';
import type { NvmeAnswer, NvmeCommand, NvmeTransport } from '../../../hardware/transport/transport.ts';
import { benchWith, hourMs, sanitizeLog } from './kit.ts';

const block = 4096;
const ask = (drive: NvmeTransport, command: NvmeCommand): Promise<NvmeAnswer> => drive.admin(command, 1000);
const cns = (code: number, nsid: number): NvmeCommand => ({
  opcode: 0x06,
  nsid,
  cdw10: code,
  data: { kind: 'in', lengthBytes: block },
});

describe('an NVMe drive of several namespaces', () => {
  it('lists active and allocated ones apart, and tells an inactive one as zeros', async () => {
    const drive = await (await benchWith('nvme', [], { nvme: { namespaces: [1024, 512, 256], detached: [2] } })).nvme();
    expect(parseNamespaceList((await ask(drive, activeNamespaceList())).data)).toEqual([1, 3]);
    expect(parseNamespaceList((await ask(drive, activeNamespaceList(1))).data)).toEqual([3]);
    expect(parseNamespaceList((await ask(drive, allocatedNamespaceList())).data)).toEqual([1, 2, 3]);
    expect(parseIdentifyNamespace((await ask(drive, identifyNamespace(3))).data)).toMatchObject({ blocks: 256, eui64: '002538de30000007' });
    const inactive = await ask(drive, identifyNamespace(2));
    expect(inactive.status).toBe(0);
    expect(inactive.data.every((byte) => byte === 0)).toBe(true);
    expect(parseIdentifyNamespace((await ask(drive, cns(0x11, 2))).data)?.blocks).toBe(512);
    expect(statusCode((await ask(drive, identifyNamespace(4))).status)).toBe(nvmeStatus.invalidNamespace);
    expect(parseIdentifyController((await ask(drive, identifyController())).data)).toMatchObject({
      namespaces: 3,
      unallocatedBytes: BigInt((4096 - 1792) * block),
      totalBytes: BigInt(4096 * block),
    });
  });

  it('keeps their blocks apart, and refuses those of a namespace that is not attached', async () => {
    const drive = await (await benchWith('nvme', [], { nvme: { namespaces: [1024, 512], detached: [] } })).nvme();
    const ones = new Uint8Array(block).fill(1);
    await drive.io(writeBlocks(2, 0, ones, block), 1000);
    expect((await drive.io(readBlocks(2, 0, 1, block), 1000)).data).toEqual(ones);
    expect((await drive.io(readBlocks(1, 1023, 1, block), 1000)).data).not.toEqual(ones);
    expect(statusCode((await drive.io(readBlocks(2, 511, 2, block), 1000)).status)).toBe(nvmeStatus.lbaOutOfRange);
    expect(statusCode((await drive.io(readBlocks(3, 0, 1, block), 1000)).status)).toBe(nvmeStatus.invalidNamespace);
  });
});

describe('identify and log pages', () => {
  it('are what a driver reads at connect: 4096 bytes each, descriptors with an EUI-64, refusals for the rest', async () => {
    const drive = await (await benchWith('nvme')).nvme();
    for (const command of [identifyController(), identifyNamespace(1), activeNamespaceList(), allocatedNamespaceList(), cns(0x03, 1)])
      expect((await ask(drive, command)).data.length).toBe(4096);
    expect(toHex((await ask(drive, cns(0x03, 1))).data.slice(0, 16))).toBe('01080000002538de3000000500000000');
    expect(statusCode((await ask(drive, cns(0x1c, 0))).status)).toBe(nvmeStatus.invalidField);
    expect(statusCode((await ask(drive, activeNamespaceList(0xfffffffe))).status)).toBe(nvmeStatus.invalidNamespace);
  });

  it('can be read in pieces at offsets, and an unknown page or an offset beyond its end is refused', async () => {
    const drive = await (await benchWith('nvme')).nvme();
    const whole = (await ask(drive, nvme.getSanitizeStatusLog())).data;
    expect(whole.length).toBe(512);
    const piece = await ask(drive, { ...nvme.getLogPage(0x81, 16), cdw12: 4 });
    expect(piece.data).toEqual(whole.slice(4, 20));
    expect(statusCode((await ask(drive, { ...nvme.getLogPage(0x81, 16), cdw12: 512 })).status)).toBe(nvmeStatus.invalidField);
    expect(statusCode((await ask(drive, nvme.getLogPage(0x70, 512))).status)).toBe(nvmeStatus.invalidLogPage);
    expect((await ask(drive, nvme.getLogPage(0x03, 512))).data[0]).toBe(1);
    expect((await ask(drive, nvme.getLogPage(0x01, 64))).data.length).toBe(64);
  });

  it('has no log 81h where the controller has no Sanitize', async () => {
    const drive = await (await benchWith('nvme', [], { nvme: { sanitize: false } })).nvme();
    expect(statusCode((await ask(drive, nvme.getSanitizeStatusLog())).status)).toBe(nvmeStatus.invalidLogPage);
    expect(statusCode((await ask(drive, nvme.sanitizeCryptoErase())).status)).toBe(nvmeStatus.invalidOpcode);
  });
});

describe('the Media Verification state', () => {
  it('is entered when asked for: the media can be read, not written, until it is left', async () => {
    const bench = await benchWith('nvme', [], { nvme: { media_verification: true } });
    const drive = await bench.nvme();
    expect(parseIdentifyController((await ask(drive, identifyController())).data)?.sanitize.mediaVerification).toBe(true);
    expect((await ask(drive, nvme.sanitizeBlockErase({ mediaVerification: true }))).status).toBe(0);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'running', state: 1 });
    bench.clock.turn(hourMs);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'running', state: 5 });
    expect((await drive.io(readBlocks(1, 0, 1, block), 1000)).status).toBe(0);
    expect(statusCode((await drive.io(writeBlocks(1, 0, new Uint8Array(block), block), 1000)).status)).toBe(nvmeStatus.sanitizeInProgress);
    expect((await ask(drive, nvme.sanitizeExitMediaVerification())).status).toBe(0);
    expect(await sanitizeLog(drive)).toMatchObject({ outcome: 'success', globalDataErased: true, state: 0 });
    expect((await drive.io(writeBlocks(1, 0, new Uint8Array(block), block), 1000)).status).toBe(0);
  });

  it('and No-Deallocate are refused by a controller that has neither', async () => {
    const drive = await (await benchWith('nvme')).nvme();
    for (const options of [{ mediaVerification: true }, { noDeallocate: true }])
      expect(statusCode((await ask(drive, nvme.sanitizeCryptoErase(options))).status)).toBe(nvmeStatus.invalidField);
  });
});

describe('a worn out NVMe drive', () => {
  it('warns, reads and takes no write', async () => {
    const drive = await (await benchWith('nvme', [], { nvme: { read_only: true } })).nvme();
    expect(nvme.parseHealthLog((await ask(drive, nvme.getHealthLog())).data)).toMatchObject({ mediaReadOnly: true, percentageUsed: 104 });
    expect((await drive.io(readBlocks(1, 0, 1, block), 1000)).status).toBe(0);
    expect(statusCode((await drive.io(writeBlocks(1, 0, new Uint8Array(block), block), 1000)).status)).toBe(
      nvmeStatus.namespaceWriteProtected,
    );
  });
});
