import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { le32, le64 } from '../../../../hardware/transport/fields.ts';
import { ioctlError } from '../../../../hardware/transport/linux/ioctl-errors.ts';
import {
  buildNvmeCommand,
  nvmeAdminCommand,
  nvmeCommandBytes,
  nvmeIoCommand,
  nvmeResult,
} from '../../../../hardware/transport/linux/nvme-ioctl.ts';
import { nvmeTransport } from '../../../../hardware/transport/linux/nvme-transport.ts';
import { sgTransport } from '../../../../hardware/transport/linux/scsi-transport.ts';

describe('nvme_passthru_cmd', () => {
  it('lies at the byte offsets of x86-64', () => {
    const bytes = buildNvmeCommand(
      {
        opcode: 0x84,
        nsid: 0xffffffff,
        cdw10: 1,
        cdw11: 2,
        cdw12: 3,
        cdw13: 4,
        cdw14: 5,
        cdw15: 0xdeadbeef,
        data: { kind: 'in', lengthBytes: 4096 },
      },
      0x7fff_1234_5000n,
      60_000,
    );
    expect(bytes.length).toBe(nvmeCommandBytes);
    expect([bytes[0], bytes[1], le32(bytes, 4)]).toEqual([0x84, 0, 0xffffffff]);
    expect([le64(bytes, 16), le64(bytes, 24)]).toEqual([0n, 0x7fff_1234_5000n]);
    expect([le32(bytes, 32), le32(bytes, 36)]).toEqual([0, 4096]);
    expect([40, 44, 48, 52, 56, 60].map((at) => le32(bytes, at))).toEqual([1, 2, 3, 4, 5, 0xdeadbeef]);
    expect([le32(bytes, 64), nvmeResult(bytes)]).toEqual([60_000, 0]);
  });

  it('goes by request numbers that carry its size', () => {
    for (const request of [nvmeAdminCommand, nvmeIoCommand]) expect((request >>> 16) & 0x3fff).toBe(nvmeCommandBytes);
  });
});

describe('a pass-through ioctl that fails', () => {
  it.each([
    [19, 'gone'],
    [6, 'gone'],
    [4, 'timeout'],
    [110, 'timeout'],
    [1, 'not_permitted'],
    [13, 'not_permitted'],
    [5, 'io'],
    [22, 'io'],
  ])('errno %i means %s', (errno, code) => {
    expect(ioctlError(errno, '/dev/sdx', 'CAP_SYS_RAWIO')).toMatchObject({ code });
  });

  it('tells the errno of its own thread, on a node that takes no such command', async () => {
    const fd = openSync('/dev/null', 'r+');
    try {
      // ENOTTY: the kernel was really asked, and refused.
      const scsi = sgTransport(fd, '/dev/null').execute(Uint8Array.of(0, 0, 0, 0, 0, 0), { kind: 'none' }, 1000);
      await expect(scsi).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('ENOTTY') as string });
      const nvme = nvmeTransport({ fd, path: '/dev/null' }, new Map());
      const identify = { opcode: 6, nsid: 0, cdw10: 1, data: { kind: 'in', lengthBytes: 4096 } } as const;
      await expect(nvme.admin(identify, 1000)).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('ENOTTY') as string });
      await expect(nvme.io({ ...identify, nsid: 3 }, 1000)).rejects.toMatchObject({ code: 'gone' });
    } finally {
      closeSync(fd);
    }
  });
});
