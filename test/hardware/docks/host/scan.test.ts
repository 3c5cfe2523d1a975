import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanDrives } from '../../../../hardware/docks/host/scan.ts';
import { KernelTree, layouts } from './tree.ts';

function only(tree: KernelTree): ReturnType<typeof scanDrives>[number] {
  const [drive, ...more] = scanDrives(tree.roots);
  if (drive === undefined || more.length > 0) throw new Error(`${more.length + (drive === undefined ? 0 : 1)} drives, not one`);
  return drive;
}

describe('the drives of the host', () => {
  it('names a SATA port by its controller and its own number, not by the count of the kernel', () => {
    const tree = new KernelTree();
    layouts.ahci(tree, 'sda');
    expect(only(tree)).toMatchObject({
      port: 'pci-0000:00:17.0-ata3',
      bus: 'sata',
      name: 'SATA 3',
      dock: 'SATA port (ahci)',
      kernelName: 'sda',
    });
    expect(only(tree).blocks).toEqual([{ name: 'sda', number: '8:0', sizeBytes: 67108864, readOnly: false, diskSequence: '2' }]);
  });

  it('names a SAS slot by its expander and phy', () => {
    const tree = new KernelTree();
    layouts.mpt3sas(tree, 'sdb');
    expect(only(tree)).toMatchObject({
      port: 'pci-0000:41:00.0-sas-exp0x500304801eb1d83f-phy12',
      bus: 'sas',
      name: 'SAS slot 4',
      dock: 'SAS enclosure 0x500304801eb1d83f (mpt3sas)',
    });
  });

  it('tells the two drives of a dual USB dock apart, and cleans what the dock says of itself', () => {
    const tree = new KernelTree();
    layouts.usb(tree, ['sdc', 'sdd']);
    const drives = scanDrives(tree.roots);
    expect(drives.map(({ port }) => port)).toEqual(['pci-0000:00:14.0-usb3-1.4-lun0', 'pci-0000:00:14.0-usb3-1.4-lun1']);
    expect(drives[1]).toMatchObject({
      bus: 'usb',
      dock: 'Dual Dock 152d:0561 rev 0105 (uas)',
      usb: { vendorId: 0x152d, productId: 0x0561, release: 0x0105, serial: 'DOCK0001' },
    });
  });

  it('keeps the port of a USB dock when the kernel counts its buses in another order', () => {
    const [before, after] = [new KernelTree(), new KernelTree()];
    layouts.usb(before, ['sdc'], 2);
    layouts.usb(after, ['sdq'], 8);
    expect(only(after).port).toBe(only(before).port);
  });

  it('shows an NVMe controller as one drive with all its namespaces', () => {
    const tree = new KernelTree();
    layouts.nvme(tree, 'nvme1', [1, 5]);
    expect(only(tree)).toMatchObject({
      port: 'pci-0000:81:00.0-nvme',
      bus: 'nvme',
      name: 'NVMe slot 12',
      kernelName: 'nvme1',
      number: '239:0',
    });
    expect(only(tree).blocks.map(({ name, nsid }) => [name, nsid])).toEqual([
      ['nvme1n1', 1],
      ['nvme1n5', 5],
    ]);
  });

  it('finds the namespace of a controller that is one of several paths to it', () => {
    const tree = new KernelTree();
    const device = layouts.nvme(tree, 'nvme2', []);
    tree.sys(`${device}/nvme2c2n1`, { nsid: '1' });
    tree.disk('nvme2n1', 'devices/virtual/nvme-subsystem/nvme-subsys2/nvme2n1', { dev: '259:9' });
    expect(only(tree).blocks).toMatchObject([{ name: 'nvme2n1', nsid: 1, number: '259:9' }]);
  });

  it('names a unit of a virtual SCSI adapter by its address', () => {
    const tree = new KernelTree();
    layouts.virtio(tree, 'sde');
    expect(only(tree)).toMatchObject({ port: 'pci-0000:00:06.0-scsi-0:0:2', bus: 'scsi', dock: 'SCSI (virtio_scsi)' });
  });

  it.each<readonly [what: string, make: (tree: KernelTree) => void, words: string]>([
    ['an iSCSI disk', (tree) => tree.scsi('sdf', 'devices/platform/host9/session1/target9:0:0/9:0:0:0'), 'over a network'],
    ['a disk of an unknown bus', (tree) => tree.scsi('sdf', 'devices/pseudo_0/adapter0/host9/target9:0:0/9:0:0:0'), 'no bus that is known'],
    [
      'a volume of a SAS adapter',
      (tree) => {
        tree.sys('devices/pci0000:00/0000:41:00.0/host1/scsi_host/host1', { proc_name: 'mpt3sas' });
        tree.scsi('sdf', 'devices/pci0000:00/0000:41:00.0/host1/target1:1:0/1:1:0:0');
      },
      'a volume of a RAID adapter',
    ],
    [
      'a virtual disk of a RAID adapter',
      (tree) => {
        tree.sys('devices/pci0000:00/0000:41:00.0/host1/scsi_host/host1', { proc_name: 'megaraid_sas' });
        tree.scsi('sdf', 'devices/pci0000:00/0000:41:00.0/host1/target1:2:0/1:2:0:0');
      },
      'a volume of a RAID adapter',
    ],
  ])('never offers %s', (_what, make, words) => {
    const tree = new KernelTree();
    make(tree);
    expect(only(tree).barred).toContain(words);
  });

  it('offers neither of two drives that show one port', () => {
    const tree = new KernelTree();
    layouts.virtio(tree, 'sde');
    tree.scsi('sdf', 'devices/pci0000:00/0000:00:06.0/virtio4/host8/target8:0:0/8:0:0:2');
    expect(scanDrives(tree.roots).map(({ port, barred }) => [port, barred?.includes('same port')])).toEqual([
      ['pci-0000:00:06.0-scsi-0:0:2-sde', true],
      ['pci-0000:00:06.0-scsi-0:0:2-sdf', true],
    ]);
  });

  it('takes a slot of removable media without one for empty', () => {
    const tree = new KernelTree();
    layouts.ahci(tree, 'sda', { removable: '1', size: '0' });
    expect(only(tree).occupied).toBe(false);
  });

  it('changes the presence with every enumeration, though port and name stay', () => {
    const tree = new KernelTree();
    layouts.ahci(tree, 'sda');
    const before = only(tree);
    expect(only(tree).presence).toBe(before.presence);
    tree.sys('block/sda', { diskseq: '99' });
    const after = only(tree);
    expect([after.port, after.kernelName]).toEqual([before.port, before.kernelName]);
    expect(after.presence).not.toBe(before.presence);
  });

  it('changes the presence of an NVMe drive when its controller was made anew, not when a namespace was', () => {
    const tree = new KernelTree();
    const device = layouts.nvme(tree, 'nvme0');
    const before = only(tree).presence;
    tree.sys('block/nvme0n1', { diskseq: '98', size: '64' });
    expect(only(tree).presence).toBe(before);
    // The old folder is kept while the new one is made, so that the new one is truly another.
    renameSync(join(tree.roots.sys, device), join(tree.roots.sys, 'devices/old'));
    tree.sys(device, { dev: '239:0', transport: 'pcie', serial: 'S5P2NG0N' });
    expect(only(tree).presence).not.toBe(before);
  });

  it('does not take a folder that cannot be read for a machine without drives', () => {
    const tree = new KernelTree();
    rmSync(join(tree.roots.sys, 'block'), { recursive: true });
    expect(() => scanDrives(tree.roots)).toThrow('ENOENT');
  });
});
