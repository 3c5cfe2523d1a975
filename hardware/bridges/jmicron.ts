import type { NvmeCommand } from '../transport/transport.ts';
import { le32, putLe32 } from '../transport/fields.ts';
import type { ScsiCommand } from '../scsi/command.ts';
import { dataIn, dataOut } from '../scsi/command.ts';

/**
 * JMicron's NVMe pass-through (JMS581, JMS583): three commands under opcode A1h for one NVMe command. Facts from
 * smartmontools `scsinvme.cpp` and opensea-transport `jmicron_nvme_helper.c`. Never send this to a bridge that may have
 * a SATA drive behind it: there A1h with phase 0 is ATA PASS-THROUGH (12) with protocol 0, a hardware reset.
 */
export const jmicronBlockBytes = 512;
/** The most that one command may move. */
export const jmicronMaxBytes = 64 * 1024;

const opcode = 0xa1;
const admin = 0x80;
const phase = { command: 0x0, nonData: 0x1, dataIn: 0x2, dataOut: 0x3, response: 0xf } as const;
/** "NVME" as little-endian bytes on the wire. */
const signature = 0x454d564e;

function cdb(which: number, lengthBytes: number): Uint8Array {
  return Uint8Array.of(opcode, admin | which, 0, lengthBytes >> 16, (lengthBytes >> 8) & 0xff, lengthBytes & 0xff, 0, 0, 0, 0, 0, 0);
}

/** Phase 0: hands the NVMe command over in a block of 512 bytes. Nothing runs yet. */
export function jmicronCommand(command: NvmeCommand): ScsiCommand {
  const block = new Uint8Array(jmicronBlockBytes);
  putLe32(block, 0, signature);
  putLe32(block, 8, command.opcode);
  putLe32(block, 12, command.nsid);
  const dwords = [command.cdw10, command.cdw11, command.cdw12, command.cdw13, command.cdw14, command.cdw15];
  for (const [index, dword] of dwords.entries()) putLe32(block, 48 + index * 4, dword ?? 0);
  return dataOut(cdb(phase.command, jmicronBlockBytes), block);
}

/** Phases 1 to 3: runs the command that was handed over and moves its data. */
export function jmicronRun(command: NvmeCommand): ScsiCommand {
  switch (command.data.kind) {
    case 'none':
      return { cdb: cdb(phase.nonData, 0), data: { kind: 'none' } };
    case 'in':
      return dataIn(cdb(phase.dataIn, command.data.lengthBytes), command.data.lengthBytes);
    case 'out':
      return dataOut(cdb(phase.dataOut, command.data.bytes.length), command.data.bytes);
  }
}

/** Phase 15: fetches how the command ended. */
export function jmicronResponse(): ScsiCommand {
  return dataIn(cdb(phase.response, jmicronBlockBytes), jmicronBlockBytes);
}

/** DW0 and the status field of the completion. */
export interface BridgedCompletion {
  readonly result: number;
  readonly status: number;
}

/**
 * Reads the answer of phase 15. Undefined when it is not a completion, and when only bit 16 of dword 5 is set: one source
 * takes that bit for the phase tag, the other for the lowest bit of the status, so it could be good or Invalid Opcode.
 */
export function parseJmicronResponse(data: Uint8Array): BridgedCompletion | undefined {
  if (data.length < 24 || le32(data, 0) !== signature) return undefined;
  const field = le32(data, 20) >>> 16;
  if (field === 1) return undefined;
  return { result: le32(data, 8), status: field >>> 1 };
}
