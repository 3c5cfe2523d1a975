import { putLe32, putLe64, putLe16, u8 } from '../fields.ts';
import type { DataPhase, ScsiAnswer } from '../transport.ts';
import { lengthOf, TransportError } from '../transport.ts';

/** SG_IO, for /dev/sdX and /dev/sgN alike (UAPI scsi/sg.h). */
export const sgIo = 0x2285;

/** Bytes of `sg_io_hdr` version 3 on x86-64 and arm64. */
export const sgHeaderBytes = 88;

/** Room for sense data: the most that SPC lets a drive send. */
export const senseBytes = 252;

/** Addresses of the memory that a command uses; `data` is 0 without a data phase. */
export interface SgAddresses {
  readonly cdb: bigint;
  readonly data: bigint;
  readonly sense: bigint;
}

const direction = { none: -1, out: -2, in: -3 } as const;

/** The kernel's largest finite wait; 0xFFFFFFFF would be no limit at all. */
const longestMs = 0x7fffffff;

/** Milliseconds as the 32-bit field takes them: at least one, never "for ever". */
export function timeoutField(timeoutMs: number): number {
  return Math.min(longestMs, Math.max(1, Math.ceil(timeoutMs)));
}

/** `sg_io_hdr` of one command, x86-64 layout. Throws RangeError for a CDB that is not 6 to 32 bytes. */
export function buildSgIo(cdbLength: number, data: DataPhase, addresses: SgAddresses, timeoutMs: number): Uint8Array {
  if (cdbLength < 6 || cdbLength > 32) throw new RangeError(`a CDB of ${cdbLength} bytes`);
  const header = new Uint8Array(sgHeaderBytes);
  putLe32(header, 0, 'S'.charCodeAt(0));
  new DataView(header.buffer).setInt32(4, direction[data.kind], true);
  header[8] = cdbLength;
  header[9] = senseBytes;
  putLe16(header, 10, 0);
  putLe32(header, 12, lengthOf(data));
  putLe64(header, 16, addresses.data);
  putLe64(header, 24, addresses.cdb);
  putLe64(header, 32, addresses.sense);
  putLe32(header, 40, timeoutField(timeoutMs));
  return header;
}

/** What the kernel wrote into the header. */
export interface SgEnd {
  /** SAM status byte. */
  readonly status: number;
  readonly senseLength: number;
  /** DID_* of the host adapter's driver. */
  readonly hostStatus: number;
  /** DRIVER_*; the upper four bits are old suggestions. */
  readonly driverStatus: number;
  /** Bytes asked for and not moved. */
  readonly residBytes: number;
  readonly durationMs: number;
}

export function readSgIo(header: Uint8Array): SgEnd {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return {
    status: u8(header, 64),
    senseLength: u8(header, 67),
    hostStatus: view.getUint16(68, true),
    driverStatus: view.getUint16(70, true),
    residBytes: view.getInt32(72, true),
    durationMs: view.getUint32(76, true),
  };
}

/** DID_* of the Linux SCSI layer (include/scsi/scsi_status.h) that decide something; every other one is an I/O error. */
const did = {
  ok: 0x00,
  noConnect: 0x01,
  timeOut: 0x03,
  badTarget: 0x04,
  abort: 0x05,
  reset: 0x08,
  transportDisrupted: 0x0e,
  transportFailfast: 0x0f,
  targetFailure: 0x10,
  nexusFailure: 0x11,
  mediumError: 0x13,
} as const;

/** Set by the kernel's own reading of an answer that did come: the answer counts. */
const answered: readonly number[] = [did.ok, did.targetFailure, did.nexusFailure, did.mediumError];

const driverTimeout = 0x06;
const driverSense = 0x08;

/**
 * The device's answer, or why there is none. An answer counts only when the adapter and its driver say that the command
 * went through; sense that came beside a host error is told in the message, never taken for an answer. Throws
 * TransportError: `gone`, `timeout`, `io`.
 */
export function answerOf(end: SgEnd, data: DataPhase, buffer: Uint8Array, sense: Uint8Array): ScsiAnswer {
  const driver = end.driverStatus & 0x0f;
  if (end.hostStatus === did.timeOut || driver === driverTimeout)
    throw new TransportError('timeout', `no answer within ${end.durationMs} ms (${statusWords(end)})`);
  if (end.hostStatus === did.noConnect || end.hostStatus === did.badTarget || end.hostStatus === did.transportFailfast)
    throw new TransportError('gone', `the host reaches no device there any more (${statusWords(end)})`);
  if (!answered.includes(end.hostStatus)) throw new TransportError('io', `${hostWords(end.hostStatus)} (${statusWords(end)})`);
  if (driver !== 0 && driver !== driverSense) throw new TransportError('io', `the driver gave up on the command (${statusWords(end)})`);
  const length = lengthOf(data);
  const moved = Math.min(length, Math.max(0, length - end.residBytes));
  // Good status and bytes left behind: nobody knows which bytes the drive has.
  if (data.kind === 'out' && end.status === 0 && moved < length)
    throw new TransportError('io', `the device took ${moved} of ${length} bytes (${statusWords(end)})`);
  return {
    status: end.status,
    sense: sense.slice(0, Math.min(end.senseLength, sense.length)),
    data: data.kind === 'in' ? buffer.slice(0, moved) : new Uint8Array(0),
  };
}

function hostWords(hostStatus: number): string {
  switch (hostStatus) {
    case did.abort:
      return 'the host aborted the command';
    case did.reset:
      return 'the bus or the device was reset while the command ran';
    case did.transportDisrupted:
      return 'the path to the device was disturbed';
    default:
      return 'the host adapter reports an error';
  }
}

function statusWords(end: SgEnd): string {
  const hex = (value: number): string => `${value.toString(16).padStart(2, '0').toUpperCase()}h`;
  return `host ${hex(end.hostStatus)}, driver ${hex(end.driverStatus)}, status ${hex(end.status)}`;
}
