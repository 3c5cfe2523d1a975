/** Bytes of USB/IP once a device is attached, as in the Linux kernel's Documentation/usb/usbip_protocol.rst. Big-endian. */
export const headerBytes = 48;

const submit = 1;
const unlink = 2;
const submitted = 3;
const unlinked = 4;

/** One request of the host's USB core. `setup` counts for endpoint 0. */
export interface Submit {
  readonly kind: 'submit';
  readonly sequence: number;
  readonly direction: 'in' | 'out';
  readonly endpoint: number;
  readonly lengthBytes: number;
  readonly setup: Uint8Array;
}
/** The host gives up a request. */
export interface Unlink {
  readonly kind: 'unlink';
  readonly sequence: number;
  readonly victim: number;
}

/** Reads a header. Throws for anything but the two requests: the stream is lost then. */
export function parseRequest(header: Buffer): Submit | Unlink {
  const sequence = header.readUInt32BE(4);
  switch (header.readUInt32BE(0)) {
    case submit:
      return {
        kind: 'submit',
        sequence,
        direction: header.readUInt32BE(12) === 1 ? 'in' : 'out',
        endpoint: header.readUInt32BE(16),
        lengthBytes: header.readUInt32BE(24),
        setup: header.subarray(40, 48),
      };
    case unlink:
      return { kind: 'unlink', sequence, victim: header.readUInt32BE(20) };
    default:
      throw new Error(`no USB/IP request: ${header.toString('hex')}`);
  }
}

/** Bytes that follow a request's header. */
export function payloadBytes(request: Submit | Unlink): number {
  return request.kind === 'submit' && request.direction === 'out' ? request.lengthBytes : 0;
}

/** `status`: 0 or a negative errno. `actualBytes` counts what moved, in either direction. */
export function submitAnswer(sequence: number, status: number, actualBytes: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(submitted, 0);
  header.writeUInt32BE(sequence, 4);
  header.writeInt32BE(status, 20);
  header.writeUInt32BE(actualBytes, 24);
  return Buffer.concat([header, data]);
}

export function unlinkAnswer(sequence: number, status: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(unlinked, 0);
  header.writeUInt32BE(sequence, 4);
  header.writeInt32BE(status, 20);
  return header;
}
