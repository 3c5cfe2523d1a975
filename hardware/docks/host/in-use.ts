import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { parseMountinfo, parseSwaps } from '../image-guard.ts';
import { type BlockNode, blockTree } from './block-tree.ts';
import { namesIn, readText, type Roots } from './sysfs.ts';

interface Mounted {
  readonly device: string;
  readonly point: string;
  readonly source: string;
}

/** What uses block devices on this machine, gathered once for one look. */
export interface KernelTables {
  readonly mounts: readonly Mounted[];
  readonly swaps: readonly string[];
  /** `major:minor` of the partition that the machine would resume from; `0:0` for none. */
  readonly resume: string;
  /** Loop devices and what they stand on. */
  readonly loops: readonly { readonly name: string; readonly backing: string }[];
  /** Block device names that belong to a mounted file system of several disks. */
  readonly members: ReadonlyMap<string, string>;
  /** `major:minor` of the file systems that hold our own files. */
  readonly own: readonly string[];
}

/** Reads the tables. Throws when one that must be there cannot be read: then nothing is known, and nothing is offered. */
export function readTables(roots: Roots, ownPaths: readonly string[]): KernelTables {
  return {
    mounts: mountsOfAll(roots),
    swaps: parseSwaps(readFileSync(`${roots.proc}/swaps`, 'utf8')),
    resume: readText(`${roots.sys}/power/resume`) ?? '0:0',
    loops: namesIn(`${roots.sys}/block`).flatMap((name) => {
      const backing = name.startsWith('loop') ? readText(`${roots.sys}/block/${name}/loop/backing_file`) : undefined;
      return backing === undefined ? [] : [{ name, backing }];
    }),
    members: membersOf(roots),
    own: ownPaths.flatMap((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? [] : [numberOf(stat.dev)];
    }),
  };
}

/** Linux dev_t, as Node gives it, as `major:minor`. */
export function numberOf(dev: number): string {
  const value = BigInt(dev);
  const major = ((value >> 8n) & 0xfffn) | ((value >> 32n) & 0xfffff000n);
  const minor = (value & 0xffn) | ((value >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}

/**
 * Mounts of every mount namespace that this user may see: our own must be readable, the others (containers, services
 * with private mounts) need root. A mount that stays unseen still holds its device, which opening it alone then meets.
 */
function mountsOfAll(roots: Roots): readonly Mounted[] {
  const found = [...parseMountinfo(readFileSync(`${roots.proc}/self/mountinfo`, 'utf8'))];
  const seen = new Set([namespaceOf(roots, 'self')]);
  for (const pid of namesIn(roots.proc).filter((name) => /^\d+$/.test(name))) {
    const namespace = namespaceOf(roots, pid);
    if (namespace === undefined || seen.has(namespace)) continue;
    seen.add(namespace);
    const text = quietly(() => readFileSync(`${roots.proc}/${pid}/mountinfo`, 'utf8'));
    if (text !== undefined) found.push(...parseMountinfo(text));
  }
  return found;
}

function namespaceOf(roots: Roots, pid: string): string | undefined {
  return quietly(() => readlinkSync(`${roots.proc}/${pid}/ns/mnt`));
}

/** A process that has just ended or that is not ours to look into tells nothing. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** btrfs and bcachefs name one disk in the mount table; sysfs names them all. */
function membersOf(roots: Roots): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const id of namesIn(`${roots.sys}/fs/btrfs`))
    for (const name of namesIn(`${roots.sys}/fs/btrfs/${id}/devices`)) members.set(name, `btrfs ${id}`);
  return members;
}

/**
 * Why a drive may not be touched, by the kernel's own account; undefined when nothing on this machine uses it. Only what
 * is at work counts: a drive pulled from an array always carries its superblock, and erasing it is what the bench is
 * for. An array that runs holds its members, and then the kernel says so.
 */
export function whyInUse(disks: readonly string[], tables: KernelTables, roots: Roots): string | undefined {
  const nodes = disks.flatMap((disk) => blockTree(disk, roots));
  if (nodes.some(({ number }) => number === '')) return 'the kernel does not tell what is on it';
  return (
    system(nodes, tables, roots) ?? mountedWords(nodes, tables, roots) ?? swapWords(nodes, tables, roots) ?? builtOn(nodes, tables, roots)
  );
}

const systemPoints: readonly string[] = ['/', '/boot', '/boot/efi', '/boot/firmware', '/efi', '/usr', '/var'];

function system(nodes: readonly BlockNode[], tables: KernelTables, roots: Roots): string | undefined {
  const mount = mountsOn(nodes, tables, roots).find(({ point }) => systemPoints.includes(point));
  if (mount !== undefined) return `the system's own disk: ${mount.name} is mounted at ${mount.point}`;
  const own = nodes.find(({ number }) => tables.own.includes(number));
  if (own !== undefined) return `Custos keeps its own records on ${own.name}`;
  const resume = nodes.find(({ number }) => number === tables.resume);
  return resume === undefined ? undefined : `the system's own disk: the machine resumes from ${resume.name}`;
}

function mountedWords(nodes: readonly BlockNode[], tables: KernelTables, roots: Roots): string | undefined {
  const [first, ...more] = mountsOn(nodes, tables, roots);
  if (first !== undefined) {
    const points = new Set(more.map(({ point }) => point).filter((point) => point !== first.point));
    return `${first.name} is mounted at ${first.point}${points.size === 0 ? '' : ` and ${points.size} more places`}`;
  }
  const member = nodes.find(({ name }) => tables.members.has(name));
  return member === undefined ? undefined : `${member.name} belongs to a mounted file system (${tables.members.get(member.name) ?? ''})`;
}

function mountsOn(
  nodes: readonly BlockNode[],
  tables: KernelTables,
  roots: Roots,
): readonly { readonly name: string; readonly point: string }[] {
  return tables.mounts.flatMap((mount) => {
    const node = nodes.find((one) => one.number === mount.device || isNode(mount.source, one, roots));
    return node === undefined ? [] : [{ name: node.mapped ?? node.name, point: mount.point }];
  });
}

/** True when a path of the kernel's tables is this block device: by its name, or by the number of the node that is there. */
function isNode(path: string, node: BlockNode, roots: Roots): boolean {
  if (path === `/dev/${node.name}` || (node.mapped !== undefined && path === `/dev/mapper/${node.mapped}`)) return true;
  if (!path.startsWith('/dev/')) return false;
  const stat = statSync(`${roots.dev}/${path.slice('/dev/'.length)}`, { throwIfNoEntry: false });
  return stat?.isBlockDevice() === true && numberOf(stat.rdev) === node.number;
}

function swapWords(nodes: readonly BlockNode[], tables: KernelTables, roots: Roots): string | undefined {
  const node = nodes.find((one) => tables.swaps.some((path) => isNode(path, one, roots)));
  return node === undefined ? undefined : `${node.mapped ?? node.name} is swap space`;
}

function builtOn(nodes: readonly BlockNode[], tables: KernelTables, roots: Roots): string | undefined {
  const holder = nodes.find(({ above }) => above);
  if (holder !== undefined) return `held by ${holder.words ?? holder.name}`;
  const loop = tables.loops.find(({ backing }) => nodes.some((node) => isNode(backing, node, roots)));
  return loop === undefined ? undefined : `held by ${loop.name}`;
}
