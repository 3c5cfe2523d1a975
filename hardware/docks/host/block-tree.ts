import { namesIn, readText, realPath, type Roots } from './sysfs.ts';

/** A block device on or above a drive: the disk, a partition, or what the kernel built on one of them. */
export interface BlockNode {
  readonly name: string;
  /** `major:minor`. */
  readonly number: string;
  /** Stands on the drive (an array, a mapped device, a cache) and is no part of it. */
  readonly above: boolean;
  /** A mapped device's name, e.g. `vg0-root`. */
  readonly mapped?: string;
  /** What kind of thing it is that stands on the drive. */
  readonly words?: string;
}

/**
 * A disk, its partitions, and everything that the kernel has built on them, however many floors up: an array of mapped
 * devices on partitions is one of several. Follows `holders`, the kernel's own account of who has claimed a device.
 */
export function blockTree(disk: string, roots: Roots): readonly BlockNode[] {
  const found = new Map<string, BlockNode>();
  climb(disk, false, roots, found);
  return [...found.values()];
}

function climb(disk: string, above: boolean, roots: Roots, found: Map<string, BlockNode>): void {
  if (found.has(disk)) return;
  const folder = realPath(`${roots.sys}/block/${disk}`);
  if (folder === undefined) return;
  const mapped = readText(`${folder}/dm/name`);
  found.set(disk, {
    name: disk,
    number: readText(`${folder}/dev`) ?? '',
    above,
    ...(mapped !== undefined && { mapped }),
    ...(above && { words: wordsOf(disk, folder) }),
  });
  const floors = [folder];
  for (const part of namesIn(folder)) {
    // The kernel names a partition after its disk; nothing else in there begins with that name.
    if (!part.startsWith(disk) || readText(`${folder}/${part}/partition`) === undefined) continue;
    found.set(part, { name: part, number: readText(`${folder}/${part}/dev`) ?? '', above });
    floors.push(`${folder}/${part}`);
  }
  for (const floor of floors) for (const holder of namesIn(`${floor}/holders`)) climb(holder, true, roots, found);
}

function wordsOf(name: string, folder: string): string {
  const level = readText(`${folder}/md/level`);
  if (level !== undefined) return `array ${name} (${level})`;
  const kind = readText(`${folder}/dm/uuid`)?.split('-')[0] ?? '';
  const mapped = readText(`${folder}/dm/name`);
  if (mapped === undefined) return name;
  const kinds: Readonly<Record<string, string>> = { LVM: 'logical volume', CRYPT: 'encrypted volume', mpath: 'multipath device' };
  return `${kinds[kind] ?? 'mapped device'} ${mapped}`;
}
