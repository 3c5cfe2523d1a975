import { describe, expect, test } from 'vitest';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { mediumOf } from '../../../hardware/erase/medium.ts';
import type { NvmeAnswer, NvmeTransport, OpenDrive } from '../../../hardware/transport/transport.ts';
import { MediumError, TransportError } from '../../../hardware/transport/transport.ts';
import { memoryMedium } from './memory.ts';

const mebibyte = 1024 * 1024;
const none = new Uint8Array(0);

/** Namespaces in memory by id, each with its block size, and the requests that reached them. */
function controller(namespaces: ReadonlyMap<number, { readonly bytes: Buffer; readonly blockBytes: number }>): NvmeTransport & {
  readonly flushed: number[];
} {
  const flushed: number[] = [];
  const good = (data: Uint8Array = none): NvmeAnswer => ({ status: 0, result: 0, data });
  return {
    kind: 'nvme',
    flushed,
    async admin({ nsid, cdw10 }) {
      const data = Buffer.alloc(4096);
      if (cdw10 === 0x02) [...namespaces.keys()].filter((id) => id > nsid).forEach((id, i) => data.writeUInt32LE(id, i * 4));
      const namespace = namespaces.get(nsid);
      if (cdw10 === 0x00 && namespace !== undefined) {
        data.writeBigUInt64LE(BigInt(namespace.bytes.length / namespace.blockBytes), 0);
        data.writeUInt32LE(Math.log2(namespace.blockBytes) << 16, 128);
      }
      return good(data);
    },
    async io({ opcode, nsid, cdw10 = 0, cdw12 = 0, data }) {
      const namespace = namespaces.get(nsid);
      if (namespace === undefined) throw new Error(`no namespace ${nsid}`);
      if (opcode === 0x00) flushed.push(nsid);
      const at = cdw10 * namespace.blockBytes;
      const length = (cdw12 + 1) * namespace.blockBytes;
      if (opcode !== 0x00 && at + length > namespace.bytes.length) return { status: 0x80, result: 0, data: none };
      if (opcode === 0x01 && data.kind === 'out') namespace.bytes.set(data.bytes, at);
      return good(opcode === 0x02 ? new Uint8Array(namespace.bytes.subarray(at, at + length)) : none);
    },
  };
}

const namespace = (sizeBytes: number, blockBytes = 4096): { bytes: Buffer; blockBytes: number } => ({
  bytes: Buffer.alloc(sizeBytes, 0x5a),
  blockBytes,
});
const opened = (transport: OpenDrive['transport'], block?: OpenDrive['block']): OpenDrive => ({
  transport,
  presence: 'test',
  close: async () => undefined,
  ...(block !== undefined && { block }),
});

describe('the medium of a drive', () => {
  test('is the host’s block layer when that shows the geometry that the drive tells', async () => {
    const block = { kind: 'block', ...memoryMedium(mebibyte, 4096) } as const;
    const transport = controller(new Map([[1, namespace(mebibyte)]]));
    const identity = { capacity_bytes: mebibyte, block_bytes: 4096 };
    expect(await mediumOf(opened(transport, block), identity, virtualLimits)).toBe(block);
  });

  test('is reached by commands when the block layer shows another size or other blocks', async () => {
    const drive = namespace(mebibyte);
    const transport = controller(new Map([[1, drive]]));
    for (const block of [memoryMedium(mebibyte / 2, 4096), memoryMedium(mebibyte, 512)]) {
      const open = opened(transport, { kind: 'block', ...block });
      const medium = await mediumOf(open, { capacity_bytes: mebibyte, block_bytes: 4096 }, virtualLimits);
      expect(medium).toMatchObject({ sizeBytes: mebibyte, blockBytes: 4096 });
      await medium.write(0, new Uint8Array(mebibyte));
      expect(drive.bytes.every((byte) => byte === 0)).toBe(true);
      expect(block.bytes.every((byte) => byte === 0x5a)).toBe(true);
      drive.bytes.fill(0x5a);
    }
  });

  test('covers all active namespaces in one run, across their border, and flushes each of them', async () => {
    const drives = new Map([
      [1, namespace(mebibyte)],
      [3, namespace(2 * mebibyte)],
    ]);
    const transport = controller(drives);
    // The node of the first namespace has the right size for it, and is not the drive.
    const open = opened(transport, { kind: 'block', ...memoryMedium(mebibyte, 4096) });
    const medium = await mediumOf(open, { capacity_bytes: mebibyte, block_bytes: 4096 }, virtualLimits);
    expect(medium).toMatchObject({ sizeBytes: 3 * mebibyte, blockBytes: 4096 });
    const bytes = Buffer.from(Uint8Array.from({ length: mebibyte }, (_, i) => i % 251));
    await medium.write(mebibyte / 2, bytes);
    const back = Buffer.alloc(mebibyte);
    await medium.read(mebibyte / 2, back);
    expect(back.equals(bytes)).toBe(true);
    expect(
      drives
        .get(1)
        ?.bytes.subarray(mebibyte / 2)
        .equals(bytes.subarray(0, mebibyte / 2)),
    ).toBe(true);
    expect(
      drives
        .get(3)
        ?.bytes.subarray(0, mebibyte / 2)
        .equals(bytes.subarray(mebibyte / 2)),
    ).toBe(true);
    expect(
      drives
        .get(3)
        ?.bytes.subarray(mebibyte / 2)
        .every((byte) => byte === 0x5a),
    ).toBe(true);
    await medium.flush();
    expect(transport.flushed).toEqual([1, 3]);
  });

  test('is none where the namespaces have different blocks, or there is no namespace', async () => {
    const identity = { capacity_bytes: mebibyte, block_bytes: 4096 };
    const mixed = new Map([
      [1, namespace(mebibyte)],
      [2, namespace(mebibyte, 512)],
    ]);
    for (const drives of [mixed, new Map<number, never>()])
      await expect(mediumOf(opened(controller(drives)), identity, virtualLimits)).rejects.toBeInstanceOf(TransportError);
  });

  test('names the place in the whole run when a namespace cannot write it', async () => {
    const drives = new Map([
      [1, namespace(mebibyte)],
      [2, namespace(mebibyte)],
    ]);
    const transport = controller(drives);
    const io = transport.io.bind(transport);
    const failing: NvmeTransport = {
      ...transport,
      io: async (command, timeoutMs) =>
        command.nsid === 2 && command.opcode === 0x01 ? { status: 0x280, result: 0, data: none } : io(command, timeoutMs),
    };
    const medium = await mediumOf(opened(failing), { capacity_bytes: mebibyte, block_bytes: 4096 }, virtualLimits);
    const error = await medium.write(mebibyte - 4096, new Uint8Array(8192)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MediumError);
    expect(error).toMatchObject({ offset: mebibyte, lengthBytes: 4096 });
  });
});
