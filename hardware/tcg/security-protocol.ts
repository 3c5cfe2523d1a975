import type { AtaCommand } from '../ata/sat.ts';
import { dataIn, dataOut, type ScsiCommand } from '../scsi/command.ts';
import { putBe16, putBe32 } from '../transport/fields.ts';
import type { NvmeCommand } from '../transport/transport.ts';

/**
 * The carriers of the TCG protocols: what SPC calls SECURITY PROTOCOL SPECIFIC (SPSP) holds the ComID. Lengths are whole
 * 512-byte blocks, because ATA counts in them.
 */
export interface SecurityAddress {
  /** 00h information, 01h and 02h TCG. */
  readonly protocol: number;
  readonly specific: number;
}

/** Level 0 Discovery is asked of this ComID. */
export const discoveryAddress: SecurityAddress = { protocol: 0x01, specific: 0x0001 };

/** SECURITY PROTOCOL IN (A2h), INC_512 = 0: lengths in bytes. */
export function securityProtocolIn(from: SecurityAddress, lengthBytes: number): ScsiCommand {
  return dataIn(scsiBlock(0xa2, from, lengthBytes), lengthBytes);
}

/** SECURITY PROTOCOL OUT (B5h). */
export function securityProtocolOut(to: SecurityAddress, bytes: Uint8Array): ScsiCommand {
  return dataOut(scsiBlock(0xb5, to, bytes.length), bytes);
}

function scsiBlock(opcode: number, { protocol, specific }: SecurityAddress, lengthBytes: number): Uint8Array {
  const cdb = new Uint8Array(12);
  cdb[0] = opcode;
  cdb[1] = protocol;
  putBe16(cdb, 2, specific);
  putBe32(cdb, 6, lengthBytes);
  return cdb;
}

/** Security Receive (82h) and Security Send (81h): SECP in CDW10 31:24, SPSP in 23:8, the length in bytes in CDW11. */
export function securityReceive(from: SecurityAddress, lengthBytes: number): NvmeCommand {
  return { opcode: 0x82, nsid: 0, cdw10: nvmeWord(from), cdw11: lengthBytes, data: { kind: 'in', lengthBytes } };
}
export function securitySend(to: SecurityAddress, bytes: Uint8Array): NvmeCommand {
  return { opcode: 0x81, nsid: 0, cdw10: nvmeWord(to), cdw11: bytes.length, data: { kind: 'out', bytes } };
}

function nvmeWord({ protocol, specific }: SecurityAddress): number {
  return ((protocol << 24) | (specific << 8)) >>> 0;
}

/** TRUSTED RECEIVE (5Ch), PIO: protocol in FEATURES, blocks in COUNT, SPSP in LBA 23:8. */
export function trustedReceive(from: SecurityAddress, lengthBytes: number): AtaCommand {
  const blocks = wholeBlocks(lengthBytes);
  return { command: 0x5c, ...taskfile(from, blocks), data: { kind: 'in', protocol: 'pio', blocks } };
}
/** TRUSTED SEND (5Eh), PIO. */
export function trustedSend(to: SecurityAddress, bytes: Uint8Array): AtaCommand {
  return { command: 0x5e, ...taskfile(to, wholeBlocks(bytes.length)), data: { kind: 'out', protocol: 'pio', bytes } };
}

function taskfile({ protocol, specific }: SecurityAddress, blocks: number): Pick<AtaCommand, 'features' | 'count' | 'lba' | 'extend'> {
  return { features: protocol, count: blocks & 0xff, lba: (specific << 8) | (blocks >> 8), extend: false };
}

function wholeBlocks(lengthBytes: number): number {
  if (lengthBytes < 512 || lengthBytes % 512 !== 0) throw new RangeError('TRUSTED commands carry whole blocks of 512 bytes');
  return lengthBytes / 512;
}
