import { MediumError, TransportError } from './transport.ts';

/**
 * Linux error numbers of block requests, by number because Node has no name for some (61 is "Unknown system error -61"
 * to it). The same on x86-64 and arm64: UAPI asm-generic/errno-base.h and errno.h.
 */
const errno = {
  perm: 1,
  io: 5,
  nxio: 6,
  acces: 13,
  nodev: 19,
  inval: 22,
  nospc: 28,
  rofs: 30,
  bade: 52,
  nodata: 61,
  nolink: 67,
  ilseq: 84,
  timedout: 110,
  remoteio: 121,
} as const;

/** A request that did not come back well. */
export interface FailedRequest {
  readonly target: 'file' | 'block_device';
  readonly offset: number;
  readonly lengthBytes: number;
  /** Whether the target was still the same and at work when it was looked at right after the failure. */
  readonly present: boolean;
}

/**
 * What the error number of a read, a write or a flush means: these bytes (MediumError), or the drive as a whole
 * (TransportError). The numbers are those that the Linux block layer makes of a request's status (block/blk-core.c), and
 * what drives that were pulled in the middle of a write gave: EIO, ENODEV, ENOLINK, and ENOSPC on NVMe. ENOSPC never
 * stands for "the end was reached": no request goes past the end.
 */
export function meaningOf(number: number | undefined, request: FailedRequest, cause?: unknown): MediumError | TransportError {
  const gone = (): TransportError => new TransportError('gone', 'the target is not there any more', { cause });
  const medium = (word: string): MediumError | TransportError =>
    request.present ? new MediumError(request.offset, request.lengthBytes, word, { cause }) : gone();
  switch (number) {
    case errno.io:
      return medium('I/O error (EIO)');
    case errno.nodata:
      return medium('medium error (ENODATA)');
    case errno.ilseq:
      return medium('protection error (EILSEQ)');
    case errno.remoteio:
      return medium('target error (EREMOTEIO)');
    case errno.nodev:
    case errno.nxio:
    case errno.nolink:
      return gone();
    case errno.nospc:
      return request.target === 'file' ? new TransportError('io', 'the file system below the image is full', { cause }) : gone();
    case errno.timedout:
      return new TransportError('timeout', 'the target did not answer in time', { cause });
    case errno.bade:
    case errno.perm:
    case errno.acces:
    case errno.rofs:
      return new TransportError('not_permitted', 'the target may not be written: reserved by another host, or read-only', { cause });
    case errno.inval:
      return new TransportError('io', `${request.lengthBytes} bytes at ${request.offset} are not aligned as the target needs it`, {
        cause,
      });
    default:
      return new TransportError('io', `the request failed with error ${number ?? 'unknown'}`, { cause });
  }
}

/** The error number of a failed call of node:fs, positive; undefined for any other error. */
export function errnoOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return undefined;
  return Math.abs(error.errno);
}

/** States of a disk in sysfs in which no request reaches it any more: SCSI (scsi_sysfs.c) and NVMe (nvme/host/sysfs.c). */
const lostStates: readonly string[] = ['offline', 'transport-offline', 'cancel', 'deleted', 'deleting', 'deleting (no IO)', 'dead'];

/** Whether a device that says this of itself is lost. One that says nothing (a loop device) is not. */
export function isLost(state: string | undefined): boolean {
  return state !== undefined && lostStates.includes(state.trim());
}
