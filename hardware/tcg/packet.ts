import { be16, be32, putBe16, putBe32 } from '../transport/fields.ts';

/** ComPacket header 20 bytes, packet header 24, data subpacket header 12 (Core Specification, section 3.2.3). */
const comPacketBytes = 20;
const packetBytes = 24;
const subPacketBytes = 12;
const headerBytes = comPacketBytes + packetBytes + subPacketBytes;

/** Transfers are whole 512-byte blocks on every interface. */
const block = 512;

export interface Addressed {
  readonly comId: number;
  /** TPer and host session numbers; both 0 for the session manager. */
  readonly tsn: number;
  readonly hsn: number;
}

/** One ComPacket with one packet with one data subpacket, padded to whole blocks. */
export function comPacket(to: Addressed, payload: Uint8Array): Uint8Array {
  const padded = Math.ceil(payload.length / 4) * 4;
  const out = new Uint8Array(Math.ceil((headerBytes + padded) / block) * block);
  putBe16(out, 4, to.comId);
  putBe32(out, 16, packetBytes + subPacketBytes + padded);
  putBe32(out, 20, to.tsn);
  putBe32(out, 24, to.hsn);
  putBe32(out, 40, subPacketBytes + padded);
  putBe32(out, 52, payload.length);
  out.set(payload, headerBytes);
  return out;
}

export type Received =
  | { readonly kind: 'payload'; readonly from: Addressed; readonly payload: Uint8Array }
  /** Nothing yet; `outstandingBytes` 0 means that nothing is coming either. */
  | { readonly kind: 'not_ready'; readonly outstandingBytes: number };

/** Reads a ComPacket with its first data subpacket; undefined when its lengths do not fit each other or the bytes. */
export function parseComPacket(data: Uint8Array): Received | undefined {
  if (data.length < comPacketBytes) return undefined;
  if (be32(data, 16) === 0) return { kind: 'not_ready', outstandingBytes: be32(data, 8) };
  if (data.length < headerBytes) return undefined;
  const length = be32(data, 52);
  // Kind 0 is data; a credit control subpacket carries no tokens.
  if (be16(data, 50) !== 0 || headerBytes + length > data.length) return undefined;
  if (be32(data, 40) < subPacketBytes + length || be32(data, 16) < packetBytes + be32(data, 40)) return undefined;
  return {
    kind: 'payload',
    from: { comId: be16(data, 4), tsn: be32(data, 20), hsn: be32(data, 24) },
    payload: data.slice(headerBytes, headerBytes + length),
  };
}
