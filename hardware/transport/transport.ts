/**
 * What carries a command to a drive and brings the answer back. A transport is thin: it knows no command,
 * keeps no state of the drive and never retries. Codecs build and read the bytes; erase methods decide.
 */

/** Data phase of one command. `in` names how many bytes the host will take. */
export type DataPhase =
  { readonly kind: 'none' } | { readonly kind: 'in'; readonly lengthBytes: number } | { readonly kind: 'out'; readonly bytes: Uint8Array };

/** Bytes of a data phase. */
export function lengthOf(data: DataPhase): number {
  switch (data.kind) {
    case 'none':
      return 0;
    case 'in':
      return data.lengthBytes;
    case 'out':
      return data.bytes.length;
  }
}

/** What came back from a SCSI command. `status` is the SAM status byte; `sense` may be empty. */
export interface ScsiAnswer {
  readonly status: number;
  readonly sense: Uint8Array;
  /** Exactly the bytes that the device sent, never padded. */
  readonly data: Uint8Array;
}

/** What came back from an NVMe command: DW0 and the 15-bit status field (SCT << 8 | SC, more and DNR bits kept above). */
export interface NvmeAnswer {
  readonly status: number;
  readonly result: number;
  readonly data: Uint8Array;
}

/** One submission: the fields of the 64-byte command that a host may fill. */
export interface NvmeCommand {
  readonly opcode: number;
  readonly nsid: number;
  readonly cdw10?: number;
  readonly cdw11?: number;
  readonly cdw12?: number;
  readonly cdw13?: number;
  readonly cdw14?: number;
  readonly cdw15?: number;
  readonly data: DataPhase;
}

/** Why a command brought no answer. `busy`: another program holds the drive; it comes from opening only. */
export type TransportErrorCode = 'gone' | 'timeout' | 'io' | 'not_permitted' | 'busy';

/** Thrown by transports when a command brought no answer at all. `gone`: the device is not there any more. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;
  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** Thrown by block transports when the device answered, but this run of bytes could not be read or written. */
export class MediumError extends Error {
  readonly offset: number;
  readonly lengthBytes: number;
  constructor(offset: number, lengthBytes: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MediumError';
    this.offset = offset;
    this.lengthBytes = lengthBytes;
  }
}

export interface ScsiTransport {
  readonly kind: 'scsi';
  execute(cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<ScsiAnswer>;
}

export interface NvmeTransport {
  readonly kind: 'nvme';
  admin(command: NvmeCommand, timeoutMs: number): Promise<NvmeAnswer>;
  io(command: NvmeCommand, timeoutMs: number): Promise<NvmeAnswer>;
}

/** A plain block device or a file: reads, writes and a flush, all in whole blocks. */
export interface BlockTransport {
  readonly kind: 'block';
  readonly sizeBytes: number;
  readonly blockBytes: number;
  /** Fills `into` from `offset`; both are multiples of blockBytes. Throws TransportError or MediumError. */
  read(offset: number, into: Uint8Array): Promise<void>;
  write(offset: number, from: Uint8Array): Promise<void>;
  /** Returns when all that was written is on the medium. */
  flush(): Promise<void>;
}

/** What the USB descriptors say of a dock. Absent where the dock does not hang on USB or tells nothing. */
export interface UsbWords {
  readonly vendorId: number;
  readonly productId: number;
  /** bcdDevice. */
  readonly release: number;
  /** iSerial: the dock's own, never the drive's. */
  readonly serial?: string;
}

/** A drive that has been opened for exclusive use. Closing it gives the drive back to the host. */
export interface OpenDrive {
  readonly transport: ScsiTransport | NvmeTransport | BlockTransport;
  /**
   * The same drive's bytes through the host's own block layer, where it has one: overwrite and read-back take this
   * way, at the device's speed. Opened with the drive, checked to be the very same one, and closed with it.
   */
  readonly block?: BlockTransport;
  /** Same value as in the look that found it; a different one means another drive may sit there. */
  readonly presence: string;
  /** The USB dock in front of the drive: its own SCSI, below what `transport` makes of it, to ask how far it can be trusted. */
  readonly dock?: { readonly scsi: ScsiTransport; readonly usb: UsbWords };
  /**
   * A port of the host's own SATA controller: no bridge stands between that could make IDENTIFY DEVICE data up. Absent
   * where that is not known.
   */
  readonly direct?: boolean;
  /** The name given to an image, which has none of its own; absent for every drive that tells its name itself. */
  readonly assigned?: { readonly model: string; readonly serial: string };
  close(): Promise<void>;
}
