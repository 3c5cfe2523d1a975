/** Bytes of NVMe/TCP (NVM Express TCP Transport Specification 1.0, chapter 3): common header of 8 bytes, then by type. Little-endian. */
export const pduType = { icReq: 0, icResp: 1, command: 4, response: 5, hostData: 6, controllerData: 7, readyToTransfer: 9 } as const;

export interface Pdu {
  readonly type: number;
  readonly header: Buffer;
  readonly data: Buffer;
}

/** Cuts PDUs off a growing buffer. Throws when a length makes no sense: the stream is lost then. */
export function cutPdu(bytes: Buffer): { readonly pdu: Pdu; readonly rest: Buffer } | undefined {
  if (bytes.length < 8) return undefined;
  const length = bytes.readUInt32LE(4);
  if (length < 8) throw new Error('an NVMe/TCP PDU shorter than its header');
  if (bytes.length < length) return undefined;
  const dataAt = bytes.readUInt8(3);
  const headerLength = bytes.readUInt8(2);
  return {
    pdu: {
      type: bytes.readUInt8(0),
      header: bytes.subarray(0, headerLength),
      data: dataAt === 0 ? Buffer.alloc(0) : bytes.subarray(dataAt, length),
    },
    rest: bytes.subarray(length),
  };
}

function pdu(type: number, headerLength: number, data: Uint8Array = new Uint8Array(0), flags = 0): Buffer {
  const bytes = Buffer.alloc(headerLength + data.length);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt8(flags, 1);
  bytes.writeUInt8(headerLength, 2);
  bytes.writeUInt8(data.length === 0 ? 0 : headerLength, 3);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes.set(data, headerLength);
  return bytes;
}

/** Largest run of data in one H2CData PDU. */
const maxHostDataBytes = 1024 * 1024;

/** No digests, no padding, PDU format version 0. */
export function initialized(): Buffer {
  const bytes = pdu(pduType.icResp, 128);
  bytes.writeUInt32LE(maxHostDataBytes, 12);
  return bytes;
}

export interface Completion {
  readonly commandId: number;
  readonly queue: number;
  /** SCT << 8 | SC with more and DNR above, as a status field without its phase bit. */
  readonly status: number;
  readonly result: bigint;
}

export function response({ commandId, queue, status, result }: Completion): Buffer {
  const bytes = pdu(pduType.response, 24);
  bytes.writeBigUInt64LE(result, 8);
  bytes.writeUInt16LE(queue, 18);
  bytes.writeUInt16LE(commandId, 20);
  bytes.writeUInt16LE((status << 1) & 0xffff, 22);
  return bytes;
}

const lastPdu = 0x04;

/** All data of one command in one PDU; a response follows it. */
export function controllerData(commandId: number, data: Uint8Array): Buffer {
  const bytes = pdu(pduType.controllerData, 24, data, lastPdu);
  bytes.writeUInt16LE(commandId, 8);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(data.length, 16);
  return bytes;
}

/** Asks the host for all data of a command. The tag is the command's own number. */
export function readyToTransfer(commandId: number, lengthBytes: number): Buffer {
  const bytes = pdu(pduType.readyToTransfer, 24);
  bytes.writeUInt16LE(commandId, 8);
  bytes.writeUInt16LE(commandId, 10);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(lengthBytes, 16);
  return bytes;
}

/** One submission queue entry with where its data is. */
export interface Submission {
  readonly bytes: Buffer;
  readonly opcode: number;
  readonly commandId: number;
  readonly nsid: number;
  /** SGL length; `inCapsule` when the data came along. */
  readonly dataBytes: number;
  readonly inCapsule: boolean;
}

export function parseSubmission(header: Buffer): Submission {
  const bytes = header.subarray(8, 72);
  return {
    bytes,
    opcode: bytes.readUInt8(0),
    commandId: bytes.readUInt16LE(2),
    nsid: bytes.readUInt32LE(4),
    dataBytes: bytes.readUInt32LE(32),
    // SGL descriptor type and subtype 01h: an offset into the capsule.
    inCapsule: bytes.readUInt8(39) === 0x01,
  };
}
