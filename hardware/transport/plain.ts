import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { alignedBytes, isAligned } from './aligned.ts';
import { lockDescriptor } from './lock.ts';
import { errnoName, lastErrno, libc } from './posix.ts';
import type { BlockTransport, OpenDrive } from './transport.ts';
import { MediumError, TransportError } from './transport.ts';

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
 * Opens a file or a block device for this program alone: a block device with O_EXCL and O_DIRECT, so that the kernel
 * refuses one in use and no page cache answers for the medium; a file with an exclusive flock. Whether the target may
 * be touched is not asked here: `docks/image-guard.ts` does. Requests may be in flight at the same time.
 * Throws TransportError: `busy`, `gone`, `not_permitted`, `io`.
 */
export async function openPlain(target: PlainTarget): Promise<OpenDrive> {
  const device = target.kind === 'block_device';
  const flags = constants.O_RDWR | (device ? constants.O_DIRECT | constants.O_EXCL : 0);
  let handle: FileHandle;
  try {
    handle = await open(target.path, flags);
  } catch (error) {
    throw opening(error, target.path);
  }
  try {
    const stat = await handle.stat();
    if ((device ? !stat.isBlockDevice() : !stat.isFile()) || placeOf(stat) !== target.place)
      throw new TransportError('gone', `${target.path} is not what was looked at`);
    if (!device && !lockDescriptor(handle.fd)) throw new TransportError('busy', `another program has ${target.path} open`);
    const size = device ? deviceSize(handle.fd) : { sizeBytes: stat.size, blockBytes: fileBlockBytes };
    return { transport: blockTransport(handle, size, device), presence: target.presence, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
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

function blockTransport(handle: FileHandle, { sizeBytes, blockBytes }: Size, direct: boolean): BlockTransport {
  const within = (offset: number, length: number): void => {
    if (offset % blockBytes !== 0 || length % blockBytes !== 0) throw new RangeError('offset and length are whole blocks');
    if (offset < 0 || offset + length > sizeBytes) throw new RangeError(`${length} bytes at ${offset} go past the end`);
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
        throw answering(error, 0, sizeBytes);
      }
    },
  };
}

/** Repeats a request until all its bytes have moved: the kernel may move fewer. */
async function whole(offset: number, length: number, move: (done: number) => Promise<number>): Promise<void> {
  for (let done = 0; done < length;) {
    let moved: number;
    try {
      moved = await move(done);
    } catch (error) {
      throw answering(error, offset + done, length - done);
    }
    if (moved === 0) throw new TransportError('gone', 'the target has become shorter');
    done += moved;
  }
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

/** EIO and its kin are the medium's; a missing device is the transport's. */
function answering(error: unknown, offset: number, length: number): Error {
  switch (codeOf(error)) {
    case 'EIO':
    case 'ENODATA':
    case 'EILSEQ':
    case 'ENOSPC':
      return new MediumError(offset, length, `${codeOf(error)} at ${offset}`, { cause: error });
    case 'ENODEV':
    case 'ENXIO':
      return new TransportError('gone', 'the target is not there any more', { cause: error });
    default:
      return new TransportError('io', 'the request failed', { cause: error });
  }
}
