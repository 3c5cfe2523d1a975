import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Roots } from '../../../../hardware/docks/host/sysfs.ts';

/** A tree of real files in the shape of sysfs, procfs and /dev, as the drivers lay it out. */
export class KernelTree {
  readonly roots: Roots;
  #inode = 0;

  constructor() {
    const root = mkdtempSync(join(tmpdir(), 'custos-sysfs-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    this.roots = { sys: join(root, 'sys'), proc: join(root, 'proc'), dev: join(root, 'dev') };
    for (const path of ['sys/block', 'sys/class/nvme', 'sys/devices', 'proc/self', 'dev']) mkdirSync(join(root, path), { recursive: true });
    this.swaps();
    this.mounts();
    // A machine always shows some disk; this one takes no drive commands.
    this.disk('loop0', 'devices/virtual/block/loop0', { dev: '7:0' });
  }

  /** Files below /sys with their text. */
  sys(path: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.roots.sys, path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  link(path: string, target: string): void {
    const from = join(this.roots.sys, path);
    mkdirSync(dirname(from), { recursive: true });
    mkdirSync(join(this.roots.sys, target), { recursive: true });
    symlinkSync(join(this.roots.sys, target), from);
  }

  /** A whole disk at a folder of /sys, with the link to it. */
  disk(name: string, folder: string, files: Readonly<Record<string, string>> = {}): void {
    const base = { dev: '8:0', size: '131072', ro: '0', removable: '0', diskseq: `${++this.#inode}` };
    this.sys(folder, { ...base, ...files });
    mkdirSync(join(this.roots.sys, folder, 'holders'), { recursive: true });
    this.link(`block/${name}`, folder);
  }

  /** A SCSI disk below its device, e.g. `devices/…/host0/target0:0:0/0:0:0:0`. */
  scsi(name: string, device: string, files: Readonly<Record<string, string>> = {}): void {
    this.disk(name, `${device}/block/${name}`, files);
    this.link(`${device}/block/${name}/device`, device);
  }

  partition(disk: string, number: number, dev: string): void {
    this.sys(`block/${disk}/${disk}${number}`, { dev, partition: String(number) });
    mkdirSync(join(this.roots.sys, `block/${disk}/${disk}${number}/holders`), { recursive: true });
  }

  /** `holder` has claimed the device in this folder below /sys/block. */
  holds(holder: string, below: string): void {
    this.link(`block/${below}/holders/${holder}`, `devices/virtual/block/${holder}`);
  }

  mounts(...lines: readonly (readonly [dev: string, point: string, source: string])[]): void {
    this.#mountinfo('self', lines);
  }

  /** Mounts that only one other process sees. */
  mountsOf(pid: string, ...lines: readonly (readonly [dev: string, point: string, source: string])[]): void {
    this.#mountinfo(pid, lines);
    mkdirSync(join(this.roots.proc, pid, 'ns'), { recursive: true });
    symlinkSync(`mnt:[${pid}]`, join(this.roots.proc, pid, 'ns', 'mnt'));
  }

  #mountinfo(pid: string, lines: readonly (readonly [string, string, string])[]): void {
    const text = lines.map(([dev, point, source], i) => `${i + 30} 1 ${dev} / ${point} rw - ext4 ${source} rw\n`).join('');
    mkdirSync(join(this.roots.proc, pid), { recursive: true });
    writeFileSync(join(this.roots.proc, pid, 'mountinfo'), text);
  }

  swaps(...paths: readonly string[]): void {
    const rows = paths.map((path) => `${path} partition 1 0 -2\n`).join('');
    writeFileSync(join(this.roots.proc, 'swaps'), `Filename Type Size Used Priority\n${rows}`);
  }

  driver(device: string, name: string): void {
    this.link(`${device}/driver`, `bus/x/drivers/${name}`);
  }
}

/** Buses as the drivers of real machines lay them out; each answers with the folder of the SCSI device or controller. */
export const layouts = {
  ahci: (tree: KernelTree, name: string, files: Readonly<Record<string, string>> = {}): string => {
    const pci = 'devices/pci0000:00/0000:00:17.0';
    tree.driver(pci, 'ahci');
    tree.sys(`${pci}/ata5/ata_port/ata5`, { port_no: '3' });
    const device = `${pci}/ata5/host4/target4:0:0/4:0:0:0`;
    tree.scsi(name, device, files);
    return device;
  },
  mpt3sas: (tree: KernelTree, name: string, files: Readonly<Record<string, string>> = {}): string => {
    const host = 'devices/pci0000:40/0000:40:01.1/0000:41:00.0/host0';
    tree.driver('devices/pci0000:40/0000:40:01.1/0000:41:00.0', 'mpt3sas');
    const expander = `${host}/port-0:0/expander-0:0`;
    tree.sys(`${expander}/sas_device/expander-0:0`, { sas_address: '0x500304801eb1d83f' });
    const end = `${expander}/port-0:0:7/end_device-0:0:7`;
    tree.sys(`${end}/sas_device/end_device-0:0:7`, {
      phy_identifier: '12',
      bay_identifier: '4',
      enclosure_identifier: '0x500304801eb1d83f',
      sas_address: '0x5000c500a1b2c3d5',
    });
    const device = `${end}/target0:0:7/0:0:7:0`;
    tree.scsi(name, device, files);
    return device;
  },
  usb: (tree: KernelTree, names: readonly string[], bus = 2): string => {
    const pci = 'devices/pci0000:00/0000:00:14.0';
    tree.driver(pci, 'xhci_hcd');
    tree.sys(`${pci}/usb${bus}`, { version: ' 3.10\n' });
    const dock = `${pci}/usb${bus}/${bus}-1/${bus}-1.4`;
    tree.sys(dock, { idVendor: '152d\n', idProduct: '0561\n', bcdDevice: '0105\n', product: 'Dual\u202e Dock\n', serial: 'DOCK0001\n' });
    const face = `${dock}/${bus}-1.4:1.0`;
    tree.driver(face, 'uas');
    names.forEach((name, lun) => {
      tree.scsi(name, `${face}/host6/target6:0:0/6:0:0:${lun}`, { dev: `8:${(lun + 4) * 16}` });
    });
    return face;
  },
  nvme: (tree: KernelTree, controller: string, namespaces: readonly number[] = [1]): string => {
    const pci = 'devices/pci0000:80/0000:80:01.0/0000:81:00.0';
    const device = `${pci}/nvme/${controller}`;
    tree.driver(pci, 'nvme');
    tree.sys(device, { dev: '239:0', transport: 'pcie', address: '0000:81:00.0', serial: 'S5P2NG0N' });
    tree.sys('bus/pci/slots/12', { address: '0000:81:00' });
    tree.link(`class/nvme/${controller}`, device);
    for (const nsid of namespaces) {
      tree.disk(`${controller}n${nsid}`, `${device}/${controller}n${nsid}`, { dev: `259:${nsid}` });
      tree.sys(`${device}/${controller}n${nsid}`, { nsid: String(nsid) });
      tree.link(`${device}/${controller}n${nsid}/device`, device);
    }
    return device;
  },
  virtio: (tree: KernelTree, name: string): string => {
    const host = 'devices/pci0000:00/0000:00:06.0/virtio3/host7';
    tree.driver('devices/pci0000:00/0000:00:06.0', 'virtio-pci');
    tree.sys(`${host}/scsi_host/host7`, { proc_name: 'virtio_scsi' });
    const device = `${host}/target7:0:0/7:0:0:2`;
    tree.scsi(name, device);
    return device;
  },
};
