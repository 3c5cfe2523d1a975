import { describe, expect, it } from 'vitest';
import { probeDevice } from '../../../../hardware/docks/host/probe.ts';
import { hostSource } from '../../../../hardware/docks/host/source.ts';
import { logged, type WireLine } from '../../../../hardware/docks/host/wire-log.ts';
import { TransportError } from '../../../../hardware/transport/transport.ts';
import { folder } from '../loop.ts';
import { KernelTree, layouts } from './tree.ts';

describe('a probe', () => {
  it.each([
    ['/dev/sda', 'its node'],
    ['/dev/sda1', 'the node of a partition of it'],
    ['pci-0000:00:17.0-ata3', 'its port'],
  ])('finds a drive by %s, %s, and tells its guard and what could not be opened', async (asked) => {
    const tree = new KernelTree();
    layouts.ahci(tree, 'sda');
    tree.mounts(['8:0', '/mnt/x', '/dev/sda']);
    const probed = await probeDevice(hostSource({ roots: tree.roots }), asked);
    expect(probed.steps).toMatchObject([
      { step: 'find', ok: true, detail: 'sda at pci-0000:00:17.0-ata3 (SATA port (ahci))' },
      { step: 'guard', ok: false, detail: 'protected: sda is mounted at /mnt/x' },
      { step: 'open', ok: false, detail: expect.stringContaining('gone: ') as string },
    ]);
    expect(probed.wire).toEqual([]);
  });

  it('says of what is neither a drive nor an image that it was not found', async () => {
    const tree = new KernelTree();
    layouts.ahci(tree, 'sda');
    const probed = await probeDevice(hostSource({ roots: tree.roots }), `${folder()}/none`);
    expect(probed.steps).toMatchObject([{ step: 'find', ok: false }]);
  });
});

describe('the log of a probe', () => {
  it('writes down each command with its end, answered or not, and changes neither', async () => {
    const lines: WireLine[] = [];
    const answer = { status: 2, sense: Uint8Array.of(0x70), data: Uint8Array.of(1, 2) };
    const gone = new TransportError('gone', 'pulled');
    let plugged = true;
    const transport = logged({ kind: 'scsi', execute: () => (plugged ? Promise.resolve(answer) : Promise.reject(gone)) }, lines);
    if (transport.kind !== 'scsi') throw new Error('another transport');
    expect(await transport.execute(Uint8Array.of(0x12, 0, 0, 0, 96, 0), { kind: 'in', lengthBytes: 96 }, 1)).toBe(answer);
    plugged = false;
    await expect(transport.execute(Uint8Array.of(0x00, 0, 0, 0, 0, 0), { kind: 'none' }, 1)).rejects.toBe(gone);
    expect(lines).toEqual([
      { command: 'INQUIRY', bytes: '120000006000', end: 'status 02h, 2 bytes, sense 70' },
      { command: 'TEST UNIT READY', bytes: '000000000000', end: 'gone: pulled' },
    ]);
  });
});
