import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { type Bus, nvmePort, type PortPath, scsiPort } from './port-path.ts';
import { namesIn, readNumber, readText, realPath, type Roots } from './sysfs.ts';

/** A block device of a drive: the whole disk, or one namespace. */
export interface HostBlock {
  readonly name: string;
  /** `major:minor`. */
  readonly number: string;
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** The kernel's number of this attachment; from Linux 5.15 on. */
  readonly diskSequence?: string;
  /** Namespace id: NVMe only. */
  readonly nsid?: number;
}

/** A whole drive on one of the host's buses. An NVMe drive is one controller with all its namespaces. */
export interface HostDrive extends PortPath {
  readonly kind: 'scsi' | 'nvme';
  /** The kernel's name now: `sda`, `nvme0`. Never kept: another drive may have it next. */
  readonly kernelName: string;
  /** Folder of the SCSI device or NVMe controller in sysfs. */
  readonly folder: string;
  /** `major:minor` of the node that takes commands. */
  readonly number: string;
  readonly blocks: readonly HostBlock[];
  /** False for a slot with removable media and none in it. */
  readonly occupied: boolean;
  /** Another one after each enumeration of a drive at this port. */
  readonly presence: string;
  /** Why no drive that hangs there can be offered, whatever it is. */
  readonly barred?: string;
}

/**
 * Every whole disk that takes drive commands, by port. Disks that the kernel made up (loop, ram, dm, md) and disks of a
 * virtual machine's own (virtio-blk) take none, and are no drives. Throws when the folder of disks cannot be read.
 */
export function scanDrives(roots: Roots): readonly HostDrive[] {
  // This folder is there even on a machine without a disk: not to find it is no answer.
  const disks = readdirSync(`${roots.sys}/block`);
  const scsi = disks.filter((name) => /^sd[a-z]+$/.test(name)).flatMap((name) => scsiDrive(name, roots) ?? []);
  const nvme = namesIn(`${roots.sys}/class/nvme`)
    .filter((name) => /^nvme\d+$/.test(name))
    .flatMap((name) => nvmeDrive(name, roots) ?? []);
  return apart([...scsi, ...nvme].toSorted((a, b) => a.port.localeCompare(b.port, 'en', { numeric: true })));
}

/** Two drives that seem to hang at one port are told apart by nothing that lasts: neither is offered. */
function apart(drives: readonly HostDrive[]): readonly HostDrive[] {
  return drives.map((drive) => {
    if (drives.filter(({ port }) => port === drive.port).length === 1) return drive;
    return { ...drive, port: `${drive.port}-${drive.kernelName}`, barred: 'another drive shows the same port: they cannot be told apart' };
  });
}

function scsiDrive(name: string, roots: Roots): HostDrive | undefined {
  const folder = realPath(`${roots.sys}/block/${name}/device`);
  const block = blockOf(name, roots);
  // It went away between two reads.
  if (folder === undefined || block === undefined) return undefined;
  const path = scsiPort(folder, roots);
  const removable = readText(`${roots.sys}/block/${name}/removable`) === '1';
  const barred = barredScsi(path, folder);
  return {
    ...path,
    kind: 'scsi',
    kernelName: name,
    folder,
    number: block.number,
    blocks: [block],
    occupied: !(removable && block.sizeBytes === 0),
    presence: presenceOf([path.port, name, block.number, block.diskSequence ?? '', placeOf(`${roots.sys}/block/${name}`), placeOf(folder)]),
    ...(barred !== undefined && { barred }),
  };
}

/** Adapters whose drives come with an end device of SAS; a disk without one is a volume of the adapter. */
const sasAdapters = /^SCSI \(mpt[23]?sas/;

/** Disks that stand for several drives, or for part of one. What a RAID adapter shows is not the drive. */
function barredScsi(path: PortPath, folder: string): string | undefined {
  const channel = Number(folder.split('/').at(-1)?.split(':')[1] ?? 0);
  const level = readText(`${folder}/raid_level`);
  const volume =
    (level !== undefined && level !== 'N/A') || sasAdapters.test(path.dock) || (path.dock.includes('megaraid_sas') && channel >= 2);
  return volume ? 'a volume of a RAID adapter, not a drive: let the adapter pass its drives through' : barredBus(path.bus);
}

/** Why drives on this bus are not offered; undefined for the buses of bays. */
function barredBus(bus: Bus): string | undefined {
  switch (bus) {
    case 'network':
      return 'reached over a network: no drive sits here';
    case 'other':
      return 'on no bus that is known here';
    default:
      return undefined;
  }
}

function nvmeDrive(name: string, roots: Roots): HostDrive | undefined {
  const folder = realPath(`${roots.sys}/class/nvme/${name}`);
  const number = readText(`${roots.sys}/class/nvme/${name}/dev`);
  if (folder === undefined || number === undefined) return undefined;
  const path = nvmePort(folder, roots);
  const blocks = namesIn(folder).flatMap((entry) => namespaceOf(entry, folder, roots) ?? []);
  const barred = barredBus(path.bus);
  return {
    ...path,
    kind: 'nvme',
    kernelName: name,
    folder,
    number,
    blocks,
    occupied: true,
    // Not of its namespaces: a format makes those anew under the same drive.
    presence: presenceOf([path.port, name, placeOf(folder)]),
    ...(barred !== undefined && { barred }),
  };
}

/** `nvme0n1`, or with more than one path to the drive `nvme0c1n1`, whose block device is `nvme0n1`. */
function namespaceOf(entry: string, folder: string, roots: Roots): HostBlock | undefined {
  const match = /^nvme(\d+)(c\d+)?n(\d+)$/.exec(entry);
  if (match === null) return undefined;
  const block = blockOf(`nvme${match[1] ?? ''}n${match[3] ?? ''}`, roots);
  const nsid = readNumber(`${folder}/${entry}/nsid`);
  return block === undefined ? undefined : { ...block, ...(nsid !== undefined && { nsid }) };
}

function blockOf(name: string, roots: Roots): HostBlock | undefined {
  const folder = `${roots.sys}/block/${name}`;
  const number = readText(`${folder}/dev`);
  const sectors = readNumber(`${folder}/size`);
  if (number === undefined || sectors === undefined) return undefined;
  const diskSequence = readText(`${folder}/diskseq`);
  return {
    name,
    number,
    // The kernel counts in 512-byte sectors here whatever the block size is.
    sizeBytes: sectors * 512,
    readOnly: readText(`${folder}/ro`) !== '0',
    ...(diskSequence !== undefined && { diskSequence }),
  };
}

/** The kernel gives each device's folder a number of its own that it does not use again soon. */
function placeOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '' : stat.ino.toString();
}

function presenceOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
