import { errnoName } from '../posix.ts';
import { TransportError } from '../transport.ts';

/** Linux error numbers that a pass-through ioctl gives (UAPI asm-generic/errno*.h; the same on x86-64 and arm64). */
const errno = { perm: 1, noent: 2, intr: 4, io: 5, nxio: 6, acces: 13, nodev: 19, shutdown: 108, timedout: 110 } as const;

/**
 * What a failed pass-through ioctl means: no command reached the drive, or nobody knows whether it did.
 *
 * @param number errno, positive
 * @param privilege what the kernel asks for to let the command through, in words
 */
export function ioctlError(number: number, node: string, privilege: string): TransportError {
  switch (number) {
    case errno.nodev:
    case errno.nxio:
    case errno.noent:
    case errno.shutdown:
      return new TransportError('gone', `${node} is not there any more (${errnoName(number)})`);
    // An NVMe command that the driver cancelled after its time had run out.
    case errno.intr:
    case errno.timedout:
      return new TransportError('timeout', `${node} did not answer in time (${errnoName(number)})`);
    case errno.perm:
    case errno.acces:
      return new TransportError('not_permitted', `the kernel lets this command to ${node} through only with ${privilege}`);
    default:
      return new TransportError('io', `${node}: the command was not carried (${errnoName(number)})`);
  }
}
