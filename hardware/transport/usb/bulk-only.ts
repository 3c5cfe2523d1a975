import { le32, putLe32, u8 } from '../fields.ts';

/** Bytes on the wire of USB Mass Storage Bulk-Only Transport. Layouts as in the Linux kernel's `include/linux/usb/storage.h`. */
export const cbwBytes = 31;
export const cswBytes = 13;
const cbwSignature = 0x43425355;
const cswSignature = 0x53425355;

/** Class requests of the mass storage interface. */
export const classRequest = { getMaxLun: 0xfe, bulkOnlyReset: 0xff } as const;

export interface CommandWrapper {
  readonly tag: number;
  /** Bytes of the data phase that the host is ready for. */
  readonly dataBytes: number;
  readonly direction: 'in' | 'out';
  /** 0 to 15. */
  readonly lun: number;
  readonly cdb: Uint8Array;
}

/** Builds a Command Block Wrapper. Throws RangeError for a CDB of no or more than 16 bytes, which this transport cannot carry. */
export function commandWrapper(command: CommandWrapper): Uint8Array {
  if (command.cdb.length < 1 || command.cdb.length > 16) throw new RangeError('Bulk-Only Transport carries CDBs of 1 to 16 bytes');
  if (command.lun < 0 || command.lun > 15) throw new RangeError('Bulk-Only Transport knows LUN 0 to 15');
  const bytes = new Uint8Array(cbwBytes);
  putLe32(bytes, 0, cbwSignature);
  putLe32(bytes, 4, command.tag);
  putLe32(bytes, 8, command.dataBytes);
  bytes[12] = command.direction === 'in' ? 0x80 : 0;
  bytes[13] = command.lun;
  bytes[14] = command.cdb.length;
  bytes.set(command.cdb, 15);
  return bytes;
}

/** Reads a Command Block Wrapper; undefined when it is not a valid and meaningful one. */
export function parseCommandWrapper(bytes: Uint8Array): CommandWrapper | undefined {
  if (bytes.length !== cbwBytes || le32(bytes, 0) !== cbwSignature) return undefined;
  const cdbBytes = u8(bytes, 14);
  if (cdbBytes < 1 || cdbBytes > 16 || u8(bytes, 13) > 15) return undefined;
  return {
    tag: le32(bytes, 4),
    dataBytes: le32(bytes, 8),
    direction: (u8(bytes, 12) & 0x80) === 0 ? 'out' : 'in',
    lun: u8(bytes, 13),
    cdb: bytes.slice(15, 15 + cdbBytes),
  };
}

/** Why a Command Status Wrapper says nothing about the command. All of them are answered by reset recovery. */
export type StatusWrapperFault = 'short' | 'signature' | 'tag' | 'status' | 'phase_error' | 'residue';

export type StatusWrapper =
  | { readonly kind: 'status'; readonly passed: boolean; readonly residueBytes: number }
  | { readonly kind: 'invalid'; readonly why: StatusWrapperFault };

/** Reads a Command Status Wrapper against the command it must answer: its tag and the bytes that were asked for. */
export function parseStatusWrapper(bytes: Uint8Array, asked: { readonly tag: number; readonly dataBytes: number }): StatusWrapper {
  if (bytes.length !== cswBytes) return { kind: 'invalid', why: 'short' };
  if (le32(bytes, 0) !== cswSignature) return { kind: 'invalid', why: 'signature' };
  if (le32(bytes, 4) !== asked.tag) return { kind: 'invalid', why: 'tag' };
  const status = u8(bytes, 12);
  if (status === 2) return { kind: 'invalid', why: 'phase_error' };
  if (status > 2) return { kind: 'invalid', why: 'status' };
  const residueBytes = le32(bytes, 8);
  if (residueBytes > asked.dataBytes) return { kind: 'invalid', why: 'residue' };
  return { kind: 'status', passed: status === 0, residueBytes };
}

/** Builds a Command Status Wrapper, for the device's side. `status`: 0 passed, 1 failed, 2 phase error. */
export function statusWrapper(tag: number, residueBytes: number, status: number): Uint8Array {
  const bytes = new Uint8Array(cswBytes);
  putLe32(bytes, 0, cswSignature);
  putLe32(bytes, 4, tag);
  putLe32(bytes, 8, residueBytes);
  bytes[12] = status;
  return bytes;
}
