import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../domain/bytes.ts';
import { sanitizeStatusExt } from '../../../hardware/ata/sanitize.ts';
import { ataPassThrough16 } from '../../../hardware/ata/sat.ts';
import { returnResponseInformation, withResponseInformation } from '../../../hardware/bridges/response-information.ts';
import { findChip } from '../../../hardware/bridges/chips.ts';
import { jmicronCommand, jmicronResponse, jmicronRun, parseJmicronResponse } from '../../../hardware/bridges/jmicron.ts';
import { bridgeReach, nvmeOverBridge } from '../../../hardware/bridges/nvme-bridge.ts';
import { asmediaRead, realtekRead } from '../../../hardware/bridges/read-only.ts';
import { formatNvm, readBlocks, writeBlocks } from '../../../hardware/nvme/blocks.ts';
import { identifyController, identifyNamespace } from '../../../hardware/nvme/identify.ts';
import { getHealthLog, getLogPage, getSanitizeStatusLog, sanitizeCryptoErase } from '../../../hardware/nvme/sanitize.ts';
import { check, good } from '../../../hardware/simulator/model/scsi-answers.ts';
import type { DataPhase, ScsiAnswer, ScsiTransport } from '../../../hardware/transport/transport.ts';
import { putLe32 } from '../../../hardware/transport/fields.ts';

const cdbOf = (command: { readonly cdb: Uint8Array } | undefined): string => (command === undefined ? 'not sent' : toHex(command.cdb));

function completion(dword5: number, dword2 = 0): Uint8Array {
  const block = new Uint8Array(512);
  block.set([0x4e, 0x56, 0x4d, 0x45]);
  putLe32(block, 8, dword2);
  putLe32(block, 20, dword5);
  return block;
}

describe('the JMicron pass-through', () => {
  it('hands a sanitize over byte for byte', () => {
    const { cdb, data } = jmicronCommand(sanitizeCryptoErase({ ause: true }));
    expect(toHex(cdb)).toBe('a18000000200000000000000');
    if (data.kind !== 'out') throw new Error('the command block goes out');
    const block = new Uint8Array(512);
    block.set([0x4e, 0x56, 0x4d, 0x45]);
    block[8] = 0x84;
    block[48] = 0x0c;
    expect(data.bytes).toEqual(block);
  });

  it('puts namespace and all six dwords in their places', () => {
    const { data } = jmicronCommand({
      opcode: 0x06,
      nsid: 0x01020304,
      cdw10: 0x11121314,
      cdw11: 0x21222324,
      cdw12: 0x31323334,
      cdw13: 0x41424344,
      cdw14: 0x51525354,
      cdw15: 0xf1626364,
      data: { kind: 'none' },
    });
    if (data.kind !== 'out') throw new Error('the command block goes out');
    expect(toHex(data.bytes.subarray(0, 16))).toBe('4e564d45' + '00000000' + '06000000' + '04030201');
    expect(toHex(data.bytes.subarray(48, 72))).toBe('14131211' + '24232221' + '34333231' + '44434241' + '54535251' + '646362f1');
    expect(data.bytes.subarray(72).every((byte) => byte === 0)).toBe(true);
  });

  it('runs it by its direction and fetches the end', () => {
    expect(cdbOf(jmicronRun(sanitizeCryptoErase()))).toBe('a18100000000000000000000');
    expect(cdbOf(jmicronRun(identifyController()))).toBe('a18200001000000000000000');
    expect(cdbOf(jmicronRun({ opcode: 0x81, nsid: 0, data: { kind: 'out', bytes: new Uint8Array(0x10000) } }))).toBe(
      'a18300010000000000000000',
    );
    expect(cdbOf(jmicronResponse())).toBe('a18f00000200000000000000');
  });

  it('reads status and DW0 of the completion', () => {
    expect(parseJmicronResponse(completion(0, 7))).toEqual({ status: 0, result: 7 });
    expect(parseJmicronResponse(completion((0x4002 << 17) >>> 0))).toEqual({ status: 0x4002, result: 0 });
    expect(parseJmicronResponse(completion((0x001d << 17) | 0x10000))).toEqual({ status: 0x1d, result: 0 });
  });

  it.each([
    ['no signature', completion(0).with(0, 0)],
    ['a short answer', completion(0).subarray(0, 20)],
    ['a lone lowest bit, which two sources read in two ways', completion(0x10000)],
    ['zeros', new Uint8Array(512)],
  ])('takes %s for no completion', (_what, bytes) => {
    expect(parseJmicronResponse(bytes)).toBeUndefined();
  });
});

describe('the pass-through of ASMedia and Realtek', () => {
  it('carries Identify and logs byte for byte', () => {
    expect(cdbOf(asmediaRead(identifyController()))).toBe('e6060001000000000000000000000000');
    expect(cdbOf(asmediaRead(identifyNamespace(1)))).toBe('e6060000000000000000000000000000');
    expect(cdbOf(asmediaRead(getSanitizeStatusLog()))).toBe('e60200810000007f0000000000000000');
    expect(cdbOf(realtekRead(identifyController()))).toBe('e4001006010000000000000000000000');
    expect(cdbOf(realtekRead(getHealthLog()))).toBe('e4000202020000000000000000000000');
  });

  it.each([
    ['a sanitize', sanitizeCryptoErase()],
    ['Format NVM', formatNvm({ nsid: 1, ses: 1, formatIndex: 0, metadataInline: false, protection: 0, protectionFirst: false })],
    ['Security Receive', { opcode: 0x82, nsid: 0, data: { kind: 'in', lengthBytes: 512 } } as const],
    ['Get Features', { opcode: 0x0a, nsid: 0, cdw10: 2, data: { kind: 'in', lengthBytes: 512 } } as const],
    ['another namespace', identifyNamespace(2)],
    ['a long log', getLogPage(0x02, 1024)],
    ['a log offset', { ...getHealthLog(), cdw12: 512 }],
    ['a log of one namespace', getLogPage(0x02, 512, 1)],
    ['another identify structure', { ...identifyController(), cdw10: 0x10 }],
  ])('does not carry %s', (_what, command) => {
    expect(cdbOf(asmediaRead(command))).toBe('not sent');
    expect(cdbOf(realtekRead(command))).toBe('not sent');
  });
});

/** A bridge that answers from a list and keeps what it was sent. */
function scripted(...answers: readonly ScsiAnswer[]): { readonly scsi: ScsiTransport; readonly sent: string[] } {
  const sent: string[] = [];
  const left = [...answers];
  const execute = (cdb: Uint8Array, _data: DataPhase): Promise<ScsiAnswer> => {
    sent.push(toHex(cdb));
    const next = left.shift();
    return next === undefined ? Promise.reject(new Error('nothing more was expected')) : Promise.resolve(next);
  };
  return { scsi: { kind: 'scsi', execute }, sent };
}

describe('an NVMe drive behind a bridge', () => {
  it('ends as the completion says', async () => {
    const { scsi, sent } = scripted(good(), good(), good(completion(0x1d << 17)));
    const answer = await nvmeOverBridge(scsi, 'jmicron').admin(sanitizeCryptoErase(), 1000);
    expect(answer.status).toBe(0x1d);
    expect(sent.map((cdb) => cdb.slice(2, 4))).toEqual(['80', '81', '8f']);
  });

  it.each([
    ['the command block is refused', [check([5, 0x24, 0])]],
    ['the completion is refused', [good(), good(), check([5, 0x24, 0])]],
    ['the completion is no completion', [good(), good(), good(new Uint8Array(512))]],
    ['the run fails and the completion is good', [good(), check([5, 0x24, 0]), good(completion(0))]],
  ])('is never called good when %s', async (_what, answers) => {
    const nvme = nvmeOverBridge(scripted(...answers).scsi, 'jmicron');
    await expect(nvme.admin(sanitizeCryptoErase(), 1000)).rejects.toMatchObject({ code: 'io' });
  });

  it('does not mix the phases of two commands', async () => {
    const round = [good(), good(), good(completion(0))];
    const { scsi, sent } = scripted(...round, ...round);
    const nvme = nvmeOverBridge(scsi, 'jmicron');
    await Promise.all([nvme.admin(sanitizeCryptoErase(), 1000), nvme.admin(sanitizeCryptoErase(), 1000)]);
    expect(sent.map((cdb) => cdb.slice(2, 4))).toEqual(['80', '81', '8f', '80', '81', '8f']);
  });

  it.each(['asmedia', 'realtek'] as const)('is never sent an erase through %s', async (family) => {
    const { scsi, sent } = scripted();
    const nvme = nvmeOverBridge(scsi, family);
    await expect(nvme.admin(sanitizeCryptoErase(), 1000)).rejects.toMatchObject({ code: 'not_permitted' });
    expect(sent).toEqual([]);
    expect(bridgeReach(family)).toBe('reads');
  });

  it('is not sent more bytes than the bridge carries', async () => {
    const { scsi, sent } = scripted();
    const nvme = nvmeOverBridge(scsi, 'jmicron');
    await expect(nvme.admin(getLogPage(0x07, 65_540), 1000)).rejects.toMatchObject({ code: 'not_permitted' });
    expect(sent).toEqual([]);
  });

  it('reads and writes blocks by the bridge itself', async () => {
    const { scsi, sent } = scripted(good(new Uint8Array(4096)), good(), check([3, 0x11, 0]));
    const nvme = nvmeOverBridge(scsi, 'asmedia');
    expect((await nvme.io(readBlocks(1, 2 ** 32 + 5, 8, 512), 1000)).data).toHaveLength(4096);
    expect((await nvme.io(writeBlocks(1, 9, new Uint8Array(1024), 512), 1000)).status).toBe(0);
    expect((await nvme.io(readBlocks(1, 9, 1, 512), 1000)).status).toBe(0x281);
    expect(sent[0]).toBe('88000000000100000005000000080000');
    expect(sent[1]).toBe('8a000000000000000009000000020000');
  });
});

describe('the question for registers that were withheld', () => {
  it('is PROTOCOL 15 for 14 bytes', () => {
    expect(cdbOf(returnResponseInformation())).toBe('a11e0b000000000000000000');
  });

  const empty: ScsiAnswer = {
    status: 2,
    sense: fromHex('7201001d0000000e' + '090c' + '00'.repeat(12)) ?? new Uint8Array(0),
    data: new Uint8Array(0),
  };

  it.each([
    ['refused', check([5, 0x20, 0])],
    ['no descriptor', good(new Uint8Array(14))],
    ['short', good(Uint8Array.of(0x09, 0x0c))],
  ])('leaves them empty when the answer is %s', async (_what, told) => {
    const { scsi, sent } = scripted(empty, told);
    const status = ataPassThrough16(sanitizeStatusExt());
    expect(await withResponseInformation(scsi).execute(status.cdb, status.data, 1000)).toEqual(empty);
    expect(sent).toHaveLength(2);
  });

  it('is not asked after other commands', async () => {
    const { scsi, sent } = scripted(empty);
    await withResponseInformation(scsi).execute(Uint8Array.of(0x12, 0, 0, 0, 36, 0), { kind: 'in', lengthBytes: 36 }, 1000);
    expect(sent).toHaveLength(1);
  });
});

describe('the chip table', () => {
  it('knows a chip by its id, and by its firmware where that decides', () => {
    expect(findChip({ vendorId: 0x152d, productId: 0x0583, release: 0x0209 })).toMatchObject({ kind: 'nvme', nvme: 'jmicron' });
    expect(findChip({ vendorId: 0x152d, productId: 0x0583, release: 0x0414 })).toMatchObject({ kind: 'sata' });
    expect(findChip({ vendorId: 0x1234, productId: 0x5678, release: 1 })).toBeUndefined();
  });

  it('names no NVMe family for a bridge that may have a SATA drive', () => {
    for (const release of [0x0414, 0x3202, 0x9128])
      expect(findChip({ vendorId: 0x152d, productId: 0x0583, release })?.nvme).toBeUndefined();
    expect(findChip({ vendorId: 0x152d, productId: 0x0562, release: 0 })?.nvme).toBeUndefined();
  });
});
