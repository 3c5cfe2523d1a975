import type { Stats } from 'node:fs';
import { constants, realpathSync, statSync } from 'node:fs';
import { access, open, readFile, readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { lockDescriptor } from '../transport/lock.ts';
import { placeOf } from '../transport/plain.ts';

/** Why a path may not be overwritten. Closed: `unknown` is refused too. */
export type ImageRefusal =
  | 'missing'
  | 'directory'
  | 'not_a_loop_device'
  | 'not_a_file'
  | 'mounted'
  | 'swap'
  | 'held'
  | 'backs_a_loop_device'
  | 'in_use'
  | 'empty'
  | 'not_whole_blocks'
  | 'read_only'
  | 'unknown';

/** A target that was looked at, with what its identity is made of. */
export interface ImageTarget {
  readonly kind: 'allowed';
  /** The path with every link followed. */
  readonly path: string;
  readonly what: 'file' | 'block_device';
  readonly sizeBytes: number;
  readonly blockBytes: number;
  /** `device:inode` of a file, the device number of a loop device. */
  readonly place: string;
  /** The kernel's number for this attachment of a loop device: another one after each attach. */
  readonly diskSequence?: string;
}
export type ImageVerdict = ImageTarget | { readonly kind: 'refused'; readonly why: ImageRefusal; readonly detail: string };

function refused(why: ImageRefusal, detail: string): ImageVerdict {
  return { kind: 'refused', why, detail };
}

const loopMajor = 7;

/**
 * Decides whether a path may be overwritten as a drive. It may when it is an image file or a loop device that nothing
 * uses, by the kernel's own account. Anything that could not be found out refuses. `probe` also opens the target for a
 * moment with O_EXCL or flock; a look that repeats leaves that out, for it would refuse what its own program has open
 * and get in the way of who opens it: opening for a job is the same probe.
 */
export async function guardImage(path: string, options: { readonly probe: boolean } = { probe: true }): Promise<ImageVerdict> {
  try {
    const verdict = await look(path);
    return options.probe && verdict.kind === 'allowed' ? await probe(verdict) : verdict;
  } catch (error) {
    return refused('unknown', `${path} could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function look(path: string): Promise<ImageVerdict> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return refused('missing', `${path} is not there`);
  const real = realpathSync(path);
  if (stat.isDirectory()) return refused('directory', `${real} is a folder, not a disk image`);
  if (process.platform !== 'linux')
    return refused('unknown', 'images are taken on Linux only: elsewhere nothing here can tell whether one is mounted');
  if (stat.isBlockDevice()) return lookAtDevice(real, stat);
  if (!stat.isFile()) return refused('not_a_file', `${real} is neither a file nor a block device`);
  return lookAtFile(real, stat);
}

async function writable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function lookAtFile(path: string, stat: Stats): Promise<ImageVerdict> {
  if (!(await writable(path))) return refused('read_only', `${path} cannot be written by this user`);
  if (stat.size === 0) return refused('empty', `${path} has no bytes`);
  if (stat.size % 512 !== 0) return refused('not_whole_blocks', `${path} has ${stat.size} bytes, not a multiple of 512`);
  for (const loop of await loopDevices()) {
    if (!isSameFile(loop.backing, stat)) continue;
    const use = await deviceUse(loop.name);
    if (use !== undefined) return refused(use.why, `${path} backs /dev/${loop.name}, and ${use.detail}`);
    return refused('backs_a_loop_device', `${path} backs /dev/${loop.name}: detach it, or name /dev/${loop.name} instead`);
  }
  for (const swap of await swaps()) if (isSameFile(swap, stat)) return refused('swap', `${path} is swap space`);
  // A file can be bound elsewhere or over, or carry a mount without a loop device (file-backed erofs). Mount points are
  // compared by name only: asking a dead network mount about itself would never return.
  const { major, minor } = splitDevice(stat.dev);
  for (const mount of await mounts()) {
    const bound = mount.root !== '/' && mount.device === `${major}:${minor}` && path.endsWith(mount.root);
    if (bound || mount.point === path || isSameFile(mount.source, stat)) return refused('mounted', `${path} is mounted at ${mount.point}`);
  }
  return { kind: 'allowed', path, what: 'file', sizeBytes: stat.size, blockBytes: 512, place: placeOf(stat) };
}

/** Opens the target for a moment, as a job would. */
async function probe(target: ImageTarget): Promise<ImageVerdict> {
  try {
    const handle = await open(target.path, constants.O_RDWR | (target.what === 'block_device' ? constants.O_EXCL : 0));
    try {
      return target.what === 'file' && !lockDescriptor(handle.fd) ? refused('in_use', `another program has ${target.path} open`) : target;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return refused('in_use', `${target.path} is in use`);
    throw error;
  }
}

/** Relative sources such as `proc` name no file: they are never the same as an image. */
function isSameFile(path: string, file: { readonly dev: number; readonly ino: number }): boolean {
  if (!path.startsWith('/')) return false;
  const other = statSync(path, { throwIfNoEntry: false });
  return other !== undefined && other.dev === file.dev && other.ino === file.ino;
}

async function lookAtDevice(path: string, stat: Stats): Promise<ImageVerdict> {
  const { major, minor } = splitDevice(stat.rdev);
  const link = await readlink(`/sys/dev/block/${major}:${minor}`);
  const name = basename(link);
  // A partition of a loop device has its own node below the whole one: only the whole device is a drive.
  if (major !== loopMajor || !/^loop[0-9]+$/.test(name))
    return refused('not_a_loop_device', `${path} is a real disk or part of one: only image files and loop devices are taken`);
  if (!(await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')))
    return refused('missing', `${path} has no file behind it`);
  if ((await readFile(`/sys/block/${name}/ro`, 'utf8')).trim() !== '0') return refused('read_only', `${path} is read-only`);
  const use = await deviceUse(name);
  if (use !== undefined) return refused(use.why, use.detail);
  if (!(await writable(path))) return refused('read_only', `${path} cannot be written by this user`);
  const number = async (file: string): Promise<number> => Number.parseInt(await readFile(`/sys/block/${name}/${file}`, 'utf8'), 10);
  // The kernel counts in 512-byte sectors here whatever the block size is.
  const sizeBytes = (await number('size')) * 512;
  const blockBytes = await number('queue/logical_block_size');
  if (!Number.isSafeInteger(sizeBytes) || !Number.isSafeInteger(blockBytes)) return refused('unknown', `${path} does not tell its size`);
  if (sizeBytes === 0) return refused('empty', `${path} has no bytes`);
  if (sizeBytes % blockBytes !== 0) return refused('not_whole_blocks', `${path} has ${sizeBytes} bytes, not a multiple of ${blockBytes}`);
  const diskSequence = (await readFile(`/sys/block/${name}/diskseq`, 'utf8').catch(() => '')).trim();
  return {
    kind: 'allowed',
    path,
    what: 'block_device',
    sizeBytes,
    blockBytes,
    place: placeOf(stat),
    ...(diskSequence === '' ? {} : { diskSequence }),
  };
}

/** Linux dev_t as Node gives it (glibc's encoding). */
function splitDevice(rdev: number): { readonly major: number; readonly minor: number } {
  const value = BigInt(rdev);
  return {
    major: Number(((value >> 8n) & 0xfffn) | ((value >> 32n) & 0xfffff000n)),
    minor: Number((value & 0xffn) | ((value >> 12n) & 0xffffff00n)),
  };
}

/** What uses a block device: a mount, swap or a holder, on the device or on one of its partitions. */
async function deviceUse(name: string): Promise<{ readonly why: 'mounted' | 'swap' | 'held'; readonly detail: string } | undefined> {
  const folder = `/sys/block/${name}`;
  const parts = (await readdir(folder)).filter((entry) => entry.startsWith(name));
  const nodes = [{ name, folder }, ...parts.map((part) => ({ name: part, folder: `${folder}/${part}` }))];
  const mounted = await mounts();
  const swapped = await swaps();
  for (const node of nodes) {
    const number = (await readFile(`${node.folder}/dev`, 'utf8')).trim();
    const mount = mounted.find((one) => one.device === number || isDevice(one.source, number));
    if (mount !== undefined) return { why: 'mounted', detail: `/dev/${node.name} is mounted at ${mount.point}` };
    if (swapped.some((path) => isDevice(path, number))) return { why: 'swap', detail: `/dev/${node.name} is swap space` };
    const holders = await readdir(`${node.folder}/holders`);
    if (holders.length > 0) return { why: 'held', detail: `/dev/${node.name} is held by ${holders.join(', ')}` };
  }
  return undefined;
}

/** True when `path` is a node of the block device with this `major:minor`: file systems such as btrfs show another device number in mountinfo. */
function isDevice(path: string, number: string): boolean {
  if (!path.startsWith('/')) return false;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isBlockDevice()) return false;
  const { major, minor } = splitDevice(stat.rdev);
  return `${major}:${minor}` === number;
}

interface Mount {
  readonly device: string;
  /** What of the file system is mounted: `/` for all of it. */
  readonly root: string;
  readonly point: string;
  readonly source: string;
}

/** Spaces and the like come as octal escapes in the kernel's tables. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Reads /proc/self/mountinfo. Throws for a line that cannot be understood: then nothing is known. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [left, right] = line.split(' - ');
      const fields = left?.split(' ');
      const device = fields?.[2];
      const root = fields?.[3];
      const point = fields?.[4];
      const source = right?.split(' ')[1];
      if (device === undefined || root === undefined || point === undefined || source === undefined)
        throw new Error('mountinfo has a line that cannot be read');
      return { device, root: unescape(root), point: unescape(point), source: unescape(source) };
    });
}

async function mounts(): Promise<readonly Mount[]> {
  return parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** Paths in /proc/swaps, below its heading. */
export function parseSwaps(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => (line === '' ? [] : [unescape(line.split(/\s/)[0] ?? '')]));
}

async function swaps(): Promise<readonly string[]> {
  return parseSwaps(await readFile('/proc/swaps', 'utf8'));
}

/** Loop devices that have a file behind them. */
async function loopDevices(): Promise<readonly { readonly name: string; readonly backing: string }[]> {
  const names = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const found: { name: string; backing: string }[] = [];
  for (const name of names) {
    const backing = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => undefined);
    if (backing !== undefined) found.push({ name, backing: unescape(backing.replace(/\n$/, '')) });
  }
  return found;
}
