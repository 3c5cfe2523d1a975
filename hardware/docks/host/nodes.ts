import { constants, readFileSync, readlinkSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { le64 } from '../../transport/fields.ts';
import { libc } from '../../transport/posix.ts';
import { TransportError } from '../../transport/transport.ts';
import { numberOf } from './in-use.ts';
import { namesIn, type Roots } from './sysfs.ts';

/** `_IOR(0x12, 128, __u64)` (UAPI linux/fs.h, from Linux 5.15 on). */
const blkGetDiskSeq = 0x80081280;

/** What a node in /dev must turn out to be. */
export interface ExpectedNode {
  readonly path: string;
  readonly kind: 'block' | 'character';
  /** `major:minor` by sysfs. */
  readonly number: string;
  /** The kernel's number of this attachment, where it has one. */
  readonly diskSequence?: string;
}

/**
 * Opens a device node and makes sure that it is the device that was looked at: a node can be stale, and a name can have
 * gone to another drive in between. `ask` opens for questions alone. Throws TransportError; one that is not permitted
 * says what is missing.
 */
export async function openNode(expected: ExpectedNode, way: 'ask' | 'command' | 'claim'): Promise<FileHandle> {
  // Without waiting for a medium: a drive that sanitizes is not ready, and must be asked all the same.
  const flags = constants.O_NONBLOCK | (way === 'ask' ? constants.O_RDONLY : constants.O_RDWR) | (way === 'claim' ? constants.O_EXCL : 0);
  let handle: FileHandle;
  try {
    handle = await open(expected.path, flags);
  } catch (error) {
    throw await openingError(error, expected.path);
  }
  try {
    const told = await handle.stat();
    const right = expected.kind === 'block' ? told.isBlockDevice() : told.isCharacterDevice();
    if (!right || numberOf(told.rdev) !== expected.number)
      throw new TransportError('gone', `${expected.path} is device ${numberOf(told.rdev)}, not ${expected.number} that was looked at`);
    const sequence = expected.kind === 'block' ? diskSequenceOf(handle.fd) : undefined;
    if (sequence !== undefined && expected.diskSequence !== undefined && sequence !== expected.diskSequence)
      throw new TransportError('gone', `${expected.path} is another disk than the one that was looked at`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The kernel's number of this attachment by the open device itself; undefined where the kernel has none. */
export function diskSequenceOf(fd: number): string | undefined {
  const bytes = new Uint8Array(new ArrayBuffer(8));
  const result = libc()?.ioctl(fd, blkGetDiskSeq, bytes) ?? -1;
  return result < 0 ? undefined : le64(bytes, 0).toString();
}

async function openingError(error: unknown, path: string): Promise<TransportError> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
      return new TransportError('gone', `${path} is not there`, { cause: error });
    case 'EBUSY':
      return new TransportError('busy', `${path} is in use`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new TransportError('not_permitted', await accessWords(path), { cause: error });
    case 'EROFS':
      return new TransportError('not_permitted', `${path} is read-only`, { cause: error });
    default:
      return new TransportError('io', `${path} cannot be opened (${String(code)})`, { cause: error });
  }
}

/** What stands between this user and a node, and what takes it away. */
async function accessWords(path: string): Promise<string> {
  const told = await stat(path).catch(() => undefined);
  const group = told === undefined ? 'unknown' : groupName(told.gid);
  const mode = told === undefined ? '' : `, mode ${(told.mode & 0o777).toString(8).padStart(3, '0')}`;
  const cure =
    group === 'custos'
      ? 'join the group custos (usermod -aG custos NAME) and sign in again'
      : 'install the udev rule 60-custos.rules and join the group custos, or run as root';
  return `${path} may not be opened by this user: it belongs to group ${group}${mode}; ${cure}`;
}

function groupName(gid: number): string {
  try {
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((one) => one.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? String(gid);
  } catch {
    return String(gid);
  }
}

/**
 * Another program that has one of these nodes open for writing, as `name (pid)`; undefined when none is seen. Exclusive
 * opening meets mounts and arrays, but not a program that writes without claiming the device. Readers do no harm: udev
 * reads every disk that comes. Processes of other users are seen by root only.
 */
export function writerOf(paths: readonly string[], roots: Roots): string | undefined {
  for (const pid of namesIn(roots.proc)) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const folder = `${roots.proc}/${pid}`;
    const fd = quietNames(`${folder}/fd`).find(
      (one) => paths.includes(quietLink(`${folder}/fd/${one}`)) && writes(`${folder}/fdinfo/${one}`),
    );
    if (fd !== undefined) return `${quietText(`${folder}/comm`).trim()} (process ${pid})`;
  }
  return undefined;
}

/** The access mode is the lowest two bits of the octal flags. Closed since its link was read: it writes no more. */
function writes(fdinfo: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(fdinfo, 'utf8'))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & 3) !== 0;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'));
  }
}

function quietNames(path: string): readonly string[] {
  try {
    return namesIn(path);
  } catch {
    return [];
  }
}

function quietLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function quietText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
