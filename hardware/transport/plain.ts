import { constants, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { alignedBytes, isAligned } from './aligned.ts';
import { errnoOf, isLost, meaningOf } from './errno.ts';
import { lockDescriptor } from './lock.ts';
import { forgetCached } from './page-cache.ts';
import { errnoName, lastErrno, libc } from './posix.ts';
import type { BlockTransport, OpenDrive } from './transport.ts';
import { TransportError } from './transport.ts';

/** Linux block ioctls (UAPI linux/fs.h, computed for x86-64 and arm64). */
const blkGetSize64 = 0x80081272;
const blkSszGet = 0x1268;

const fileBlockBytes = 512;

/** What is at a path, decided before it is opened for writing. */
export interface PlainTarget {
  readonly path: string;
  readonly kind: 'file' | 'block_device';
  readonly presence: string;
  /** `device:inode` of a file, the device number of a block device: what is opened must still be that. */
  readonly place: string;
}

/** Where a target is, independent of its path. */
export function placeOf(stat: { readonly dev: number; readonly ino: number; readonly rdev: number; isBlockDevice(): boolean }): string {
  return stat.isBlockDevice() ? `device ${stat.rdev}` : `${stat.dev}:${stat.ino}`;
}

/**
 * Opens a file or a block device for this program alone: a block device with O_EXCL, so that the kernel refuses one in
 * use; a file with an exclusive flock. Both with O_DIRECT, so that no page cache answers for the medium. A file system
 * that refuses direct I/O is read and written through the cache, which is then dropped at opening and after each flush.
 * Whether the target may be touched is not asked here: `docks/image-guard.ts` does. Requests may be in flight at the
 * same time. Throws TransportError: `busy`, `gone`, `not_permitted`, `io`.
 */
export async function openPlain(target: PlainTarget): Promise<OpenDrive> {
  const device = target.kind === 'block_device';
  const { handle, direct } = device
    ? { handle: await openFor(target.path, constants.O_DIRECT | constants.O_EXCL), direct: true }
    : await openFile(target.path);
  try {
    const stat = await handle.stat();
    if ((device ? !stat.isBlockDevice() : !stat.isFile()) || placeOf(stat) !== target.place)
      throw new TransportError('gone', `${target.path} is not what was looked at`);
    if (!device && !lockDescriptor(handle.fd)) throw new TransportError('busy', `another program has ${target.path} open`);
    const size = device ? deviceSize(handle.fd) : { sizeBytes: stat.size, blockBytes: fileBlockBytes };
    if (!direct) forgetCached(handle.fd);
    const isPresent = device ? () => deviceIsThere(handle.fd, stat.rdev, size.sizeBytes) : () => true;
    const transport = blockTransport(handle, { ...size, direct, target: target.kind, isPresent });
    return { transport, presence: target.presence, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFor(path: string, flags: number): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | flags);
  } catch (error) {
    throw opening(error, path);
  }
}

/** With direct I/O when one block of it can be read so; some file systems refuse at opening, some at the first request, some want larger blocks. */
async function openFile(path: string): Promise<{ readonly handle: FileHandle; readonly direct: boolean }> {
  // Not every platform has the flag.
  const flag: number | undefined = constants.O_DIRECT;
  const handle = flag === undefined ? undefined : await open(path, constants.O_RDWR | flag).catch(() => undefined);
  if (handle !== undefined) {
    const block = alignedBytes(fileBlockBytes);
    const first = await handle.read(block, 0, fileBlockBytes, 0).catch(() => undefined);
    const second = await handle.read(block, 0, fileBlockBytes, fileBlockBytes).catch(() => undefined);
    if (first !== undefined && second !== undefined) return { handle, direct: true };
    await handle.close();
  }
  return { handle: await openFor(path, 0), direct: false };
}

interface Size {
  readonly sizeBytes: number;
  readonly blockBytes: number;
}

/** Size by the kernel's account: BLKGETSIZE64 and BLKSSZGET. */
export function deviceSize(fd: number): Size {
  const ioctl = libc()?.ioctl;
  const size = Buffer.alloc(8);
  const block = Buffer.alloc(4);
  if (ioctl === undefined) throw new TransportError('not_permitted', 'block devices are read on Linux only');
  if (ioctl(fd, blkGetSize64, size) < 0 || ioctl(fd, blkSszGet, block) < 0)
    throw new TransportError('io', `the device does not tell its size: ${errnoName(lastErrno())}`);
  return { sizeBytes: Number(size.readBigUInt64LE()), blockBytes: block.readUInt32LE() };
}

/** Whether an open device is still what was opened: the kernel takes the size from one that was pulled, and some say it in their state. */
function deviceIsThere(fd: number, rdev: number, sizeBytes: number): boolean {
  try {
    if (deviceSize(fd).sizeBytes !== sizeBytes) return false;
  } catch {
    return false;
  }
  return !isLost(diskState(rdev));
}

/** The device's own word on its state; undefined where it has none, as loop devices. The number is Linux's 32-bit dev_t. */
function diskState(rdev: number): string | undefined {
  try {
    return readFileSync(`/sys/dev/block/${(rdev >>> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >>> 12) & 0xfff00)}/device/state`, 'utf8');
  } catch {
    return undefined;
  }
}

interface Opened extends Size {
  readonly direct: boolean;
  readonly target: PlainTarget['kind'];
  readonly isPresent: () => boolean;
}

function blockTransport(handle: FileHandle, { sizeBytes, blockBytes, direct, target, isPresent }: Opened): BlockTransport {
  const within = (offset: number, length: number): void => {
    if (offset % blockBytes !== 0 || length % blockBytes !== 0) throw new RangeError('offset and length are whole blocks');
    if (offset < 0 || offset + length > sizeBytes) throw new RangeError(`${length} bytes at ${offset} go past the end`);
  };
  const failed = (error: unknown, offset: number, lengthBytes: number): Error =>
    meaningOf(errnoOf(error), { target, offset, lengthBytes, present: isPresent() }, error);
  /** Repeats a request until all its bytes have moved: the kernel may move fewer. */
  const whole = async (offset: number, length: number, move: (done: number) => Promise<number>): Promise<void> => {
    for (let done = 0; done < length;) {
      let moved: number;
      try {
        moved = await move(done);
      } catch (error) {
        throw failed(error, offset + done, length - done);
      }
      if (moved === 0) throw new TransportError('gone', 'the target has become shorter');
      done += moved;
    }
  };
  return {
    kind: 'block',
    sizeBytes,
    blockBytes,
    read: async (offset, into) => {
      within(offset, into.length);
      const buffer = direct && !isAligned(into) ? alignedBytes(into.length) : into;
      await whole(offset, into.length, (done) => handle.read(buffer, done, into.length - done, offset + done).then((r) => r.bytesRead));
      if (buffer !== into) into.set(buffer);
    },
    write: async (offset, from) => {
      within(offset, from.length);
      let buffer = from;
      if (direct && !isAligned(from)) {
        buffer = alignedBytes(from.length);
        buffer.set(from);
      }
      await whole(offset, from.length, (done) => handle.write(buffer, done, from.length - done, offset + done).then((r) => r.bytesWritten));
    },
    flush: async () => {
      try {
        await handle.datasync();
      } catch (error) {
        throw failed(error, 0, sizeBytes);
      }
      // Where the cache stands between us and the medium, what is read back later must come from the medium.
      if (!direct) forgetCached(handle.fd);
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function opening(error: unknown, path: string): TransportError {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
      return new TransportError('gone', `${path} is not there`, { cause: error });
    case 'EBUSY':
      return new TransportError('busy', `${path} is in use`, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TransportError('not_permitted', `${path} may not be written by this user`, { cause: error });
    default:
      return new TransportError('io', `${path} cannot be opened`, { cause: error });
  }
}
